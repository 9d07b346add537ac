"""Starts an emulator with a door and speaks the whole protocol of docs/door.md with it, by the examples of docs/door.schema.json.

usage: door_speaks_schema.py SCHEMA COMMAND [ARGUMENT...]     exit 77: COMMAND is not installed
"""
import base64
import http.client
import json
import re
import shutil
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

WAIT_S = 30
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Schema:
    """As much of JSON Schema as docs/door.schema.json uses; any other keyword is an error, so that nothing passes unseen."""

    SAID = {"description", "examples", "title", "$schema", "$id", "$defs"}

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = json.load(file)

    def examples(self, name):
        return self.root["$defs"][name]["examples"]

    def check(self, name, value):
        wrong = self.wrong({"$ref": "#/$defs/" + name}, value, "")
        assert not wrong, f"{name}{wrong}: in {json.dumps(value)}"

    def wrong(self, schema, value, at):
        """What is wrong with a value, or an empty text."""
        for keyword, wanted in schema.items():
            if keyword in self.SAID:
                continue
            found = getattr(self, "check_" + keyword.lstrip("$"))(wanted, value, at, schema)
            if found:
                return found
        return ""

    def check_ref(self, wanted, value, at, _):
        return self.wrong(self.root["$defs"][wanted.removeprefix("#/$defs/")], value, at)

    def check_anyOf(self, wanted, value, at, _):
        found = [self.wrong(s, value, at) for s in wanted]
        return "" if "" in found else found[-1]

    def check_type(self, wanted, value, at, _):
        types = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
        ok = any(isinstance(value, types[w]) and not (w == "integer" and isinstance(value, bool))
                 for w in (wanted if isinstance(wanted, list) else [wanted]))
        return "" if ok else f"{at} is no {wanted}"

    def check_const(self, wanted, value, at, _):
        return "" if value == wanted and type(value) is type(wanted) else f"{at} is not {wanted!r}"

    def check_enum(self, wanted, value, at, _):
        return "" if any(value == w and type(value) is type(w) for w in wanted) else f"{at} is none of {wanted}"

    def check_required(self, wanted, value, at, _):
        missing = [w for w in wanted if isinstance(value, dict) and w not in value]
        return f"{at} lacks {missing}" if missing else ""

    def check_properties(self, wanted, value, at, _):
        found = [self.wrong(s, value[k], f"{at}.{k}") for k, s in wanted.items() if isinstance(value, dict) and k in value]
        return next(filter(None, found), "")

    def check_additionalProperties(self, wanted, value, at, schema):
        rest = [k for k in value if k not in schema.get("properties", {})] if isinstance(value, dict) else []
        if wanted is False:
            return f"{at} has unknown keys {rest}" if rest else ""
        return next(filter(None, (self.wrong(wanted, value[k], f"{at}.{k}") for k in rest)), "")

    def check_propertyNames(self, wanted, value, at, _):
        return next(filter(None, (self.wrong(wanted, k, f"{at} key {k}") for k in value)), "")

    def check_items(self, wanted, value, at, _):
        items = enumerate(value) if isinstance(value, list) else ()
        return next(filter(None, (self.wrong(wanted, v, f"{at}[{i}]") for i, v in items)), "")

    def check_pattern(self, wanted, value, at, _):
        return "" if not isinstance(value, str) or re.search(wanted, value) else f"{at} does not match {wanted}"

    def check_minLength(self, wanted, value, at, _):
        return "" if not isinstance(value, str) or len(value) >= wanted else f"{at} is too short"

    def check_maxLength(self, wanted, value, at, _):
        return "" if not isinstance(value, str) or len(value) <= wanted else f"{at} is too long"

    def check_minItems(self, wanted, value, at, _):
        return "" if not isinstance(value, list) or len(value) >= wanted else f"{at} has too few items"

    def check_maxItems(self, wanted, value, at, _):
        return "" if not isinstance(value, list) or len(value) <= wanted else f"{at} has too many items"

    def check_minimum(self, wanted, value, at, _):
        return "" if not isinstance(value, int) or value >= wanted else f"{at} is below {wanted}"

    def check_maximum(self, wanted, value, at, _):
        return "" if not isinstance(value, int) or value <= wanted else f"{at} is above {wanted}"


