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


@dataclass(frozen=True, eq=False, repr=False)
class Catalog(Answer):
    """All families, by year."""

    families: tuple[Family, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `list --format json`."""
        return {
            "schema": SCHEMA,
            "architectures": [
                {
                    "architecture": family.name,
                    "year": family.paper.year,
                    "summary": family.summary,
                    "paper": str(family.paper),
                    "knobs": list(family.knobs),
                    "published_rows": family.rows,
                }
                for family in self.families
            ],
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
            Column("knobs"),
            Column("paper"),
            Column("summary", priority=1),
        ]
        note = f"All have the knobs {', '.join(common[:-1])} and {common[-1]}. Rows are published numbers."
        return Document("catalog", (), [Table("by year", columns, rows, [note])])


def catalog() -> Catalog:
    """The catalog by year: families, their knobs, their papers, how many published rows they have."""
    found = []
    for name in names():
        family = architecture(name)
        summary = (family.__doc__ or "").partition("\n")[0]
        found.append(Family(name, summary, family.PAPER, tuple(knobs_of(family.Spec)), len(tables(name))))
    return Catalog(tuple(sorted(found, key=lambda family: family.paper.year)))


QUESTION = catalog
GROUP = "literature"
