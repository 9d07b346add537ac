"""Requests that official clients really sent, byte for byte to an endpoint that verifies signatures: each is accepted, also in
other chunks, and with one byte of a signed part changed each is refused with a documented code.

By hand: python3 test_wire.py [FILE…] (or RMS_WIRE=FILE…) plays other recordings than those of tests/data/wire; their fields are
described there."""

import collections
import glob
import hashlib
import json
import os
import random
import re
import socket
import sys
import unittest
import urllib.parse

import endpoints

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = sys.argv[1:] or os.environ.get("RMS_WIRE", "").split(os.pathsep)
FILES = [path for path in FILES if path] or sorted(glob.glob(os.path.join(HERE, "..", "data", "wire", "*.jsonl")))
sys.argv[1:] = []

# What an endpoint says of a request that is not signed as it should be.
REFUSALS = {
    "MissingParameter", "InvalidParamater", "InvalidAccessKeyId.NotFound", "Forbidden.AccessKeyDisabled", "SignatureDoesNotMatch",
    "IncompleteSignature", "SignatureNonceUsed", "InvalidTimeStamp.Expired", "IllegalTimestamp",
}
# MissingParameter is one of them when it names one of these; else it is about the action's own parameters.
CREDENTIALS = {
    "Action", "Version", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "host",
    "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256",
}
# What it says before it looks at the signature, by what was changed.
EARLIER = {"method": {"UnsupportedHTTPMethod"}, "path": {"InvalidAction.NotFound"}, "escape": {"InvalidParameter"}}
POSITIONS = 6  # of each part of a request
CHUNKS = (1, 7, 1 << 20)


