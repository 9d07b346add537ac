#!/usr/bin/env python3
"""A parser of the three remove requests, and how `rmspec parser` asks it.

    rmspec parser -- python3 parser.py

parse(request) is the parser: bytes of a request in, a dictionary out. main() is the interface: four bytes of length,
most significant first, then the request; one line of JSON back. docs/parser.md explains both."""

import json
import struct
import sys

LIST_MAX = 20
ID_MAX = 128
HEX = b"0123456789abcdefABCDEF"

ACTIONS = {
    # Action: (the target's parameter, the list's parameter, whether RegionId is required)
    "RemoveBackendServers": ("LoadBalancerId", "BackendServers", False),
    "RemoveVServerGroupBackendServers": ("VServerGroupId", "BackendServers", True),
    "RemoveInstances": ("ScalingGroupId", "InstanceId", False),
}
TYPES = ("ecs", "eni", "eci")
DESCRIPTION = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/._"


class Malformed(Exception):
    """The bytes are no request."""


class Refused(Exception):
    """A documented rule is broken."""

    def __init__(self, code, parameter=None):
        super().__init__(code)
        self.code, self.parameter = code, parameter


# ---- from bytes to pairs ----

def decode(text):
    """Percent-decoding, once; a plus sign is a blank."""
    out = bytearray()
    i = 0
    while i < len(text):
        if text[i] == 0x25:
            digits = text[i + 1:i + 3]
            if len(digits) < 2 or digits[0] not in HEX or digits[1] not in HEX:
                raise Malformed("a percent sign without two hexadecimal digits")
            out.append(int(digits, 16))
            i += 3
        else:
            out.append(0x20 if text[i] == 0x2B else text[i])
            i += 1
    return bytes(out)


def read_pairs(text, pairs):
    """Pairs of a query string or a form; of a name that comes twice the first counts."""
    for piece in text.split(b"&"):
        if not piece:
            continue
        name, _, value = piece.partition(b"=")
        if not name:
            raise Malformed("a value without a name")
        pairs.append((decode(name), decode(value)))


def split(request):
    """Request line, an optional Content-Type line, a blank line, the body. Lines end in LF or CRLF."""
    line, _, rest = request.partition(b"\n")
    words = line.rstrip(b"\r").split(b" ")
    if len(words) not in (2, 3) or not words[1].startswith(b"/"):
        raise Malformed("no request line")
    content_type = b""
    line, _, rest = rest.partition(b"\n")
    if line.lower().startswith(b"content-type:"):
        content_type = line[len(b"content-type:"):].strip()
        line, _, rest = rest.partition(b"\n")
    if line.rstrip(b"\r"):
        raise Malformed("neither Content-Type nor a blank line")
    return words[0], words[1], content_type, rest


def is_form(content_type):
    return content_type.split(b";")[0].strip().lower() in (b"", b"application/x-www-form-urlencoded")


# ---- from pairs to a request ----

def to_id(value, parameter):
    if not value or len(value) > ID_MAX or b"\0" in value:
        raise Refused("InvalidParameter", parameter)
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return {"hex": value.hex()}


def to_number(value, low, high, code):
    """A number in quotes, without sign and leading zero, or a plain one."""
    if isinstance(value, str):
        if not value.isascii() or not value.isdigit() or (len(value) > 1 and value[0] == "0") or len(value) > 6:
            raise Refused(code, "BackendServers")
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refused(code, "BackendServers")
    return value


def to_text(value):
    """A text; half a surrogate pair, which json.loads lets pass, is no character."""
    if not isinstance(value, str) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise Refused("InvalidParameter", "BackendServers")
    return value


def read_server_id(value):
    return to_id(to_text(value).encode("utf-8"), "BackendServers")


def read_type(value):
    if to_text(value) not in TYPES + ("",):
        raise Refused("InvalidParameter", "BackendServers")
    return value


def read_description(value):
    if len(to_text(value)) > 80 or any(c not in DESCRIPTION for c in value):
        raise Refused("InvalidParameter", "BackendServers")
    return value


