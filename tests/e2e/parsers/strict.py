#!/usr/bin/env python3
"""A right parser of another make than the examples: regular expressions, and the strictest choice wherever no document
decides. It refuses what it need not read, says no codes, writes ids alone and numbers as texts."""

import json
import re
import struct
import sys

FORM = "application/x-www-form-urlencoded"
REQUEST = re.compile(rb"(GET|POST) /(?:\?([^ #]*))? HTTP/1\.1\n(?:Content-Type: ([^\n]*)\n)?\n(.*)", re.DOTALL)
QUERY = re.compile(r"(?:[!$()*,./0-9:;?@A-Z_a-z~=&+-]|%[0-9A-Fa-f]{2})*")
ID = re.compile(r"[A-Za-z0-9._*-]{1,64}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,4}")
COMMON = {"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
          "SignatureNonce", "Timestamp"}
ACTIONS = {"RemoveBackendServers": ("2014-05-15", "LoadBalancerId"),
           "RemoveVServerGroupBackendServers": ("2014-05-15", "VServerGroupId"),
           "RemoveInstances": ("2014-08-28", "ScalingGroupId")}
FIELDS = {"ServerId": ID.fullmatch,
          "Port": lambda text: NUMBER.fullmatch(text) and 1 <= int(text) <= 65535,
          "Weight": lambda text: NUMBER.fullmatch(text) and int(text) <= 100,
          "Type": re.compile("ecs|eni|eci").fullmatch,
          "ServerIp": re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}").fullmatch,
          "Description": re.compile("[A-Za-z0-9/._-]{1,80}").fullmatch}


def need(condition):
    if not condition:
        raise ValueError


def decoded(text):
    raw = re.sub("%(..)", lambda escape: chr(int(escape[1], 16)), text.replace("+", " "))
    return raw.encode("latin-1").decode("utf-8")


def parameters(text):
    need(QUERY.fullmatch(text))
    for piece in text.split("&") if text else []:
        name, equals, value = piece.partition("=")
        need(name and equals)
        yield decoded(name), decoded(value)


def no_key_twice(pairs):
    need(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def server(entry, action):
    if isinstance(entry, str) and action == "RemoveBackendServers":
        entry = {"ServerId": entry}
    need(isinstance(entry, dict) and "ServerId" in entry and set(entry) <= set(FIELDS))
    for key, value in entry.items():
        need(isinstance(value, str) and FIELDS[key](value))
    if action == "RemoveVServerGroupBackendServers":
        need("Port" in entry and ("ServerIp" in entry or entry.get("Type", "ecs") == "ecs"))
    return entry if len(entry) > 1 else entry["ServerId"]


def listed(given, action):
    if action != "RemoveInstances":
        entries = json.loads(given.pop("BackendServers"), object_pairs_hook=no_key_twice)
        need(isinstance(entries, list))
        return [server(entry, action) for entry in entries]
    names = [f"InstanceId.{number}" for number in range(1, sum(name.startswith("InstanceId.") for name in given) + 1)]
    return [given.pop(name) for name in names]


def parse(request):
    method, query, content_type, body = REQUEST.fullmatch(request).groups()
    need(not body or (method == b"POST" and content_type == FORM.encode()))
    pairs = [*parameters((query or b"").decode("ascii")), *parameters(body.decode("ascii"))]
    given = no_key_twice(pairs)
    action = given["Action"]
    version, target = ACTIONS[action]
    need(given["Version"] == version and given["Format"] in ("JSON", "XML"))
    need("RegionId" in given or action == "RemoveInstances")
    entries = listed(given, action)
    need(1 <= len(entries) <= 20)
    ids = [entry if isinstance(entry, str) else json.dumps(entry, sort_keys=True) for entry in entries]
    need(len(set(ids)) == len(ids))
    answer = {"verdict": "accepted", "action": action, target: given[target]}
    if "RegionId" in given:
        answer["RegionId"] = given["RegionId"]
    need(all(ID.fullmatch(answer[name]) for name in answer if name not in ("verdict", "action")))
    need(all(ID.fullmatch(entry) for entry in entries if isinstance(entry, str)))
    need(set(given) <= COMMON | {"RegionId", target})
    answer["InstanceId" if action == "RemoveInstances" else "BackendServers"] = entries
    return answer


def main():
    while len(head := sys.stdin.buffer.read(4)) == 4:
        try:
            answer = parse(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))
        except (ValueError, KeyError, AttributeError, RecursionError):
            answer = {"verdict": "refused"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
