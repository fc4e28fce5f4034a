"""Equations between printed numbers, such as `94.86 + 3.06 + x + 0.18 = 100`, checked without evaluating code.

Python's own parser reads the text; only numbers, `x`, + - * / ** and parentheses are then computed, as rationals.
"""

import ast
import operator
from collections.abc import Callable
from fractions import Fraction

from costmodel.errors import CostModelError
from costmodel.published.print import prints_as

OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def holds(equation: str, x: Fraction) -> bool:
    """Does the left side, with `x` put in, round to the digits on the right?

    Raises:
        CostModelError: if the text is no such equation.
    """
    left, _, right = equation.rpartition("=")
    try:
        value = _value(ast.parse(left.strip(), mode="eval").body, x)
    except SyntaxError:
        raise CostModelError(f"not an equation: {equation!r}") from None
    return prints_as(value, right.strip())


def _value(node: ast.expr, x: Fraction) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return Fraction(str(constant))
        case ast.Name(id="x"):
            return x
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, x), _value(right, x))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, x)
    raise CostModelError(f"an equation holds numbers, x and + - * / ** only, not {ast.unparse(node)!r}")