class Endpoint:
    def __init__(self, url, schema):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=WAIT_S)
        self.schema = schema

    def ask(self, method, target, body=None, headers=None):
        self.connection.request(method, target, body, headers or {})
        response = self.connection.getresponse()
        return response.status, response.getheader("Content-Type"), response.read().decode()

    def door(self, message, expected=200):
        """One message, checked against the schema on both ways."""
        if expected == 200:
            self.schema.check(message["do"] + "-request", message)
        status, content_type, text = self.ask("POST", "/-/world", json.dumps(message), {"Content-Type": "application/json"})
        answer = json.loads(text)
        assert (status == 200) == (expected == 200) and status < 500, (status, text)
        assert content_type.startswith("application/json"), content_type
        self.schema.check(message["do"] + "-answer" if status == 200 else "error", answer)
        return answer

    def get_json(self, **parameters):
        status, content_type, text = self.ask("GET", "/?" + urllib.parse.urlencode({**parameters, "Format": "JSON"}))
        assert content_type.startswith("application/json"), content_type
        return status, json.loads(text)

    def post_xml(self, **parameters):
        status, content_type, text = self.ask("POST", "/", urllib.parse.urlencode({**parameters, "Format": "XML"}), FORM)
        assert "xml" in content_type, content_type
        return status, xml.etree.ElementTree.fromstring(text)


def symbols_of(value):
    if isinstance(value, dict):
        return set().union(*map(symbols_of, value.values()))
    if isinstance(value, list):
        return set().union(*map(symbols_of, value))
    return {value} if isinstance(value, str) and value.startswith("$") else set()


def observed(endpoint, name):
    """An observed world by kind and id."""
    world = endpoint.door({"version": 1, "do": "observe", "world": name})["world"]
    return {kind: {thing["id"]: thing for thing in things} if isinstance(things, list) else things for kind, things in world.items()}


def servers_of(pool):
    return sorted(server["server"] for server in pool["servers"])


# What only an endpoint that verifies and knows RAM can do; the examples do not.
POLICIES = {"caller.policies", "load_balancers.tags"}


def check_messages(endpoint, schema):
    words = set(endpoint.door({"version": 1, "do": "capabilities"})["arrange"])
    assert set(schema.root["$defs"]["word"]["enum"]) - words <= POLICIES, "the examples can arrange everything else"
    for message in schema.examples("arrange-request"):
        caller = message["world"]["caller"]
        if isinstance(caller, dict) and not POLICIES <= words:
            continue
        made = endpoint.door(message)
        assert set(made["bindings"]) == symbols_of(message["world"]), made
        assert len(set(made["bindings"].values())) == len(made["bindings"]), made
        world = observed(endpoint, made["world"])
        for kind in ("load_balancers", "vserver_groups", "groups", "db_instances"):
            for thing in message["world"].get(kind, []):
                assert made["bindings"][thing["id"]] in world[kind], (kind, thing, world)
        if isinstance(caller, dict):
            assert set(made["credentials"]) >= {"id", "secret"}, made
        else:
            assert world["caller"] == caller and "credentials" not in made, (world, made)
        endpoint.door({"version": 1, "do": "release", "world": made["world"]})
        endpoint.door({"version": 1, "do": "release", "world": made["world"]})
        endpoint.door({"version": 1, "do": "observe", "world": made["world"]}, expected=404)
    for wrong in ({"version": 2, "do": "capabilities"}, {"version": 1, "do": "dance"}, {"version": 1, "do": "arrange", "world": 7}):
        endpoint.door(wrong, expected=400)


