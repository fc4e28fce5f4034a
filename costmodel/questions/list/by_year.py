"""The catalog by year: families, their knobs, their papers, how many published rows they have."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture, names
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec, knobs_of
from costmodel.published.literature import tables

SCHEMA = "costmodel/list-1"


class Family(NamedTuple):
    """A family of the catalog.

    Attributes:
        knobs: their names, those that all families have among them.
        rows: how many published numbers there are.
    """

    name: str
    summary: str
    paper: Paper
    knobs: tuple[str, ...]
    rows: int

    @classmethod
    def of(cls, name: str) -> "Family":
        """The family of that name."""
        family = architecture(name)
        summary = (family.__doc__ or "").partition("\n")[0]
        return cls(name, summary, family.PAPER, tuple(knobs_of(family.Spec)), len(tables(name)))

    @property
    def record(self) -> dict[str, Any]:
        """What machines read of it."""
        return {
            "architecture": self.name,
            "year": self.paper.year,
            "summary": self.summary,
            "paper": str(self.paper),
            "knobs": list(self.knobs),
            "published_rows": self.rows,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Catalog(Answer):
    """All families, by year."""

    families: tuple[Family, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `list --format json`."""
        return {
            "schema": SCHEMA,
            "architectures": [family.record for family in self.families],
        }

    def document(self) -> Document:
        """A row a family, with the knobs of its own."""
        common = tuple(knobs_of(ArchSpec))
        rows = [
            [
                family.paper.year,
                family.name,
                family.rows,
                ", ".join(knob for knob in family.knobs if knob not in common),
                family.paper.line,
                family.summary,
            ]
            for family in self.families
        ]
        columns = [
            Column("year"),
            Column("name"),
            Column("rows", "integer"),
            Column("knobs", priority=2),
            Column("paper"),
            Column("summary", priority=1),
        ]
        note = (
            f"`costmodel list NAME` shows one of them: its knobs beside {', '.join(common[:-1])} and {common[-1]}, the names "
        )
        note += "of its members such as resnet50, its published rows, and commands to begin with. Rows are published numbers."
        return Document("catalog", (), [Table("by year", columns, rows, [note])])


def by_year() -> Catalog:
    """All families by the year of their paper."""
    return Catalog(tuple(sorted(map(Family.of, names()), key=lambda family: family.paper.year)))
