"""A way to come to a number: decisions that an author may have taken, each with what it costs to believe.

A decision is to truncate, to leave the classifier out, to count a multiply-add as two, to measure at another resolution. It
is a change of the basis that the source states. An explanation is a set of decisions, and its cost is their sum: what needs
fewer and more common ones stands first.

The lattice of ways is made of generators, one a kind of decision; adding a kind is adding one, and its cost to the table in
`costs`. None knows a network or a paper.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Decision(NamedTuple):
    """Its cost and what it says."""

    cost: int
    words: str


class Way(NamedTuple):
    """Some decisions.

    Attributes:
        change: what they change together, as fields of a `Basis`.
        cost: of all of them.
    """

    decisions: tuple[Decision, ...] = ()
    change: Mapping[str, Any] = {}
    cost: int = 0

    def and_(self, change: Mapping[str, Any], *decisions: Decision) -> "Way":
        """These decisions and further ones."""
        cost = self.cost + sum(decision.cost for decision in decisions)
        return Way(self.decisions + decisions, {**self.change, **change}, cost)

    def with_(self, other: "Way") -> "Way":
        """These decisions and those of another way."""
        return self.and_(other.change, *other.decisions)


AS_STATED = Way()
