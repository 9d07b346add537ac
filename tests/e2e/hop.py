"""A hop that passes requests on byte for byte, unless it is asked for a mischief by name.

By hand: python3 hop.py UPSTREAM [MISCHIEF] listens on a free port and says where."""

import contextlib
import gzip
import re
import socket
import socketserver
import sys
import threading
import time
import urllib.parse

MARK = "x-rmspec-nonce"


class Message:
    """A request or an answer: its first line in three parts, its fields in order, its body."""

    def __init__(self, line, fields, body):
        self.line, self.fields, self.body = line, fields, body

    def get(self, name, otherwise=""):
        return next((value for key, value in self.fields if key.lower() == name), otherwise)

    def drop(self, *names):
        self.fields = [(key, value) for key, value in self.fields if key.lower() not in names]

    def set(self, name, value):
        self.fields = [(key, value if key.lower() == name else old) for key, old in self.fields]

    def chunked(self):
        return "chunked" in self.get("transfer-encoding").lower()

    @property
    def method(self):
        return self.line[0]

    @property
    def query(self):
        return self.line[1].partition("?")[2]

    @query.setter
    def query(self, text):
        self.line[1] = self.line[1].partition("?")[0] + ("?" + text if text else "")

    def has_form(self):
        return self.get("content-type").startswith("application/x-www-form-urlencoded")

    def each_form(self, change):
        """Apply `change` to the text of the query and of a form."""
        self.query = change(self.query)
        if self.has_form():
            self.body = change(self.body.decode("latin-1")).encode("latin-1")

    def bytes(self):
        if not self.chunked():
            if self.body or self.get("content-length", None) is not None:
                self.drop("content-length")
                self.fields.append(("Content-Length", str(len(self.body))))
        head = " ".join(self.line) + "\r\n" + "".join(f"{key}: {value}\r\n" for key, value in self.fields) + "\r\n"
        body = self.body
        if self.chunked():
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
        return head.encode("latin-1") + body


def read_line(file):
    line = file.readline(1 << 20)
    if not line.endswith(b"\r\n"):
        raise ConnectionError("the line does not end")
    return line[:-2].decode("latin-1")


def read_message(file, is_answer=False, to_method=""):
    line = read_line(file).split(" ", 2)
    fields = []
    while text := read_line(file):
        key, _, value = text.partition(":")
        fields.append((key, value.strip()))
    message = Message(line, fields, b"")
    if message.chunked():
        while size := int(read_line(file).partition(";")[0], 16):
            message.body += file.read(size)
            file.read(2)
        while read_line(file):
            pass
    elif message.get("content-length"):
        message.body = file.read(int(message.get("content-length")))
    elif is_answer and to_method != "HEAD" and message.line[1] not in ("204", "304"):
        message.body = file.read()
    return message


def answer(status, body=b"", content_type="text/html", **fields):
    return Message(["HTTP/1.1", str(status), "-"],
                   [("Content-Type", content_type), ("Content-Length", str(len(body)))] + list(fields.items()), body)


# ---- mischiefs on a request: (request, hop) -> None, or an answer of the hop's own ----

def pairs(text):
    return [piece.partition("=") for piece in text.split("&")] if text else []


def joined(pieces):
    return "&".join("".join(piece) for piece in pieces)


def recoded(quote):
    """Decoded and encoded again, name by name, as most frameworks do it."""
    return lambda text: joined((quote(urllib.parse.unquote_plus(n, "latin-1")), e, quote(urllib.parse.unquote_plus(v, "latin-1")))
                               for n, e, v in pairs(text))


def forms(change):
    return lambda request, hop: request.each_form(change)


def last_wins(text):
    seen = {}
    for name, equals, value in pairs(text):
        seen[name] = (name, equals, value)
    return joined(seen.values())


def rewrite_path(request, hop):
    request.line[1] = "/api" + request.line[1]


def post_to_get(request, hop):
    if request.method == "POST":
        request.line[0] = "GET"


def body_to_query(request, hop):
    if request.has_form() and request.body:
        request.query = joined(pairs(request.query) + pairs(request.body.decode("latin-1")))
        request.body = b""


def refuse_post(request, hop):
    return answer(405, b"<h1>405</h1>") if request.method == "POST" else None


def refuse_long(limit):
    return lambda request, hop: answer(414, b"<h1>414</h1>") if len(request.line[1]) > limit or len(request.body) > limit else None


