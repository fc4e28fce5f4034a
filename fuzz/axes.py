"""What a sweep varies: a knob of a family and the values that it takes, of which a sweep of a few is run."""

from collections.abc import Iterator
from functools import partial
from random import Random

import costmodel
from costmodel.archs import architecture
from costmodel.archs.common.spec import knobs_of
from fuzz.command_lines import FAMILIES, QUICK
from fuzz.outcome import Case, outcome_of
from fuzz.texts import number, odd, spoiled


def cases(chance: Random) -> Iterator[Case]:
    while True:
        name = chance.choice(QUICK if chance.random() < 0.9 else FAMILIES)
        knob = chance.choice([*knobs_of(architecture(name).Spec), odd(chance)])
        values = axis(chance)
        text = f"sweep {name} --vary {knob}={values} --sample 3"
        yield Case(text, partial(outcome_of, partial(swept, name, {knob: values}, chance.randrange(100))))


def axis(chance: Random) -> object:
    """A list, a range, or an odd text; in Python also something else than a text."""
    kind = chance.random()
    if kind < 0.1:
        return odd(chance)
    if kind < 0.2:
        return chance.choice([None, 3, 0.5, [], [None], ["1", 2, 0.5], [float("nan")], range(3), {"a": 1}, b"1,2", [[1]], ""])
    if kind < 0.6:
        text = ",".join(number(chance, 0.1) for _ in range(chance.choice([1, 2, 3])))
    else:
        text = ":".join(number(chance, 0.1) for _ in range(chance.choice([2, 3, 3, 4])))
    return spoiled(text, chance) if chance.random() < 0.2 else text


def swept(name: str, vary: dict[str, object], seed: int) -> None:
    """A few configurations drawn from the axis, so that a long one costs no more than a short one."""
    costmodel.sweep(name, vary, metrics=["params"], sample=3, seed=seed)
