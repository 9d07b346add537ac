"""The HTML report in a real browser: what people see, press and print, and that nothing from an endpoint comes alive in it."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from browser import Browser, required
from endpoints import rmspec, serve

PLAY = os.environ["PLAY_REPORTS"]
MIN_SIZE = "ess/RemoveInstances/min-size"
ONE_BELOW = f"{MIN_SIZE}/one-below[JSON,get]"
PATIENCE_SECONDS = 20
ENTER, TAB = "\ue007", "\ue004"

# Contrast of every text with what lies behind it, as WCAG 2 computes it.
CONTRAST = """
    const channel = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
    const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
    const colour = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length > 3 && n[3] === 0 ? null : n.slice(0, 3); };
    const behind = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c) return c; } return [255, 255, 255]; };
    const found = {};
    for (const e of document.querySelectorAll('body *')) {
        if (!Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length || e.closest('noscript')) continue;
        const a = light(colour(getComputedStyle(e).color)), b = light(behind(e));
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        const name = e.tagName.toLowerCase() + (e.className ? '.' + e.className : '');
        found[name] = Math.min(found[name] ?? 99, ratio);
    }
    return found;"""


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        required()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.size(1280)
        self.browser.media()
        self.browser.scripts(True)

    def played(self, scenario, kind):
        path = f"{self.folder}/{scenario}.{kind}"
        if not os.path.exists(path):
            subprocess.run([PLAY, scenario, f"{kind}:{path}"], check=True, timeout=120)
        return path

    def checks(self, scenario):
        with open(self.played(scenario, "json"), encoding="utf-8") as file:
            return json.load(file)["checks"]

    def open(self, scenario, fragment=""):
        self.browser.open(self.played(scenario, "html"), fragment)

    def shown_rules(self):
        return sorted(self.browser.run("return [...document.querySelectorAll('.rule')].filter(r => r.getClientRects().length).map(r => r.id.slice(2))"))

    def shown_checks(self):
        return sorted(self.browser.run("return [...document.querySelectorAll('.check:not([hidden])')].filter(c => !c.closest('.rule').hidden).map(c => c.id.slice(2))"))

    def open_everything(self):
        self.browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        self.browser.wait("document.querySelectorAll('noscript').length === 0")


class Loads(Page):
    def test_alone(self):
        """From a file, with nothing asked for but the file, and nothing said on the console."""
        for scenario in ("full", "clean", "known", "nothing", "cut"):
            with self.subTest(scenario):
                self.browser.open("/dev/null")
                self.browser.requests(), self.browser.console()
                self.open(scenario)
                self.open_everything()
                asked = {url for url in self.browser.requests() if not url.startswith(("about:", "file:///dev/null"))}
                self.assertEqual(asked, {f"file://{self.played(scenario, 'html')}"})
                self.assertEqual(self.browser.console(), [])

    def test_policy_holds(self):
        """Even if something were to get through the escaping, it could neither run nor ask for anything."""
        self.open("full")
        self.browser.requests(), self.browser.console()
        self.browser.run("""
            const hole = document.createElement('div');
            hole.innerHTML = '<img src="http://192.0.2.1/x.png" onerror="window.owned = 1"><b style="color: red" onclick="window.owned = 1">x</b>';
            document.body.append(hole);
            hole.querySelector('b').click();
            const script = document.createElement('script');
            script.textContent = 'window.owned = 1';
            document.body.append(script);
            fetch('http://192.0.2.1/').catch(() => { window.refused = 1; });""")
        self.browser.wait("window.refused")
        self.assertIsNone(self.browser.run("return window.owned ?? null"))
        self.assertEqual([url for url in self.browser.requests() if url.startswith("http")], [])
        self.assertIn("Content Security Policy", "".join(self.browser.console()))

    def test_unfinished_says_so(self):
        self.open("cut")
        self.assertIn("Unfinished", self.browser.run("return document.querySelector('.banner').textContent"))
        self.open("full")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.banner').length"), 0)


class Hostile(Page):
    def test_inert(self):
        self.open("full")
        self.open_everything()
        self.assertEqual(self.browser.run("return document.querySelectorAll('img, iframe, object, embed, link, base, form, noscript, script ~ script').length"), 0)
        self.assertEqual(self.browser.run("return document.scripts.length"), 1)
        self.assertEqual(self.browser.console(), [])
        answer = self.browser.run("""
            const check = document.getElementById(arguments[0]);
            return [...check.querySelectorAll('pre')].pop().textContent""", "c:ess/RemoveInstances/message/one[JSON,get]:message")
        self.assertIn("</script></noscript></style><img src=x onerror=\"alert(1)\">", answer)
        self.assertIn("\\x1b[2J\\x1b]0;owned\\x07", answer)
        self.assertIn("\\xff\\xfe <b>&amp;</b>", answer)
        self.assertIn("\\u{202e}txt", answer)
        self.assertIn("中文", answer)

    def test_ids_lead_where_they_say(self):
        """Every link of the page has its target, brackets, commas and all."""
        self.open("full")
        self.open_everything()
        lost = self.browser.run("""
            return [...document.querySelectorAll('a[href^="#"]:not([href^="#?"])')].map(a => decodeURIComponent(a.hash.slice(1)))
                .filter(id => !document.getElementById(id))""")
        self.assertEqual(lost, ["r:ess/RemoveInstances/unauthorized"])  # unjudged: no check of it came


class Filters(Page):
    def want(self, checks, **conditions):
        """Rules with a check that fits, and the checks that fit and are listed."""
        fits = [c for c in checks if all(c[name] in values for name, values in conditions.items())]
        return sorted({c["rule"] for c in fits}), sorted(c["id"] for c in fits if c["verdict"] != "pass")

    def test_each(self):
        checks = self.checks("full")
        rows = [
            ("verdict=fail", {"verdict": ["fail"]}),
            ("verdict=pass", {"verdict": ["pass"]}),
            ("verdict=fail,xpass", {"verdict": ["fail", "xpass"]}),
            ("level=should", {"level": ["should"]}),
            ("action=RemoveInstances", {"action": ["RemoveInstances"]}),
            ("document=004_acda80a0b06c6980.txt", {"document": ["004_acda80a0b06c6980.txt"]}),
            ("document=(no document)", {"document": [None]}),
            ("format=XML", {"format": ["XML"]}),
            ("layout=post-query", {"layout": ["post-query"]}),
            ("level=must&verdict=fail&format=XML&action=RemoveInstances",
             {"level": ["must"], "verdict": ["fail"], "format": ["XML"], "action": ["RemoveInstances"]}),
        ]
        documents = {}
        for check in checks:  # a rule stands below the document of its first check
            documents.setdefault(check["rule"], check["document"])
        checks = [{**check, "document": documents[check["rule"]]} for check in checks]
        for state, conditions in rows:
            with self.subTest(state):
                self.open("full", "#?" + urllib.parse.quote(state, safe="=&,()"))
                rules, listed = self.want(checks, **conditions)
                self.assertEqual((self.shown_rules(), self.shown_checks()), (rules, listed))
                self.assertTrue(rules)

    def test_by_hand(self):
        """Choosing changes what is shown, what is counted, and the address; loading the address again shows the same."""
        self.open("full")
        self.assertEqual(len(self.shown_rules()), 9)
        self.browser.click("input[value=fail]")
        self.browser.wait("location.hash === '#?verdict=fail'")
        rules = self.shown_rules()
        self.assertEqual(rules, ["ess/RemoveInstances/min-size", "slb/RemoveBackendServers/answer-shape/json", "slb/RemoveBackendServers/answer-shape/xml"])
        self.assertEqual(self.browser.run("return document.getElementById('status').textContent"),
                         "3 of 9 rules, 20 of 28 checks that did not simply pass")
        address = self.browser.run("return location.hash")
        self.open("full", address)
        self.assertEqual(self.shown_rules(), rules)
        self.assertTrue(self.browser.run("return document.querySelector('input[value=fail]').checked"))
        self.browser.click("#reset")
        self.browser.wait("!location.hash")
        self.assertEqual(len(self.shown_rules()), 9)

    def type(self, text):
        self.browser.run("document.getElementById('f-q').value = ''")
        self.browser.ask("POST", f"/element/{self.browser.find('#f-q')}/value", {"text": text})
        self.browser.wait("new URLSearchParams(location.hash.slice(2)).get('q') === arguments[0]", text)

    def test_search(self):
        rows = [
            ("min-size", ["ess/RemoveInstances/min-size"]),  # an id
            ("BELOW MINSIZE", ["ess/RemoveInstances/min-size"]),  # what the rule says, in any case of letters
            ("scalingactivityid", ["ess/RemoveInstances/min-size"]),  # in an answer that is still folded
            ("removes-named/one", ["slb/RemoveBackendServers/answer-shape/json", "slb/RemoveBackendServers/answer-shape/xml",
                                   "slb/RemoveBackendServers/removes-named"]),  # a case, passed or not
            ("row-9", ["slb/RemoveBackendServers/answer-shape/json"]),
            ("</script>", ["ess/RemoveInstances/message"]),  # as it is, not as it is escaped
            ("group 503", ["ess/RemoveInstances/any"]),  # all words, in any order
            ("004_acda", ["ess/RemoveInstances/message", "ess/RemoveInstances/min-size"]),  # a document
            ("noscript body", []),  # the page's own markup is not searched
        ]
        self.open("full")
        for text, rules in rows:
            with self.subTest(text):
                self.type(text)
                self.browser.wait("document.getElementById('none').hidden === arguments[0]", bool(rules))
                self.assertEqual(self.shown_rules(), rules)
        self.assertIn("No rule fits", self.browser.run("return document.getElementById('none').innerText"))
        self.browser.click("#reset-none")
        self.assertEqual(len(self.shown_rules()), 9)

    def test_search_within_checks(self):
        """A rule that does not fit itself shows only the checks that do."""
        self.open("full", "#?q=number-of-nothing")
        self.assertEqual(self.shown_rules(), [])
        self.open("full", "#?q=row-9")
        self.assertEqual(self.shown_checks(), sorted(c["id"] for c in self.checks("full") if c["rule"] == "slb/RemoveBackendServers/answer-shape/json"))
        self.open("full", "#?q=6469DCD0")
        self.assertEqual(self.shown_checks(), [ONE_BELOW])

    def test_link_shows_what_is_hidden(self):
        self.open("full", "#?verdict=pass")
        self.browser.run("location.hash = '#c:' + encodeURIComponent(arguments[0])", ONE_BELOW)
        self.browser.wait("document.getElementById('c:' + arguments[0]).open", ONE_BELOW)
        self.assertEqual(len(self.shown_rules()), 9)
        box = self.browser.run("return document.getElementById('c:' + arguments[0]).getBoundingClientRect().top", ONE_BELOW)
        self.assertTrue(-1 <= box <= 900, box)

    def test_keyboard(self):
        self.open("full")
        self.browser.keys(TAB)
        self.assertEqual(self.browser.run("return document.activeElement.className"), "skip-link")
        self.browser.keys("/")
        self.assertEqual(self.browser.run("return document.activeElement.id"), "f-q")
        self.assertEqual(self.browser.run("return document.activeElement.value"), "")
        self.browser.run("document.querySelector('.rule > summary').focus()")
        self.browser.keys(ENTER)
        self.browser.wait("document.querySelector('.rule').open")


class Matrix(Page):
    def test_counts(self):
        self.open("full")
        want, got = {}, {}
        for check in self.checks("full"):
            key = "/".join(check[name] for name in ("action", "format", "layout", "verdict"))
            want[key] = want.get(key, 0) + 1
        cells = self.browser.run("""
            return [...document.querySelectorAll('.matrices table.matrix')].flatMap(table => [...table.tBodies[0].rows].flatMap(row =>
                [...row.cells].slice(1).flatMap((cell, i) => [...cell.children].map(v =>
                    [table.caption.textContent, row.cells[0].textContent, table.tHead.rows[0].cells[i + 1].textContent, v.textContent]))))""")
        for action, kind, layout, text in cells:
            number, verdict = text.split()
            got[f"{action}/{kind}/{layout}/{verdict}"] = int(number)
        self.assertEqual(got, want)

    def test_cell_filters(self):
        self.open("full")
        self.browser.click(".matrices a[href*='layout=post-query']")
        self.browser.wait("location.hash.startsWith('#?')")
        self.assertEqual(self.shown_checks(), [f"{MIN_SIZE}/one-below[XML,post-query]"])

    def test_ledger_is_the_report(self):
        self.open("full")
        with open(self.played("full", "json"), encoding="utf-8") as file:
            ledger = json.load(file)["ledger"]
        tiles = self.browser.run("return [...document.querySelectorAll('.tiles li')].map(t => t.innerText.split(/\\s+/))")
        self.assertEqual({word: int(n) for n, word in tiles}, {k: v for k, v in ledger.items() if k != "planned"})


class Checks(Page):
    def show(self, scenario, check):
        self.open(scenario, "#c:" + urllib.parse.quote(check, safe="/:"))
        self.browser.wait("document.getElementById(arguments[0])?.querySelector('.body')", f"c:{check}")

    def texts(self, check, selector):
        return self.browser.run("return [...document.getElementById(arguments[0]).querySelectorAll(arguments[1])].map(e => e.textContent)", f"c:{check}", selector)

    def test_side_by_side(self):
        self.show("full", ONE_BELOW)
        self.assertEqual(self.texts(ONE_BELOW, "h5"), ["Expected", "Actual", "Request", "Answer", "Repeat this check"])
        boxes = self.browser.run("return [...document.getElementById(arguments[0]).querySelectorAll('.pair > div')].map(d => [d.getBoundingClientRect().left, d.getBoundingClientRect().top])", f"c:{ONE_BELOW}")
        (left, top), (right, beside), (below_left, below), (below_right, below_beside) = boxes
        self.assertTrue(left == below_left < right == below_right and top == beside < below == below_beside, boxes)

    def test_difference(self):
        self.show("full", ONE_BELOW)
        self.assertEqual(self.texts(ONE_BELOW, "del"), ["400 and Code IncorrectCapacity.MinSize"])
        self.assertEqual(self.texts(ONE_BELOW, "ins"), ["200"])
        self.assertEqual(self.texts(ONE_BELOW, "mark"), ["200"])
        styles = self.browser.run("""
            const check = document.getElementById(arguments[0]);
            return ['del', 'ins'].map(name => getComputedStyle(check.querySelector(name)).textDecorationStyle)""", f"c:{ONE_BELOW}")
        self.assertEqual(styles, ["dotted", "solid"], "the two must be told apart without colours")

    def test_copy_without_permission(self):
        self.browser.devtools("Browser.setPermission", permission={"name": "clipboard-write"}, setting="denied")
        self.show("full", ONE_BELOW)
        commands = self.texts(ONE_BELOW, ".command")
        self.assertEqual(len(commands), 2)
        for i, command in enumerate(commands):
            self.browser.run("document.getElementById(arguments[0]).querySelectorAll('button.copy')[arguments[1]].click()", f"c:{ONE_BELOW}", i)
            self.browser.wait("document.getElementById(arguments[0]).querySelectorAll('button.copy')[arguments[1]].textContent !== 'Copy'", f"c:{ONE_BELOW}", i)
            self.assertEqual(self.browser.run("return getSelection().toString()"), command)
        want = next(c["repeat"] for c in self.checks("full") if c["id"] == ONE_BELOW)
        self.assertEqual(commands[1], want)

    def test_copy_with_permission(self):
        for name in ("clipboard-read", "clipboard-write"):
            self.browser.devtools("Browser.setPermission", permission={"name": name}, setting="granted")
        self.show("full", ONE_BELOW)
        self.browser.click(f"[id='c:{ONE_BELOW}'] .repeat button.copy")
        self.browser.wait("document.querySelector('.repeat button.copy').textContent === 'Copied'")
        text = self.browser.ask("POST", "/execute/async", {"script": "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))", "args": []})
        self.assertEqual(text, self.texts(ONE_BELOW, ".command")[1])

    def test_real_run(self):
        """What a run against an endpoint with a fault shows is what it is."""
        with serve("--fault", "min-size-off-by-one") as url:
            run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--only", MIN_SIZE, "--report", f"html:{self.folder}/real.html",
                         "--report", f"json:{self.folder}/real.json", "--quiet")
        self.assertEqual(run.code, 1, run.out + run.err)
        failed = next(c for c in self.checks("real") if c["verdict"] == "fail")
        self.show("real", failed["id"])
        self.assertEqual(self.texts(failed["id"], ".command"), [failed["request"], failed["repeat"]])
        self.assertEqual(self.texts(failed["id"], "pre"), [failed["expected"], failed["actual"], failed["answer"]])
        self.assertIn("200", self.texts(failed["id"], "mark"))


class Looks(Page):
    def test_phone(self):
        """Nothing is wider than 360 pixels, folded or not."""
        self.browser.size(360, 740)
        for scenario in ("full", "known", "cut", "nothing"):
            for everything in (False, True):
                with self.subTest(f"{scenario}, {'open' if everything else 'folded'}"):
                    self.open(scenario)
                    if everything:
                        self.open_everything()
                    self.assertEqual(self.browser.run("return innerWidth"), 360)
                    self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 360)

    def test_contrast(self):
        for scheme in ("light", "dark"):
            self.browser.media(scheme=scheme)
            for scenario in ("full", "known", "cut"):
                with self.subTest(f"{scheme}, {scenario}"):
                    self.open(scenario)
                    self.open_everything()
                    weak = {name: round(ratio, 2) for name, ratio in self.browser.run(CONTRAST).items() if ratio < 4.5}
                    self.assertEqual(weak, {})

    def test_dark_is_dark(self):
        grounds = []
        for scheme in ("light", "dark"):
            self.browser.media(scheme=scheme)
            self.open("full")
            grounds.append(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(grounds, ["rgb(255, 255, 255)", "rgb(13, 17, 23)"])

    def test_words_not_colours(self):
        """Each verdict says its word, and has a sign of its own."""
        self.open("full")
        signs = self.browser.run("""
            return [...document.querySelectorAll('.tiles .v')].map(v => [v.textContent, getComputedStyle(v, '::before').content])""")
        self.assertEqual({word for word, _ in signs}, {"pass", "fail", "warn", "skip", "error", "xfail", "xpass", "observed"})
        self.assertEqual(len({sign for _, sign in signs}), 8)

    def visible(self, check):
        return self.browser.run("""
            const texts = [...document.getElementById(arguments[0]).querySelectorAll('pre, .command')];
            return texts.filter(e => e.checkVisibility({contentVisibilityAuto: true}) && e.getBoundingClientRect().height > 0).length""", f"c:{check}")

    def sees(self, check, n):
        """So many texts of the check can be seen; another medium reaches the page a moment after it was asked for."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.visible(check) != n and time.monotonic() < until:
            pass
        self.assertEqual(self.visible(check), n)

    def test_print(self):
        """On paper what is broken stands there in full; filters and buttons do not; afterwards all is as before."""
        self.open("full")
        self.browser.run("addEventListener('afterprint', () => { window.printed = true; })")
        self.browser.ask("POST", "/print", {})
        self.browser.wait("window.printed")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.rule[open], .check[open]').length"), 0)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.check.bad > noscript').length"), 0)
        self.browser.media("print")
        self.sees(ONE_BELOW, 5)
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('.filters, button')].filter(e => e.checkVisibility()).length"), 0)

    def test_print_without_scripts(self):
        self.browser.scripts(False)
        self.open("full")
        self.browser.media("print")
        self.sees(ONE_BELOW, 5)

    def test_without_scripts(self):
        """Everything is there, folded by the browser itself; only the filter is missing."""
        self.browser.scripts(False)
        self.open("full")
        self.assertEqual(self.browser.run("return document.documentElement.className"), "")
        self.assertFalse(self.browser.run("return document.getElementById('filters').checkVisibility()"))
        self.assertEqual(len(self.shown_rules()), 9)
        self.browser.click(f"[id='r:{MIN_SIZE}'] > summary")
        self.browser.click(f"[id='c:{ONE_BELOW}'] > summary")
        self.sees(ONE_BELOW, 5)
        self.assertEqual(self.browser.run("return document.querySelectorAll('img').length"), 0)
        listed = self.browser.run("return [...document.querySelectorAll('.check')].length")
        self.assertEqual(listed, sum(c["verdict"] != "pass" for c in self.checks("full")))


class Huge(Page):
    def test_ten_thousand(self):
        """10,000 checks, half of them broken: folded parts are texts until they are opened, and everything still answers."""
        self.open("huge")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.check').length"), 5000)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.check > noscript').length"), 5000)
        self.assertLess(self.browser.run("return document.querySelectorAll('*').length"), 60000)
        self.open("huge", "#?verdict=fail&format=XML")
        checks = [c for c in self.checks("huge") if c["verdict"] == "fail" and c["format"] == "XML"]
        self.assertEqual(len(self.shown_checks()), len(checks))
        self.open("huge", "#?q=number+4711")
        self.assertEqual(len(self.shown_checks()), 1)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.body').length"), 0)
        self.browser.click("#open-all")
        self.browser.click(".check:not([hidden]) > summary")
        self.browser.wait("document.querySelectorAll('.body').length === 1")
        self.assertEqual(self.browser.console(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
