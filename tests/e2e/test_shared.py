"""A shared endpoint: guard, request budget, rate, dry run, sweep; and the ways to it: TLS, client certificates, a proxy, HTTP versions."""

import contextlib
import json
import os
import re
import select
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

from endpoints import closed_port, proxy, report_of, rmspec, serve

ONE = ("--only", "ess/RemoveInstances/min-size/one-below", "--format", "JSON")


@contextlib.contextmanager
def counted(*serving):
    """The reference behind a proxy that notes every request: its URL, the list, and the reference's own URL."""
    seen = []

    def note(handler, forward):
        seen.append(handler.params)
        return handler.answer(*forward())

    with serve(*serving) as upstream, proxy(upstream, None, note) as url:
        yield url, seen, upstream


def actions(seen):
    return [params.get("Action", [""])[0] for params in seen]


def changes(seen):
    return [action for action in actions(seen) if not action.startswith(("Describe", "RmspecNo"))]


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run_json(self, *args):
        path = os.path.join(self.folder, "r.json")
        run = rmspec("run", *args, "--report", f"json:{path}", timeout=300)
        return run, report_of(path)


FOREIGN = """
action: RemoveBackendServers
source: none
rules:
  - rule: of-somebody-else
    level: should
    says: Nothing of anybody else's is touched.
    cases:
      - case: load balancer
        given: {load_balancer: {servers: [$a, $b]}}
        send: {LoadBalancerId: lb-somebodyelse1, BackendServers: [$a]}
        expect: refused
      - case: server
        given: {load_balancer: {servers: [$a, $b]}}
        send: {BackendServers: {raw: '["i-somebodyelse1"]'}}
        expect: success
      - case: step that adds
        given: {load_balancer: {servers: [$a, $b]}}
        steps:
          - send: {action: AddBackendServers, LoadBalancerId: $lb, BackendServers: {raw: '[{"ServerId":"i-somebodyelse1"}]'}}
            expect: success
          - send: {BackendServers: [$a]}
            expect: success
      - case: looking
        given: {load_balancer: {servers: [$a, $b]}}
        steps:
          - send: {action: DescribeLoadBalancerAttribute, LoadBalancerId: lb-somebodyelse1}
            expect: refused
          - send: {BackendServers: [$a]}
            expect: success
"""


class Guard(Folder):
    def setUp(self):
        super().setUp()
        os.mkdir(os.path.join(self.folder, "cases"))
        self.write("cases/foreign.yaml", FOREIGN)
        self.args = ("--cases", os.path.join(self.folder, "cases"), "--only", "slb/RemoveBackendServers/of-somebody-else", "--format", "JSON")

    def verdicts(self, report):
        return {c["case"].rsplit("/", 1)[1]: (c["verdict"], c["reason"] or "") for c in report["checks"] if c["rule"].endswith("of-somebody-else")}

    def test_nothing_of_anybody_else_is_touched(self):
        for how in ("api", "door"):
            with self.subTest(how=how), counted() as (url, seen, upstream):
                run, report = self.run_json(url, "--arrange", how if how == "api" else f"door:{upstream}/-/world", *self.args)
                for params in seen:
                    text = json.dumps(params)
                    self.assertTrue("somebodyelse" not in text or actions([params])[0].startswith("Describe"), text)
                left = rmspec("sweep", upstream, "--dry-run").out
            found = self.verdicts(report)
            reason = "rmspec did not send it: {} names {}, which this run neither made nor was given (see --may-touch)"
            self.assertEqual(found["load-balancer"], ("error", reason.format("RemoveBackendServers", "lb-somebodyelse1")))
            self.assertEqual(found["server"], ("error", reason.format("RemoveBackendServers", "i-somebodyelse1")))
            self.assertEqual(found["step-that-adds"], ("error", reason.format("AddBackendServers", "i-somebodyelse1")))
            self.assertEqual(found["looking"][0], "pass", run.out)
            self.assertEqual(left, "")

    def test_what_was_given_may_be_touched(self):
        self.write("p.yaml", "may-touch: [lb-somebodyelse1, i-somebodyelse1]\n")
        for allowed in (("--may-touch", "lb-somebodyelse1,i-somebodyelse1"), ("--profile", os.path.join(self.folder, "p.yaml"))):
            with self.subTest(allowed=allowed), counted() as (url, seen, _):
                _, report = self.run_json(url, *self.args, *allowed)
            self.assertTrue(any("lb-somebodyelse1" in json.dumps(p) for p in seen))
            self.assertEqual({verdict for verdict, _ in self.verdicts(report).values()}, {"pass"})


