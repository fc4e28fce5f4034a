"""Conditions: read or refused in one line, and decided exactly as rationals would decide them."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.errors import LONGEST as LONGEST_LINE
from costmodel.errors import CostModelError
from costmodel.numbers.arithmetic import COMPARISONS, LONGEST
from costmodel.questions.sweep.where import condition

NAMES = ("mult_adds", "params", "alpha", "rho", "variant", "act")
CHOICES = ("variant", "act")


def columns(seed: int, rows: int = 12) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Columns as a sweep has them, and the same rows in rationals."""
    chance = Random(seed)
    steps = [Fraction(chance.randint(1, 40), chance.choice((20, 40, 7, 1000, 10**6))) for _ in range(rows)]
    exact: dict[str, list[Any]] = {
        "mult_adds": [chance.randint(1, 5) * 10**8 + chance.choice((0, 0, 1)) for _ in range(rows)],
        "params": [chance.choice((1, 2, 3, 2**53 + 1, 10**18)) * chance.choice((1, 1, 3)) for _ in range(rows)],
        "alpha": [chance.choice((Fraction(1, 10), Fraction(3, 10), Fraction(1, 3), step)) for step in steps],
        "rho": [chance.choice((Fraction(1, 10), Fraction(2, 10), Fraction(1), step)) for step in steps],
        "variant": [chance.choice("ab") for _ in range(rows)],
        "act": [chance.choice("ab") for _ in range(rows)],
    }
    floats = ("mult_adds", "alpha", "rho")  # a metric may come as whole floats
    read = {name: np.array([float(v) for v in values] if name in floats else values) for name, values in exact.items()}
    return read, [dict(zip(exact, row, strict=True)) for row in zip(*exact.values(), strict=True)]


