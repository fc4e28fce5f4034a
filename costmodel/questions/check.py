"""Does the literature agree: every published row and its verdict, for people and for machines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from costmodel.answers.answer import Answer, Failing, joined
from costmodel.answers.document import Column, Document, Table
from costmodel.archs import names as catalog
from costmodel.errors import CostModelError, meant, quoted
from costmodel.numbers.show import as_printed, plain
from costmodel.published.literature import published, rows
from costmodel.published.verdict import Judged, counts
from costmodel.questions.asked import Families

if TYPE_CHECKING:
    from costmodel.published.column import Column as Printed

SCHEMA = "costmodel/check-1"
FIELDS = ("id", "architecture", "source", "metric", "convention", "printed", "computed", "verdict", "reason", "selective")


@dataclass(frozen=True, eq=False, repr=False)
class Check(Answer):
    """Judged rows, and the columns in which they are printed; a column may have rows of other architectures too."""

    judged: tuple[Judged, ...]
    columns: "tuple[Printed, ...]"

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return counts(self.judged)

    @property
    def selective(self) -> int:
        """How many are explained by a reason that does not hold for the rows beside them."""
        return sum(one.selective for one in self.judged)

    @property
    def settled(self) -> list[dict[str, Any]]:
        """One record a paper: how many columns it prints, and how many of them are settled as a whole."""
        papers: dict[str, list[bool]] = {}
        for column in self.columns:
            papers.setdefault(column.paper, []).append(column.settled)
        return [{"paper": paper, "columns": len(found), "settled": sum(found)} for paper, found in papers.items()]

    @property
    def differing(self) -> tuple[Judged, ...]:
        """The rows that nothing explains."""
        return tuple(one for one in self.judged if one.verdict == "differs")

    def record(self) -> dict[str, Any]:
        """The contract of `check --format json`."""
        return {
            "schema": SCHEMA,
            "rows": [record_of(one) for one in self.judged],
            "counts": self.counts,
            "selective": self.selective,
            "columns": self.settled,
        }

    def document(self) -> Document:
        """A table an architecture, all with the same columns; the counts; and by paper how many columns are settled."""
        names = dict.fromkeys(one.row.architecture for one in self.judged)
        tables = [published_table(name, (one for one in self.judged if one.row.architecture == name)) for name in names]
        summary = ", ".join(f"{number} {verdict}" for verdict, number in self.counts.items())
        settled = sum(column.settled for column in self.columns)
        lines = [
            f"{len(self.judged)} published rows: {summary}; {self.selective} with a selective reason",
            f"{len(self.columns)} columns of their tables: {settled} are settled as a whole",
        ]
        papers = [list(record.values()) for record in self.settled]
        heads = [Column("paper"), Column("columns", "integer"), Column("settled", "integer")]
        return Document("check", lines, [*tables, Table("columns settled as a whole", heads, papers)])

    @property
    def failing(self) -> Failing | None:
        ids = [one.row.id for one in self.differing]
        return Failing(f"{len(ids)} differ: {', '.join(ids)}") if ids else None

    def table(self) -> Table:
        """All rows, each with its architecture."""
        title, _, tables, _ = self.document()
        return joined(title, "architecture", tables[:-1]) if self.judged else super().table()

    def frame(self) -> dict[str, list[Any]]:
        """The rows as the record has them."""
        records = self.record()["rows"]
        return {name: [record[name] for record in records] for name in FIELDS}


def published_table(title: str, judged: Iterable[Judged]) -> Table:
    """Printed beside computed, with the verdict and its reason."""
    rows = [
        [
            one.row.paper.partition(",")[0],
            ", ".join(text for text in (one.row.where, one.row.row) if text),
            one.row.of,
            f"{one.row.printed} {one.row.unit}".strip(),
            _computed(one),
            one.verdict,
            one.reason,
        ]
        for one in judged
    ]
    columns = [
        Column("paper", priority=2),
        Column("where"),
        Column("metric"),
        Column("printed"),
        Column("computed"),
        Column("verdict", "verdict"),
        Column("reason", "note"),
    ]
    return Table(title, columns, rows)


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
        "selective": one.selective,
    }


def check(names: Families = ()) -> Check:
    """Every published row and its verdict; a program fails if a row differs.

    Args:
        names: architectures; all where none is named.

    Raises:
        CostModelError: if there is no such architecture, or a row is malformed; names it.
    """
    from costmodel.published.column import columns  # reports show rows as `check` does, and judge no columns

    wanted = (names,) if isinstance(names, str) else names
    if not isinstance(wanted, Iterable):
        raise CostModelError(f"{quoted(names)} is no name", given=names, allowed="names of architectures")
    chosen = tuple(meant("architecture", name, catalog()) for name in wanted) or tuple(published())
    printed = columns((row for name in published() for row in rows(name)), chosen)
    judged = {one.row.id: one for column in printed for one in column.judged}
    return Check(tuple(judged[row.id] for name in dict.fromkeys(chosen) for row in rows(name)), tuple(printed))


def _computed(one: Judged) -> str:
    if one.computed is None:
        return "none"
    return f"{as_printed(one.computed, one.row.printed, one.row.unit)} {one.row.unit}".strip()


QUESTION = check
GROUP = "literature"
