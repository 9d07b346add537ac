"""A hostile endpoint costs a verdict, never the run: each row ends by itself with the right exit code and says what happened."""

import sys
import tempfile
import unittest

from endpoints import closed_port, proxy, report_of, rmspec, serve

ACTION = "RemoveBackendServers"
XML = "text/xml;charset=utf-8"


def hang(handler, forward):
    forward()
    handler.server.over.wait(120)
    return False


def close_early(handler, forward):
    status, content_type, content = forward()
    head = f"HTTP/1.1 {status} -\r\nContent-Type: {content_type}\r\nContent-Length: {len(content) + 10}\r\n\r\n"
    handler.wfile.write(head.encode() + content[: len(content) // 2])
    return False


def drip(handler, forward):
    forward()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not handler.server.over.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()
    return False


def flood(handler, forward):
    forward()
    block = b" " * (1 << 20)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (512 << 20))
    for _ in range(512):
        handler.wfile.write(block)
    return True


def redirect(handler, forward):
    forward()
    handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/elsewhere\r\nContent-Length: 0\r\n\r\n")
    return True


def nested_bomb(handler, forward):
    forward()
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    return handler.answer(200, XML, f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{levels}]><r>&e11;</r>'.encode())


def quadratic_bomb(handler, forward):
    forward()
    return handler.answer(200, XML, ('<!DOCTYPE r [<!ENTITY a "' + "x" * 100000 + '">]><r>' + "&a;" * 30000 + "</r>").encode())


def nested_arrays(handler, forward):
    forward()
    return handler.answer(200, "application/json", b"[" * 100000)


def garbage(handler, forward):
    forward()
    handler.wfile.write(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n")
    return False


def html(handler, forward):
    return handler.answer(200, "text/html", b"<!doctype html><html><body><h1>It works</h1></body></html>")


# Enough cases that the breaker has something to suspend, few enough that the test stays short.
SELECTION = [word for rule in ("slb/RemoveBackendServers/limit", "slb/RemoveBackendServers/removes-named", "ess/RemoveInstances/limit")
             for word in ("--only", rule)]

# name: (misbehave, extra arguments, words that the report must hold)
ROWS = {
    "hang": (hang, ["--timeout", "2s"], ["time limit"]),
    "close-early": (close_early, [], ["before the answer was whole"]),
    "drip": (drip, ["--timeout", "2s"], ["time limit"]),
    "flood": (flood, [], ["larger than the limit"]),
    "redirect": (redirect, [], ["302, a redirect to", "192.0.2.1", "which is not followed"]),
    "nested-bomb": (nested_bomb, [], ["document type declaration"]),
    "quadratic-bomb": (quadratic_bomb, [], ["document type declaration"]),
    "nested-arrays": (nested_arrays, [], ["nested"]),
    "garbage": (garbage, [], ["no HTTP answer"]),
}


class Hostile(unittest.TestCase):
    """Rows are made below."""

    def row(self, name):
        misbehave, extra, words = ROWS[name]
        with serve() as upstream, proxy(upstream, ACTION, misbehave) as url, tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", url, "--arrange", f"door:{upstream}/-/world", "--report", f"json:{folder}/r.json", *SELECTION, *extra)
            self.assertEqual(run.code, 1, run.out + run.err)
            report = report_of(f"{folder}/r.json")
            with open(f"{folder}/r.json", encoding="utf-8") as file:
                text = file.read().lower()
        self.assertEqual(sum(report["ledger"][k] for k in report["ledger"] if k != "planned"), report["ledger"]["planned"])
        for word in words:
            self.assertIn(word.lower(), text)
        # What the endpoint does well is still judged: the other action has no failure.
        wrong = {c["action"] for c in report["checks"] if c["verdict"] in ("fail", "warn", "error")}
        self.assertEqual(wrong, {ACTION})

    def test_unreachable(self):
        run = rmspec("run", f"http://127.0.0.1:{closed_port()}")
        self.assertEqual(run.code, 4, run.out + run.err)
        self.assertIn("no connection", " ".join((run.out + run.err).split()))

    def test_html(self):
        with proxy("http://127.0.0.1:1", None, html) as url:
            run = rmspec("run", url)
        self.assertEqual(run.code, 4, run.out + run.err)
        self.assertIn("html", (run.out + run.err).lower())

    def test_activity_never_ends(self):
        with serve("--activity-time", "1h") as url, tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--settle", "300ms", "--action", "RemoveInstances",
                         "--report", f"json:{folder}/r.json")
            self.assertEqual(run.code, 1, run.out + run.err)
            self.assertIn("InProgress", run.out)

    def test_wrong_case_file(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/wrong.yaml", "w", encoding="utf-8") as file:
                file.write("action: RemoveInstances\nrules:\n  - rule: x\n    level: perhaps\n    says: y\n")
            run = rmspec("run", "--cases", folder)
        self.assertEqual(run.code, 3, run.out + run.err)
        self.assertRegex(run.err, r"wrong\.yaml:4:12: .*must")


for row_name in ROWS:
    setattr(Hostile, "test_" + row_name.replace("-", "_"), lambda self, name=row_name: self.row(name))

if __name__ == "__main__":
    unittest.main(argv=sys.argv)