class Request:
    """One recording. `fields` are (name, value) in the order in which they were sent."""

    def __init__(self, row):
        self.name = f"{row['sdk']}.{row.get('case') or row['note'].split(';')[0]}"
        self.method, self.target, self.body = row["method"], row["target"], row["body"].encode()
        self.fields = list(row["headers"].items())
        self.is_v3 = row["signature_version"] != "1.0"

    def get(self, name):
        return next((value for key, value in self.fields if key.lower() == name), "")

    def copy(self):
        twin = object.__new__(Request)
        twin.__dict__ = dict(self.__dict__, fields=list(self.fields))
        return twin

    def bytes(self, chunk=None):
        """As it travels; with `chunk` the body goes in chunks of so many bytes."""
        chunked = chunk is not None or "chunked" in self.get("transfer-encoding").lower()
        fields = [(key, value) for key, value in self.fields if key.lower() not in ("content-length", "transfer-encoding")]
        if chunked:
            fields.append(("Transfer-Encoding", "chunked"))
        elif self.body or self.get("content-length"):
            fields.append(("Content-Length", str(len(self.body))))
        head = f"{self.method} {self.target} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in fields) + "\r\n"
        body = self.body
        if chunked:
            size = chunk or len(self.body) or 1
            pieces = [self.body[i:i + size] for i in range(0, len(self.body), size)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        return head.encode("latin-1") + body


def code_of(body):
    """"" for a success; the missing parameter of an action is told apart from one that says who asks."""
    match = re.search(r'"Code":\s*"([^"]*)"|<Code>([^<]*)</Code>', body)
    code = (match[1] or match[2]) if match else ""
    name = re.search(r'The input parameter \\?"(?:&quot;)?([^"\\&]*)', body)
    return f"{code} {name[1]}" if code == "MissingParameter" and name and name[1] not in CREDENTIALS else code


class Wire:
    """One raw connection after the other."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.socket = self.file = None

    def close(self):
        if self.socket:
            self.file.close()
            self.socket.close()
        self.socket = None

    def ask(self, raw):
        """Send these bytes; status and code ("" for a success) of the answer."""
        for fresh in (False, True):  # a kept connection may have been closed meanwhile
            if fresh or not self.socket:
                self.close()
                self.socket = socket.create_connection(self.address, timeout=30)
                self.file = self.socket.makefile("rb")
            self.socket.sendall(raw)
            line = self.file.readline()
            if line:
                break
        status = int(line.split()[1])
        length, closes = 0, False
        while (field := self.file.readline().strip()):
            name, _, value = field.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            closes |= name.lower() == b"connection" and b"close" in value.lower()
        body = self.file.read(length).decode()
        if closes:
            self.close()
        return status, code_of(body), body


def another(byte, dice):
    """A letter or a digit that stands for something else, also in a case-insensitive place and inside %XX."""
    return dice.choice([c for c in b"abcdefghijklmnopqrstuvwxyz0123456789" if chr(c) != chr(byte).lower()])


def changed(text, at, dice):
    raw = bytearray(text, "latin-1") if isinstance(text, str) else bytearray(text)
    raw[at] = another(raw[at], dice)
    return raw.decode("latin-1") if isinstance(text, str) else bytes(raw)


def broken_escape(text):
    return re.search(r"%(?![0-9A-Fa-f]{2})", text) is not None


def same_meaning(before, after):
    """1 when both decode alike: nothing was changed then."""
    return urllib.parse.parse_qsl(before, True) == urllib.parse.parse_qsl(after, True)


def pick(n, dice):
    return sorted({0, n - 1, *(dice.randrange(n) for _ in range(POSITIONS))}) if n else []


def mutations(request, dice):
    """(what, the request with one byte of a signed part changed, codes that are right for it)."""
    query_at = request.target.find("?") + 1
    for at in pick(len(request.target), dice):
        twin = request.copy()
        twin.target = changed(request.target, at, dice)
        if at == 0:
            continue  # without its "/" it is no request
        is_path = query_at == 0 or at < query_at
        if not is_path and same_meaning(request.target[query_at:], twin.target[query_at:]):
            continue
        codes = EARLIER["path"] if is_path else REFUSALS | (EARLIER["escape"] if broken_escape(twin.target) else set())
        yield f"target, byte {at}", twin, codes
    for at in pick(len(request.body), dice):
        twin = request.copy()
        twin.body = changed(request.body, at, dice)
        is_broken = broken_escape(twin.body.decode("latin-1"))
        yield f"body, byte {at}", twin, REFUSALS | (EARLIER["escape"] if is_broken else set())
    for at in range(len(request.method)):
        twin = request.copy()
        twin.method = changed(request.method, at, dice).upper()
        yield f"method, byte {at}", twin, EARLIER["method"]
    if request.is_v3:
        yield from field_mutations(request, dice)


def field_mutations(request, dice):
    signed = re.search(r"SignedHeaders=([^,]*)", request.get("authorization"))[1].split(";")
    for i, (key, value) in enumerate(request.fields):
        if key.lower() not in (*signed, "authorization"):
            continue
        positions = pick(len(value), dice)
        if key.lower() == "authorization":  # each of its parts
            for part in ("ACS3", "Credential=", "SignedHeaders=", ",Signature="):
                positions.append(value.index(part) + len(part))
        for at in sorted(set(positions)):
            twin = request.copy()
            twin.fields[i] = (key, changed(value, at, dice))
            yield f"{key}, byte {at}", twin, REFUSALS
        capital = [at for at, c in enumerate(value) if c.islower() and key.lower() != "host"]
        for at in dice.sample(capital, min(2, len(capital))):
            twin = request.copy()
            twin.fields[i] = (key, value[:at] + value[at].upper() + value[at + 1:])
            yield f"{key}, byte {at} in capitals", twin, REFUSALS
        if key.lower() != "authorization":
            twin = request.copy()
            del twin.fields[i]
            if key.lower() != "host":  # HTTP/1.1 wants one
                yield f"{key}, taken away", twin, REFUSALS
            twin = request.copy()
            twin.fields.insert(i, (key, value + "x"))
            if key.lower() != "host":
                yield f"{key}, twice", twin, REFUSALS


def load():
    requests = []
    for path in FILES:
        with open(path, encoding="utf-8") as file:
            requests += [Request(json.loads(line)) for line in file if line.strip()]
    return requests


class Recordings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.requests = load()
        cls.server = endpoints.serve("--access-key", "testid:testsecret", "--max-skew", "0", "--allow-nonce-reuse")
        cls.wire = Wire(cls.server.__enter__())

    @classmethod
    def tearDownClass(cls):
        cls.wire.close()
        cls.server.__exit__(None, None, None)

    def test_there_is_something_to_play(self):
        sdks = collections.Counter(request.name.split(".")[0] for request in self.requests)
        self.assertGreaterEqual(len(self.requests), 50)
        self.assertTrue(any(request.is_v3 for request in self.requests) and len(sdks) > 10, sdks)

    def test_as_recorded(self):
        wrong = []
        for request in self.requests:
            status, code, body = self.wire.ask(request.bytes())
            if code in REFUSALS or status >= 500 or (status >= 400) != bool(code):
                wrong.append(f"{request.name}: {status} {body}")
        self.assertEqual(wrong, [])

    def test_in_other_chunks(self):
        wrong = []
        for request in self.requests:
            for chunk in CHUNKS if request.body else ():
                status, code, body = self.wire.ask(request.bytes(chunk))
                if code in REFUSALS or status >= 500:
                    wrong.append(f"{request.name}, chunks of {chunk}: {status} {body}")
        self.assertEqual(wrong, [])

    def test_header_names_in_another_case(self):
        wrong = []
        for request in self.requests:
            twin = request.copy()
            twin.fields = [(key.swapcase(), value) for key, value in request.fields]
            status, code, body = self.wire.ask(twin.bytes())
            if code in REFUSALS or status >= 500:
                wrong.append(f"{request.name}: {status} {body}")
        self.assertEqual(wrong, [])

    def test_one_byte_changed(self):
        wrong, n = [], 0
        for request in self.requests:
            dice = random.Random(hashlib.sha256(request.name.encode()).digest())
            for what, twin, codes in mutations(request, dice):
                status, code, body = self.wire.ask(twin.bytes())
                n += 1
                if code not in codes or not 400 <= status < 500:
                    wrong.append(f"{request.name}: {what}: {status} {body[:300]}")
        self.assertEqual(wrong, [])
        self.assertGreater(n, 10 * len(self.requests))

    def test_the_right_key_only(self):
        with endpoints.serve("--access-key", "testid:othersecret", "--max-skew", "0") as url:
            wire, wrong = Wire(url), []
            for request in self.requests:
                status, code, body = wire.ask(request.bytes())
                if code != "SignatureDoesNotMatch" or "server string to sign is:" not in body:
                    wrong.append(f"{request.name}: {status} {body}")
            wire.close()
        self.assertEqual(wrong, [])

    def test_too_old_by_now(self):
        with endpoints.serve("--access-key", "testid:testsecret", "--max-skew", "1") as url:
            wire = Wire(url)
            answers = {wire.ask(request.bytes())[1] for request in self.requests}
            wire.close()
        self.assertEqual(answers, {"InvalidTimeStamp.Expired"})

    def test_each_nonce_once(self):
        with endpoints.serve("--access-key", "testid:testsecret", "--max-skew", "0") as url:
            wire = Wire(url)
            first = {wire.ask(request.bytes())[1] for request in self.requests}
            second = {wire.ask(request.bytes())[1] for request in self.requests}
            wire.close()
        self.assertEqual(first & REFUSALS, set())
        self.assertEqual(second, {"SignatureNonceUsed"})


if __name__ == "__main__":
    unittest.main()
