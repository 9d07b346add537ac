"""Validate JSON documents against a schema of docs/: schema.py SCHEMA FILE...

A validator of exactly the keywords that the schemas use; any other keyword in it is a mistake that is reported.
"""
import json
import re
import sys

IGNORED = {"$schema", "$defs", "title", "description"}
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def lookup(root, reference):
    node = root
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def check(root, schema, value, path):
    """Every way in which value breaks schema, as "path: what"."""
    number = is_type(value, "number")
    for keyword, want in schema.items():
        if keyword in IGNORED or keyword in ("properties",):
            continue
        elif keyword == "$ref":
            yield from check(root, lookup(root, want), value, path)
        elif keyword == "type":
            names = want if isinstance(want, list) else [want]
            if not any(is_type(value, name) for name in names):
                yield f"{path}: {value!r} is not {' or '.join(names)}"
        elif keyword == "const":
            if value != want:
                yield f"{path}: {value!r} is not {want!r}"
        elif keyword == "oneOf":
            tries = [list(check(root, choice, value, path)) for choice in want]
            if sum(not mistakes for mistakes in tries) != 1:
                yield f"{path}: not exactly one of the {len(want)} shapes fits; the nearest: {min(tries, key=len)}"
        elif keyword == "enum":
            if value not in want:
                yield f"{path}: {value!r} is not one of {want}"
        elif keyword == "required":
            if isinstance(value, dict):
                yield from (f"{path}: {name} is missing" for name in want if name not in value)
        elif keyword == "additionalProperties":
            if want is not False:
                raise NotImplementedError(keyword)
            if isinstance(value, dict):
                yield from (f"{path}: {name} is not known" for name in value if name not in schema["properties"])
        elif keyword == "items":
            if isinstance(value, list):
                for i, item in enumerate(value):
                    yield from check(root, want, item, f"{path}[{i}]")
        elif keyword == "uniqueItems":
            if isinstance(value, list) and len(value) != len({json.dumps(item) for item in value}):
                yield f"{path}: an item stands there twice"
        elif keyword == "minLength":
            if isinstance(value, str) and len(value) < want:
                yield f"{path}: {value!r} is too short"
        elif keyword == "pattern":
            if isinstance(value, str) and not re.search(want, value):
                yield f"{path}: {value!r} does not match {want}"
        elif keyword == "minimum":
            if number and value < want:
                yield f"{path}: {value} is below {want}"
        elif keyword == "maximum":
            if number and value > want:
                yield f"{path}: {value} is above {want}"
        else:
            raise NotImplementedError(f"{path}: the validator does not know '{keyword}'")
    if isinstance(value, dict):
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield from check(root, member, value[name], f"{path}.{name}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    wrong = 0
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            document = json.load(file)
        for mistake in check(schema, schema, document, "report"):
            print(f"{name}: {mistake}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
