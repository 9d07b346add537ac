"""A tiny emulator of the three remove actions, for door.py. Python 3.8 and its standard library.

Its state is kept in the words of the case language: WORLDS holds what the door arranged, with ids instead of symbols. An
emulator of your own has a state of its own.
"""
import json
import uuid

WORLDS = {}
STATUS = "The current status of the specified %s does not support this action."
ERRORS = {  # Code: status, Message
    "MissingParameter": (400, 'The input parameter "%s" that is mandatory for processing this request is not supplied.'),
    "UnsupportedOperation": (400, "The specified action is not supported."),
    "NoSuchVersion": (400, "The specified version does not exist."),
    "InvalidParameter": (400, "The specified parameter is not valid."),
    "VServerGroup": (404, "The specified VServerGroupId does not exist."),  # its Code is InvalidParameter too
    "TooManyBackendServers": (400, "The backend server parameter has too many entries."),
    "InvalidLoadBalancerId.NotFound": (404, "The specified LoadBalancerId does not exist."),
    "LbStatusNotSupport": (400, "The status of specified loadbalancer does not support.."),
    "InvalidScalingGroupId.NotFound": (404, "The specified scaling group does not exist."),
    "InvalidInstanceId.NotFound": (404, 'Instance "%s" does not exist.'),
    "Forbidden.Unauthorized": (403, "A required authorization for the specified action is not supplied."),
    "IncorrectScalingGroupStatus": (400, STATUS % "scaling group"),
    "ScalingActivityInProgress": (400, "You cannot delete a scaling group or launch a new scaling activity while there is a scaling "
                                       "activity in progress for the specified scaling group."),
    "IncorrectLoadBalancerStatus": (400, STATUS % "load balancer"),
    "IncorrectDBInstanceStatus": (400, 'The current status of DB instance "%s" does not support this action.'),
    "IncorrectCapacity.MinSize": (400, "To remove the instances, the total capacity will be lesser than the MinSize."),
}


class Refusal(Exception):
    """Its arguments are a key of ERRORS and the name or id in the message."""


def find(kind, wanted, code):
    for world in WORLDS.values():
        for thing in world[kind]:
            if thing["id"] == wanted:
                return world, thing
    raise Refusal(code)


def server_list(text, ids_allowed):
    """Entries with a ServerId; an id by itself stands for {"ServerId": id} where `ids_allowed`."""
    try:
        entries = json.loads(text)
        if not isinstance(entries, list):
            raise TypeError
        entries = [{"ServerId": e} if ids_allowed and isinstance(e, str) else e for e in entries]
        bad = not all(e["ServerId"] and isinstance(e["ServerId"], str) and 0 < int(e.get("Port", 80)) < 65536 for e in entries)
    except (ValueError, TypeError, KeyError, AttributeError):
        bad = True
    if bad:
        raise Refusal("InvalidParameter")
    if len(entries) > 20:
        raise Refusal("TooManyBackendServers")
    return entries


def remove_backend_servers(p):
    named = [e["ServerId"] for e in server_list(p["BackendServers"], True)]
    _, lb = find("load_balancers", p["LoadBalancerId"], "InvalidLoadBalancerId.NotFound")
    lb["servers"] = [s for s in lb["servers"] if s["server"] not in named]
    rest = [{"ServerId": s["server"], "Weight": s["weight"]} for s in lb["servers"]]
    return {"LoadBalancerId": lb["id"], "BackendServers": {"BackendServer": rest}}


def remove_vserver_group_backend_servers(p):
    named = [(e["ServerId"], str(e.get("Port")), e.get("ServerIp") or None) for e in server_list(p["BackendServers"], False)]
    world, group = find("vserver_groups", p["VServerGroupId"], "VServerGroup")
    if any(b["id"] == group.get("load_balancer") and b["status"] == "locked" for b in world["load_balancers"]):
        raise Refusal("LbStatusNotSupport")
    group["servers"] = [s for s in group["servers"] if (s["server"], str(s["port"]), s.get("ip")) not in named]
    rest = [{"ServerId": s["server"], "Port": s["port"], "Weight": s["weight"], "Type": s["type"]} for s in group["servers"]]
    return {"VServerGroupId": group["id"], "BackendServers": {"BackendServer": rest}}


def remove_instances(p):
    ids = [p[k] for k in sorted((k for k in p if k.startswith("InstanceId.")), key=lambda k: k[11:].zfill(9))]
    world, group = find("groups", p["ScalingGroupId"], "InvalidScalingGroupId.NotFound")
    members = {m.get("attached") or m["auto_created"]: m for m in group["instances"]}
    stopped = [d["id"] for d in world["db_instances"] if d["id"] in group["db_instances"] and d["status"] != "running"]
    unknown = [i for i in ids if i not in members]
    for is_so, *why in [
        (len(ids) > 20, "InvalidParameter"),
        (world["caller"] == "denied", "Forbidden.Unauthorized"),
        (group["status"] != "active", "IncorrectScalingGroupStatus"),
        (group["activity"] == "in_progress", "ScalingActivityInProgress"),
        (any(b["id"] in group["load_balancers"] and b["status"] != "active" for b in world["load_balancers"]), "IncorrectLoadBalancerStatus"),
        (stopped, "IncorrectDBInstanceStatus", *stopped[:1]),
        (unknown, "InvalidInstanceId.NotFound", *unknown[:1]),
        (len(members) - len(set(ids)) < group["min_size"], "IncorrectCapacity.MinSize"),
    ]:
        if is_so:
            raise Refusal(*why)
    group["instances"] = [m for i, m in members.items() if i not in ids]
    for i in ids:
        if "auto_created" in members[i] or members[i].get("entrusted") in ("yes", True):
            world["statuses"][i] = "stopped" if group["scaling_policy"] == p.get("RemovePolicy") == "recycle" else "released"
    for pool in world["load_balancers"] + world["vserver_groups"]:
        if pool["id"] in group["load_balancers"] + group["vserver_groups"]:
            pool["servers"] = [s for s in pool["servers"] if s["server"] not in ids]
    world["activities"].append({"id": f"asa-{uuid.uuid4().hex[:20]}", "group": group["id"], "status": "Successful"})
    return {"ScalingActivityId": world["activities"][-1]["id"]}


ACTIONS = {  # name: version, function, required parameters
    "RemoveBackendServers": ("2014-05-15", remove_backend_servers, ["LoadBalancerId", "BackendServers"]),
    "RemoveVServerGroupBackendServers":
        ("2014-05-15", remove_vserver_group_backend_servers, ["RegionId", "VServerGroupId", "BackendServers"]),
    "RemoveInstances": ("2014-08-28", remove_instances, ["ScalingGroupId", "InstanceId"]),
}


def call(p):
    """One call: status, name of the XML root, and the answer."""
    head, name = {"RequestId": str(uuid.uuid4()).upper()}, p.get("Action")
    version, function, required = ACTIONS.get(name, (None, None, []))
    try:
        for needed in ["Action", "Version", *required]:
            if not p.get(needed) and not (needed == "InstanceId" and any(k.startswith("InstanceId.") for k in p)):
                raise Refusal("MissingParameter", needed)
        if not function or p["Version"] != version:
            raise Refusal("NoSuchVersion" if function else "UnsupportedOperation")
        return 200, name + "Response", {**head, **function(p)}
    except Refusal as why:
        (status, message), code = ERRORS[why.args[0]], why.args[0].replace("VServerGroup", "InvalidParameter")
        return status, "Error", {**head, "HostId": "localhost", "Code": code, "Message": message % why.args[1:]}
