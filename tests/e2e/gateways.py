"""Debian's nginx and HAProxy as hops: one process of each holds all the hops that a test asks for, every one on a port of its own.

By hand: python3 gateways.py UPSTREAM KIND ROW says where it listens."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

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
  proxy_http_version 1.1;
  proxy_set_header Connection "";
{hops}
}}
"""

NGINX_HOP = """
  upstream {name} {{ server {upstream}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    {first}
    location / {{
      {second}
      proxy_pass http://{name};
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
cache answers
  total-max-size 4
  max-age 600
{hops}
"""

HAPROXY_HOP = """
frontend {name}
  bind 127.0.0.1:{port}
{first}
  default_backend {name}-endpoint
backend {name}-endpoint
{second}
  server endpoint {upstream}
"""

KEEP_HOST = 'proxy_set_header Connection ""; proxy_set_header Host $http_host;'

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

# name: lines of the frontend, lines of the backend
HAPROXY_ROWS = {
    "plain": ("", ""),
    "host": ("", "  http-request set-header Host internal.example"),
    "decode": ("", "  http-request set-query %[query,url_dec]"),
    "recode": ("", "  http-request set-query '%[query,regsub(%20,+,g)]'"),
    "cut-query": ("", "  http-request set-query %[query,bytes(0,1000)]"),
    "cache": ("", "  http-request cache-use answers\n  http-response set-header Cache-Control max-age=600\n  http-response cache-store answers"),
    "long-refused": ("", "  http-request deny deny_status 413 if { url_len gt 900 }"),
}
KINDS = {"nginx": (NGINX, NGINX_HOP, NGINX_ROWS), "haproxy": (HAPROXY, HAPROXY_HOP, HAPROXY_ROWS)}


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def is_listening(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_ports(n):
    """Ports on which nothing listens; all are held until all are known."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(n)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def command_of(kind, folder, path):
    if kind == "nginx":
        return [program(kind), "-p", folder, "-e", f"{folder}/error.log", "-c", path]
    return [program(kind), "-db", "-f", path]


def start(kind, folder, text, ports):
    """The process that listens on all ports, or what it said when it ended."""
    path, log = f"{folder}/hop.conf", f"{folder}/log"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    with open(log, "wb") as file:
        process = subprocess.Popen(command_of(kind, folder, path), stdout=file, stderr=subprocess.STDOUT)
    while not all(is_listening(port) for port in ports):
        if process.poll() is not None:
            with open(log, encoding="utf-8", errors="replace") as file:
                return None, file.read()
        time.sleep(0.02)  # it tells nobody when it is ready
    return process, None


@contextlib.contextmanager
def gateways(kind, hops):
    """`kind` is nginx or haproxy; `hops` are (row, URL of the upstream). Gives the URLs of the hops, in the same order."""
    whole, part, rows = KINDS[kind]
    for _ in range(5):  # somebody else may take a port in between
        with tempfile.TemporaryDirectory() as folder:
            ports = free_ports(len(hops))
            parts = [part.format(name=f"endpoint{i}", port=port, upstream=urllib.parse.urlsplit(upstream).netloc,
                                 first=rows[row][0], second=rows[row][1]) for i, (port, (row, upstream)) in enumerate(zip(ports, hops))]
            process, said = start(kind, folder, whole.format(folder=folder, hops="".join(parts)), ports)
            if process:
                try:
                    yield [f"http://127.0.0.1:{port}" for port in ports]
                finally:
                    process.terminate()
                    process.wait(timeout=30)
                return
        if "in use" not in said:
            break
    raise AssertionError(f"{kind} ended: {said}")


if __name__ == "__main__":
    with gateways(sys.argv[2], [(sys.argv[3], sys.argv[1])]) as where:
        print(*where, flush=True)
        while True:
            time.sleep(3600)
