"""How many rows have each verdict, by architecture and by paper."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from costmodel.answers.document import Column, Table
from costmodel.published.verdict import Judged, counts
from costmodel.questions.rows import papers

if TYPE_CHECKING:
    from costmodel.questions.check.answer import Check


def summaries(check: "Check") -> list[Table]:
    """By architecture, where there are several, and by paper with the columns of its tables that are settled as a whole."""
    if not check.judged:
        return []
    verdicts = [verdict for verdict, number in check.counts.items() if number]
    heads = [Column(verdict, "integer") for verdict in verdicts]
    by_name = _counted(check.judged, lambda one: one.row.architecture, verdicts)
    by_paper = _counted(check.judged, lambda one: one.row.paper, verdicts)
    settled = {one["paper"]: f"{one['settled']} of {one['columns']}" for one in check.settled}
    labels = papers(by_paper)
    tables = [
        Table("by architecture", [Column("architecture"), *heads], [[name, *numbers] for name, numbers in by_name.items()]),
        Table(
            "by paper",
            [Column("paper"), *heads, Column("columns settled", "quantity", 1)],
            [[labels[paper], *numbers, settled[paper]] for paper, numbers in by_paper.items()],
        ),
    ]
    return tables if len(by_name) > 1 else tables[1:]


def _counted(judged: Iterable[Judged], of: Callable[[Judged], str], verdicts: Iterable[str]) -> dict[str, list[int]]:
    """How many rows of each thing have these verdicts; the things in alphabetical order."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(of(one), []).append(one)
    return {name: [counts(groups[name])[verdict] for verdict in verdicts] for name in sorted(groups)}
