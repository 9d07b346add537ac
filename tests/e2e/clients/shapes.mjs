// Odd values and names through every way that official clients sign and send: what leaves the client is piped to the endpoint byte
// for byte, and its answer is read on the way back, since some clients cannot read every answer (XML, for one).
// Usage: node shapes.mjs URL ID SECRET. Prints one JSON line a call: {"client", "shape", "status", "code", "line"}.
import { createRequire } from "node:module";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";

const require = createRequire(join(process.env.NODE_CLIENTS ?? process.cwd(), "package.json"));
const [url, id, secret] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const action = "DescribeLoadBalancers", version = "2014-05-15", RegionId = "cn-hangzhou";

// ---- the pipe ----

let sent = [], answered = [];

function pipe(client) {
  const upstream = connect(Number(port), hostname);
  client.setNoDelay();
  upstream.setNoDelay();
  client.on("data", (bytes) => { sent.push(bytes); upstream.write(bytes); });
  upstream.on("data", (bytes) => { answered.push(bytes); client.write(bytes); });
  for (const [from, to] of [[client, upstream], [upstream, client]]) {
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
  }
}

const server = createServer(pipe);
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const host = `127.0.0.1:${server.address().port}`;

// ---- the clients: each a function ({query, body, headers, token, kind}) -> answer ----

function popCore(method) {
  const { RPCClient } = require("@alicloud/pop-core");
  return ({ query, body, token }) =>
    new RPCClient({ accessKeyId: id, accessKeySecret: secret, securityToken: token, endpoint: `http://${host}`, apiVersion: version })
      .request(action, { ...query, ...body }, { method, formatParams: false });
}

function openapi(name, signature, method) {
  const module = require(name);
  const { Config, OpenApiRequest, Params } = name.endsWith("core") ? module.$OpenApiUtil : module;
  const Runtime = require(name.endsWith("core") ? "@darabonba/typescript" : "@alicloud/tea-util").RuntimeOptions;
  return ({ query, body, headers, stream, token, kind }) => {
    const client = new module.default(new Config({
      accessKeyId: id, accessKeySecret: secret, endpoint: host, protocol: "http", regionId: RegionId, securityToken: token,
      ...(token ? { type: "sts" } : {}), ...(signature === "v1" ? { signatureAlgorithm: "v2" } : {}),
    }));
    const params = new Params({
      action, version, protocol: "HTTP", pathname: "/", method, authType: "AK", style: "RPC", reqBodyType: kind ?? "formData",
      bodyType: "string",
    });
    return client.callApi(params, new OpenApiRequest({ query, body, headers, stream }), new Runtime({}));
  };
}

// Where a client puts parameters: all in the query, flattened by the call that the clients of single products make first, or as
// the caller gives them; or in the body, all but those that the shape has in the query. A GET leaves without its body.
const flat = require("@alicloud/openapi-util").default.query;
const asGiven = (shape) => ({ ...shape, query: { RegionId, ...shape.all, ...shape.query } });
const inQuery = (shape) => ({ ...shape, query: { RegionId, ...flat(shape.all), ...shape.query } });
const inBody = (shape) => ({ ...shape, query: { RegionId, ...shape.query }, body: shape.body ?? shape.all });

const clients = {
  "pop-core GET": [popCore("GET"), asGiven],
  "pop-core POST": [popCore("POST"), asGiven],
};
for (const name of ["openapi-client", "openapi-core"]) {
  for (const signature of ["v1", "v3"]) {
    const get = openapi(`@alicloud/${name}`, signature, "GET"), post = openapi(`@alicloud/${name}`, signature, "POST");
    clients[`${name} ${signature} GET`] = [get, inQuery];
    clients[`${name} ${signature} POST query`] = [post, inQuery];
    clients[`${name} ${signature} POST as given`] = [post, asGiven];
    clients[`${name} ${signature} POST body`] = [post, inBody];
  }
}

// ---- what is sent ----

