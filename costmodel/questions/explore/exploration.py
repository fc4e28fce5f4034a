"""Networks as one page that opens without a connection, and computes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import metric, several
from costmodel.questions.explore.columns import Columns
from costmodel.questions.explore.description import described
from costmodel.questions.explore.emission import size
from costmodel.questions.explore.page import written
from costmodel.subjects import AsSubject, Subject, subject

MOST_RECORDED = 6_000  # layers; a thousand of them take about a second
SCHEMA = "costmodel/explore-1"
MADE = "Made by costmodel: the page computes by the arithmetic that the networks' builders wrote down, exactly."


@dataclass(frozen=True, eq=False, repr=False)
class Exploration(Answer):
    """A page on one network or several.

    Attributes:
        subjects: each with the knobs at which its page starts.
        most_layers: that are recorded of each, over all of its structures.
    """

    OWN = {"html": ".html"}

    subjects: tuple[Subject, ...]
    counting: Counting
    most_layers: int = MOST_RECORDED

    @cached_property
    def families(self) -> list[dict[str, Any]]:
        """The data of each."""
        if self.counting.partial:
            raise CostModelError("a page has no totals that are a least", allowed="whole networks, without --partial")
        around = size(written(self._around, "", MADE))
        return [described(one, self.counting, around, self.most_layers) for one in self.subjects]

    def record(self) -> dict[str, Any]:
        """The contract of `explore --format json`: what the page computes by."""
        return {"schema": SCHEMA, **self._around, "families": self.families}

    def document(self) -> Document:
        """What the page would hold."""
        rows = [
            [
                one["name"],
                len(one["free"]) + len(one["fixed"]),
                len(one["structures"]),
                len(one["programs"]),
                len(one["tape"]),
                len(one["rows"]),
                size(one),
            ]
            for one in self.families
        ]
        names = ("knobs", "structures", "networks", "instructions", "published rows", "bytes")
        columns = [Column("name"), *(Column(name, "integer") for name in names)]
        note = f"with -o page.html this becomes a page of {len(self.html().encode()):,} bytes"
        return Document("explorer page", [self.counting.line], [Table("families", columns, rows, [note])])

    def html(self) -> str:
        """The page."""
        names = ", ".join(one.name for one in self.subjects)
        return written({**self._around, "families": self.families}, f"{names}: what it costs", MADE)

    @property
    def _around(self) -> dict[str, Any]:
        """What is the same for all families."""
        conventions = [one.convention for one in Columns.of(self.counting).countings]
        return {
            "conventions": [{"name": one.name, "summary": one.summary} for one in conventions],
            "metrics": [
                {"name": one.name, "unit": one.unit, "summary": one.summary}
                for one in map(metric, several(None, self.counting))
            ],
            "bits": self.counting.bits,
            "batch": self.counting.batch,
        }


def explore(networks: Sequence[AsSubject], *, counting: AsCounting = "paper") -> Exploration:
    """One page on networks that opens offline: live totals by sliders, layers, graph, curves, formulas, published numbers.

    Args:
        networks: one or more, each a name such as `mobilenet` or `mobilenet:alpha=0.5`, at which the page starts.

    Raises:
        CostModelError: if a network or knob is not allowed, or one is named twice.

    Example:
        >>> page = explore(["squeezenet"]).rendered("html")
        >>> page[:15].lower()
        '<!doctype html>'
    """
    given = [networks] if isinstance(networks, str) else list(networks)
    if not given:
        raise CostModelError("name a network or more, such as mobilenet", given=networks)
    asked = tuple(subject(one) for one in given)
    names = [one.name for one in asked]
    if twice := [name for name in names if names.count(name) > 1]:
        raise CostModelError(
            f"{twice[0]} is named twice", given=networks, allowed="each network once; its knobs are on the page"
        )
    return Exploration(asked, Counting.of(counting))