class Budget(Folder):
    def test_exact_and_clean(self):
        for budget in (60, 111):
            with self.subTest(budget=budget), counted() as (url, seen, upstream):
                run, report = self.run_json(url, "--arrange", "api", "--max-requests", str(budget), "--action", "RemoveInstances",
                                            "--jobs", "1")  # one after the other, so that what comes behind the budget is clean-up
                made = len(seen)
                left = rmspec("sweep", upstream, "--dry-run").out
            self.assertEqual(run.code, 4, run.out)
            self.assertEqual(left, "")
            note = [n for n in report["notes"] if "request budget" in n]
            self.assertEqual(len(note), 1, report["notes"])
            beyond = int(re.fullmatch(rf"the request budget of {budget} \(--max-requests\) is used up; (\d+) more requests? cleaned up", note[0])[1])
            self.assertEqual(made, budget + beyond)
            cleaning = changes(seen[budget:])
            self.assertTrue(all(action.startswith("Delete") for action in cleaning), cleaning)
            self.assertTrue(report["interrupted"])
            ledger = report["ledger"]
            self.assertEqual(sum(n for word, n in ledger.items() if word != "planned"), ledger["planned"])
            self.assertGreater(ledger["skip"], 0)
            reasons = {c["reason"] for c in report["checks"] if c["verdict"] == "skip"}
            self.assertTrue(any("request budget" in reason for reason in reasons), reasons)
            self.assertIn("request budget", run.out)

    def test_too_small_for_a_look(self):
        with counted() as (url, seen, _):
            run, report = self.run_json(url, "--max-requests", "5")
        self.assertEqual((run.code, len(seen)), (4, 5), run.out)
        self.assertIn("request budget", report["exit_reason"] if "exit_reason" in report else run.out)

    def test_large_enough(self):
        with counted() as (url, seen, _):
            run, report = self.run_json(url, "--max-requests", "5000", *ONE)
        self.assertEqual(run.code, 0, run.out)
        self.assertEqual([n for n in report["notes"] if "budget" in n], [])

    def test_a_rate_costs_waiting_that_is_told(self):
        with counted() as (url, seen, _):
            run, report = self.run_json(url, "--rate", "1000", "--jobs", "8", *ONE)
        self.assertEqual(run.code, 0, run.out)
        self.assertTrue(any(re.fullmatch(r"requests waited \d+\.\d s in all to keep the rate of 1000 a second \(--rate\)", n) for n in report["notes"]),
                        report["notes"])