def check_removals(endpoint, schema):
    message = schema.examples("arrange-request")[0]
    here, there = endpoint.door(message), endpoint.door(message)
    ids = here["bindings"]
    status, answer = endpoint.get_json(Action="RemoveBackendServers", Version="2014-05-15", RegionId="cn-hangzhou",
                                       LoadBalancerId=ids["$lb"], BackendServers=json.dumps([ids["$a"], "i-nowhere"]))
    assert status == 200 and answer["LoadBalancerId"] == ids["$lb"], answer
    assert answer["BackendServers"]["BackendServer"] == [{"ServerId": ids["$b"], "Weight": 50}], answer
    status, root = endpoint.post_xml(Action="RemoveVServerGroupBackendServers", Version="2014-05-15", RegionId="cn-hangzhou",
                                     VServerGroupId=ids["$vgroup"], BackendServers=json.dumps([{"ServerId": ids["$a"], "Port": "80"}]))
    assert (status, root.tag) == (200, "RemoveVServerGroupBackendServersResponse"), root.tag
    assert [e.text for e in root.findall("BackendServers/BackendServer/ServerId")] == [ids["$e"]]
    group = {"Action": "RemoveInstances", "Version": "2014-08-28", "ScalingGroupId": ids["$group"]}
    status, answer = endpoint.get_json(**group, **{"InstanceId.1": ids["$c"], "InstanceId.2": ids["$d"]})
    assert (status, answer["Code"]) == (400, "IncorrectCapacity.MinSize"), answer
    status, root = endpoint.post_xml(**group, **{"InstanceId.1": ids["$d"]})
    assert (status, root.tag) == (200, "RemoveInstancesResponse"), root.tag
    activity = root.findtext("ScalingActivityId")

    world, untouched = observed(endpoint, here["world"]), observed(endpoint, there["world"])
    assert servers_of(world["load_balancers"][ids["$lb"]]) == [ids["$b"]], world
    assert servers_of(world["vserver_groups"][ids["$vgroup"]]) == [ids["$e"]], world
    members = [m if isinstance(m, str) else m.get("attached") or m["auto_created"] for m in world["groups"][ids["$group"]]["instances"]]
    assert members == [ids["$c"]], world
    assert world["instances"][ids["$d"]]["status"] == "released", world
    assert world["instances"][ids["$c"]]["status"] == "running", world
    assert world["instances"][ids["$f"]]["status"] == "stopped", world
    assert world["activities"][activity] == {"id": activity, "group": ids["$group"], "status": "Successful"}, world
    assert len(untouched["load_balancers"][there["bindings"]["$lb"]]["servers"]) == 2, untouched
    assert len(untouched["groups"][there["bindings"]["$group"]]["instances"]) == 2, untouched
    for name in (here["world"], there["world"]):
        endpoint.door({"version": 1, "do": "release", "world": name})


def check_requests(endpoint, schema):
    """What arrived, where the door can tell."""
    if "requests" not in endpoint.door({"version": 1, "do": "capabilities"})["observe"]:
        return
    message = schema.examples("requests-request")[0]
    before = endpoint.door({**message, "since": 0})
    assert before["requests"] == [], before
    target = "/?Action=DescribeLoadBalancers&Version=2014-05-15&Format=JSON&SignatureNonce=" + message["run"]
    status, _, text = endpoint.ask("GET", target, headers={"x-Odd-Case": "kept"})
    found = endpoint.door({**message, "since": before["arrived"]})
    (request,) = found["requests"]
    assert (request["method"], request["target"], request["version"]) == ("GET", target, "HTTP/1.1"), request
    assert ["x-Odd-Case", "kept"] in request["headers"], request
    assert (request["body"], request["answer"]["status"]) == ("", status), request
    assert base64.b64decode(request["answer"]["body"]).decode() == text, request
    assert endpoint.door({**message, "since": found["arrived"]})["requests"] == [], found
    endpoint.door({"version": 1, "do": "requests", "run": "short"}, expected=400)


def main():
    schema, command = Schema(sys.argv[1]), sys.argv[2:]
    if not shutil.which(command[0]):
        print(f"skipped: {command[0]} is not installed")
        return 77
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        match = re.fullmatch(r"listening on (http://\S+)\n", line)
        assert match, f"{command} said {line!r}"
        endpoint = Endpoint(match[1], schema)
        check_messages(endpoint, schema)
        check_removals(endpoint, schema)
        check_requests(endpoint, schema)
    finally:
        process.terminate()
        process.wait(timeout=WAIT_S)
        process.stdout.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
