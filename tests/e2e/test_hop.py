"""Each mischief of a hop goes red under the rule that names it, a plain hop under none, and every rule on a hop can be seen red."""

import sys
import tempfile
import unittest

from endpoints import report_of, rmspec, serve
from hop import MISCHIEFS, hop

# mischief: (rules that must tell it, rules that may tell it too, words of the reason)
FORMS = {"query-bytes", "body", "order-of-parameters"}  # what a hop does that writes forms anew
ROWS = {
    "refuse-post": ({"arrives", "documented-sizes"}, {"clients-sizes", "sizes", "documented-instances", "many-parameters"}, "the hop itself answers 405"),
    "redirect": ({"arrives"}, {"documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters", "other-methods"},
                 "a redirect to http://192.0.2.1/"),
    "answer-alone": ({"arrives"}, {"documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters", "other-methods",
                                   "fresh-answers"}, "the hop answers by itself"),
    "hang-up": ({"arrives"}, {"documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters", "other-methods"},
                "no answer comes back"),
    "send-twice": ({"arrives"}, set(), "arrives 2 times"),
    "drop-mark": ({"arrives"}, {"documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters", "other-methods",
                                "fresh-answers"}, "nothing arrives that carries the request's mark"),
    "post-to-get": ({"method"}, {"content-type"}, "POST arrives as GET"),
    "rewrite-path": ({"path"}, {"answers", "answer-type"}, "arrives as /api/"),
    "rewrite-host": ({"host"}, set(), "became Host: internal.example:8080"),
    "drop-host-port": ({"host"}, set(), "became Host: 127.0.0.1"),
    "drop-x-acs": ({"signed-fields"}, set(), "the field x-acs-action does not arrive"),
    "drop-authorization": ({"signed-fields"}, set(), "the field authorization does not arrive"),
    "decode": ({"values", "query-bytes"}, FORMS | {"plus-and-blank"}, "another value"),
    "decode-once-more": ({"values"}, FORMS | {"plus-and-blank"}, "Description=a%2520b arrives as Description=a%20b"),
    "slashes-merged": ({"values"}, FORMS, "arrives as"),
    "add-parameter": ({"values"}, {"body"}, "Tenant=1 is added to the query"),
    "drop-parameter": ({"values"}, {"body", "empty-values", "names-without-equals-sign", "clients-sizes"}, "the parameter Description=a%20b"),
    "plus-for-blank": ({"plus-and-blank"}, FORMS | {"query-bytes"}, "Description=a%20b arrives as Description=a+b"),
    "blank-for-plus": ({"plus-and-blank"}, {"body"}, "a plus sign and a blank are mixed up"),
    "plus-escaped": ({"query-bytes"}, {"body"}, "arrives as Description=a%2Bb"),
    "drop-empty": ({"empty-values"}, {"body", "names-without-equals-sign"}, "the empty parameter SignatureType= of the query does not arrive"),
    "equals-dropped": ({"empty-values"}, {"body"}, "SignatureType= arrives as SignatureType"),
    "equals-added": ({"names-without-equals-sign"}, {"body"}, "Description arrives as Description="),
    "drop-body": ({"body"}, {"documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters"}, "the body of"),
    "cut-body": ({"body", "never-cut"}, {"empty-values", "documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters"}, "the body is cut"),
    "recode-body": ({"body"}, set(), "arrives as other"),
    "body-to-query": ({"stays-in-its-place"}, {"body", "documented-sizes", "documented-instances", "clients-sizes", "sizes", "many-parameters"},
                      "is moved from the body to the query"),
    "drop-content-type": ({"content-type"}, set(), "the field Content-Type"),
    "add-charset": ({"content-type"}, set(), "charset=utf-8"),
    "cut-query": ({"documented-sizes", "never-cut"}, {"documented-instances", "clients-sizes", "sizes", "many-parameters"}, "the query is cut"),
    "refuse-beyond-800": ({"documented-sizes"}, {"documented-instances", "clients-sizes", "sizes", "many-parameters", "arrives", "signed-fields"},
                          "the hop itself answers 414"),
    "refuse-beyond-5000": ({"clients-sizes"}, {"sizes", "many-parameters"}, "the hop itself answers 414"),
    "cache": ({"fresh-answers"}, set(), "the hop answers from a cache; the answer carries age: 1, x-cache: HIT"),
    "error-pages": ({"answers"}, {"other-methods"}, "<html>sorry"),
    "always-200": ({"answers"}, set(), "comes back as 200"),
    "line-feed-behind": ({"answers"}, set(), "comes back as"),
    "text-plain": ({"answer-type"}, set(), "comes back as text/plain"),
    "compress": ({"answers-uncompressed"}, {"compression", "answer-fields"}, "Content-Encoding: gzip"),
    "small-hex": ({"query-bytes"}, {"body"}, "the digits of escapes change their case"),
    "escape-tilde": ({"query-bytes"}, {"body"}, "Description=a~b arrives as Description=a%7Eb"),
    "letters-unescaped": ({"query-bytes"}, {"body"}, "Description=%61b arrives as Description=ab"),
    "last-wins": ({"repeated-names"}, {"body"}, "of a repeated parameter"),
    "reverse-parameters": ({"repeated-names", "order-of-parameters"}, {"body"}, "in another order"),
    "drop-sdk-client": ({"other-fields"}, set(), "the field x-sdk-client"),
    "add-fields": ({"fields-added"}, set(), "Via: 1.1 hop; X-Forwarded-For: 192.0.2.7"),
    "lower-names": ({"field-names"}, set(), "arrives as x-acs-action"),
    "reverse-fields": ({"field-names"}, set(), "in another order"),
    "old-version": ({"version"}, {"chunks", "connections", "body"}, "HTTP/1.1 arrives as HTTP/1.0"),
    "without-chunks": ({"chunks"}, {"fields-added"}, "arrives with a Content-Length"),
    "compress-if-asked": ({"compression"}, {"answer-fields"}, "Content-Encoding: gzip"),
    "own-field": ({"answer-fields"}, set(), "X-Cache: MISS"),
}
# what takes long is judged where it may be red; the plain hop sees all of it green
LONG = {"never-cut", "sizes", "clients-sizes", "many-parameters", "documented-sizes", "documented-instances"}
CONNECTIONS = "connections"  # of a hop that opens one a request: the row of its own


