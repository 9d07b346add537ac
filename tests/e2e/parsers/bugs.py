"""Bugs for the worked examples: each is a piece of their text and what stands there instead.

    python3 bugs.py NAME FILE     writes the example with that bug to FILE
    python3 bugs.py               lists the names
"""

import dataclasses
import pathlib
import sys

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "docs" / "examples"
SOURCES = {"py": EXAMPLES / "parser-python" / "parser.py", "c": EXAMPLES / "parser-c" / "parser.c"}


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    language: str
    old: str
    new: str
    rule: str  # a glob
    bytes: int  # of the smallest request, at most
    quirks: bool = False  # it breaks what no document decides: only --quirks reference makes it count
    verdict: str = "fail"

    def source(self):
        text = SOURCES[self.language].read_text()
        assert text.count(self.old) == 1, f"{self.name}: {text.count(self.old)} times in the example: {self.old!r}"
        return text.replace(self.old, self.new)


ALL = [
    # ---- accepts what it should not ----
    Bug("accepts-21-ids", "py", "if len(numbered) > LIST_MAX:", "if len(numbered) > LIST_MAX + 1:",
        "request/RemoveInstances/over-limit", 430, verdict="warn"),
    Bug("accepts-21-servers", "py", "if len(entries) > LIST_MAX:", "if len(entries) > LIST_MAX + 1:",
        "request/RemoveBackendServers/over-limit", 345, verdict="warn"),
    Bug("refuses-20-ids", "py", "if len(numbered) > LIST_MAX:", "if len(numbered) >= LIST_MAX:",
        "request/RemoveInstances/limit", 410),
    Bug("refuses-20-servers", "c", "json_array_size(list) > LIST_MAX", "json_array_size(list) >= LIST_MAX",
        "request/RemoveBackendServers/limit", 335),
    Bug("index-0", "py", 'digits.startswith(b"0")', 'digits == b"00"', "request/RemoveInstances/numbering", 110, True),
    Bug("numbering-gap", "py", "    if len(numbered) > LIST_MAX:",
        '    if max(numbered) != len(numbered):\n        raise Refused("InvalidParameter", "InstanceId")\n'
        "    if len(numbered) > LIST_MAX:", "request/RemoveInstances/numbering", 110, True),
    Bug("truncated-escape", "py", "            if len(digits) < 2 or",
        "            if len(digits) < 2:\n                out.append(text[i])\n                i += 1\n"
        "                continue\n            if", "request/encoding/bad-escape", 80),
    Bug("bad-digits", "c", "if (high < 0 || low < 0) {", "if (high < 0) {", "request/encoding/bad-escape", 80),
    Bug("weight-101", "py", "to_number(value, 0, 100,", "to_number(value, 0, 101,",
        "request/*/ranges", 225, True),
    Bug("port-65536", "py", "to_number(value, 1, 65535,", "to_number(value, 1, 65536,",
        "request/*/port-range", 200, True),
    Bug("port-0", "c", '"Port"), 1, 65535', '"Port"), 0, 65535', "request/*/port-range", 200, True),
    Bug("port-wraps", "c", "        *ret = (int)number;", "        *ret = (int)(number & 0xff);",
        "request/*/members", 200),
    Bug("empty-id-in-list", "py", "    if not value or len(value) > ID_MAX", "    if len(value) > ID_MAX",
        "request/*/id-spelling", 140, True),
    Bug("nul-in-id", "py", ' or b"\\0" in value:', ":", "request/*/id-spelling", 140, True),
    Bug("trailing-comma", "py", 'json.loads(text.decode("utf-8"),',
        'json.loads(text.decode("utf-8").replace(",]", "]"),', "request/*/malformed-list", 145, True),
    Bug("single-quotes", "py", 'json.loads(text.decode("utf-8"),',
        """json.loads(text.decode("utf-8").replace("'", '"'),""", "request/*/quoting", 140, True),
    Bug("nested-object", "py", "    if not isinstance(entry, dict):",
        "    if isinstance(entry, list) and len(entry) == 1:\n        return read_entry(entry[0], ids_allowed)\n"
        "    if not isinstance(entry, dict):", "request/*/malformed-list", 145),
    Bug("object-as-list", "py", "    if not isinstance(entries, list):",
        "    if isinstance(entries, dict):\n        entries = [entries]\n    if not isinstance(entries, list):",
        "request/*/malformed-list", 170),
    Bug("action-any-case", "py", "    if action not in ACTIONS:",
        "    action = {a.lower(): a for a in ACTIONS}.get(action.lower(), action)\n    if action not in ACTIONS:",
        "request/parameters/name-case", 100, True),
    Bug("target-not-required", "py", "(target, True)", "(target, False)",
        "request/*/required-parameters", 120),
    Bug("region-not-required", "c", '"VServerGroupId", "BackendServers", 1, 0', '"VServerGroupId", "BackendServers", 0, 0',
        "request/RemoveVServerGroupBackendServers/required-parameters", 190),
    Bug("any-method", "py", "if method not in (b\"GET\", b\"POST\"):", "if not method:", "request/travel/method", 110),
    # ---- reads it wrongly ----
    Bug("plus-kept", "py", "0x20 if text[i] == 0x2B else text[i]", "text[i]", "request/encoding/plus", 165),
    Bug("decodes-twice", "py", "    return bytes(out)\n\n\ndef read_pairs",
        "    import urllib.parse\n    return urllib.parse.unquote_to_bytes(bytes(out))\n\n\ndef read_pairs",
        "request/encoding/escape-once", 115),
    Bug("last-duplicate-wins", "py", "given.setdefault(name, value)", "given[name] = value",
        "request/parameters/repeated", 120, True),
    Bug("numbers-as-texts", "py", "for number in sorted(numbered)", "for number in sorted(numbered, key=str)",
        "request/RemoveInstances/list-order", 245),
    Bug("order-of-appearance", "py", "for number in sorted(numbered)", "for number in numbered",
        "request/RemoveInstances/list-order", 125),
    Bug("order-lost", "py", "[read_entry(entry, ids_allowed) for entry in entries]",
        '[read_entry(entry, ids_allowed) for entry in reversed(entries)]', "request/RemoveBackendServers/list-order", 150),
    Bug("first-id-only", "c", "i < json_array_size(list); i++)\n        good", "i < 1 && i < json_array_size(list); i++)\n        good",
        "request/RemoveBackendServers/list", 150),
    Bug("form-ignored-with-query", "py", "if method != b\"GET\" and is_form(content_type):",
        "if method != b\"GET\" and is_form(content_type) and b\"?\" not in target:", "request/travel/split", 160),
    Bug("query-ignored-in-post", "py", 'read_pairs(target.partition(b"?")[2], pairs)',
        'read_pairs(target.partition(b"?")[2] if method == b"GET" else b"", pairs)', "request/travel/post", 110),
    # ---- refuses what it should not ----
    Bug("lower-case-digits", "py", 'HEX = b"0123456789abcdefABCDEF"', 'HEX = b"0123456789ABCDEF"',
        "request/encoding/escape", 110),
    Bug("no-20-in-a-form", "py", "            out.append(int(digits, 16))",
        '            if digits == b"20":\n                raise Malformed("a blank is a plus")\n'
        "            out.append(int(digits, 16))", "request/*/json-text", 145),
    Bug("no-blanks-in-json", "py", "    if not isinstance(entries, list):",
        '    if b" " in text:\n        raise Refused("BackendServersMalformed", "BackendServers")\n'
        "    if not isinstance(entries, list):", "request/*/json-text", 145),
    Bug("no-escapes-in-json", "py", "    if not isinstance(entries, list):",
        '    if b"\\\\" in text:\n        raise Refused("BackendServersMalformed", "BackendServers")\n'
        "    if not isinstance(entries, list):", "request/*/json-text", 150),
    Bug("unknown-parameter", "py", "    action = given.get(b\"Action\"",
        '    if b"Colour" in given:\n        raise Refused("UnsupportedParameter")\n    action = given.get(b"Action"',
        "request/parameters/unknown", 175, True),
    Bug("content-type-exact", "py", '.split(b";")[0].strip().lower() in', " in", "request/travel/content-type", 170, verdict="warn"),
    Bug("long-id", "py", "ID_MAX = 128", "ID_MAX = 100", "request/*/id-spelling", 210, True),
    Bug("wrong-code", "py", 'raise Refused("MissingParameter", name)', 'raise Refused("InvalidParameter", name)',
        "request/*/required-parameters", 125, verdict="warn"),
    # ---- breaks the interface ----
    Bug("hangs", "py", "def to_id(value, parameter):", "def to_id(value, parameter):\n    while b\"&\" in value:\n        pass",
        "process/in-time", 75),
    Bug("crashes-on-long-id", "py", "def to_id(value, parameter):",
        "def to_id(value, parameter):\n    if len(value) > 100:\n        raise MemoryError",
        "process/stays-alive", 170),
    Bug("recurses", "py", "except (ValueError, RecursionError):", "except ValueError:", "process/stays-alive", 9000),
    Bug("crash", "c", "    if (n == 0 || n > ID_MAX || memchr(p, '\\0', n))", "    if (n > 90)\n        abort();\n    if (n == 0 || n > ID_MAX || memchr(p, '\\0', n))",
        "process/stays-alive", 160),
    Bug("garbage", "py", "answers.write(json.dumps(parse(request)) + ",
        "answers.write(json.dumps(parse(request))[:-1 if b'+' in request else None] + ", "process/canonical-line", 100),
    Bug("two-lines", "py", 'answers.write(json.dumps(parse(request)) + "\\n")',
        'answers.write(json.dumps(parse(request)) + "\\n" * (2 if b"%25" in request else 1))', "process/one-line", 100),
    Bug("a-line-late", "py", "    requests, answers = sys.stdin.buffer, sys.stdout\n",
        "    requests, answers = sys.stdin.buffer, sys.stdout\n    answers.write(\"\\n\")\n", "process/one-line", 80),
]
BY_NAME = {bug.name: bug for bug in ALL}


def main(table):
    """The parser with the bug of that name to that file, or the names of the table."""
    if len(sys.argv) == 3:
        bug = next(bug for bug in table if bug.name == sys.argv[1])
        pathlib.Path(sys.argv[2]).write_text(bug.source())
        return
    for bug in table:
        bug.source()
        print(bug.name)


if __name__ == "__main__":
    main(ALL)
