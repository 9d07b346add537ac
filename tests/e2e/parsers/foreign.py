"""Bugs that people make, in parsers that are written in other ways than the examples: by hand in C, with json and urllib
in Python, leniently in JavaScript. Each is a piece of the text and what stands there instead.

    python3 foreign.py NAME FILE     writes the parser with that bug to FILE
    python3 foreign.py               lists the names
"""

import dataclasses
import pathlib

import bugs

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = {"c": HERE / "by_hand.c", "py": HERE / "plain.py", "mjs": HERE / "lenient.mjs"}


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    language: str
    old: str
    new: str
    rule: str  # a glob; empty: the documents leave it open, so it is no bug for them
    only: str  # vectors that tell it
    bytes: int = 0  # of the smallest request of a hunt, at most

    def source(self):
        text = SOURCES[self.language].read_text()
        assert text.count(self.old) == 1, f"{self.name}: {text.count(self.old)} times: {self.old!r}"
        return text.replace(self.old, self.new)


ALL = [
    # ---- JSON ----
    Bug("dies-of-depth", "py", "except (ValueError, RecursionError):", "except ValueError:",
        "process/stays-alive", "*/malformed-list/nested-deep", 9000),
    Bug("something-behind-the-list", "py", "entries = json.loads(text, parse_constant=constant)",
        "entries = json.JSONDecoder().raw_decode(text.strip())[0]", "request/*/malformed-list", "*/malformed-list/*", 145),
    Bug("nothing-behind-the-list-looked-at", "c", "return sign(&json, ']') && (blanks(&json), json.p == json.end);",
        "return sign(&json, ']');", "request/*/malformed-list", "*/malformed-list/*", 145),
    Bug("one-id-alone", "py", "    check(isinstance(entries, list) and",
        "    entries = [entries] if isinstance(entries, str) else entries\n    check(isinstance(entries, list) and",
        "request/RemoveBackendServers/malformed-list", "*/malformed-list/*", 145),
    Bug("python-instead-of-json", "py", "entries = json.loads(text, parse_constant=constant)",
        "entries = __import__('ast').literal_eval(text.strip())", "request/*/json-text", "*/json-text/*", 150),
    Bug("only-blanks-between", "c", "(*json->p == ' ' || *json->p == '\\t' || *json->p == '\\n' || *json->p == '\\r')",
        "*json->p == ' '", "request/*/json-text", "*/json-text/*", 145),
    Bug("no-escaped-slash", "c", '"\\"\\\\/bfnrt", meant[] = "\\"\\\\/\\b\\f\\n\\r\\t"', '"\\"\\\\bfnrt", meant[] = "\\"\\\\\\b\\f\\n\\r\\t"',
        "request/*/json-text", "*/json-text/*", 150),
    Bug("u-escape-is-a-u", "c", "} else if (kind == 'u') {", "} else if (kind == 'u' && 0) {",
        "request/*/json-text", "*/json-text/*", 150),
    Bug("numbers-in-the-answer-wrap", "c", 'printf(",\\"Port\\":\\"%d\\"", server->port);',
        'printf(",\\"Port\\":\\"%d\\"", (short)server->port);', "request/*/members", "*/members/*", 205),
    Bug("weight-0-for-none", "c", "    if (server->weight >= 0)\n        printf(",
        "    if (server->port >= 0)\n        printf(", "request/*/members", "*/members/*", 205),
    Bug("five-digits-are-too-many", "c", "n == 0 || n > 5", "n == 0 || n > 4", "request/*/members", "*/members/*", 205),
    Bug("any-kind-of-port", "py", 'check(type(entry.get(key, "")) in (str, int))', "pass",
        "request/*/malformed-list", "*/malformed-list/*", 210),
    # ---- encoding ----
    Bug("bad-escapes-pass", "py", "    check(not BAD_ESCAPE.search(text))\n", "", "request/encoding/bad-escape",
        "encoding/bad-escape/*", 80),
    Bug("microsoft-escapes", "mjs", "need(!/%(?![0-9a-fA-F]{2})/.test(text));",
        "return unescape(text.replaceAll('+', ' '));", "request/encoding/bad-escape", "encoding/bad-escape/*", 80),
    Bug("decodes-before-it-splits", "py", 'for pair in text.split(b"&"):',
        'for pair in unquote_to_bytes(text).split(b"&"):', "request/encoding/escape*", "encoding/escape*", 115),
    Bug("plus-is-a-plus", "py", 'unquote_to_bytes(raw.replace(b"+", b" "))', "unquote_to_bytes(raw)",
        "request/encoding/plus", "encoding/plus/*", 165),
    Bug("a-is-not-ten", "c", "        return c - 'a' + 10;", "        return c - 'a';", "request/encoding/escape",
        "encoding/escape/*", 110),
    Bug("semicolon-separates", "mjs", 'text.split("&")', "text.split(/[&;]/)", "request/encoding/escape",
        "encoding/escape/*", 120),
    Bug("value-up-to-the-next-equals", "mjs", "decoded(piece.slice(at + 1))", 'decoded(piece.split("=")[1])',
        "request/encoding/escape", "encoding/escape/*", 110),
    Bug("query-up-to-the-next-question-mark", "mjs", "[^ ?]*\\??([^ ]*)[^\\n]*\\n", "[^ ?]*\\??([^ ?]*)[^\\n]*\\n",
        "request/encoding/escape", "encoding/escape/*", 110),
    # ---- the request ----
    Bug("sixteen-parameters", "py", 'text.split(b"&"):', 'text.split(b"&")[:16]:', "request/RemoveInstances/li*",
        "RemoveInstances/limit/*", 410),
    Bug("no-query-is-a-crash", "c", "    if (blank > query && *query++ != '?')",
        "    if (blank == query)\n        abort();\n    if (*query++ != '?')", "process/stays-alive", "travel/form-body/*", 180),
    Bug("ids-that-begin-alike", "c", "return strcmp(a->id, b->id) == 0 &&",
        "return strncmp(a->id, b->id, strlen(a->id)) == 0 &&", "request/*/li*", "*/limit/*", 150),
    Bug("what-is-no-get-is-a-post", "mjs", 'need(method === "GET" || method === "POST");', "need(method);",
        "request/travel/method", "travel/method/*", 110),
    Bug("long-ids-are-cut", "py", 'return [value for _, value in sorted(numbered)]',
        "return [value[:63] for _, value in sorted(numbered)]", "request/RemoveInstances/*",
        "RemoveInstances/id-spelling/*", 190),
    Bug("an-id-that-is-a-number", "mjs", ".map(([, value]) => told(value));",
        '.map(([, value]) => (/^[0-9]+$/.test(value) ? String(Number(value)) : told(value)));',
        "request/RemoveInstances/*", "RemoveInstances/id-spelling/*", 110),
    Bug("one-read-is-enough", "c", "fread(bytes, 1, n, stdin) < n", "fread(bytes, 1, n < 4096 ? n : 4096, stdin) < 1",
        "process/*", "*/malformed-list/nested*", 9000),
    # ---- no document decides it ----
    Bug("ids-are-trimmed", "py", "return [value for _, value in sorted(numbered)]",
        "return [value.strip() for _, value in sorted(numbered)]", "", "*/id-spelling/*"),
    Bug("numbers-wrap", "py", "[(int(name[11:]), value)", "[(int(name[11:]) & 0xff, value)", "", "RemoveInstances/numbering/*"),
    Bug("first-pair-counts", "py", "        fields[text_of(name)] = text_of(value)",
        "        fields.setdefault(text_of(name), text_of(value))", "", "parameters/repeated/*"),
    Bug("a-get-has-a-body-too", "py", 'if method == b"POST" and form:', "if form:", "", "travel/body/*"),
    Bug("a-type-is-needed", "mjs", '(!type || /^application', '(/^application', "", "travel/body/*"),
    Bug("values-must-not-be-empty", "py", "        fields[text_of(name)] = text_of(value)",
        "        if value:\n            fields[text_of(name)] = text_of(value)", "", "*/id-spelling/*"),
    Bug("a-byte-order-mark-is-skipped", "py", "json.loads(text,", "json.loads(text.removeprefix('\\ufeff'),", "",
        "*/malformed-list/*"),
    Bug("numbers-like-080", "py", "json.loads(text,", "json.loads(re.sub(':0+(?=[0-9])', ':', text),", "", "*/bare-numbers/*"),
    Bug("last-key-counts-not", "py", "json.loads(text,",
        "json.loads(text, object_pairs_hook=lambda pairs: dict(reversed(pairs)),", "", "*/json-keys/*"),
    Bug("no-content-type-in-another-case", "mjs", "/^application\\/x-www-form-urlencoded/i", "/^application\\/x-www-form-urlencoded/",
        "", "travel/content-type/*"),
]
BY_NAME = {bug.name: bug for bug in ALL}


if __name__ == "__main__":
    bugs.main(ALL)
