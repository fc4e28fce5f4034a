"""A choice space: how many networks it holds, which are cheapest, which have the best score for their cost, and samples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.numbers.show import plain
from costmodel.numbers.text import whole
from costmodel.questions.asked import Asked, EachMetric, counted, only
from costmodel.questions.solve.budget import Budget

if TYPE_CHECKING:
    from costmodel.subjects.space import Member, Members, Space

SHOWN = 20  # members in a table
MOST_DRAWN = 10**5  # which takes some seconds
MOST_SEED = 2**63 - 1


@dataclass(frozen=True, eq=False, repr=False)
class SpaceAnswer(Answer):
    """What was asked of a space.

    Attributes:
        members: of the whole space.
        budget: the most that a member may cost.
        within: how many members do, where that was asked.
        shown: members that were drawn, or stand at the extremes or on the frontier.
        what: which ones these are, in words.
    """

    members: "Members"
    budget: Budget | None
    within: int | None
    shown: "Sequence[Member]"
    what: str

    def record(self) -> dict[str, Any]:
        members, metric = self.members, self.members.metric
        return {
            "schema": "costmodel/space-1",
            "space": members.space.name,
            "metric": metric,
            "convention": members.counting.convention.name,
            "members": members.size,
            **({} if self.budget is None else {"budget": int(self.budget.limit)}),
            **({} if self.within is None else {"within": self.within}),
            "shown": [{metric: plain(one.cost), "score": one.score, "blocks": str(one)} for one in self.shown],
        }

    def document(self) -> Document:
        every = self.table()
        if len(every.rows) <= SHOWN:
            return Document(self.members.space.name, list(self._lines()), [every])
        rows = [every.rows[i * (len(every.rows) - 1) // (SHOWN - 1)] for i in range(SHOWN)]
        notes = [*every.notes, f"{SHOWN} of {len(every.rows):,}, evenly spaced"]
        return Document(self.members.space.name, list(self._lines()), [every._replace(rows=rows, notes=notes)])

    def table(self) -> Table:
        """All members that are shown, or the count."""
        metric = self.members.metric
        if self.within is not None and self.budget is not None:
            columns = [Column(f"{metric} at most", "integer"), Column("members", "integer"), Column("share", "quantity")]
            share = f"{self.within / self.members.size:.4g}"
            return Table("within the budget", columns, [[int(self.budget.limit), self.within, share]])
        columns = [Column(metric, "integer"), Column("score", "integer"), Column("blocks")]
        rows = [[one.cost, one.score, str(one)] for one in self.shown]
        return Table("members", columns, rows, ["a stage is its width, then kernel and expansion of each block"])

    def _lines(self) -> Iterator[str]:
        if self.members.space.paper:
            yield self.members.space.paper
        yield self.members.counting.line
        yield f"{self.members.size:,} members"
        yield self.what


def space(
    space: Annotated["Space | str | Path", Asked(only("file of a space"), "FILE", placed=True)],
    *,
    budget: Annotated[
        Mapping[str, object] | None, EachMetric("AMOUNT", "max", "At most so many {unit}.", "An amount is such as 300M.")
    ] = None,
    count: bool = False,
    sample: Annotated[int | None, counted(1, MOST_DRAWN)] = None,
    seed: Annotated[int, counted(0, MOST_SEED)] = 0,
    extremes: bool = False,
    frontier: bool = False,
    counting: AsCounting = "paper",
) -> SpaceAnswer:
    """A space of networks whose stages have choices of their own: size, extremes, count, samples, frontier.

    Args:
        space: the space, or its TOML file.
        budget: the most that a member may cost in one metric that adds up over layers, such as `{"mult_adds": "300M"}`.
        count: how many members are within the budget, exactly.
        sample: draw so many within the budget, uniformly.
        seed: of the sample.
        extremes: the cheapest and the dearest member, which is also the answer where nothing is asked.
        frontier: the best score for each cost, within the budget.

    Raises:
        CostModelError: if the file, the metric or the amount is not allowed, more than one question is asked, no member is
            within the budget, or numpy is missing for a count.

    Example:
        >>> space("examples/ofa_mobilenet_v3.toml").members.size
        21758655492572485851
    """
    from costmodel.subjects.space import Members

    if sum((count, sample is not None, extremes, frontier)) > 1:
        raise CostModelError("one question at a time: count, sample, extremes or frontier")
    counted = Counting.of(counting)
    limit = _budget(budget or {}, counted)
    if count and limit is None:
        raise CostModelError("a count needs a budget, such as --mult-adds 300M")
    members = Members(_space(space), "mult_adds" if limit is None else limit.metric, counted)
    within, amount = None, None if limit is None else limit.limit
    shown: Sequence[Member] = ()
    if count and amount is not None:
        within = members.count(amount)
        share = f"{within / members.size * 100:.4g} %"
        what = f"{within:,} of them have at most {int(amount):,} {members.metric}, which are {share} of all"
    elif sample is not None:
        shown = members.sample(whole(sample, 1, MOST_DRAWN, "sample"), amount, whole(seed, 0, MOST_SEED, "seed"))
        bound = "" if amount is None else f" from those of at most {int(amount):,} {members.metric}"
        what = f"{len(shown):,} drawn uniformly{bound}"
    elif frontier:
        shown = members.frontier(amount)
        what = f"{len(shown):,} on the frontier of {members.metric} and score"
    else:
        shown = [members.cheapest(), members.dearest()]
        what = "the cheapest and the dearest"
    return SpaceAnswer(members, limit, within, shown, what)


def _space(given: "Space | str | Path") -> "Space":
    from costmodel.subjects.space import Space, read

    if isinstance(given, Space):
        return given
    if not isinstance(given, str | Path):
        raise CostModelError(f"{quoted(given)} is no space", given=given, allowed="a Space, or its TOML file")
    return read(Path(given))


def _budget(given: Mapping[str, object], counting: Counting) -> Budget | None:
    if len(given) > 1:
        raise CostModelError(f"one budget at a time; given: {', '.join(given)}")
    return next((Budget.read(name, amount, counting) for name, amount in given.items()), None)


QUESTION = space
GROUP = "design"
