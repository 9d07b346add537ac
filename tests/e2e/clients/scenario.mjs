// One scenario through official clients: arrange, remove, remove again, describe, a MinSize refusal, a bad secret.
// Usage: node scenario.mjs URL ID SECRET. Prints one JSON line a client: {"client", "steps": [{"step", "ok", ...}]}.
// The clients are looked for where NODE_CLIENTS says: a folder with node_modules.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.NODE_CLIENTS ?? process.cwd(), "package.json"));
const [url, id, secret] = process.argv.slice(2);
const { host } = new URL(url);
const versions = { slb: "2014-05-15", ess: "2014-08-28" };
const region = "cn-hangzhou";

// ---- the clients: each a function (product, action, parameters) -> answer ----

function popCore(method) {
  const { RPCClient } = require("@alicloud/pop-core");
  return (keySecret) => (product, action, parameters) =>
    new RPCClient({ accessKeyId: id, accessKeySecret: keySecret, endpoint: url, apiVersion: versions[product] })
      .request(action, { RegionId: region, ...parameters }, { method, formatParams: false });
}

function openapi(name, signature, place) {
  const module = require(name);
  const { Config, OpenApiRequest, Params } = name.endsWith("core") ? module.$OpenApiUtil : module;
  const runtime = name.endsWith("core")
    ? new (require("@darabonba/typescript").RuntimeOptions)({})
    : new (require("@alicloud/tea-util").RuntimeOptions)({});
  return (keySecret) => async (product, action, parameters) => {
    const client = new module.default(new Config({
      accessKeyId: id, accessKeySecret: keySecret, endpoint: host, protocol: "http", regionId: region,
      ...(signature === "v1" ? { signatureAlgorithm: "v2" } : {}),
    }));
    const all = { RegionId: region, ...parameters };
    const request = new OpenApiRequest(place === "query" ? { query: all } : { body: all });
    const params = new Params({
      action, version: versions[product], protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "RPC",
      reqBodyType: "formData", bodyType: "json",
    });
    return (await client.callApi(params, request, runtime)).body;
  };
}

const clients = {
  "pop-core get": popCore("GET"),
  "pop-core post": popCore("POST"),
  "openapi-client v1 query": openapi("@alicloud/openapi-client", "v1", "query"),
  "openapi-client v1 body": openapi("@alicloud/openapi-client", "v1", "body"),
  "openapi-client v3 query": openapi("@alicloud/openapi-client", "v3", "query"),
  "openapi-client v3 body": openapi("@alicloud/openapi-client", "v3", "body"),
  "openapi-core v3 query": openapi("@alicloud/openapi-core", "v3", "query"),
  "openapi-core v3 body": openapi("@alicloud/openapi-core", "v3", "body"),
};

// ---- the scenario ----

let made = 0;
const instances = (n) => Array.from({ length: n }, () => `i-client${String(++made).padStart(5, "0")}`);
const listed = (answer) => answer.BackendServers.BackendServer.map((server) => server.ServerId).sort();

async function balancer(ask, tell) {
  const [a, b] = instances(2);
  const made = await ask("slb", "CreateLoadBalancer", {});
  const lb = { LoadBalancerId: made.LoadBalancerId };
  await ask("slb", "AddBackendServers", { ...lb, BackendServers: JSON.stringify([{ ServerId: a }, { ServerId: b }]) });
  const describe = async () => listed(await ask("slb", "DescribeLoadBalancerAttribute", lb)).join();
  tell("arranged", (await describe()) === [a, b].sort().join());
  const removed = await ask("slb", "RemoveBackendServers", { ...lb, BackendServers: JSON.stringify([a]) });
  tell("removed", removed.LoadBalancerId === lb.LoadBalancerId && listed(removed).join() === b, removed);
  tell("described", (await describe()) === b);
  const again = await ask("slb", "RemoveBackendServers", { ...lb, BackendServers: JSON.stringify([a]) });
  tell("removed again", listed(again).join() === b, again);
}

async function vserverGroup(ask, tell) {
  const [a, b] = instances(2);
  const lb = await ask("slb", "CreateLoadBalancer", {});
  const servers = [{ ServerId: a, Port: "80", Weight: "100" }, { ServerId: b, Port: "80", Weight: "100" }];
  const { VServerGroupId } = await ask("slb", "CreateVServerGroup",
    { LoadBalancerId: lb.LoadBalancerId, BackendServers: JSON.stringify(servers) });
  const removed = await ask("slb", "RemoveVServerGroupBackendServers",
    { VServerGroupId, BackendServers: JSON.stringify(servers.slice(0, 1)) });
  tell("removed from the vServer group", removed.VServerGroupId === VServerGroupId && listed(removed).join() === b,
    removed);
}

async function group(ask, tell, refused) {
  const members = instances(3);
  const { ScalingGroupId } = await ask("ess", "CreateScalingGroup", { MinSize: "0", MaxSize: "10" });
  const { ScalingConfigurationId } = await ask("ess", "CreateScalingConfiguration",
    { ScalingGroupId, ImageId: "m-1", InstanceType: "ecs.t6", SecurityGroupId: "sg-1" });
  await ask("ess", "EnableScalingGroup", { ScalingGroupId, ActiveScalingConfigurationId: ScalingConfigurationId });
  await ask("ess", "AttachInstances",
    Object.fromEntries([["ScalingGroupId", ScalingGroupId], ...members.map((m, i) => [`InstanceId.${i + 1}`, m])]));
  const removed = await ask("ess", "RemoveInstances", { ScalingGroupId, "InstanceId.1": members[0] });
  tell("activity", typeof removed.ScalingActivityId === "string" && removed.ScalingActivityId.length > 0, removed);
  const left = await ask("ess", "DescribeScalingInstances", { ScalingGroupId });
  tell("members", left.ScalingInstances.ScalingInstance.length === 2, left);
  await refused("remove again", "InvalidInstanceId.NotFound",
    () => ask("ess", "RemoveInstances", { ScalingGroupId, "InstanceId.1": members[0] }));
  await ask("ess", "ModifyScalingGroup", { ScalingGroupId, MinSize: "2" });
  await refused("MinSize", "IncorrectCapacity.MinSize",
    () => ask("ess", "RemoveInstances", { ScalingGroupId, "InstanceId.1": members[1] }));
}

async function play(name, client) {
  const steps = [];
  const tell = (step, ok, detail) => steps.push({ step, ok: Boolean(ok), ...(ok ? {} : { detail }) });
  const refused = async (step, code, call) => {
    try {
      tell(step, false, await call());
    } catch (error) {
      tell(step, error.code === code, { code: error.code, message: String(error.message) });
    }
  };
  try {
    const ask = client(secret);
    await balancer(ask, tell);
    await vserverGroup(ask, tell);
    await group(ask, tell, refused);
    await refused("unknown load balancer", "InvalidLoadBalancerId.NotFound",
      () => ask("slb", "RemoveBackendServers", { LoadBalancerId: "lb-nowhere", BackendServers: '["i-1"]' }));
    await refused("bad secret", "SignatureDoesNotMatch",
      () => client(`${secret}-wrong`)("slb", "RemoveBackendServers", { LoadBalancerId: "lb-1", BackendServers: '["i-1"]' }));
  } catch (error) {
    tell("scenario", false, { code: error.code, message: String(error.message), stack: error.stack });
  }
  console.log(JSON.stringify({ client: name, steps }));
}

for (const [name, client] of Object.entries(clients)) await play(name, client);
