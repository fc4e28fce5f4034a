"""python -m benchmarks [GROUP ...]: one table on the terminal, and the same as JSON."""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # figures are for one core unless they say otherwise

from tabulate import tabulate

from benchmarks.measures import ALL
from benchmarks.peers import peers
from benchmarks.truth import truth

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    groups = {group.__name__: group for group in (*ALL, peers, truth)}
    asked = sys.argv[1:] or list(groups)
    if unknown := [name for name in asked if name not in groups]:
        sys.exit(f"unknown group {unknown[0]!r}; allowed: {', '.join(groups)}")
    measures = []
    for name in asked:
        for measure in groups[name]():
            measures.append(measure)
            print(f"{measure.group}: {measure.name}: {measure.value:.4g} {measure.unit}", file=sys.stderr)
    rows = [
        [m.group, m.name, f"{m.value:.4g}", m.unit, "" if m.ratio is None else f"{m.ratio:.3g}", m.against] for m in measures
    ]
    print(tabulate(rows, headers=["group", "what", "value", "unit", "ratio", "to"], disable_numparse=True))
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    RESULTS.write_text(json.dumps({**machine, "measures": [m._asdict() for m in measures]}, indent=1) + "\n")


main()
