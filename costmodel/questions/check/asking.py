"""Every published row and its verdict, or those that are asked for by name, paper, metric or verdict."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeAlias

from costmodel.archs import names as catalog
from costmodel.errors import CostModelError, UnknownName, meant, quoted
from costmodel.published.column import columns
from costmodel.published.literature import published, rows
from costmodel.published.verdict import VERDICTS, Judged
from costmodel.questions.asked import Asked, Families, Flag, Metrics, listed
from costmodel.questions.check.answer import Check

Verdicts: TypeAlias = Annotated[
    str | Iterable[str] | None, Asked(listed, "VERDICT[,VERDICT...]", offers=lambda knobs: VERDICTS)
]


def check(
    names: Families = (),
    *,
    verdict: Verdicts = None,
    paper: str | None = None,
    metrics: Metrics = None,
    every: Annotated[bool, Flag("all")] = False,
) -> Check:
    """Every published row and its verdict; a program fails if a row differs.

    Args:
        names: architectures; all where none is named.
        verdict: only rows with one of these verdicts, such as unreproduced; people are shown each of them.
        paper: only rows of papers with this text in their authors, year, title or number, in any case.
        metrics: only rows of these metrics.
        every: show people every row, and not only those that neither agree nor are explained.

    Raises:
        CostModelError: if there is no such architecture, verdict, paper or metric, or a row is malformed; names it.

    Example:
        >>> check("squeezenet").failing is None
        True
    """
    chosen = _chosen("architecture", names, catalog()) or published()
    printed = columns((row for name in published() for row in rows(name)), chosen)
    judged = {one.row.id: one for column in printed for one in column.judged}
    kept = [judged[row.id] for name in chosen for row in rows(name)]
    only = []
    if paper is not None:
        found = _with_text(paper, [one.row.paper for one in kept])
        kept, only = [one for one in kept if one.row.paper in found], [f"papers with {quoted(paper)}"]
    if metrics is not None:
        kept, words = _of(kept, "metric", metrics, lambda one: one.row.metric, {one.row.metric: 1 for one in kept})
        only.append(words)
    if verdict is not None:
        kept, words = _of(kept, "verdict", verdict, lambda one: one.verdict, VERDICTS)
        only.append(words)
    ids = {one.row.id for one in kept}
    beside = tuple(column for column in printed if any(one.row.id in ids for one in column.judged))
    return Check(tuple(kept), beside, tuple(only), every or verdict is not None)


def _of(
    judged: Iterable[Judged], word: str, given: str | Iterable[str], of: Callable[[Judged], str], allowed: Iterable[str]
) -> tuple[list[Judged], str]:
    """The rows of which something is as asked for, and that in words."""
    wanted = _chosen(word, given, list(allowed))
    return [one for one in judged if of(one) in wanted], f"{word} {' or '.join(wanted)}"


def _chosen(what: str, given: object, allowed: Iterable[str]) -> list[str]:
    """Names that exist, each once."""
    wanted = (given,) if isinstance(given, str) else given
    if not isinstance(wanted, Iterable):
        raise CostModelError(f"{quoted(given)} is no {what}", given=given, allowed=list(allowed))
    return list(dict.fromkeys(meant(what, name, allowed) for name in wanted))


def _with_text(text: object, papers: Iterable[str]) -> set[str]:
    """The papers that have a text in their names."""
    found = {
        paper for paper in papers if isinstance(text, str) and text.strip() and text.strip().casefold() in paper.casefold()
    }
    if not found:
        raise UnknownName("paper", text, sorted({paper.partition(",")[0] for paper in papers}))
    return found
