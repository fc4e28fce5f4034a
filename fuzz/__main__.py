"""python -m fuzz KIND COUNT [SEED]: run so many cases of a kind, print each fault, and the figures by outcome."""

import os
import sys
from collections import Counter
from importlib import import_module
from itertools import islice
from random import Random
from tempfile import mkdtemp

KINDS = ("command-lines", "axes", "conditions", "files", "calls", "networks")


def main() -> int:
    """Run; exit code 1 if there was a fault."""
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in KINDS:
        print(f"usage: python -m fuzz {{{'|'.join(KINDS)}}} COUNT [SEED]", file=sys.stderr)
        return 2
    kind, count, seed = sys.argv[1], int(float(sys.argv[2])), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    os.chdir(mkdtemp())  # a case may write a file under an odd name
    figures: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for case in islice(import_module(f"fuzz.{kind.replace('-', '_')}").cases(Random(seed)), count):
        outcome = case.run()
        figures[outcome.kind] += 1
        if outcome.kind == "fault":
            faults[outcome.words] += 1
            if faults[outcome.words] <= 3:
                print(f"{outcome.words}\n    {case.text[:300]}", flush=True)
    print(", ".join(f"{number:,} {kind}s" for kind, number in sorted(figures.items())))
    for words, number in faults.most_common():
        print(f"{number:6,}  {words}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
