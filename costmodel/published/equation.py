"""Equations between printed numbers, such as `94.86 + 3.06 + x + 0.18 = 100`, checked without evaluating code."""

import re
from fractions import Fraction

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.arithmetic import names_of, parsed, worth
from costmodel.numbers.text import DECIMAL, rational
from costmodel.published.print import tolerance


def numbers(equation: str) -> set[Fraction]:
    """The numbers that stand in an equation."""
    return {rational(text) for text in re.findall(DECIMAL, equation)}


def holds(equation: str, x: Fraction) -> bool:
    """Does the left side, with `x` put in, round to the digits on the right?

    Raises:
        CostModelError: if the text is no such equation.
    """
    left, _, right = equation.rpartition("=")
    tree = parsed(left)
    if names_of(tree) - {"x"}:
        raise CostModelError(f"{quoted(equation)} is no equation in x", given=equation, allowed="numbers, x and + - * /")
    try:
        value = worth(tree, lambda _: x, lambda number: number)
    except ZeroDivisionError:
        raise CostModelError(f"{quoted(equation)} is divided by 0", given=equation) from None
    return tolerance(right.strip()).holds(value)
