"""The page of what was measured: how many integers of each tool were held against its convention, and which differ."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from costmodel.formulas.conventions import CONVENTIONS

TESTS = Path(__file__).parent.parent / "tests"
# What tools printed for networks of the catalog, and for modules of PyTorch; the tests hold every integer of both.
FILES = (TESTS / "measured_by_tools.json", TESTS / "subjects" / "importing" / "measured_of_modules.json")
HEADINGS = ("convention", "version", "date", "run on", "networks", "integers", "equal")


def measured_page() -> str:
    """A line for each version of a tool on a set of networks, and one for each integer that a convention does not give."""
    lines = [
        "# Measured and computed",
        "",
        "Every convention of a tool was held against the integers that the tool printed when it was run. Here is how many they",
        "were and how many the convention gives to the last digit; the tests hold each of them. The rest has its reason.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"|{'---|' * len(HEADINGS)}",
    ]
    data = [json.loads(path.read_text()) for path in FILES]
    for measured in data:
        for tool, run in measured["tools"].items():
            networks = [printed[tool] for printed in measured["networks"].values() if tool in printed]
            integers = sum(map(len, networks))
            equal = integers - sum(differing == tool for _, differing, _, _, _ in _differing(measured))
            lines.append(
                f"| `{tool}` | {run['version']} | {run['date']} | {run['on']} | {len(networks)} | {integers} | {equal} |"
            )
    unmeasured = [f"`{name}`" for name, convention in CONVENTIONS.items() if not convention.measured]
    lines += ["", f"Read in its source, and not held against what it prints: {', '.join(unmeasured)}.", ""]
    lines += ["## What differs", "", "| network | convention | metric | printed | why |", "|---|---|---|---|---|"]
    for measured in data:
        for network, tool, metric, printed, why in _differing(measured):
            lines.append(f"| {network} | `{tool}` | `{metric}` | {printed:,} | {why} |")
    return "\n".join(lines) + "\n"


def _differing(measured: dict[str, Any]) -> Iterator[tuple[str, str, str, int, str]]:
    for network, tools in measured["differs"].items():
        for tool, metrics in tools.items():
            for metric, why in metrics.items():
                yield network, tool, metric, measured["networks"][network][tool][metric], why