class Rules(unittest.TestCase):
    """Rows are made below."""

    @classmethod
    def setUpClass(cls):
        cls.upstream = cls.enterClassContext(serve()) if hasattr(cls, "enterClassContext") else None
        if cls.upstream is None:
            context = serve()
            cls.upstream = context.__enter__()
            cls.addClassCleanup(context.__exit__, None, None, None)

    def judge(self, url, *args):
        with tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", url, "--gateway", "--arrange", f"door:{self.upstream}/-/world", "--only", "gateway",
                         "--report", f"json:{folder}/r.json", *args)
            report = report_of(f"{folder}/r.json")
        ledger = report["ledger"]
        self.assertEqual(sum(n for word, n in ledger.items() if word != "planned"), ledger["planned"])
        self.assertEqual(ledger["error"], 0, [c for c in report["checks"] if c["verdict"] == "error"][:3])
        told = {}
        for check in report["checks"]:
            if check["verdict"] in ("fail", "warn", "observed"):
                told.setdefault(check["rule"].removeprefix("gateway/"), []).append(check)
        return run, report, told

    def row(self, name):
        must, may, words = ROWS[name]
        with hop(self.upstream, name) as url:
            run, report, told = self.judge(url, *(word for rule in sorted(LONG - must - may) for word in ("--skip", f"gateway/{rule}")))
        self.assertLessEqual(must, set(told), f"{sorted(told)}\n{run.out}")
        self.assertLessEqual(set(told), must | may, [told[rule][0] for rule in set(told) - must - may][:3])
        reasons = " | ".join(check["reason"] for rule in must for check in told[rule])
        self.assertIn(words, reasons)
        levels = {check["level"] for checks in told.values() for check in checks}
        self.assertEqual(run.code, 1 if "must" in levels else 0, run.out + run.err)

    def test_plain(self):
        with hop(self.upstream) as url:
            run, report, told = self.judge(url, "--complete")
        self.assertEqual((run.code, told), (0, {}), run.out + run.err)
        self.assertEqual(report["ledger"]["skip"], 0)

    def test_connection_a_request(self):
        with hop(self.upstream, hold_connections=False) as url:
            run, _, told = self.judge(url)
        self.assertEqual((run.code, set(told)), (0, {CONNECTIONS}), run.out)
        self.assertRegex(told[CONNECTIONS][0]["reason"], "arrive over [0-9]+$")

    def test_connections_that_cannot_be_told(self):
        with hop(self.upstream, one_request=True) as url:
            run, report, _ = self.judge(url, *(word for rule in sorted(LONG) for word in ("--skip", f"gateway/{rule}")))
        self.assertEqual(run.code, 0, run.out)
        self.assertEqual({(c["verdict"], c["reason"]) for c in report["checks"] if c["rule"] == f"gateway/{CONNECTIONS}"},
                         {("skip", "each of 32 requests went out over another connection of ours: the hop closes them, or other "
                                   "cases took them (--jobs 1)")})

    def test_every_rule_has_a_mischief(self):
        rules = rmspec("list", "--rules", "gateway").out.split()
        red = {f"gateway/{rule}" for must, _, _ in ROWS.values() for rule in must} | {f"gateway/{CONNECTIONS}"}
        # a list of instances is refused by what refuses a list of servers; how many parameters there may be is only told
        self.assertEqual(set(rules) - red, {"gateway/documented-instances", "gateway/sizes", "gateway/many-parameters", "gateway/other-methods"})
        self.assertEqual(set(ROWS), set(MISCHIEFS))

    def test_lists_and_methods(self):
        with hop(self.upstream, "refuse-beyond-800") as url:
            _, _, told = self.judge(url)
        self.assertLessEqual({"documented-instances", "sizes", "many-parameters"}, set(told))
        with hop(self.upstream, "refuse-post") as url:
            _, _, told = self.judge(url, "--only", "gateway/other-methods")
        with hop(self.upstream, "redirect") as url:
            _, _, told = self.judge(url)
        self.assertIn("other-methods", told)

    def test_another_upstream_is_skipped_by_name(self):
        with serve("--no-door") as url, tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", url, "--gateway", "--only", "gateway", "--report", f"json:{folder}/r.json")
            report = report_of(f"{folder}/r.json")
        self.assertEqual(report["ledger"]["skip"], report["ledger"]["planned"])
        self.assertEqual({c["reason"] for c in report["checks"]},
                         {"nobody says where the upstream's door is: give --upstream-door URL, or --arrange door:URL"})
        self.assertEqual(run.code, 4, run.out)
        for rule in report["unjudged"]:
            self.assertIn(rule, run.out)

    def test_not_planned_without_gateway(self):
        run = rmspec("run", self.upstream, "--only", "gateway")
        self.assertEqual(run.code, 2, run.out + run.err)
        self.assertIn("--gateway", run.err)

    def test_no_secret_is_shown(self):
        with hop(self.upstream, "drop-authorization") as url:
            run, report, _ = self.judge(url)
        self.assertNotIn("Credential=probe", run.out + str(report))


for row_name in ROWS:
    setattr(Rules, "test_" + row_name.replace("-", "_"), lambda self, name=row_name: self.row(name))

if __name__ == "__main__":
    unittest.main(argv=sys.argv)
