"""The page of microcontrollers' memories: every way of counting, and how far printed flash and RAM are from each."""

from collections.abc import Iterator

from writing import table

from costmodel.formulas.deployment import Deployment, deployment, names
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.literature import published, rows
from costmodel.published.row import Row
from costmodel.published.totals import Measure, totals_of


def deployment_page() -> str:
    """Every way with what it counts and leaves out, then every printed number as a part of what each way gives."""
    ways = [deployment(name) for name in names()]
    lines = [
        "# Flash and RAM of microcontrollers",
        "",
        "What `costmodel fit` and the metrics `flash_bytes` and `ram_bytes` count, way by way.",
    ]
    for way in ways:
        lines += ["", f"## {way.name}", "", f"{way.summary[:1].upper()}{way.summary[1:]}.", ""]
        lines.append(f"Passes: {', '.join(way.passes)}. Left out: {way.leaves_out}.")
        if way.source:
            lines += ["", f"Read in {way.source}."]
    for metric, title in (("ram_bytes", "Printed RAM"), ("flash_bytes", "Printed flash")):
        lines += ["", f"## {title}", "", "Which part of what each way counts the print is; 1.000 is the same."]
        lines += table(("network", "where", "printed", *(way.name for way in ways)), _parts(metric, ways))
    return "\n".join(lines) + "\n"


def _parts(metric: str, ways: list[Deployment]) -> Iterator[tuple[str, ...]]:
    for row in (row for name in published() for row in rows(name) if row.metric == metric and not row.undetermined):
        size = rational(row.printed) * UNITS[row.unit]
        parts = (f"{float(size / _counted(row, way)):.3f}" for way in ways)
        yield row.row, f"{row.paper.partition(',')[0]}, {row.where}", f"{row.printed} {row.unit}", *parts


def _counted(row: Row, way: Deployment) -> int:
    stated = row.stated.model_copy(update={"deployment": way.name})
    counted: int = totals_of(row.architecture, stated).of(Measure.of(stated))
    return counted
