"""What `check` answers: judged rows, how many have each verdict, and which columns are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from costmodel.answers.answer import Answer, Failing
from costmodel.answers.document import Column, Document, Table
from costmodel.published.column import Column as Printed
from costmodel.published.verdict import Judged, counts
from costmodel.questions.check.summary import summaries
from costmodel.questions.rows import published_table, record_of

SCHEMA = "costmodel/check-1"
FIELDS = ("id", "architecture", "source", "metric", "convention", "printed", "computed", "verdict", "reason", "selective")
WORDS = {  # of one row and of several
    "agrees": ("agrees", "agree"),
    "explained": ("is explained", "are explained"),
    "undetermined": ("is undetermined", "are undetermined"),
    "unreproduced": ("is unreproduced", "are unreproduced"),
    "differs": ("differs", "differ"),
}
PLAIN = ("agrees", "explained")  # the verdicts of rows that a summary only counts


@dataclass(frozen=True, eq=False, repr=False)
class Check(Answer):
    """Judged rows, and the columns in which they are printed.

    Attributes:
        columns: may have rows of other architectures too, and such as were not asked for.
        only: what the rows were chosen by, in words.
        every: are people shown every row?
    """

    judged: tuple[Judged, ...]
    columns: tuple[Printed, ...]
    only: tuple[str, ...] = ()
    every: bool = False

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
        """How many rows have each verdict, by architecture and by paper; then the rows that a reader has to see."""
        settled = sum(column.settled for column in self.columns)
        headline = f"{self._verdicts()}; {self.selective or 'none'} by a reason that is selective"
        lines = [
            f"{len(self.columns)} columns of tables, of which {settled} are settled as a whole",
        ]
        if self.only:
            lines.insert(0, f"only {', '.join(self.only)}")
        shown = [one for one in self.judged if self.every or one.verdict not in PLAIN]
        if hidden := len(self.judged) - len(shown):
            lines.append(f"{hidden:,} that agree or are explained are left out below: --all shows them")
        title = f"check: {len(self.judged):,} published rows" if self.judged else "check: no published row"
        return Document(title, lines, [*summaries(self), *_by_architecture(shown)], headline)

    def _verdicts(self) -> str:
        """How many rows have which verdict, and that none differs, in words."""
        said = [f"{number:,} {WORDS[verdict][number > 1]}" for verdict, number in self.counts.items() if number]
        return ", ".join([*said, *([] if self.counts["differs"] else ["none differs"])])

    @property
    def failing(self) -> Failing | None:
        ids = [one.row.id for one in self.differing]
        return Failing(f"{len(ids)} differ: {', '.join(ids)}") if ids else None

    def table(self) -> Table:
        """The rows as the record has them."""
        rows = [[record[name] for name in FIELDS] for record in self.record()["rows"]]
        return Table("published rows", [Column(name) for name in FIELDS], rows)


def _by_architecture(judged: Iterable[Judged]) -> list[Table]:
    """A table an architecture, all with the same columns."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.row.architecture, []).append(one)
    return [published_table(name, group) for name, group in groups.items()]
