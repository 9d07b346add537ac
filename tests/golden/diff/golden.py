"""Fixed comparisons in every form: golden.py PLAY SCHEMA. RMS_GOLDEN_UPDATE=1 rewrites what is expected."""

import difflib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "reports"))
import schema  # noqa: E402

SCENARIOS = ["alike", "different", "dead", "hostile"]
FORMS = {"console": 80, "verbose": 80, "narrow": 60, "colour": 80, "json": None}


def main(play, schema_file):
    wrong = 0
    with open(schema_file, encoding="utf-8") as file:
        wanted_shape = json.load(file)
    for scenario in SCENARIOS:
        for form, width in FORMS.items():
            done = subprocess.run([play, scenario, form], capture_output=True, check=True)
            text = done.stdout.decode()  # what is printed is UTF-8, whatever came
            path = os.path.join(HERE, "expected", f"{scenario}.{form}")
            if width:
                # a command is copied: it stands in one line
                for line in text.splitlines():
                    bare = line.replace("\x1b[1;31m", "").replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[32m", "")
                    if len(bare) > width and "http://" not in line:
                        print(f"{scenario}.{form}: longer than {width}: {line}")
                        wrong = 1
            else:
                for mistake in schema.check(wanted_shape, wanted_shape, json.loads(text), scenario):
                    print(mistake)
                    wrong = 1
            if os.environ.get("RMS_GOLDEN_UPDATE"):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                continue
            with open(path, encoding="utf-8") as file:
                expected = file.read()
            if text != expected:
                wrong = 1
                sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), text.splitlines(True), f"{path} expected", "found"))
    return wrong


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
