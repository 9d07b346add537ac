#!/usr/bin/env python3
"""A right parser as somebody writes it in an afternoon: json and urllib do the reading, ids and values are taken as they
come. Where no document decides it takes what it gets."""

import json
import re
import struct
import sys
from urllib.parse import unquote_to_bytes

BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Bad(Exception):
    pass


def check(condition):
    if not condition:
        raise Bad


def text_of(raw):
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "surrogateescape")


def fields_of(text, fields):
    check(not BAD_ESCAPE.search(text))
    for pair in text.split(b"&"):
        name, _, value = pair.partition(b"=")
        fields[text_of(name)] = text_of(value)


def constant(name):
    raise Bad(name)


def server_of(entry):
    if isinstance(entry, str):
        return {"ServerId": entry}
    check(isinstance(entry, dict) and isinstance(entry.get("ServerId"), str))
    for key in ("Port", "Weight"):
        check(type(entry.get(key, "")) in (str, int))
    for key in ("Type", "ServerIp", "Description"):
        check(isinstance(entry.get(key, ""), str))
    return {key: value for key, value in entry.items() if value != ""}


def servers_of(text, group):
    try:
        entries = json.loads(text, parse_constant=constant)
    except (ValueError, RecursionError):
        raise Bad from None
    check(isinstance(entries, list) and len(entries) <= 20)
    check(not group or not any(isinstance(entry, str) for entry in entries))
    return [server_of(entry) for entry in entries]


def instances_of(fields):
    numbered = [(int(name[11:]), value) for name, value in fields.items() if re.fullmatch("InstanceId[.][0-9]{1,9}", name)]
    check(1 <= len(numbered) <= 20)
    return [value for _, value in sorted(numbered)]


def read(request):
    head, _, body = request.partition(b"\n\n")
    line, _, more = head.partition(b"\n")
    method, target, _ = line.split(b" ")
    check(method in (b"GET", b"POST"))
    form = more.lower().partition(b":")[2].strip().startswith(b"application/x-www-form-urlencoded")
    fields = {}
    fields_of(target.partition(b"?")[2], fields)
    if method == b"POST" and form:
        fields_of(body, fields)
    answer = {"verdict": "accepted", "action": fields.get("Action")}
    if answer["action"] == "RemoveInstances":
        answer["ScalingGroupId"] = fields.get("ScalingGroupId")
        check(answer["ScalingGroupId"])
        answer["InstanceId"] = instances_of(fields)
        return answer
    group = answer["action"] == "RemoveVServerGroupBackendServers"
    check(group or answer["action"] == "RemoveBackendServers")
    target = "VServerGroupId" if group else "LoadBalancerId"
    answer[target] = fields.get(target)
    check(answer[target] and (fields.get("RegionId") or not group))
    answer["BackendServers"] = servers_of(fields.get("BackendServers", ""), group)
    return answer


def told(value):
    """Ids that are no UTF-8 as the interface wants them."""
    if isinstance(value, str) and any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        return {"hex": value.encode("utf-8", "surrogatepass").hex()}
    if isinstance(value, dict):
        return {key: told(each) for key, each in value.items()}
    return [told(each) for each in value] if isinstance(value, list) else value


def main():
    while len(head := sys.stdin.buffer.read(4)) == 4:
        try:
            answer = told(read(sys.stdin.buffer.read(struct.unpack(">I", head)[0])))
        except (Bad, ValueError):
            answer = {"verdict": "refused"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
