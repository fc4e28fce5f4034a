"""What is found for a printed number, for people: a few plain sentences, and below them the ways as a table."""

from collections.abc import Iterator
from fractions import Fraction

from costmodel.answers.document import Column, Table
from costmodel.formulas.metrics import METRICS
from costmodel.questions.reconcile.reconciled import Reconciled, in_short

TOLD = 3  # of equally simple ways, in words


def answer(number: Reconciled, asked: str, family: str = "") -> list[str]:
    """The answer, for which a reader needs no table.

    Args:
        asked: what was asked about, such as `the paper's own network`.
        family: of the catalog, where the network is of one.
    """
    what = str(number.printed) if number.printed.unit.endswith("B") else f"{number.printed} {METRICS[number.metric].unit}"
    stated = f"{asked[:1].upper()}{asked[1:]} has {number.in_unit(number.computed)}"
    if number.nearest:
        return [f"{what}: nothing fits. {stated}, {_off(number, number.computed)}.", *_to_try(number, family)]
    first, *others = number.shown
    ways = [f"{one.words} ({number.in_unit(one.value, one)})" for one in number.shown if one.cost == first.cost]
    if number.agrees:
        more = f"; {len(others)} other way{'s lead' if len(others) > 1 else ' leads'} to the same digits" if others else ""
        return [f"{what}: agrees as it stands. {stated}{more}."]
    if not number.explanations:
        doubt = f"but {_odds(first.chance)} of such numbers would, so it explains little"
        return [f"{what}: nothing explains it well. It would fit {ways[0]}, {doubt}. {stated}."]
    if not others:
        return [f"{what}: it fits {first.words}: {number.in_unit(first.value, first)}. {stated}."]
    alike = "the simplest" if len(ways) == 1 else f"{len(ways)} of them equally simple"
    said = "; ".join([*ways[:TOLD], *(["..."] if len(ways) > TOLD else [])])
    return [f"{what}: it fits in {len(number.shown)} ways, {alike}: {said}. {stated}."]


def evidence(number: Reconciled, limit: int, rows: bool = False) -> Table:
    """So many explanations, or what is possible, or what comes nearest.

    Args:
        rows: also what each costs to believe, and how a published row says it.
    """
    fits, apart = not number.nearest, number.apart
    columns = [
        Column("how"),
        *([Column("in a row", "note")] if rows else []),
        Column("computed", "quantity"),
        Column("by chance" if fits else "off", "quantity"),
        *([Column(apart, "quantity")] if apart else []),
        *([Column("cost", "integer")] if rows else []),
    ]
    cells = [
        [
            one.words,
            *([one.toml] if rows else []),
            number.in_unit(one.value, one),
            _odds(one.chance) if fits else _off(number, one.value),
            *([in_short(dict(one.elsewhere)[apart])] if apart else []),
            *([one.cost] if rows else []),
        ]
        for one in number.shown[:limit]
    ]
    return Table(f"{number.metric} {number.printed}: {number.outcome}", columns, cells, list(_notes(number, limit)))


def _notes(number: Reconciled, limit: int) -> Iterator[str]:
    shown = number.shown
    if number.nearest:
        yield "These come nearest in one step each; none of them prints the digits."
    elif any(one.decisions for one in shown):
        yield "By chance: the share of the numbers nearby that something as simple would explain as well."
    if number.apart:
        yield f"The {number.apart} printed beside it would tell them apart."
    elif len(shown[:limit]) > 1 and not number.nearest:
        yield "No total of the same network tells them apart; the number of another network may."
    if len(shown) > limit:
        yield f"{len(shown) - limit} more that are as simple or less: --limit {len(shown)} shows all."


def _to_try(number: Reconciled, family: str) -> Iterator[str]:
    nearest = number.nearest[0]
    yield f"Nearest in one step is {nearest.words}: {number.in_unit(nearest.value)}, {_off(number, nearest.value)}."
    for metric in number.fits:
        option = f"--{metric.replace('_', '-')} {str(number.printed).replace(' ', '')}"
        yield f"The digits are those of its {METRICS[metric].unit}, if that is what was counted: {option}."
    knobs = f" (`costmodel list {family}` shows its knobs)" if family else ""
    yield f"To try: another version or size of it{knobs}, the tool that counted (--convention), a part of it (--part)."


def _off(number: Reconciled, value: Fraction) -> str:
    """How far a value is from the print, in per cent of it."""
    part = float(value / number.printed.value - 1) * 100
    return f"{abs(part):,.{2 if abs(part) < 10 else 0}f} % {'above' if part > 0 else 'below'}"


def _odds(chance: Fraction) -> str:
    """A share as people say it, in two digits."""
    if chance > Fraction(1, 2):
        return "most"
    odds = round(1 / chance)
    return f"1 in {round(odds, 2 - len(str(odds))):,}"
