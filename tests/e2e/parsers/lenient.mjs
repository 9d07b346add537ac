// A right parser that takes whatever no document forbids: any order, case, number and key that it can make sense of.
const WANTED = {
  removebackendservers: ["RemoveBackendServers", "LoadBalancerId"],
  removevservergroupbackendservers: ["RemoveVServerGroupBackendServers", "VServerGroupId"],
  removeinstances: ["RemoveInstances", "ScalingGroupId"],
};

class Refused extends Error {}

function need(condition) {
  if (!condition) throw new Refused();
}

// Bytes as a text of one character each, decoded once.
function decoded(text) {
  need(!/%(?![0-9a-fA-F]{2})/.test(text));
  return text.replaceAll("+", " ").replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

const utf8 = (text) => Buffer.from(text, "latin1").toString("utf8");

function told(text) {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes) ? bytes.toString("utf8") : { hex: bytes.toString("hex") };
}

function* pairs(text) {
  for (const piece of text.split("&")) {
    if (!piece) continue;
    const at = piece.indexOf("=");
    yield at < 0 ? [decoded(piece), ""] : [decoded(piece.slice(0, at)), decoded(piece.slice(at + 1))];
  }
}

function server(entry) {
  if (typeof entry === "string") return entry;
  need(entry !== null && typeof entry === "object" && !Array.isArray(entry));
  const own = Object.fromEntries(Object.entries(entry).map(([key, value]) => [key[0]?.toUpperCase() + key.slice(1), value]));
  need(typeof own.ServerId === "string");
  for (const key of ["Port", "Weight"]) need(["undefined", "string", "number"].includes(typeof own[key]));
  for (const key of ["Type", "ServerIp", "Description"]) need(["undefined", "string"].includes(typeof own[key]));
  const answer = { ServerId: own.ServerId };
  for (const key of ["Port", "Weight", "Type", "ServerIp", "Description"])
    if (own[key] !== undefined && own[key] !== "") answer[key] = typeof own[key] === "number" ? String(own[key]) : own[key];
  return answer;
}

function servers(text, group) {
  let list;
  try {
    list = JSON.parse(utf8(text));
  } catch {
    throw new Refused();
  }
  need(Array.isArray(list) && list.length <= 20);
  need(!group || list.every((entry) => typeof entry !== "string"));
  return list.map(server);
}

function instances(fields) {
  const found = [...fields].filter(([name]) => /^instanceid\.\d{1,15}$/.test(name));
  need(found.length > 0 && found.length <= 20);
  return found.sort((a, b) => Number(a[0].slice(11)) - Number(b[0].slice(11))).map(([, value]) => told(value));
}

function parse(bytes) {
  const text = bytes.toString("latin1");
  const [, method, query, type, body] = /^(\w+) [^ ?]*\??([^ ]*)[^\n]*\n(?:content-type:\s*([^\n]*)\n)?\r?\n([^]*)$/i.exec(text) ?? [];
  need(method === "GET" || method === "POST");
  const fields = new Map();
  const form = method === "POST" && (!type || /^application\/x-www-form-urlencoded/i.test(type));
  for (const [name, value] of [...pairs(query), ...(form ? pairs(body) : [])])
    if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
  const [action, target] = WANTED[(fields.get("action") ?? "").toLowerCase()] ?? [];
  need(action && fields.get(target.toLowerCase()));
  const answer = { verdict: "accepted", action, [target]: told(fields.get(target.toLowerCase())) };
  const group = action === "RemoveVServerGroupBackendServers";
  need(!group || fields.get("regionid"));
  if (fields.get("regionid")) answer.RegionId = told(fields.get("regionid"));
  if (action === "RemoveInstances") answer.InstanceId = instances(fields);
  else answer.BackendServers = servers(fields.get("backendservers") ?? "", group);
  return answer;
}

let waiting = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
    const end = 4 + waiting.readUInt32BE(0);
    let answer;
    try {
      answer = parse(waiting.subarray(4, end));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer = { verdict: "refused" };
    }
    waiting = waiting.subarray(end);
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
});
