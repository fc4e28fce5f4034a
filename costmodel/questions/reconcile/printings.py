"""How digits follow from a value: units, significant digits, rounding."""

from collections.abc import Iterator

from costmodel.published.basis import Basis
from costmodel.published.print import Rounded
from costmodel.questions.reconcile.way import AS_STATED, Decision, Way

ROUNDINGS: dict[Rounded, Decision] = {"truncated": Decision(2, "truncated"), "up": Decision(2, "rounded up")}
BINARY = {"K": "Ki", "M": "Mi", "G": "Gi", "KB": "KiB", "MB": "MiB"}
DECIMAL = {binary: decimal for decimal, binary in BINARY.items()}
POWERS = {"K": (3, 10), "M": (6, 20), "G": (9, 30)}  # of 10 and of 2
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
        yield AS_STATED.and_({"unit": BINARY[unit]}, Decision(3, f"{unit} is of 2^{POWERS[unit[0]][1]}"))
    if unit in DECIMAL:
        yield AS_STATED.and_({"unit": DECIMAL[unit]}, Decision(3, f"{unit[0]} is of 10^{POWERS[unit[0]][0]}"))
    if unit in SLIPS:
        yield AS_STATED.and_({"unit": SLIPS[unit]}, Decision(6, f"{unit} is a slip for {SLIPS[unit]}"))


def _significant(printed: str, stated: Basis) -> Iterator[Way]:
    """Zeros before the decimal point may only fill the place."""
    yield AS_STATED
    whole = printed.replace(",", "")
    if stated.digits is None and "." not in whole:
        least = len(whole.rstrip("0"))
        for digits in range(len(whole) - 1, least - 1, -1):
            decision = Decision(2, f"printed with {digits} significant digit{'s' * (digits > 1)}")
            yield AS_STATED.and_({"digits": digits}, decision)


def _roundings(stated: Basis) -> Iterator[Way]:
    yield AS_STATED
    if stated.rounding is None:
        for rounding, decision in ROUNDINGS.items():
            yield AS_STATED.and_({"rounding": rounding}, decision)
