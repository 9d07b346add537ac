"""./dev bench fuzz: how long the engines take to find each planted bug, and what oracles and mutator cost."""
import argparse
import json
import os
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "campaign"))
sys.path.insert(0, HERE)

import bugs  # noqa: E402
import speed  # noqa: E402
from arms import ARMS, ENGINES  # noqa: E402
from build import BuildFailed, ROOT  # noqa: E402
from builds import build_all  # noqa: E402

QUICK_SECONDS = 27 * 60


def parse(words):
    parser = argparse.ArgumentParser(prog="./dev bench fuzz", description=__doc__.split(": ", 1)[1])
    parser.add_argument("--quick", action="store_true",
                        help="one run of each bug, short rates and edges; ends within 30 minutes")
    parser.add_argument("--part", action="append", choices=["bugs", *speed.PARTS], help="this part only; may be repeated")
    parser.add_argument("--runs", type=int, help="runs of each bug in each arm (5; quick: 1)")
    parser.add_argument("--limit", type=int, default=60, help="processor seconds of one run (60)")
    parser.add_argument("--only", default="", metavar="ID,...", help="these bugs only")
    parser.add_argument("--arms", default=",".join(ARMS), metavar="ARM,...", help="of " + ", ".join(ARMS))
    parser.add_argument("--everything", action="store_true",
                        help="engines without help on all bugs, not on the counting ones only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at a time, one a core")
    parser.add_argument("--out", default=os.path.join(ROOT, "build"), metavar="DIR", help="builds and fuzz-bench.json")
    parser.add_argument("--seed", type=int, default=1, help="fixes what the engines draw")
    arguments = parser.parse_args(words)
    arguments.runs = arguments.runs or (1 if arguments.quick else 5)
    arguments.part = arguments.part or ["bugs", *speed.PARTS]
    arguments.arms = arguments.arms.split(",")
    unknown = set(arguments.arms) - set(ARMS)
    if unknown:
        parser.error("no such arm: " + ", ".join(sorted(unknown)))
    return arguments


def main(words):
    arguments = parse(words)
    deadline = time.monotonic() + QUICK_SECONDS if arguments.quick else float("inf")
    chosen = [row for row in bugs.rows() if not arguments.only or row["id"] in arguments.only.split(",")]
    if not chosen:
        print("bench: there is no such bug in fuzz/planted/bugs.tsv", file=sys.stderr)
        return 2
    try:
        builds = build_all(arguments.out, sorted({row["target"] for row in chosen}), arguments.jobs)
    except BuildFailed as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 4
    verdicts = [each for name, part in speed.PARTS.items() if name in arguments.part
                for each in part(builds, arguments)]
    results, left_out = {}, []
    if "bugs" in arguments.part:
        results, left_out = bugs.measure(builds, chosen, arguments.arms, arguments, deadline)
    if results:
        print(f"Median (found/runs); a miss counts as {arguments.limit} s. !N: N times the bug was there and nobody saw it.")
        for engine in ENGINES:
            print("\n" + "\n".join(bugs.table(engine, chosen, results, arguments.limit)))
        print()
    verdicts += bugs.judge(chosen, results, arguments.limit)
    if left_out:
        verdicts.append((False, f"no time for {len(left_out)} runs: {', '.join(sorted(left_out))}"))
    for holds, sentence in verdicts:
        print(f"{'ok  ' if holds else 'MISS'} {sentence}")
    path = os.path.join(arguments.out, "fuzz-bench.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"bugs": {f"{bug} {arm}": runs.times for (bug, arm), runs in results.items()},
                   "limit": arguments.limit, "verdicts": verdicts}, file, indent=1)
        file.write("\n")
    print(f"bench: {path}", file=sys.stderr)
    return 0 if all(holds for holds, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
