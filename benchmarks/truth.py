"""How often `reconcile` finds the truth, and how often it explains what nothing explains."""

from collections.abc import Iterator

from benchmarks.timing import Measure
from costmodel.published.basis import Basis
from costmodel.published.literature import published
from tests.questions.mismatches import FIRST, cases, place, searched, wrong_numbers

EACH = 3  # wrong numbers of a family, a metric and a number of digits


def truth() -> Iterator[Measure]:
    """The half of the known mismatches on which costs were set, the half that is held out, and numbers that are wrong."""
    known = cases()
    for half in ("training", "held-out"):
        tried = [case for case in known if case.half == half]
        found = searched([case.number for case in tried])
        places = [place(case.truths, one.shown) for case, one in zip(tried, found, strict=True)]
        told = [place(case.truths, one.explanations) for case, one in zip(tried, found, strict=True)]
        false = sum(bool(one.explanations) and not at for at, one in zip(told, found, strict=True))
        against = f"of {len(tried)} {half} cases"
        for name, number in (
            ("the truth is among the first three", sum(0 < at <= FIRST for at in places)),
            ("and told as an explanation", sum(0 < at <= FIRST for at in told)),
            ("explained, and not by the truth", false),
        ):
            yield Measure("truth", f"{half}: {name}", number, "cases", number / len(tried), against)
    for digits in (2, 3, 4, 5):
        drawn = [
            (network, {}, None, Basis(metric=metric), number)
            for network in published()
            for metric in ("mult_adds", "params")
            for number in wrong_numbers(network, metric, digits, EACH)
        ]
        false = sum(bool(one.explanations) and not one.agrees for one in searched(drawn))
        name = f"wrong numbers of {digits} digits that are explained"
        yield Measure("truth", name, false, "numbers", false / len(drawn), f"of {len(drawn)}")
