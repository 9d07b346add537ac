// A tiny emulator of the three remove actions, for door.mjs. Node 18 and its standard library.
//
// Its state is kept in the words of the case language: `worlds` holds what the door arranged, with ids instead of symbols. An
// emulator of your own has a state of its own.
import { randomUUID } from "node:crypto";

export const worlds = new Map();

const wrongStatus = (what) => `The current status of ${what} does not support this action.`;
const errors = { // Code: status, Message
  "MissingParameter": [400, 'The input parameter "%s" that is mandatory for processing this request is not supplied.'],
  "UnsupportedOperation": [400, "The specified action is not supported."],
  "NoSuchVersion": [400, "The specified version does not exist."],
  "InvalidParameter": [400, "The specified parameter is not valid."],
  "VServerGroup": [404, "The specified VServerGroupId does not exist."], // its Code is InvalidParameter too
  "TooManyBackendServers": [400, "The backend server parameter has too many entries."],
  "InvalidLoadBalancerId.NotFound": [404, "The specified LoadBalancerId does not exist."],
  "LbStatusNotSupport": [400, "The status of specified loadbalancer does not support.."],
  "InvalidScalingGroupId.NotFound": [404, "The specified scaling group does not exist."],
  "InvalidInstanceId.NotFound": [404, 'Instance "%s" does not exist.'],
  "Forbidden.Unauthorized": [403, "A required authorization for the specified action is not supplied."],
  "IncorrectScalingGroupStatus": [400, wrongStatus("the specified scaling group")],
  "ScalingActivityInProgress": [400, "You cannot delete a scaling group or launch a new scaling activity while there is a scaling " +
    "activity in progress for the specified scaling group."],
  "IncorrectLoadBalancerStatus": [400, wrongStatus("the specified load balancer")],
  "IncorrectDBInstanceStatus": [400, wrongStatus('DB instance "%s"')],
  "IncorrectCapacity.MinSize": [400, "To remove the instances, the total capacity will be lesser than the MinSize."],
};

class Refusal extends Error {
  constructor(key, subject = "") {
    super(key);
    this.subject = subject;
  }
}

function refuseIf(isSo, key, subject) {
  if (isSo) throw new Refusal(key, subject);
}

function find(kind, wanted, key) {
  for (const world of worlds.values())
    for (const thing of world[kind])
      if (thing.id === wanted) return [world, thing];
  throw new Refusal(key);
}

// Entries with a ServerId; an id by itself stands for {ServerId: id} where `idsAllowed`.
function serverList(text, idsAllowed) {
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Refusal("InvalidParameter");
  }
  refuseIf(!Array.isArray(list), "InvalidParameter");
  const entries = list.map((entry) => (idsAllowed && typeof entry === "string" ? { ServerId: entry } : entry));
  for (const entry of entries) {
    refuseIf(typeof entry !== "object" || !entry || typeof entry.ServerId !== "string" || !entry.ServerId, "InvalidParameter");
    refuseIf(entry.Port !== undefined && !(Number(entry.Port) > 0 && Number(entry.Port) < 65536), "InvalidParameter");
  }
  refuseIf(entries.length > 20, "TooManyBackendServers");
  return entries;
}

function removeBackendServers(p) {
  const named = serverList(p.get("BackendServers"), true).map((entry) => entry.ServerId);
  const [, lb] = find("load_balancers", p.get("LoadBalancerId"), "InvalidLoadBalancerId.NotFound");
  lb.servers = lb.servers.filter((s) => !named.includes(s.server));
  const rest = lb.servers.map((s) => ({ ServerId: s.server, Weight: s.weight }));
  return { LoadBalancerId: lb.id, BackendServers: { BackendServer: rest } };
}