class Drawn:
    """A condition of a random grammar, its text beside its meaning."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def quantity(self, depth: int) -> tuple[str, Any]:
        chance = self.chance
        kind = chance.randrange(6 if depth else 3)
        if kind == 0:
            text = chance.choice(
                ("0.1", "0.2", "0.3", "0", "1", "3", "1e-3", "10", "0.7", ".5", "7", "1e20", "9007199254740993")
            )
            return text, lambda row: Fraction(text)
        if kind == 1:
            text, scale = chance.choice(
                (("300M", 3 * 10**8), ("0.2g", 2 * 10**8), ("1.5K", 1500), ("1Mi", 2**20), ("100,000", 10**5))
            )
            return text, lambda row: Fraction(scale)
        if kind == 2:
            name = chance.choice(NAMES[:4])
            return name, lambda row: Fraction(row[name])
        if kind == 3:
            text, of = self.quantity(depth - 1)
            return f"-({text})", lambda row: -of(row)
        sign = chance.choice("+-*/")
        (left, a), (right, b) = self.quantity(depth - 1), self.quantity(depth - 1)
        act = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: x / y}[sign]
        return f"({left} {sign} {right})", lambda row: act(a(row), b(row))

    def truth(self, depth: int) -> tuple[str, Any]:
        chance = self.chance
        kind = chance.randrange(6 if depth else 4)
        if kind < 3:
            sign = chance.choice(("<=", ">=", "<", ">", "==", "!="))
            (left, a), (right, b) = self.quantity(chance.randrange(4)), self.quantity(chance.randrange(4))

            def compared(row: Mapping[str, Any]) -> bool:
                try:
                    return bool(COMPARISONS[sign](a(row), b(row)))
                except ZeroDivisionError:
                    return False

            return f"{left}{sign}{right}", compared
        if kind == 3:
            name, word, equal = chance.choice(CHOICES), chance.choice("ab"), chance.random() < 0.5
            return f"{name} {'=' if equal else '!='} '{word}'", lambda row: (row[name] == word) is equal
        if kind == 4:
            text, of = self.truth(depth - 1)
            return f"not ({text})", lambda row: not of(row)
        word, join = chance.choice((("and", all), ("or", any)))
        (left, a), (right, b) = self.truth(depth - 1), self.truth(depth - 1)
        right = right if word == "or" and chance.random() < 0.5 else f"({right})"
        return f"({left}) {word} {right}", lambda row: join([a(row), b(row)])


def disagreement(seed: int) -> str:
    """A condition that is decided otherwise than in rationals; empty where all is well."""
    text, rule = Drawn(Random(seed)).truth(2)
    read, rows = columns(seed)
    found = np.broadcast_to(condition(text, NAMES, CHOICES)(read), (len(rows),)).tolist()
    return "" if found == [rule(row) for row in rows] else text


@given(st.integers(0, 10**9))
@settings(max_examples=300)
def test_a_condition_is_decided_as_rationals_would(seed: int) -> None:
    assert disagreement(seed) == ""


@pytest.mark.parametrize(
    ("text", "alpha", "holds"),
    [
        ("alpha = (0 + 0.1)", 0.1, True),
        ("alpha + 0.2 = 0.3", 0.1, True),
        ("alpha * 3 = 0.3", 0.1, True),
        ("alpha = 0.1000000000000000000001", 0.1, False),
        ("alpha / 3 * 3 == 1", 1.0, True),
        ("1 / (alpha - 1) > 0", 1.0, False),
        ("alpha * 1e-99 * 1e-99 * 1e-99 * 1e-99 > 0", 1.0, True),
        ("0.1 + 0.2 = 0.3", 1.0, True),
        ("1 < alpha + 1 < 2", 0.5, True),
        ("alpha < 1,000", 1.0, True),
    ],
)
def test_decimals_are_exact(text: str, alpha: float, holds: bool) -> None:
    assert bool(condition(text, ["alpha"])({"alpha": np.array([alpha])})) is holds


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("variant + 1 > 0", "in quotes"),
        ("0 < variant", "in quotes"),
        ("-variant = 'x'", "`-` stands before a quantity"),
        ("variant <= alpha", "in quotes"),
        ("variant = alpha", "in quotes"),
        ("variant < 'x'", "in quotes"),
        ("alpha = 'x'", "in quotes"),
        ("'x' = 'x'", "in quotes"),
        ("alpha", "compare it"),
        ("alpha and rho", "joins comparisons"),
        ("not alpha", "stands before a comparison"),
        ("(alpha < 1) + 1 < 3", "stands between quantities"),
        ("alpha < 1 1", "here it should end, at '1'"),
        ("(alpha < 1", "a parenthesis is not closed, at the end"),
        ("alpha <", "a name or a number is missing, at the end"),
        ("alpha < 3X", "unknown suffix 'X'"),
        ("alpha < 3KiB", "unknown suffix 'KiB'"),
        ("alpha < \u0663", "cannot be read"),
        ("alph < 3", "did you mean alpha"),
        ("(" * 100, "nested too deeply"),
        ("-" * 100, "nested too deeply"),
        ("alpha < 1 and " * 1000, "at most 4,000"),
        ("alpha ** 2 < 1", "missing"),
        ("", "missing, at the end"),
    ],
)
def test_what_is_no_condition_is_one_line(text: str, why: str) -> None:
    with pytest.raises(CostModelError) as error:
        condition(text, NAMES, CHOICES)
    line = str(error.value)
    assert why in line
    assert len(line) < 400
    assert line.isprintable()


@pytest.mark.parametrize("part", [" and alpha<1", " or 1>alpha", "+1<9", "*1<9"])
def test_a_long_condition_is_no_deep_one(part: str) -> None:
    text = "alpha<2" + part * ((LONGEST - 10) // len(part))
    assert condition(text, ["alpha"])({"alpha": np.array([0.5])}) is not None


PIECES = ["mult_adds", "alpha", "variant", "and", "or", "not", " ", " ", "(", ")", "<=", "=", "!=", "<", "+", "-", "*",
          "/", "1", "0.1", "300M", "1e99", "'a'", "'", "\"", "\u0660", "\x1b", ",", ".", "x"]  # fmt: skip


def answered(text: str) -> bool:
    """An answer, or one short printable line."""
    try:
        condition(text, NAMES, CHOICES)(columns(0, 3)[0])
    except CostModelError as error:
        line = str(error)
        return len(line) <= LONGEST_LINE and line.isprintable()
    return True


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=300)
def test_a_condition_is_answered_or_refused(text: str) -> None:
    assert answered(text)
