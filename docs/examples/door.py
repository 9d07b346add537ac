#!/usr/bin/env python3
"""A door for a tiny emulator (emulator.py, beside this file). Python 3.8 and its standard library.

    python3 door.py [PORT]                            prints "listening on http://127.0.0.1:PORT"
    rmspec run URL --arrange door:URL/-/world

What your emulator needs is the first half: `door` takes one message and gives the answer. The second half is HTTP.
"""
import json
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from emulator import WORLDS, call

LOCK = threading.Lock()

WORDS = """load_balancers load_balancers.status.inactive load_balancers.status.locked load_balancers.listener vserver_groups
vserver_groups.listener groups groups.status.inactive groups.auto_created groups.entrusted groups.state groups.cooling_down
groups.activity.in_progress groups.scaling_policy groups.load_balancers groups.vserver_groups groups.db_instances instances
instances.stopped instances.released db_instances db_instances.stopped caller.denied""".split()
DEFAULTS = {
    "load_balancers": {"status": "active", "servers": []}, "vserver_groups": {"servers": []}, "db_instances": {"status": "running"},
    "groups": {"status": "active", "min_size": 0, "activity": "none", "scaling_policy": "release", "instances": [], "load_balancers": [],
               "vserver_groups": [], "db_instances": []}, "instances": {"status": "running"},
}


def with_ids(value, bindings):
    """A copy of a world with an id in the place of each symbol."""
    if isinstance(value, dict):
        return {k: with_ids(v, bindings) for k, v in value.items()}
    if isinstance(value, list):
        return [with_ids(v, bindings) for v in value]
    return bindings.setdefault(value, f"{value[1:]}-{uuid.uuid4().hex[:16]}") if str(value).startswith("$") else value


def arrange(message):
    bindings, name = {}, uuid.uuid4().hex
    given = with_ids(message["world"], bindings)
    world = {"caller": given.get("caller", "authorized"), "activities": []}
    for kind, defaults in DEFAULTS.items():
        world[kind] = [{**defaults, **thing} for thing in given.get(kind, [])]
    world["statuses"] = {}  # every server and member is an instance, a running one unless it is listed otherwise
    for pool in world["load_balancers"] + world["vserver_groups"]:
        pool["servers"] = [{"weight": 100, "type": "ecs", **s} for s in pool["servers"]]
        world["statuses"].update((s["server"], "running") for s in pool["servers"] if s["type"] == "ecs")
    for member in (m for g in world["groups"] for m in g["instances"]):
        world["statuses"][member.get("attached") or member["auto_created"]] = "running"
    world["statuses"].update((i["id"], i["status"]) for i in world["instances"])
    WORLDS[name] = world
    return {"world": name, "bindings": bindings}


def observe(message):
    world = dict(WORLDS[message["world"]])
    world["instances"] = [{"id": i, "status": s} for i, s in world.pop("statuses").items()]
    return {"world": world}


def door(message):
    if message["version"] != 1:
        raise ValueError("this door speaks version 1")
    return {
        "capabilities": lambda _: {"version": 1, "arrange": WORDS, "observe": WORDS + ["activities"]},
        "arrange": arrange,
        "observe": observe,
        "release": lambda m: WORLDS.pop(m["world"], {}) and {},
    }[message["do"]](message)


# --- HTTP ------------------------------------------------------------------------------------------------------------

def xml(name, value):
    if isinstance(value, list):
        return "".join(xml(name, v) for v in value)
    return f"<{name}>{''.join(xml(*item) for item in value.items()) if isinstance(value, dict) else escape(str(value))}</{name}>"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together

    def answer(self, status, content_type, text):
        self.send_response(status)
        self.send_header("Content-Type", content_type + "; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self):
        url, body = urlsplit(self.path), self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        try:
            with LOCK:
                if url.path == "/-/world":
                    return self.answer(200, "application/json", json.dumps(door(json.loads(body))))
                p = dict(parse_qsl(url.query, True) + parse_qsl(body, True))
                status, root, answer = call(p)
        except (ValueError, KeyError, TypeError, AttributeError) as why:
            return self.answer(400, "application/json", json.dumps({"error": f"{type(why).__name__}: {why}"}))
        if p.get("Format", "").upper() == "XML":
            return self.answer(status, "text/xml", '<?xml version="1.0" encoding="UTF-8"?>' + xml(root, answer))
        return self.answer(status, "application/json", json.dumps(answer))

    do_GET = do_POST

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