const values = {
  "plain": "plain", "a blank": "a b", "blanks around": "  a  ", "plus": "a+b", "asterisk": "a*b", "tilde": "a~b", "percent": "100%",
  "an escape": "%41%2B", "slashes": "/a/../b//c", "equals": "a=b=c", "ampersand": "a&b", "question and hash": "a?b#c",
  "marks": "!'()", "quotes and brackets": '[{"a":"b"}]', "backslash and bar": "\\|^`", "separators": ";,:@$", "angles": "<a>&amp;",
  "emoji": "😀", "emoji of several": "👩‍👩‍👧‍👦", "Chinese": "中文", "combining": "e\u0301 \u202eabc", "lines": "a\r\nb\tc\n",
  "control characters": "a\u0001b\u001fc\u007f", "a zero byte": "a\u0000b", "no character": "\uffff\ufeff", "empty": "",
  "true": true, "false": false, "zero": 0, "negative": -1, "fraction": 1.5, "huge": 1e21, "not a number": NaN, "bigint": 2n ** 70n,
  "4 KiB": "x y".repeat(1365), "12 KiB of umlauts": "ü".repeat(2048),
};
const shapes = {};
for (const [name, value] of Object.entries(values)) shapes[name] = { all: { Description: value } };
const parts = (n) => Array.from({ length: n }, (_, i) => `v ${i + 1}`);
Object.assign(shapes, {
  "array": { all: { Tag: ["a", "b c", "d+e"] } },
  "array of 12": { all: { Tag: parts(12) } },
  "array of nothing": { all: { Tag: [] } },
  "array in an array": { all: { Tag: [["a", "b"], ["c"]] } },
  "array of objects": { all: { Tag: [{ Key: "k 1", Value: "v&1" }, { Key: "k2", Value: "" }] } },
  "array of values of every kind": { all: { Tag: ["", 0, false, true, "é"] } },
  "object": { all: { Filter: { Name: "a b", Value: "c*" } } },
  "object in an object": { all: { Filter: { Inner: { Deep: { Deeper: "x=y" } }, List: ["a", { b: "c" }] } } },
  "date": { all: { Description: new Date(0) } },
  "undefined": { all: { Description: undefined, Other: "x" } },
  "null": { all: { Description: null, Other: "x" } },
  "undefined and null in arrays": { all: { Tag: ["a", undefined, null, "b"] } },
  "200 parameters": { all: Object.fromEntries(parts(200).map((v, i) => [`Name.${i + 1}`, v])) },
  "names to be sorted": { all: { Aa: "1", AA: "2", aa: "3", "A.a": "4", "A_a": "5", "A-a": "6", "A~a": "7", A1: "8", A10: "9", A2: "10" } },
  "no value for what clients send empty": { all: { SignatureType: "", OwnerAccount: "", OwnerId: "" } },
  "names with other characters": { all: { "Tag[0]": "a", "b c": "d", "#3#key": "e", "x:y": "f", "p+q": "g" } },
  "names beyond ASCII": { all: { "名字": "a", "aé": "b", "ab": "c", "a~": "d" } },
  "a name with its own separators": { all: { "a=b": "c", "d&e": "f" } },
  "format XML": { query: { Format: "XML" } },
  "format xml": { query: { Format: "xml" } },
  "format json": { query: { Format: "json" } },
  "in query and body": { all: { Description: "a b" }, query: { Description: "a b" } },
  "in query and body, otherwise": { all: { Description: "a b" }, query: { Description: "c+d" } },
  "security token": { all: { Description: "x" }, token: "CAIS+token/with==odd%characters" },
  "header fields": { headers: { "x-acs-own": "  a   b ", "X-Acs-Other": "c,d", "x-not-signed": "e" } },
  "JSON body": { body: { Description: "a b", List: [1, "ü"], Deep: { x: null } }, kind: "json" },
  "empty JSON body": { body: {}, kind: "json" },
  "empty form": { body: {} },
  "bytes": { body: Buffer.from([0, 1, 254, 255]), kind: "byte" },
  "stream": { stream: true },
});

// ---- the calls ----

/** A shape with a body of its own has nothing for the query, and a plain value is the same whoever flattens it. */
function isPlayed(name, shape) {
  if (shape.body || shape.kind || shape.stream) return name.endsWith("body");
  return !(name.endsWith("as given") && typeof shape.all?.Description === "string");
}

async function call(name, shapeName) {
  const [client, place] = clients[name];
  const shape = shapes[shapeName];
  sent = [];
  answered = [];
  let thrown = "";
  try {
    await client({ ...place(shape), ...(shape.stream ? { stream: Readable.from([Buffer.from("ü x")]) } : {}) });
  } catch (error) {
    thrown = String(error.message).slice(0, 200);
  }
  const text = Buffer.concat(answered).toString();
  const code = text.match(/"Code":\s*"([^"]*)"|<Code>([^<]*)</);
  console.log(JSON.stringify({
    client: name, shape: shapeName, status: Number(text.slice(9, 12)), code: code ? code[1] ?? code[2] : "",
    line: Buffer.concat(sent).toString().split("\r\n")[0], thrown,
  }));
}

for (const [shapeName, shape] of Object.entries(shapes))
  for (const name of Object.keys(clients)) if (isPlayed(name, shape)) await call(name, shapeName);
process.exit(0);
