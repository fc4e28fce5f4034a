"""Amounts as people write them: 150M, 1.5G, 512KB, 2 MiB. They are read by a pattern and never evaluated."""

import re
from fractions import Fraction
from typing import NamedTuple

from costmodel.errors import CostModelError
from costmodel.numbers.units import UNITS

# Prefixes of a count; B is a billion, as in "1.5B parameters". Bytes are written KB, MB, GB (10^3) or KiB, MiB, GiB (2^10).
COUNTS = {"": Fraction(1), "B": UNITS["G"]} | {prefix: UNITS[prefix] for prefix in ("K", "M", "G")}
BYTES = {unit: UNITS[unit] for unit in ("KB", "MB", "GB", "KiB", "MiB")} | {"GiB": UNITS["Gi"]}
AMOUNT = re.compile(r"(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})\s*([A-Za-z]{0,3})", re.ASCII)


class Quantity(NamedTuple):
    """An amount above 0.

    Attributes:
        unit: `bytes`, or `` for a count.
    """

    amount: Fraction
    unit: str


def quantity(text: object) -> Quantity:
    """An amount from text or a number.

    Raises:
        CostModelError: if it is none, or not above 0.
    """
    given = str(text).strip()
    match = AMOUNT.fullmatch(given)
    units = {unit.lower(): unit for unit in (*COUNTS, *BYTES)}
    if match is None or match[2].lower() not in units:
        raise CostModelError(f"{given[:40]!r} is no amount; allowed: a number above 0 such as 150M, 1.5G, 2B, 512KB or 0.5MiB")
    unit = units[match[2].lower()]
    amount = Fraction(match[1]) * (BYTES[unit] if unit in BYTES else COUNTS[unit])
    if not amount:
        raise CostModelError(f"{given!r} is not above 0; allowed: such as 150M, 1.5G, 2B, 512KB or 0.5MiB")
    return Quantity(amount, "bytes" if unit in BYTES else "")