function removeVServerGroupBackendServers(p) {
  const entries = serverList(p.get("BackendServers"), false);
  const [world, group] = find("vserver_groups", p.get("VServerGroupId"), "VServerGroup");
  refuseIf(world.load_balancers.some((b) => b.id === group.load_balancer && b.status === "locked"), "LbStatusNotSupport");
  const isNamed = (s) => entries.some((e) => e.ServerId === s.server && Number(e.Port) === s.port && (e.ServerIp || "") === (s.ip || ""));
  group.servers = group.servers.filter((s) => !isNamed(s));
  const rest = group.servers.map((s) => ({ ServerId: s.server, Port: s.port, Weight: s.weight, Type: s.type }));
  return { VServerGroupId: group.id, BackendServers: { BackendServer: rest } };
}

function removeInstances(p) {
  const keys = [...p.keys()].filter((key) => key.startsWith("InstanceId."));
  const ids = keys.sort((a, b) => Number(a.slice(11)) - Number(b.slice(11))).map((key) => p.get(key));
  const [world, group] = find("groups", p.get("ScalingGroupId"), "InvalidScalingGroupId.NotFound");
  const idOf = (member) => member.attached ?? member.auto_created;
  const attached = (kind) => world[kind].filter((thing) => group[kind].includes(thing.id));
  const stopped = attached("db_instances").find((db) => db.status !== "running");
  const unknown = ids.find((id) => !group.instances.some((m) => idOf(m) === id));
  refuseIf(ids.length > 20, "InvalidParameter");
  refuseIf(world.caller === "denied", "Forbidden.Unauthorized");
  refuseIf(group.status !== "active", "IncorrectScalingGroupStatus");
  refuseIf(group.activity === "in_progress", "ScalingActivityInProgress");
  refuseIf(attached("load_balancers").some((b) => b.status !== "active"), "IncorrectLoadBalancerStatus");
  refuseIf(stopped, "IncorrectDBInstanceStatus", stopped?.id);
  refuseIf(unknown !== undefined, "InvalidInstanceId.NotFound", unknown);
  refuseIf(group.instances.length - new Set(ids).size < group.min_size, "IncorrectCapacity.MinSize");
  for (const member of group.instances.filter((m) => ids.includes(idOf(m))))
    if (member.auto_created || member.entrusted === "yes" || member.entrusted === true) {
      const isRecycled = group.scaling_policy === "recycle" && p.get("RemovePolicy") === "recycle";
      world.statuses.set(idOf(member), isRecycled ? "stopped" : "released");
    }
  group.instances = group.instances.filter((m) => !ids.includes(idOf(m)));
  for (const pool of [...attached("load_balancers"), ...attached("vserver_groups")])
    pool.servers = pool.servers.filter((s) => !ids.includes(s.server));
  world.activities.push({ id: `asa-${randomUUID().slice(0, 18)}`, group: group.id, status: "Successful" });
  return { ScalingActivityId: world.activities.at(-1).id };
}

const actions = { // name: version, function, required parameters
  RemoveBackendServers: ["2014-05-15", removeBackendServers, ["LoadBalancerId", "BackendServers"]],
  RemoveVServerGroupBackendServers: ["2014-05-15", removeVServerGroupBackendServers, ["RegionId", "VServerGroupId", "BackendServers"]],
  RemoveInstances: ["2014-08-28", removeInstances, ["ScalingGroupId", "InstanceId"]],
};

// One call: status, name of the XML root, and the answer.
export function call(p) {
  const RequestId = randomUUID().toUpperCase();
  const name = p.get("Action");
  const [version, run, required] = Object.hasOwn(actions, name) ? actions[name] : [undefined, undefined, []];
  try {
    for (const needed of ["Action", "Version", ...required])
      refuseIf(!p.get(needed) && !(needed === "InstanceId" && [...p.keys()].some((key) => key.startsWith("InstanceId."))), "MissingParameter", needed);
    refuseIf(!run, "UnsupportedOperation");
    refuseIf(p.get("Version") !== version, "NoSuchVersion");
    return [200, `${name}Response`, { RequestId, ...run(p) }];
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    const [status, message] = errors[why.message];
    const Code = why.message.replace("VServerGroup", "InvalidParameter");
    return [status, "Error", { RequestId, HostId: "localhost", Code, Message: message.replace("%s", () => why.subject) }];
  }
}