def cut_query(request, hop):
    request.line[1] = request.line[1][:1000]


def cut_body(request, hop):
    request.body = request.body[:500] if len(request.body) > 500 else request.body[:-1]


def drop_body(request, hop):
    request.body = b""


def drop_fields(*names):
    return lambda request, hop: request.drop(*names)


def set_field(name, value):
    return lambda request, hop: request.set(name, value)


def add_fields(request, hop):
    request.fields += [("Via", "1.1 hop"), ("X-Forwarded-For", "192.0.2.7")]


def drop_mark(request, hop):
    request.drop(MARK)
    request.each_form(lambda text: joined(p for p in pairs(text) if p[0] != "SignatureNonce"))


def lower_names(request, hop):
    request.fields = [(key.lower(), value) for key, value in request.fields]


def reverse_fields(request, hop):
    request.fields.reverse()


def old_version(request, hop):
    request.line[2] = "HTTP/1.0"
    request.drop("transfer-encoding")


def without_chunks(request, hop):
    if request.chunked():
        request.drop("transfer-encoding")
        request.fields.append(("Content-Length", "0"))


def unlucky(request, hop):
    raise ConnectionError("the hop hangs up")


def twice(request, hop):
    hop.pass_on(request)


def from_cache(request, hop):
    if request.method != "GET":
        return None
    with hop.lock:
        key = request.line[1]
        if key not in hop.cache:
            hop.cache[key] = hop.pass_on(request)
            return hop.cache[key]
        kept = hop.cache[key]
    return Message(list(kept.line), kept.fields + [("Age", "1"), ("X-Cache", "HIT")], kept.body)


# ---- mischiefs on an answer: (answer, request) -> None ----

def error_pages(came, request):
    if came.line[1] != "200":
        came.body = b"<html>sorry</html>"


def always_fine(came, request):
    came.line[1] = "200"


def end_of_line(came, request):
    came.body += b"\n"


def as_text(came, request):
    came.set("content-type", "text/plain")


def compress(came, request):
    came.body = gzip.compress(came.body)
    came.fields.append(("Content-Encoding", "gzip"))


def compress_if_asked(came, request):
    if "gzip" in request.get("accept-encoding"):
        compress(came, request)


def own_field(came, request):
    came.fields.append(("X-Cache", "MISS"))


# name: (what it does to a request, what it does to an answer)
MISCHIEFS = {
    "refuse-post": (refuse_post, None),
    "redirect": (lambda request, hop: answer(301, Location="http://192.0.2.1/"), None),
    "answer-alone": (lambda request, hop: answer(200, b"{}", "application/json"), None),
    "hang-up": (unlucky, None),
    "send-twice": (twice, None),
    "drop-mark": (drop_mark, None),
    "post-to-get": (post_to_get, None),
    "rewrite-path": (rewrite_path, None),
    "rewrite-host": (set_field("host", "internal.example:8080"), None),
    "drop-host-port": (lambda request, hop: request.set("host", request.get("host").partition(":")[0]), None),
    "drop-x-acs": (lambda request, hop: request.drop(*[k.lower() for k, _ in request.fields if k.lower().startswith("x-acs-")]), None),
    "drop-authorization": (drop_fields("authorization"), None),
    "decode": (forms(lambda text: urllib.parse.unquote(text, "latin-1").replace(" ", "%20").replace("#", "%23").replace("\r\n", "%0D%0A")),
               None),
    "decode-once-more": (forms(recoded(lambda text: urllib.parse.quote(urllib.parse.unquote(text, "latin-1"), "~", "latin-1"))), None),
    "slashes-merged": (forms(lambda text: re.sub(r"(%2[Ff])+", "%2F", text)), None),
    "add-parameter": (forms(lambda text: text + "&Tenant=1" if text else text), None),
    "drop-parameter": (forms(lambda text: joined(p for p in pairs(text) if p[0] != "Description")), None),
    "plus-for-blank": (forms(recoded(lambda text: urllib.parse.quote_plus(text, "", "latin-1"))), None),
    "blank-for-plus": (forms(lambda text: text.replace("%2B", "%20")), None),
    "plus-escaped": (forms(lambda text: text.replace("+", "%2B")), None),
    "drop-empty": (forms(lambda text: joined(p for p in pairs(text) if p[2])), None),
    "equals-dropped": (forms(lambda text: re.sub(r"=(?=&|$)", "", text)), None),
    "equals-added": (forms(lambda text: joined((n, "=", v) for n, _, v in pairs(text))), None),
    "drop-body": (drop_body, None),
    "cut-body": (cut_body, None),
    "recode-body": (lambda request, hop: setattr(request, "body", recoded(lambda t: urllib.parse.quote(t, "", "latin-1"))(
        request.body.decode("latin-1")).encode()), None),
    "body-to-query": (body_to_query, None),
    "drop-content-type": (drop_fields("content-type"), None),
    "add-charset": (lambda request, hop: request.set("content-type", request.get("content-type") + "; charset=utf-8"), None),
    "cut-query": (cut_query, None),
    "refuse-beyond-800": (refuse_long(800), None),
    "refuse-beyond-5000": (refuse_long(5000), None),
    "cache": (from_cache, None),
    "error-pages": (None, error_pages),
    "always-200": (None, always_fine),
    "line-feed-behind": (None, end_of_line),
    "text-plain": (None, as_text),
    "compress": (None, compress),
    "small-hex": (forms(lambda text: re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), text)), None),
    "escape-tilde": (forms(lambda text: text.replace("~", "%7E").replace("%257E", "%7E")), None),
    "letters-unescaped": (forms(lambda text: text.replace("%61", "a")), None),
    "last-wins": (forms(last_wins), None),
    "reverse-parameters": (forms(lambda text: joined(reversed(pairs(text)))), None),
    "drop-sdk-client": (drop_fields("x-sdk-client"), None),
    "add-fields": (add_fields, None),
    "lower-names": (lower_names, None),
    "reverse-fields": (reverse_fields, None),
    "old-version": (old_version, None),
    "without-chunks": (without_chunks, None),
    "compress-if-asked": (None, compress_if_asked),
    "own-field": (None, own_field),
}