KEYS = {
    "ServerId": read_server_id,
    "Port": lambda value: to_number(value, 1, 65535, "InvalidParameter"),
    "Weight": lambda value: to_number(value, 0, 100, "InvalidWeight.Malformed"),
    "Type": read_type,
    "ServerIp": to_text,
    "Description": read_description,
}


def read_entry(entry, ids_allowed):
    if isinstance(entry, str) and ids_allowed:
        return {"ServerId": read_server_id(entry)}
    if not isinstance(entry, dict):
        raise Refused("BackendServersMalformed", "BackendServers")
    if "ServerId" not in entry or any(key not in KEYS for key in entry):
        raise Refused("InvalidParameter", "BackendServers")
    fields = {key: KEYS[key](value) for key, value in entry.items()}
    return {key: value for key, value in fields.items() if value != ""}


def unique(pairs):
    """Keys of an object, none of them twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("the same key twice")
    return dict(pairs)


def read_servers(text, ids_allowed):
    try:
        entries = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError):
        raise Refused("BackendServersMalformed", "BackendServers") from None
    if not isinstance(entries, list):
        raise Refused("BackendServersMalformed", "BackendServers")
    if len(entries) > LIST_MAX:
        raise Refused("TooManyBackendServers", "BackendServers")
    return [read_entry(entry, ids_allowed) for entry in entries]


def read_instances(pairs):
    numbered = {}
    for name, value in pairs:
        if name == b"InstanceId":
            raise Refused("InvalidParameter", "InstanceId")
        if not name.startswith(b"InstanceId."):
            continue
        digits = name[len(b"InstanceId."):]
        if not digits.isdigit() or digits.startswith(b"0") or len(digits) > 9 or int(digits) in numbered:
            raise Refused("InvalidParameter", "InstanceId")
        numbered[int(digits)] = to_id(value, "InstanceId")
    if not numbered:
        raise Refused("MissingParameter", "InstanceId")
    if len(numbered) > LIST_MAX:
        raise Refused("InvalidParameter", "InstanceId")
    return [numbered[number] for number in sorted(numbered)]


def read_request(method, pairs):
    if method not in (b"GET", b"POST"):
        raise Refused("UnsupportedHTTPMethod")
    given = {}
    for name, value in pairs:
        given.setdefault(name, value)
    action = given.get(b"Action", b"").decode("latin-1")
    if not action:
        raise Refused("MissingParameter", "Action")
    if action not in ACTIONS:
        raise Refused("UnsupportedOperation", "Action")
    target, list_name, region_required = ACTIONS[action]
    accepted = {"verdict": "accepted", "action": action}
    for name, required in (("RegionId", region_required), (target, True)):
        value = given.get(name.encode(), b"")
        if value:
            accepted[name] = to_id(value, name)
        elif required:
            raise Refused("MissingParameter", name)
    if list_name == "InstanceId":
        accepted[list_name] = read_instances(pairs)
    elif not given.get(list_name.encode()):
        raise Refused("MissingParameter", list_name)
    else:
        accepted[list_name] = read_servers(given[list_name.encode()], action == "RemoveBackendServers")
    return accepted


def parse(request):
    """The verdict on the bytes of a request."""
    try:
        method, target, content_type, body = split(request)
        pairs = []
        read_pairs(target.partition(b"?")[2], pairs)
        if method != b"GET" and is_form(content_type):
            read_pairs(body, pairs)
        return read_request(method, pairs)
    except Malformed:
        return {"verdict": "malformed"}
    except Refused as refusal:
        verdict = {"verdict": "refused", "code": refusal.code}
        if refusal.parameter:
            verdict["parameter"] = refusal.parameter
        return verdict


# ---- the interface ----

def main():
    requests, answers = sys.stdin.buffer, sys.stdout
    while True:
        head = requests.read(4)
        if len(head) < 4:
            return
        request = requests.read(struct.unpack(">I", head)[0])
        answers.write(json.dumps(parse(request)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