class DryRun(Folder):
    def test_sends_nothing(self):
        with counted() as (url, seen, _):
            run = rmspec("run", url, "--dry-run", "--region", "cn-beijing", *ONE)
        self.assertEqual((run.code, run.err, seen), (0, "", []))
        lines = run.out.splitlines()
        self.assertEqual(lines[:2], ["# A dry run: nothing is sent to", f"# {url},"])
        for line in lines:
            self.assertTrue(not line or line.startswith(("# ", "#", "curl -sS -i ")), line)
            self.assertTrue(not line.startswith("#") or len(line) <= 80, line)
        calls = [line for line in lines if line.startswith("curl")]
        self.assertTrue(all(f"'{url}/" in line for line in calls))
        begin = next(i for i, line in enumerate(lines) if line.startswith("# ess/RemoveInstances/min-size/one-below[JSON,"))
        order = [re.search(r"[?&']Action=(\w+)", line)[1] for line in lines[begin + 1:] if line.startswith("curl")]
        self.assertEqual(order[0], "CreateScalingGroup")
        self.assertEqual(order[-1], "DeleteScalingGroup")
        self.assertIn("RemoveInstances", order)
        self.assertLess(order.index("AttachInstances"), order.index("RemoveInstances"))
        self.assertIn("ScalingGroupId=<asg-1>", run.out)
        self.assertNotRegex(run.out, r"asg-(?!rmspec)[0-9a-z]{8}")
        self.assertIn("RegionId=cn-beijing", run.out)
        self.assertIn(f"# {len(calls)} calls for 1 runs of cases. Of 4 checks 0 would be skipped;", run.out)

    def test_each_adapter(self):
        stock = self.write("stock.yaml", "load_balancers: [{id: lb-standing0001, servers: [i-standing0001, i-standing0002]}]\n")
        for how, only, wanted, unwanted in (
                ("door:http://door.example/-/world", "slb/RemoveBackendServers/removes-named", "'http://door.example/-/world'", "CreateLoadBalancer&"),
                (f"preloaded:{stock}", "slb/RemoveBackendServers/absent-ignored", "LoadBalancerId=lb-standing0001", "<lb-1>"),
                ("none", "ess/RemoveInstances/group-not-found", "Action=RemoveInstances", "CreateScalingGroup&")):
            with self.subTest(how=how):
                run = rmspec("run", "http://endpoint.example", "--arrange", how, "--dry-run", "--only", only)
                self.assertEqual((run.code, run.err), (0, ""), run.out)
                cases = run.out[run.out.index("\n\n# " + only):]
                self.assertIn(wanted, run.out)
                self.assertNotIn(unwanted, cases)
                self.assertNotIn("127.0.0.1", run.out)

    def test_products_and_transport(self):
        ca = self.write("ca.pem", "a file\n")
        run = rmspec("run", "--slb", "https://slb.example/api", "--ess", "https://ess.example", "--ecs", "https://ecs.example", "--ca-file", ca,
                     "--proxy", "http://me:hunter2@proxy.example:3128", "--dry-run", "--only", "slb/RemoveBackendServers/limit", "--only",
                     "ess/RemoveInstances/limit", env={"RMSPEC_ACCESS_KEY_ID": "LTAI5tTheKey", "RMSPEC_ACCESS_KEY_SECRET": "TheSecretOfTheDryRun"})
        self.assertEqual((run.code, run.err), (0, ""), run.out)
        for product, action in (("slb.example/api", "RemoveBackendServers"), ("ess.example", "RemoveInstances"), ("ecs.example", "DescribeInstances")):
            self.assertRegex(run.out, rf"'https://{product}/[^ ]*[^ ]*( -H '[^']*')*( --data-raw ')?[^ ]*Action={action}&")
        self.assertIn(f"--cacert '{ca}' --proxy 'http://me:***@proxy.example:3128'", run.out)
        self.assertIn("Signature=***", run.out)
        self.assertNotIn("hunter2", run.out)
        self.assertNotIn("TheSecretOfTheDryRun", run.out)

    def test_the_budget_counts_here_too(self):
        run = rmspec("run", "http://endpoint.example", "--dry-run", "--max-requests", "70", "--action", "RemoveInstances")
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertIn("# The run would end here: request budget", run.out)

    def test_wrong_use_stays_wrong(self):
        run = rmspec("run", "http://endpoint.example", "--dry-run", "--only", "no/such/rule")
        self.assertEqual(run.code, 2)


class Sweep(Folder):
    def test_with_a_profile_and_signatures(self):
        keys = self.write("keys.txt", "LTAI5tTheKey:TheSecretOfTheSweep\n")
        env = {"S_ID": "LTAI5tTheKey", "S_SECRET": "TheSecretOfTheSweep"}
        with serve("--access-key-file", keys) as url:
            profile = self.write("p.yaml", f"url: {url}\ncredentials: env:S_ID,S_SECRET\nsignature: v3\nmax-requests: 1\nregion: cn-hangzhou\n")
            refused = rmspec("sweep", "--profile", profile, "--dry-run", env={**env, "S_SECRET": "another"})
            self.assertEqual(refused.code, 4, refused.out + refused.err)
            created = rmspec("run", url, *ONE, "--evidence", os.path.join(self.folder, "e"), "--credentials", "env:S_ID,S_SECRET", env=env)
            self.assertEqual(created.code, 0, created.out)
            # what a killed run leaves: signed by hand
            line = rmspec("sign", "--credentials", "env:S_ID,S_SECRET", url, "Action=CreateLoadBalancer", "Version=2014-05-15", "RegionId=cn-hangzhou",
                          "LoadBalancerName=rmspec-00000000-lb-1", env=env) if has_sign() else None
            if line:
                self.assertEqual(line.code, 0, line.err)
                subprocess.run(["/bin/sh", "-c", line.out], env={**os.environ, **env}, check=True, capture_output=True)
            told = rmspec("sweep", "--profile", profile, "--dry-run", env=env)
            self.assertEqual(told.code, 0, told.err)
            self.assertEqual("rmspec-00000000-lb-1" in told.out, line is not None)
            swept = rmspec("sweep", "--profile", profile, env=env)
            self.assertEqual((swept.code, swept.out), (0, told.out), swept.err)
            again = rmspec("sweep", "--profile", profile, env=env)
            self.assertEqual((again.code, again.out), (0, ""))


