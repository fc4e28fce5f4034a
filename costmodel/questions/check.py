"""Does the literature agree: every published row and its verdict, for people and for machines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from costmodel.answers.answer import Answer, Failing, joined
from costmodel.answers.document import Column, Document, Table
from costmodel.archs import names as catalog
from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.numbers.show import as_printed, plain
from costmodel.published.literature import published, rows
from costmodel.published.verdict import Judged, counts, judge
from costmodel.questions.asked import Families

SCHEMA = "costmodel/check-1"
FIELDS = ("id", "architecture", "source", "metric", "convention", "printed", "computed", "verdict", "reason")


@dataclass(frozen=True, eq=False, repr=False)
class Check(Answer):
    """Judged rows."""

    judged: tuple[Judged, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return counts(self.judged)

    @property
    def differing(self) -> tuple[Judged, ...]:
        """The rows that nothing explains."""
        return tuple(one for one in self.judged if one.verdict == "differs")

    def record(self) -> dict[str, Any]:
        """The contract of `check --format json`."""
        return {"schema": SCHEMA, "rows": [record_of(one) for one in self.judged], "counts": self.counts}

    def document(self) -> Document:
        """A table an architecture, all with the same columns, and the counts."""
        names = dict.fromkeys(one.row.architecture for one in self.judged)
        tables = [published_table(name, (one for one in self.judged if one.row.architecture == name)) for name in names]
        summary = ", ".join(f"{number} {verdict}" for verdict, number in self.counts.items())
        return Document("check", [f"{len(self.judged)} published rows: {summary}"], tables)

    @property
    def failing(self) -> Failing | None:
        ids = [one.row.id for one in self.differing]
        return Failing(f"{len(ids)} differ: {', '.join(ids)}") if ids else None

    def table(self) -> Table:
        """All rows, each with its architecture."""
        title, _, tables = self.document()
        return joined(title, "architecture", tables) if tables else super().table()

    def frame(self) -> dict[str, list[Any]]:
        """The rows as the record has them."""
        records = self.record()["rows"]
        return {name: [record[name] for record in records] for name in FIELDS}


def published_table(title: str, judged: Iterable[Judged]) -> Table:
    """Printed beside computed; a reason stands below the table under its number."""
    rows: list[list[Any]] = []
    notes: dict[str, int] = {}
    for one in judged:
        verdict: str = one.verdict
        if one.reason:
            verdict += f" [{notes.setdefault(one.reason, len(notes) + 1)}]"
        rows.append(
            [
                one.row.paper.partition(",")[0],
                ", ".join(text for text in (one.row.where, one.row.row) if text),
                one.row.of,
                f"{one.row.printed} {one.row.unit}".strip(),
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
        "convention": one.row.stated.convention or "paper",
        "printed": f"{one.row.printed} {one.row.unit}".strip(),
        "computed": None if one.computed is None else plain(one.computed),
        "verdict": one.verdict,
        "reason": one.reason,
    }


def check(names: Families = ()) -> Check:
    """Every published row and its verdict; a program fails if a row differs.

    Args:
        names: architectures; all where none is named.

    Raises:
        CostModelError: if there is no such architecture, or a row is malformed; names it.
    """
    wanted = (names,) if isinstance(names, str) else names
    if not isinstance(wanted, Iterable):
        raise CostModelError(f"{quoted(names)} is no name", given=names, allowed="names of architectures")
    chosen = tuple(wanted) or published()
    for name in chosen:
        if not isinstance(name, str) or name not in catalog():
            raise UnknownName("architecture", name, catalog())
    return Check(tuple(judge(row) for name in dict.fromkeys(chosen) for row in rows(name)))


def _computed(one: Judged) -> str:
    if one.computed is None:
        return "none"
    return f"{as_printed(one.computed, one.row.printed, one.row.unit)} {one.row.unit}".strip()


QUESTION = check
GROUP = "literature"
