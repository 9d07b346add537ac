"""Endpoints for end-to-end tests: the reference started as a program, and a proxy in front of it that misbehaves."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import socketserver
import subprocess
import threading
import urllib.parse

RMSPEC = os.environ["RMSPEC"]
ACTIONS = ["RemoveBackendServers", "RemoveVServerGroupBackendServers", "RemoveInstances"]


class Run:
    """A finished `rmspec`."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


def rmspec(*args, timeout=120, env=None):
    """Run the program to its end."""
    done = subprocess.run([RMSPEC, *args], capture_output=True, timeout=timeout, env={**os.environ, **(env or {})}, check=False)
    return Run(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def report_of(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


@contextlib.contextmanager
def serve(*args, before=()):
    """The reference endpoint as a program of its own, behind the words of another one in `before`; gives its URL."""
    process = subprocess.Popen([*before, RMSPEC, "serve", *args], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        match = re.fullmatch(r"listening on (http://\S+)\n", line)
        if not match:
            raise AssertionError(f"rmspec serve said {line!r}")
        yield match[1]
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)
        process.stdout.close()
        if code != 0:
            raise AssertionError(f"rmspec serve ended with {code}")


class Proxy(socketserver.ThreadingTCPServer):
    """Passes every request on to `upstream`, except those of `action` (None: all), which `misbehave(handler, forward)` answers."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, upstream, action, misbehave):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream, self.action, self.misbehave = urllib.parse.urlsplit(upstream), action, misbehave
        self.over = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(socketserver.StreamRequestHandler):
    """One connection; requests are read with just enough HTTP for a client that speaks it well."""

    def handle(self):
        try:
            while self.one():
                pass
        except (ConnectionError, BrokenPipeError, http.client.HTTPException):
            pass

    def one(self):
        line = self.rfile.readline(1 << 20).decode("latin-1").split()
        if len(line) != 3:
            return False
        headers = http.client.parse_headers(self.rfile)
        body = self.rfile.read(int(headers.get("Content-Length", 0)))
        method, target, _ = line
        params = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query + "&" + body.decode("latin-1"))
        action = params.get("Action", [""])[0]
        self.params = params

        def forward():
            upstream = http.client.HTTPConnection(self.server.upstream.hostname, self.server.upstream.port, timeout=60)
            passed = {k: v for k, v in headers.items() if k.lower() in ("host", "content-type", "content-length")}
            upstream.request(method, target, body=body or None, headers=passed)
            answer = upstream.getresponse()
            content = answer.read()
            upstream.close()
            return answer.status, answer.headers.get("Content-Type", ""), content

        if self.server.action in (None, action):
            return self.server.misbehave(self, forward)
        return self.answer(*forward())

    def answer(self, status, content_type, content):
        head = f"HTTP/1.1 {status} -\r\nContent-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n"
        self.wfile.write(head.encode() + content)
        return True


@contextlib.contextmanager
def proxy(upstream, action, misbehave):
    server = Proxy(upstream, action, misbehave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port():
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
