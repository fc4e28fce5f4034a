"""Verdicts for people and for machines: the table and the record of judged rows."""

from collections.abc import Iterable
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.numbers.show import as_printed, plain
from costmodel.numbers.units import Unit
from costmodel.published.verdict import Judged, counts

SCHEMA = "costmodel.check-1"


def published_table(title: str, judged: Iterable[Judged]) -> Table:
    """Printed beside computed; a reason stands below the table under its number."""
    rows: list[list[Any]] = []
    notes: dict[str, int] = {}
    for one in judged:
        verdict: str = one.verdict
        if one.reason:
            verdict += f" [{notes.setdefault(one.reason, len(notes) + 1)}]"
        unit = _unit(one)
        metric = one.row.quantity
        rows.append(
            [
                one.row.paper.partition(",")[0],
                ", ".join(text for text in (one.row.where, one.row.row) if text),
                metric if one.row.part is None else f"{metric} of {one.row.part}",
                f"{one.row.printed} {unit}".strip(),
                _computed(one),
                verdict,
            ]
        )
    columns = [
        Column("paper", priority=2),
        Column("where"),
        Column("metric"),
        Column("printed"),
        Column("computed"),
        Column("verdict", "verdict"),
    ]
    return Table(title, columns, rows, [f"[{number}] {reason}" for reason, number in notes.items()])


def record_of(one: Judged) -> dict[str, Any]:
    """One row of `check --format json`."""
    return {
        "id": one.row.id,
        "architecture": one.row.architecture,
        "source": one.row.source,
        "metric": one.row.metric,
        "convention": one.row.convention or "paper",
        "printed": f"{one.row.printed} {_unit(one)}".strip(),
        "computed": None if one.computed is None else plain(one.computed),
        "verdict": one.verdict,
        "reason": one.reason,
    }


def check_document(judged: list[Judged]) -> Document:
    """The outcome of `costmodel check`: a table an architecture, and the counts."""
    tally = counts(judged)
    names = list(dict.fromkeys(one.row.architecture for one in judged))
    tables = [published_table(name, [one for one in judged if one.row.architecture == name]) for name in names]
    summary = ", ".join(f"{number} {verdict}" for verdict, number in tally.items())
    return Document(
        "check",
        lambda: {"schema": SCHEMA, "rows": [record_of(one) for one in judged], "counts": tally},
        [f"{len(judged)} published rows: {summary}"],
        tables,
    )


def _unit(one: Judged) -> Unit:
    return one.row.unit if one.row.unit is not None else "%" if one.row.share else ""


def _computed(one: Judged) -> str:
    if one.computed is None:
        return "none"
    unit = _unit(one)
    return f"{as_printed(one.computed, one.row.printed, unit)} {unit}".strip()
