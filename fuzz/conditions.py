"""Conditions on metrics and knobs, from the grammar of the language and from beyond it."""

from collections.abc import Iterator
from functools import partial
from random import Random

import numpy as np

from costmodel.questions.sweep.where import condition
from fuzz.outcome import Case, outcome_of
from fuzz.texts import NUMBERS, UNITS, odd, spoiled

COLUMNS = {
    "mult_adds": np.array([10**6, 3 * 10**8, 10**12]),
    "params": np.array([1, 10**6, 10**9]),
    "alpha": np.array([0.1, 0.5, 1.0]),
    "depth": np.array([18, 50, 152]),
    "variant": np.array(["b0", "b1", "small"]),
}
COMPARISONS = ["<", "<=", ">", ">=", "=", "==", "!="]


def cases(chance: Random) -> Iterator[Case]:
    while True:
        text = either(chance, 0)
        if chance.random() < 0.3:
            text = spoiled(text, chance)
        if chance.random() < 0.01:
            text = chance.choice([" and ", " or ", " + "]).join([text] * 1000)
        yield Case(text, partial(outcome_of, partial(asked, text)))


def asked(text: str) -> None:
    condition(text, list(COLUMNS), ["variant"])(COLUMNS)


def either(chance: Random, depth: int) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.5:
        return compared(chance, depth)
    if kind < 0.8:
        return f"{either(chance, depth + 1)} {chance.choice(['and', 'or', 'xor', '&', ','])} {either(chance, depth + 1)}"
    if kind < 0.9:
        return f"not {either(chance, depth + 1)}"
    return f"({either(chance, depth + 1)})"


def compared(chance: Random, depth: int) -> str:
    parts = [quantity(chance, depth) for _ in range(chance.choice([1, 2, 2, 2, 3]))]
    text = parts[0]
    for part in parts[1:]:
        text += f" {chance.choice(COMPARISONS)} {part}"
    return text


def quantity(chance: Random, depth: int) -> str:
    kind = chance.random()
    if depth < 4 and kind < 0.2:
        return f"{quantity(chance, depth + 1)} {chance.choice('+-*/%')} {quantity(chance, depth + 1)}"
    if kind < 0.25:
        return f"-{quantity(chance, depth + 1)}"
    if kind < 0.3:
        return f"({quantity(chance, depth + 1)})"
    if kind < 0.6:
        return chance.choice(list(COLUMNS))
    if kind < 0.65:
        return repr(chance.choice(["b0", "small", ""]))
    return odd(chance) if kind < 0.7 else chance.choice(NUMBERS) + chance.choice(UNITS)