def has_sign():
    return rmspec("help", "sign").code == 0


# ---- the ways to an endpoint ----


def make_certificates(folder):
    """A CA, a certificate of 127.0.0.1, and one of a client."""
    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=rmspec test CA")
    for name, extension in (("server", "subjectAltName=IP:127.0.0.1"), ("client", "extendedKeyUsage=clientAuth")):
        with open(os.path.join(folder, "ext"), "w", encoding="utf-8") as file:
            file.write(extension + "\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN=rmspec test {name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", f"{name}.pem", "-days", "2",
                "-extfile", "ext")


def pump(one, other):
    """Bytes both ways until one side ends."""
    ends = {one: other, other: one}
    while True:
        ready = [end for end in ends if isinstance(end, ssl.SSLSocket) and end.pending()] or select.select(list(ends), [], [])[0]
        for end in ready:
            data = end.recv(65536)
            if not data:
                return
            ends[end].sendall(data)


class Tunnel(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handle):
        super().__init__(("127.0.0.1", 0), None)
        self.handle, self.port = handle, self.server_address[1]

    def finish_request(self, request, client_address):
        with contextlib.suppress(OSError):
            self.handle(request)


@contextlib.contextmanager
def tunnel(handle):
    server = Tunnel(handle)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def address(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


@contextlib.contextmanager
def tls(upstream, folder, with_client=False):
    """TLS in front of an endpoint."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    if with_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(os.path.join(folder, "ca.pem"))

    def handle(request):
        with context.wrap_socket(request, server_side=True) as inside, socket.create_connection(address(upstream)) as outside:
            pump(inside, outside)

    with tunnel(handle) as port:
        yield f"https://127.0.0.1:{port}"


@contextlib.contextmanager
def http_proxy():
    """An HTTP proxy; gives its URL and the request lines that it got."""
    lines = []

    def handle(request):
        head = b""
        while b"\r\n\r\n" not in head:
            more = request.recv(65536)
            if not more:
                return
            head += more
        line = head.split(b"\r\n", 1)[0].decode()
        lines.append(line)
        method, target, version = line.split(" ")
        if method == "CONNECT":
            host, port = target.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as outside:
                request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                pump(request, outside)
            return
        parts = urllib.parse.urlsplit(target)
        own = f"{method} {target[len(parts.scheme) + 3 + len(parts.netloc):] or '/'} {version}".encode()
        with socket.create_connection((parts.hostname, parts.port)) as outside:
            outside.sendall((own + head[len(line):]).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            pump(request, outside)

    with tunnel(handle) as port:
        yield f"http://127.0.0.1:{port}", lines


@unittest.skipUnless(shutil.which("openssl"), "needs the openssl program")
class Transport(Folder):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.TemporaryDirectory()
        make_certificates(cls.certificates.name)

    @classmethod
    def tearDownClass(cls):
        cls.certificates.cleanup()

    def pem(self, name):
        return os.path.join(self.certificates.name, name)

    def test_tls(self):
        with serve() as upstream, tls(upstream, self.certificates.name) as url:
            run, report = self.run_json(url, *ONE)
            self.assertEqual(run.code, 4, run.out)
            self.assertIn("certificate", run.out)
            run, report = self.run_json(url, "--ca-file", self.pem("ca.pem"), *ONE)
            self.assertEqual(run.code, 0, run.out)
            self.assertEqual(report["notes"], [])
            self.assertIn(f"--cacert '{self.pem('ca.pem')}'", report["checks"][0]["request"])
            run, report = self.run_json(url, "--insecure", *ONE)
            self.assertEqual(run.code, 0, run.out)
            self.assertEqual(report["notes"], ["the endpoint's certificate is not verified (--insecure): who answers may be somebody else"])
            self.assertIn("not verified", run.out)
            run, report = self.run_json(url, "--ca-file", self.pem("client.pem"), *ONE)
            self.assertEqual(run.code, 4, "another CA vouches for it: " + run.out)
            profile = self.write("p.yaml", f"url: {url}\nca-file: {self.pem('ca.pem')}\n")
            self.assertEqual(rmspec("run", "--profile", profile, *ONE).code, 0)

    def test_client_certificate(self):
        with serve() as upstream, tls(upstream, self.certificates.name, with_client=True) as url:
            ca = ("--ca-file", self.pem("ca.pem"))
            self.assertEqual(rmspec("run", url, *ca, *ONE).code, 4)
            run = rmspec("run", url, *ca, "--client-cert", self.pem("client.pem"), "--client-key", self.pem("client.key"), *ONE)
            self.assertEqual(run.code, 0, run.out)
            with open(self.pem("client.pem"), encoding="utf-8") as certificate, open(self.pem("client.key"), encoding="utf-8") as key:
                both = self.write("both.pem", certificate.read() + key.read())
            self.assertEqual(rmspec("run", url, *ca, "--client-cert", both, *ONE).code, 0)
            for args, said in ((("--client-key", self.pem("client.key")), "a client's key goes with a client certificate"),
                               (("--client-cert", "none.pem"), "the client certificate 'none.pem' cannot be read: No such file or directory")):
                run = rmspec("run", url, *args)
                self.assertEqual((run.code, run.err), (2, f"rmspec run: {said}\n"))

    def test_proxy(self):
        with serve() as upstream, tls(upstream, self.certificates.name) as secure, http_proxy() as (through, lines):
            run = rmspec("run", upstream, "--proxy", through, *ONE)
            self.assertEqual(run.code, 0, run.out)
            self.assertTrue(lines and all(re.match(rf"(GET|POST) {upstream}/", line) for line in lines), lines[:3])
            lines.clear()
            run = rmspec("run", secure, "--proxy", through, "--ca-file", self.pem("ca.pem"), *ONE)
            self.assertEqual(run.code, 0, run.out)
            self.assertEqual({line.split(" ")[0] for line in lines}, {"CONNECT"})
            lines.clear()
            environment = {name: through for name in ("http_proxy", "https_proxy", "ALL_PROXY")}
            self.assertEqual(rmspec("run", upstream, *ONE, env=environment).code, 0)
            self.assertEqual(lines, [])
            run = rmspec("run", upstream, "--proxy", f"http://127.0.0.1:{closed_port()}", *ONE)
            self.assertEqual(run.code, 4, run.out)

    def test_http_1_0(self):
        lines = []

        def handle(request):
            with socket.create_connection(address(upstream)) as outside:
                first = request.recv(65536)
                lines.append(first.split(b"\r\n", 1)[0].rsplit(b" ", 1)[1])
                outside.sendall(first)
                pump(request, outside)

        with serve() as upstream, tunnel(handle) as port:
            for version in ("1.0", "1.1"):
                lines.clear()
                run = rmspec("run", f"http://127.0.0.1:{port}", "--http-version", version, "--arrange", f"door:{upstream}/-/world", *ONE)
                self.assertEqual(run.code, 0, run.out)
                self.assertEqual(set(lines), {b"HTTP/" + version.encode()})

    def test_http_2(self):
        from gateways import program, start

        if not program("nginx"):
            self.skipTest("needs nginx")
        port, plain = closed_port(), closed_port()
        with serve() as upstream:
            host = urllib.parse.urlsplit(upstream).netloc
            process, said = start("nginx", self.folder, f"""
daemon off; master_process off; pid {self.folder}/pid; error_log {self.folder}/error.log;
events {{ worker_connections 64; }}
http {{
  log_format version "$server_protocol"; access_log {self.folder}/access.log version;
  client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  server {{ listen 127.0.0.1:{port} ssl http2; listen 127.0.0.1:{plain} ssl; ssl_certificate {self.pem('server.pem')}; ssl_certificate_key {self.pem('server.key')};
    location / {{ proxy_pass http://{host}; proxy_set_header Host $http_host; }} }}
}}
""", [port, plain])
            self.assertIsNotNone(process, said)
            try:
                args = ("--http-version", "2", "--ca-file", self.pem("ca.pem"), *ONE)
                run, report = self.run_json(f"https://127.0.0.1:{port}", *args)
                self.assertEqual((run.code, report["notes"]), (0, []), run.out)
                with open(os.path.join(self.folder, "access.log"), encoding="utf-8") as file:
                    self.assertEqual(set(file.read().split()), {"HTTP/2.0"})
                run, report = self.run_json(f"https://127.0.0.1:{plain}", *args)
                self.assertEqual(run.code, 0, run.out)
                self.assertEqual(report["notes"], ["HTTP/2 was asked for (--http-version), and answers came in an older version"])
            finally:
                process.terminate()
                process.wait(timeout=30)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
