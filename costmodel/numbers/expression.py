"""Expressions: the one factory of symbols, and how an expression is written down for people, papers and programs."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

# An expression is shown factored where that takes at most this part of the operations of its expanded form.
SHORTER = 0.7
# `factor` is tried up to this many terms; beyond, nothing reads well and the search is slow.
LONGEST = 24
FACTOR_BEFORE_WORD = re.compile(r"([\d}]) \\mathrm")
# Only of so many arguments is a common factor worth a look.
FEW = 4


def symbol(name: str) -> Any:
    """The one factory of symbols; all are positive, and two of one name are the same.

    Example:
        >>> cost(build("mobilenet", alpha=symbol("alpha"), rounding="exact"))["params"]
        3139584*alpha**2 + 1091392*alpha + 1000
    """
    return sympy.Symbol(name, positive=True)


def rational(number: Fraction | int) -> Any:
    """A number as an expression."""
    return sympy.Rational(number.numerator, number.denominator)


def fraction(number: Any) -> Fraction:
    """A rational expression without symbols as a number."""
    return Fraction(int(number.p), int(number.q))


def at(expression: Any, values: Mapping[str, Fraction]) -> Fraction | None:
    """An expression with numbers for its symbols; None where none of its cases holds."""
    number = expression.xreplace({symbol(name): rational(value) for name, value in values.items()})
    return None if number is sympy.nan else fraction(number)


def tidy(expression: Any) -> Any:
    """Expanded, with what the arguments of a Max have in common put before it; done once, at the end."""
    expression = sympy.sympify(expression)
    if expression.is_Piecewise:
        return expression
    # Sympy would compare the arguments of a Max again whenever one is rebuilt; stand-ins spare that.
    maxima = {maximum: sympy.Dummy(positive=True) for maximum in expression.atoms(sympy.Max)}
    shared = {stand_in: _with_common_factor(maximum) for maximum, stand_in in maxima.items()}
    expanded = sympy.expand(expression.xreplace(maxima))
    expanded = sympy.Add(*(term.xreplace(shared) for term in sympy.Add.make_args(expanded)))
    factored = _factored(expanded)
    return factored if factored.count_ops() <= SHORTER * expanded.count_ops() else expanded


def pruned(expression: Any, least: Mapping[Any, Any]) -> Any:
    """Without the arguments of a Max that another one exceeds wherever each symbol is at or above its least value.

    With `x = least + t`, one polynomial exceeds another for all t >= 0 if it does so in every coefficient. Twofold windows make
    `32*x**2 - 320*x + 800` of a map, whose signs decide nothing until they are shifted.
    """
    replaced = {}
    for maximum in expression.atoms(sympy.Max):
        if len(maximum.args) <= FEW or not all(argument.is_polynomial(*least) for argument in maximum.args):
            continue
        kept: list[tuple[Any, dict[Any, Any]]] = []
        for argument in maximum.args:
            terms = sympy.Poly(argument, *least, domain="QQ").shift_list(list(least.values())).as_dict()
            if not any(_exceeds(other, terms) for _, other in kept):
                kept = [*((one, other) for one, other in kept if not _exceeds(terms, other)), (argument, terms)]
        replaced[maximum] = sympy.Max(*(argument for argument, _ in kept), evaluate=False) if len(kept) > 1 else kept[0][0]
    return expression.xreplace(replaced)


def _exceeds(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> bool:
    return all(a.get(monomial, 0) >= b.get(monomial, 0) for monomial in {*a, *b})


def python_of(expression: Any) -> str:
    """The expression as Python, exact for Fractions; ints become a float once at most, at the end."""
    terms = sympy.Add.make_args(expression)
    common = sympy.ilcm(1, *(term.as_coeff_Mul()[0].q for term in terms if term.as_coeff_Mul()[0].is_Rational))
    if common == 1 or expression.is_Piecewise:
        return str(sympy.pycode(expression))
    return f"({sympy.pycode(sympy.expand(expression * common))})/{common}"


def latex_text(expression: Any) -> str:
    """The expression as LaTeX, words upright and Greek letters as such."""
    expression = sympy.sympify(expression)
    words = {
        one: rf"\mathrm{{{sympy.latex(one)}}}"
        for one in expression.free_symbols
        if sympy.latex(one).isalpha() and len(one.name) > 1
    }
    return FACTOR_BEFORE_WORD.sub(r"\1 \\thinspace \\mathrm", sympy.latex(expression, symbol_names=words))


def mathml_text(expression: Any) -> str:
    """The expression as MathML; a sum as a piece for each of its terms, for a browser breaks a line only between pieces."""
    from sympy.printing.mathml import mathml

    pieces: list[str] = []
    for term in sympy.sympify(expression).as_ordered_terms():
        sign = "" if not pieces else "-" if term.could_extract_minus_sign() else "+"
        written = mathml(-term if sign == "-" else term, printer="presentation")
        written = written.replace("<mo>&InvisibleTimes;", '<mo rspace="0.15em">&InvisibleTimes;')
        operator = f'<mo form="infix" rspace="0.25em">{sign.replace("-", "&minus;")}</mo>' if sign else ""
        pieces.append(f"<math>{operator}{written}</math>")
    return " ".join(pieces)


def _with_common_factor(maximum: Any) -> Any:
    """`1280*Max(1, alpha)` from `Max(1280, 1280*alpha)`; symbols are positive, so that monomials may be taken out."""
    if len(maximum.args) > FEW:
        return maximum
    expanded = [sympy.expand(argument) for argument in maximum.args]
    if not all(argument.is_polynomial() for argument in expanded):
        return maximum
    common = sympy.gcd_list([term for argument in expanded for term in sympy.Add.make_args(argument)])
    if common == 1 or common.is_Add:
        return maximum
    return common * sympy.Max(*(sympy.expand(argument / common) for argument in expanded), evaluate=False)


def _factored(expanded: Any) -> Any:
    if expanded.is_Add and 2 < len(expanded.args) <= LONGEST and expanded.is_polynomial():
        return sympy.factor(expanded)
    return expanded


def leading_term(expression: Any) -> Any:
    """What a sum grows as: its monomials of the highest total degree, without their coefficients; None of no polynomial."""
    terms = [term.as_coeff_Mul()[1] for term in sympy.Add.make_args(sympy.expand(expression))]
    if not all(term.is_polynomial() for term in terms):
        return None
    degrees = {term: sum(power for _, power in term.as_powers_dict().items() if term != 1) for term in terms}
    return sympy.Add(*(term for term in terms if degrees[term] == max(degrees.values())))
