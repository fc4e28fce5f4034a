"""A law at given numbers."""

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

import sympy

from costmodel.errors import CostModelError
from costmodel.formulas.laws import Law
from costmodel.numbers.expression import symbol

MOST_POWER = 1000  # of a number with a given exponent, which would else be too long to hold


def value_of(law: Law, numbers: Mapping[str, Fraction]) -> Fraction | float:
    """The quantity or margin at rationals, exactly where it is rational.

    Raises:
        CostModelError: if a symbol is missing or unknown, an exponent is too large, or the law has no real value there.
    """
    stated: Any = law({name: symbol(name) for name in law.symbols})
    given = {symbol(name): sympy.Rational(value.numerator, value.denominator) for name, value in numbers.items()}
    for power in stated.atoms(sympy.Pow):
        exponent = power.exp.xreplace(given)
        if power.exp.free_symbols and exponent.is_number and abs(exponent) > MOST_POWER:
            raise CostModelError(f"{law.name} has the exponent {power.exp}", given=numbers, allowed=f"at most {MOST_POWER}")
    try:
        found = law(numbers)
        real = not isinstance(found, complex) and isfinite(found) and (float(found) != 0 or found == 0)
    except (ZeroDivisionError, OverflowError):
        real = False
    if not real:
        raise CostModelError(f"{law.name} has no real value there that can be written", given=numbers)
    return found if isinstance(found, Fraction) else float(found)
