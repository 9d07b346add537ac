#!/usr/bin/env node
// A door for a tiny emulator (emulator.mjs, beside this file). Node 18 and its standard library.
//
//     node door.mjs [PORT]                              prints "listening on http://127.0.0.1:PORT"
//     rmspec run URL --arrange door:URL/-/world
//
// What your emulator needs is the first half: `door` takes one message and gives the answer. The second half is HTTP.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { call, worlds } from "./emulator.mjs";

const words = `load_balancers load_balancers.status.inactive load_balancers.status.locked load_balancers.listener vserver_groups
vserver_groups.listener groups groups.status.inactive groups.auto_created groups.entrusted groups.state groups.cooling_down
groups.activity.in_progress groups.scaling_policy groups.load_balancers groups.vserver_groups groups.db_instances instances
instances.stopped instances.released db_instances db_instances.stopped caller.denied`.split(/\s+/);
const defaults = {
  load_balancers: { status: "active", servers: [] },
  vserver_groups: { servers: [] },
  db_instances: { status: "running" },
  groups: { status: "active", min_size: 0, activity: "none", scaling_policy: "release", instances: [], load_balancers: [], vserver_groups: [],
    db_instances: [] },
  instances: { status: "running" },
};

// A copy of a world with an id in the place of each symbol.
function withIds(value, bindings) {
  if (Array.isArray(value)) return value.map((item) => withIds(item, bindings));
  if (typeof value === "object" && value)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIds(item, bindings)]));
  if (typeof value !== "string" || !value.startsWith("$")) return value;
  return (bindings[value] ??= `${value.slice(1)}-${randomUUID().slice(0, 18)}`);
}

function arrange(message) {
  if (typeof message.world !== "object") throw new Error("world: expected an object");
  const bindings = {};
  const given = withIds(message.world, bindings);
  const world = { caller: given.caller ?? "authorized", activities: [], statuses: new Map() };
  for (const [kind, rest] of Object.entries(defaults)) world[kind] = (given[kind] ?? []).map((thing) => ({ ...rest, ...thing }));
  // every server and member is an instance, a running one unless it is listed otherwise
  for (const pool of [...world.load_balancers, ...world.vserver_groups]) {
    pool.servers = pool.servers.map((server) => ({ weight: 100, type: "ecs", ...server }));
    for (const server of pool.servers.filter((s) => s.type === "ecs")) world.statuses.set(server.server, "running");
  }
  for (const member of world.groups.flatMap((group) => group.instances))
    world.statuses.set(member.attached ?? member.auto_created, "running");
  for (const instance of world.instances) world.statuses.set(instance.id, instance.status);
  const name = randomUUID();
  worlds.set(name, world);
  return { world: name, bindings };
}

function observe(message) {
  const { statuses, ...world } = worlds.get(message.world);
  return { world: { ...world, instances: [...statuses].map(([id, status]) => ({ id, status })) } };
}

function door(message) {
  if (message.version !== 1) throw new Error("this door speaks version 1");
  switch (message.do) {
    case "capabilities":
      return { version: 1, arrange: words, observe: [...words, "activities"] };
    case "arrange":
      return arrange(message);
    case "observe":
      return observe(message);
    case "release":
      worlds.delete(message.world);
      return {};
    default:
      throw new Error(`do: what is ${message.do}?`);
  }
}

// --- HTTP ------------------------------------------------------------------------------------------------------------

const escape = (text) => String(text).replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

function xml(name, value) {
  if (Array.isArray(value)) return value.map((item) => xml(name, item)).join("");
  const inner = typeof value === "object" ? Object.entries(value).map(([k, v]) => xml(k, v)).join("") : escape(value);
  return `<${name}>${inner}</${name}>`;
}

function answer(response, status, type, text) {
  response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

function handle(url, body, response) {
  try {
    if (url.pathname === "/-/world") {
      answer(response, 200, "application/json", JSON.stringify(door(JSON.parse(body))));
      return;
    }
    const parameters = new Map([...url.searchParams, ...new URLSearchParams(body)]);
    const [status, root, tree] = call(parameters);
    if ((parameters.get("Format") ?? "").toUpperCase() === "XML")
      answer(response, status, "text/xml", `<?xml version="1.0" encoding="UTF-8"?>${xml(root, tree)}`);
    else answer(response, status, "application/json", JSON.stringify(tree));
  } catch (why) {
    answer(response, 400, "application/json", JSON.stringify({ error: why.message }));
  }
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => handle(new URL(request.url, "http://localhost"), Buffer.concat(chunks).toString(), response));
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
