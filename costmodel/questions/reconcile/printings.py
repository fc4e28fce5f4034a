"""How digits follow from a value: units, significant digits, rounding."""

from collections.abc import Iterator

from costmodel.published.basis import Basis
from costmodel.published.print import Rounded
from costmodel.questions.reconcile.costs import DIGITS, PREFIX, SLIP
from costmodel.questions.reconcile.way import AS_STATED, Decision, Way

ROUNDINGS: dict[Rounded, Decision] = {
    "truncated": Decision(DIGITS, "cut off instead of rounded"),
    "up": Decision(DIGITS, "rounded up"),
}
POWERS = {"K": (3, 10), "M": (6, 20), "G": (9, 30), "T": (12, 40)}  # of 10 and of 2
BINARY = {f"{prefix}{byte}": f"{prefix}i{byte}" for prefix in POWERS for byte in ("", "B")}
DECIMAL = {binary: decimal for decimal, binary in BINARY.items()}
SLIPS = {"M": "G", "G": "M"}


def printings(digits: str, stated: Basis) -> Iterator[Way]:
    """The ways to read a print, the stated one first."""
    for unit in _units(stated.unit or ""):
        for significant in _significant(digits, stated):
            for rounding in _roundings(stated):
                yield unit.with_(significant).with_(rounding)


def _units(unit: str) -> Iterator[Way]:
    yield AS_STATED
    if unit in BINARY:
        yield AS_STATED.and_({"unit": BINARY[unit]}, Decision(PREFIX, f"{unit} stands for 2^{POWERS[unit[0]][1]}"))
    if unit in DECIMAL:
        yield AS_STATED.and_({"unit": DECIMAL[unit]}, Decision(PREFIX, f"{unit} stands for 10^{POWERS[unit[0]][0]}"))
    if unit in SLIPS:
        yield AS_STATED.and_({"unit": SLIPS[unit]}, Decision(SLIP, f"{unit} is a slip for {SLIPS[unit]}"))


def _significant(printed: str, stated: Basis) -> Iterator[Way]:
    """Zeros before the decimal point may only fill the place."""
    yield AS_STATED
    whole = printed.replace(",", "")
    if stated.digits is None and "." not in whole:
        least = len(whole.rstrip("0"))
        for digits in range(len(whole) - 1, least - 1, -1):
            decision = Decision(DIGITS, f"rounded to {digits} digit{'s' * (digits > 1)}, the rest zeros")
            yield AS_STATED.and_({"digits": digits}, decision)


def _roundings(stated: Basis) -> Iterator[Way]:
    yield AS_STATED
    if stated.rounding is None:
        for rounding, decision in ROUNDINGS.items():
            yield AS_STATED.and_({"rounding": rounding}, decision)
