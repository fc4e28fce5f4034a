"""Times as minima over repeats: what else the machine does can only make a run longer."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from tempfile import gettempdir
from time import perf_counter
from typing import Any, NamedTuple


class Measure(NamedTuple):
    """One row of the table.

    Attributes:
        ratio: to the limit or rival that `against` names.
    """

    group: str
    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""


def fastest(work: Callable[[], Any], repeats: int = 5, least: float = 0.2) -> float:
    """Seconds of the fastest of several runs, and of more until they have taken `least` seconds."""
    best, spent, runs = float("inf"), 0.0, 0
    while runs < repeats or spent < least:
        start = perf_counter()
        work()
        taken = perf_counter() - start
        best, spent, runs = min(best, taken), spent + taken, runs + 1
    return best


def without_collector(work: Callable[[], Any]) -> Any:
    """As the command line runs."""
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()


def commands(commands: dict[str, Sequence[str]], repeats: int = 15) -> dict[str, float]:
    """Seconds of the fastest run of each command, in turns, so that all see the same machine. Modules are compiled before."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": os.path.join(gettempdir(), "costmodel-benchmarks"), "COLUMNS": "140"}
    best = dict.fromkeys(commands, float("inf"))
    for turn in range(repeats + 1):
        for name, command in commands.items():
            start = perf_counter()
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env=environment)
            if turn:
                best[name] = min(best[name], perf_counter() - start)
    return best
