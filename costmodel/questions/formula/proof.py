"""Proofs of the claims that papers make, and laws in their own symbols."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sympy

from costmodel.errors import CostModelError
from costmodel.formulas.laws import Law
from costmodel.numbers.expression import symbol

MUCH_LONGER = 1.2  # a law keeps the paper's arrangement unless another one is shorter by a sixth


@dataclass(frozen=True)
class Proof:
    """Where a claim holds.

    Attributes:
        margin: the claim's margin, simplified or factored.
        holds: the domain, in words.
        equality: where the margin is zero, in words; empty if nowhere.
    """

    margin: str
    holds: str
    equality: str


def prove(law: Law) -> Proof:
    """Derive where a claim's margin is not negative.

    A margin in one symbol is solved for it. A margin in several is factored after every symbol x is written as r_x**2, which
    clears the roots; if each factor is then positive or an even power, the claim holds everywhere, and equality holds where
    a base vanishes. One other factor may remain if it grows or falls with some symbol: the claim holds on one side of its zero.

    Raises:
        CostModelError: if none of these decides.
    """
    names = law.symbols
    margin = law({name: symbol(name) for name in names})
    if len(names) == 1:
        return _solved(margin, symbol(names[0]))
    roots = {symbol(name): symbol(f"r_{name}") ** 2 for name in names}
    factored = sympy.factor(sympy.expand(sympy.powdenest(margin.xreplace(roots), force=True)))
    bases = []
    undecided: Any = sympy.Integer(1)
    for factor in sympy.Mul.make_args(factored):
        base, power = factor.as_base_exp()
        if factor.is_positive:
            continue
        if power.is_even and power.is_positive:
            bases.append(base)
        else:
            undecided = undecided * factor
    equal = [_vanishing(base, names) for base in bases]
    if undecided == 1:
        return Proof(_readable(factored, names), "everywhere", " or ".join(equal))
    bound = _bound(undecided, names)
    if bound is None:
        raise CostModelError(f"{law.name} is not decided: {factored}")
    name, relation, zero = bound
    return Proof(_readable(factored, names), f"{name} {relation} {zero}", " or ".join([f"{name} = {zero}", *equal]))


def _bound(factor: Any, names: Iterable[str]) -> tuple[str, str, str] | None:
    """The first symbol in which a factor is monotone, the side of its zero on which it is not negative, and that zero."""
    for name in names:
        variable = symbol(f"r_{name}")
        slope = sympy.factor(factor.diff(variable))
        if not (slope.is_positive or slope.is_negative):
            continue
        zeros = [zero for zero in sympy.solve(factor, variable) if zero.is_positive]
        if len(zeros) == 1:
            return name, ">=" if slope.is_positive else "<=", _readable(sympy.factor(zeros[0] ** 2), names)
    return None


def _solved(margin: Any, variable: Any) -> Proof:
    margin = sympy.simplify(margin)
    numerator, denominator = sympy.fraction(sympy.together(margin))
    if not sympy.expand(denominator).is_positive:
        raise CostModelError(f"the sign of {denominator} is not known")
    if numerator.is_nonnegative:
        zeros: list[Any] = [] if numerator.is_positive else sympy.solve(numerator, variable)
        return Proof(str(sympy.factor(margin)), "everywhere", ", ".join(f"{variable} = {z}" for z in zeros))
    solution = sympy.solve_univariate_inequality(numerator >= 0, variable, relational=False)
    domain = sympy.Intersection(solution, sympy.Interval.open(0, sympy.oo))  # symbols are positive
    zeros = [z for z in sympy.solve(numerator, variable) if z.is_positive]
    intervals = domain.args if isinstance(domain, sympy.Union) else (domain,)
    bounds = " or ".join(_bounds(variable, interval) for interval in intervals)
    return Proof(str(sympy.factor(margin)), bounds, ", ".join(f"{variable} = {z}" for z in zeros))


def _bounds(variable: Any, interval: Any) -> str:
    if interval.end == sympy.oo:
        return f"{variable} >= {interval.start}"
    return f"{variable} <= {interval.end}" if interval.start == 0 else f"{interval.start} <= {variable} <= {interval.end}"


def _vanishing(base: Any, names: Iterable[str]) -> str:
    for name in names:
        if symbol(f"r_{name}") in base.free_symbols:
            other = sympy.solve(base, symbol(f"r_{name}"))[0] ** 2
            return f"{name} = {_readable(other, names)}"
    return f"{base} = 0"


def _readable(expression: Any, names: Iterable[str]) -> str:
    return str(expression.xreplace({symbol(f"r_{name}"): sympy.sqrt(symbol(name)) for name in names}))


def equation_of(law: Law) -> Any:
    """A law in its own symbols: as its rule puts it, or, where that is much longer, as a sum of simple terms or factored."""
    stated = law({name: symbol(name) for name in law.symbols})
    simple = sympy.cancel(stated)
    shortest = min((sympy.expand(simple), sympy.factor(simple)), key=lambda form: len(str(form)))
    return stated if len(str(stated)) < MUCH_LONGER * len(str(shortest)) else shortest


def latex_of(law: Law) -> str:
    """The same as LaTeX."""
    return str(sympy.latex(equation_of(law)))
