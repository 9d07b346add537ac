"""Debian's nginx and HAProxy as hops: started by the test on a free port, with a configuration and a folder of their own."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse

from endpoints import closed_port

NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=answers:1m;
  large_client_header_buffers 8 64k;
  client_max_body_size 16m;
  upstream endpoint {{ server {upstream}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    {server}
    location / {{
      {location}
      proxy_pass http://endpoint;
    }}
  }}
}}
"""

HAPROXY = """
global
  maxconn 256
  tune.bufsize 65536
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
{sections}
frontend hop
  bind 127.0.0.1:{port}
{frontend}
  default_backend endpoint
backend endpoint
{backend}
  server endpoint {upstream}
"""

KEEP_HOST = "proxy_set_header Host $http_host;"

# name: lines for the server and for the location; Host is kept unless the row says otherwise
NGINX_ROWS = {
    "plain": ("", KEEP_HOST),
    "host": ("", ""),
    "drop-body": ("", KEEP_HOST + ' proxy_pass_request_body off; proxy_set_header Content-Length "";'),
    "cut-query": ('if ($args ~ "^(.{1000})") { set $args $1; }', KEEP_HOST),
    "cache": ("", KEEP_HOST + " proxy_cache answers; proxy_cache_valid 200 10m; add_header X-Cache $upstream_cache_status;"),
    "post-refused": ("", KEEP_HOST + " limit_except GET { deny all; }"),
    "error-pages": ('error_page 400 404 = @sorry; location @sorry { return 400 "<html>sorry</html>"; }',
                    KEEP_HOST + " proxy_intercept_errors on;"),
}

# name: further sections, lines of the frontend, lines of the backend
HAPROXY_ROWS = {
    "plain": ("", "", ""),
    "host": ("", "  http-request set-header Host internal.example", ""),
    "decode": ("", "  http-request set-query %[query,url_dec]", ""),
    "recode": ("", "  http-request set-query '%[query,regsub(%20,+,g)]'", ""),
    "cut-query": ("", "  http-request set-query %[query,bytes(0,1000)]", ""),
    "cache": ("cache answers\n  total-max-size 4\n  max-age 600\n", "",
              "  http-request cache-use answers\n  http-response set-header Cache-Control max-age=600\n  http-response cache-store answers"),
    "long-refused": ("", "  http-request deny deny_status 413 if { url_len gt 900 }", ""),
}


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def is_listening(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(command, port, log):
    """Run the command until it listens; end it afterwards."""
    with open(log, "wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        while not is_listening(port):
            if process.poll() is not None:
                with open(log, encoding="utf-8", errors="replace") as file:
                    raise AssertionError(f"{command[0]} ended with {process.returncode}: {file.read()}")
            time.sleep(0.02)  # it tells nobody when it is ready
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def gateway(kind, row, upstream):
    """`kind` is nginx or haproxy; gives the URL of the hop in front of the URL `upstream`."""
    with tempfile.TemporaryDirectory() as folder:
        port = closed_port()
        names = {"folder": folder, "port": port, "upstream": urllib.parse.urlsplit(upstream).netloc}
        path = f"{folder}/hop.conf"
        if kind == "nginx":
            server, location = NGINX_ROWS[row]
            text = NGINX.format(server=server, location=location, **names)
            command = [program("nginx"), "-p", folder, "-e", f"{folder}/error.log", "-c", path]
        else:
            sections, frontend, backend = HAPROXY_ROWS[row]
            text = HAPROXY.format(sections=sections, frontend=frontend, backend=backend, **names)
            command = [program("haproxy"), "-db", "-f", path]
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        with started(command, port, f"{folder}/log"):
            yield f"http://127.0.0.1:{port}"