class Hop(socketserver.ThreadingTCPServer):
    """`only_marked`: the mischief befalls only requests of the checks on gateways."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream, mischief=None, only_marked=True, hold_connections=True, one_request=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = urllib.parse.urlsplit(upstream)
        self.before, self.behind = MISCHIEFS[mischief] if mischief else (None, None)
        self.only_marked, self.hold_connections, self.one_request = only_marked, hold_connections, one_request
        self.cache, self.lock = {}, threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(socketserver.StreamRequestHandler):
    """One connection of a client, with one of its own to the upstream."""

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lock, self.cache = self.server.lock, self.server.cache
        self.up = self.up_file = None

    def finish(self):
        self.hang_up()
        super().finish()

    def hang_up(self):
        if self.up:
            self.up_file.close()
            self.up.close()
        self.up = self.up_file = None

    def handle(self):
        with contextlib.suppress(ConnectionError, ValueError, OSError):
            while True:
                request = read_message(self.rfile)
                came = self.answer_to(request)
                if self.server.one_request:
                    came.fields.append(("Connection", "close"))
                self.wfile.write(came.bytes())
                if "close" in came.get("connection").lower():
                    return

    def answer_to(self, request):
        spoiled = MARK in (key.lower() for key, _ in request.fields) or not self.server.only_marked
        if spoiled and self.server.before:
            own = self.server.before(request, self)
            if own:
                return own
        came = self.pass_on(request)
        if spoiled and self.server.behind:
            self.server.behind(came, request)
        return came

    def pass_on(self, request):
        if not self.server.hold_connections:
            self.hang_up()
        if not self.up:
            self.up = socket.create_connection((self.server.upstream.hostname, self.server.upstream.port), 60)
            self.up.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.up_file = self.up.makefile("rb")
        self.up.sendall(request.bytes())
        came = read_message(self.up_file, True, request.method)
        if "close" in came.get("connection").lower() or request.line[2] == "HTTP/1.0":
            self.hang_up()
        came.line[0] = "HTTP/1.1"
        if not came.chunked() and came.get("content-length", None) is None:
            came.fields.append(("Content-Length", str(len(came.body))))
        return came


@contextlib.contextmanager
def hop(upstream, mischief=None, **options):
    server = Hop(upstream, mischief, **options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    with hop(sys.argv[1], *sys.argv[2:3], only_marked=False) as where:
        print(where, flush=True)
        while True:
            time.sleep(3600)
