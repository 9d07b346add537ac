#!/usr/bin/env node
// A parser of the three remove requests, and how `rmspec parser` asks it.
//
//     rmspec parser -- node parser.mjs
//
// parse(request) is the parser: a Buffer in, an object out. The end of the file is the interface: four bytes of
// length, most significant first, then the request; one line of JSON back. docs/parser.md explains both.

const LIST_MAX = 20;
const ID_MAX = 128;

const ACTIONS = {
  RemoveBackendServers: { target: "LoadBalancerId", list: "BackendServers", region: false, ids: true },
  RemoveVServerGroupBackendServers: { target: "VServerGroupId", list: "BackendServers", region: true, ids: false },
  RemoveInstances: { target: "ScalingGroupId", list: "InstanceId", region: false, ids: false },
};

class Refused extends Error {
  constructor(code, parameter) {
    super(code);
    Object.assign(this, { code, parameter });
  }
}

class Malformed extends Error {}

// ---- from bytes to pairs; bytes are handled as latin1 texts, so that a character is a byte ----

const bytesOf = (latin1) => Buffer.from(latin1, "latin1");

function decode(text) {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) throw new Malformed("a bad escape");
  return text.replace(/\+/g, " ").replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

function readPairs(text, pairs) {
  for (const piece of text.split("&")) {
    if (piece === "") continue;
    const equals = piece.indexOf("=");
    const name = equals < 0 ? piece : piece.slice(0, equals);
    if (name === "") throw new Malformed("a value without a name");
    pairs.push([decode(name), equals < 0 ? "" : decode(piece.slice(equals + 1))]);
  }
}

function split(text) {
  const takeLine = () => {
    const end = text.indexOf("\n");
    const line = (end < 0 ? text : text.slice(0, end)).replace(/\r$/, "");
    text = end < 0 ? "" : text.slice(end + 1);
    return line;
  };
  const [method, target] = takeLine().split(" ");
  if (!target || !target.startsWith("/")) throw new Malformed("no request line");
  let line = takeLine();
  let type = "";
  if (/^content-type:/i.test(line)) {
    type = line.slice("content-type:".length).trim();
    line = takeLine();
  }
  if (line !== "") throw new Malformed("neither Content-Type nor a blank line");
  return { method, target, type, body: text };
}

// ---- from pairs to a request ----

// An id that is no UTF-8 is told as {"hex": "69ff"}.
function toId(latin1, parameter) {
  const bytes = bytesOf(latin1);
  if (bytes.length === 0 || bytes.length > ID_MAX || bytes.includes(0)) throw new Refused("InvalidParameter", parameter);
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : { hex: bytes.toString("hex") };
}

function toText(value) {
  if (typeof value !== "string" || /[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")))
    throw new Refused("InvalidParameter", "BackendServers");
  return value;
}

function toNumber(value, low, high, code) {
  const number = typeof value === "string" && /^(0|[1-9][0-9]{0,5})$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number) || number < low || number > high) throw new Refused(code, "BackendServers");
  return number;
}

function check(value, pattern) {
  if (!pattern.test(toText(value))) throw new Refused("InvalidParameter", "BackendServers");
  return value;
}

const KEYS = {
  ServerId: (value) => toId(Buffer.from(toText(value), "utf8").toString("latin1"), "BackendServers"),
  Port: (value) => toNumber(value, 1, 65535, "InvalidParameter"),
  Weight: (value) => toNumber(value, 0, 100, "InvalidWeight.Malformed"),
  Type: (value) => check(value, /^(ecs|eni|eci|)$/),
  ServerIp: toText,
  Description: (value) => check(value, /^[A-Za-z0-9/._-]{0,80}$/),
};

function readEntry(entry, idsAllowed) {
  if (typeof entry === "string" && idsAllowed) return { ServerId: KEYS.ServerId(entry) };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    throw new Refused("BackendServersMalformed", "BackendServers");
  if (!Object.hasOwn(entry, "ServerId") || Object.keys(entry).some((key) => !Object.hasOwn(KEYS, key)))
    throw new Refused("InvalidParameter", "BackendServers");
  const fields = Object.entries(entry).map(([key, value]) => [key, KEYS[key](value)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== ""));
}

function readServers(latin1, idsAllowed) {
  let entries;
  try {
    entries = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(latin1)));
  } catch {
    throw new Refused("BackendServersMalformed", "BackendServers");
  }
  if (!Array.isArray(entries)) throw new Refused("BackendServersMalformed", "BackendServers");
  if (entries.length > LIST_MAX) throw new Refused("TooManyBackendServers", "BackendServers");
  return entries.map((entry) => readEntry(entry, idsAllowed));
}

function readInstances(pairs) {
  const numbered = new Map();
  for (const [name, value] of pairs) {
    if (name === "InstanceId") throw new Refused("InvalidParameter", "InstanceId");
    if (!name.startsWith("InstanceId.")) continue;
    const digits = name.slice("InstanceId.".length);
    if (!/^[1-9][0-9]{0,8}$/.test(digits) || numbered.has(Number(digits)))
      throw new Refused("InvalidParameter", "InstanceId");
    numbered.set(Number(digits), toId(value, "InstanceId"));
  }
  if (numbered.size === 0) throw new Refused("MissingParameter", "InstanceId");
  if (numbered.size > LIST_MAX) throw new Refused("InvalidParameter", "InstanceId");
  return [...numbered.keys()].sort((a, b) => a - b).map((number) => numbered.get(number));
}

function readRequest(method, pairs) {
  if (method !== "GET" && method !== "POST") throw new Refused("UnsupportedHTTPMethod");
  const given = (name) => pairs.find(([other]) => other === name)?.[1] ?? "";
  const name = given("Action");
  if (name === "") throw new Refused("MissingParameter", "Action");
  if (!Object.hasOwn(ACTIONS, name)) throw new Refused("UnsupportedOperation", "Action");
  const action = ACTIONS[name];
  const accepted = { verdict: "accepted", action: name };
  for (const [parameter, required] of [["RegionId", action.region], [action.target, true]]) {
    if (given(parameter) !== "") accepted[parameter] = toId(given(parameter), parameter);
    else if (required) throw new Refused("MissingParameter", parameter);
  }
  if (action.list === "InstanceId") accepted.InstanceId = readInstances(pairs);
  else if (given(action.list) === "") throw new Refused("MissingParameter", action.list);
  else accepted[action.list] = readServers(given(action.list), action.ids);
  return accepted;
}

export function parse(request) {
  try {
    const { method, target, type, body } = split(request.toString("latin1"));
    const pairs = [];
    const mark = target.indexOf("?");
    if (mark >= 0) readPairs(target.slice(mark + 1), pairs);
    const isForm = ["", "application/x-www-form-urlencoded"].includes(type.split(";")[0].trim().toLowerCase());
    if (method !== "GET" && isForm) readPairs(body, pairs);
    return readRequest(method, pairs);
  } catch (error) {
    if (error instanceof Malformed) return { verdict: "malformed" };
    if (error instanceof Refused) return { verdict: "refused", code: error.code, parameter: error.parameter };
    throw error;
  }
}

// ---- the interface ----

let waiting = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
    const end = 4 + waiting.readUInt32BE(0);
    process.stdout.write(JSON.stringify(parse(waiting.subarray(4, end))) + "\n");
    waiting = waiting.subarray(end);
  }
});
