"""Calls of the public Python names with arguments of wrong kinds."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import numpy as np

import costmodel
from costmodel.numbers.expression import symbol
from fuzz.outcome import Case, outcome_of
from fuzz.texts import number, odd

Argument = Callable[[Random], Any]

THINGS: list[Any] = [
    *(None, True, 0, -1, 3, 10**30, 0.5, float("nan"), float("inf"), 1j, b"1", "", "1", "alpha", [], [1], {}, {"alpha": 1}, ()),
    *(object(), len, int, np.array([1, 2]), np.array([]), np.array(["a"]), np.array([None]), np.array([0.5, float("nan")])),
    *(np.array([1, 2], np.uint8), np.array([[1], [2]]), np.array([1j]), symbol("n"), symbol("alpha") / 2),
]
NAMES = ["mobilenet", "resnet", "mobilenet:alpha=0.5", "squeezenet", "mobilnet"]


def thing(chance: Random) -> Any:
    return odd(chance) if chance.random() < 0.2 else chance.choice(THINGS)


def mostly(plausible: Argument) -> Argument:
    return lambda chance: thing(chance) if chance.random() < 0.3 else plausible(chance)


def one_of(*values: Any) -> Argument:
    return mostly(lambda chance: chance.choice(values))


KNOB_NAMES = ["alpha", "resolution", "depth", "classes", "x"]
NETWORK = one_of(*NAMES)
KNOBS = mostly(lambda chance: {chance.choice(KNOB_NAMES): chance.choice([number(chance), thing(chance)])})
COUNTING = one_of("paper", "strict", "thop", "papr")
METRICS = one_of(["mult_adds"], ["params", "mac"], "params", ["x"])
QUESTIONS: dict[str, list[dict[str, Argument]]] = {
    "report": [{"network": NETWORK, "knobs": KNOBS}, {"by": one_of("type", "layer", "colour"), "counting": COUNTING}],
    "guidelines": [{"network": NETWORK, "knobs": KNOBS}, {"counting": COUNTING}],
    "conventions": [{"network": NETWORK, "knobs": KNOBS}, {}],
    "identify": [{"network": NETWORK, "knobs": KNOBS}, {}],
    "build": [{"network": NETWORK}, {}],
    "compare": [
        {"networks": one_of(["mobilenet", "vgg"], ["mobilenet"], "mobilenet")},
        {"counting": COUNTING, "metrics": METRICS},
    ],
    "solve": [
        {
            "network": NETWORK,
            "free": one_of(["alpha"], "alpha", ["x"], []),
            "budgets": one_of({"params": "1M"}, {"x": 1}, {}, {"params": None}),
        },
        {"knobs": KNOBS, "counting": COUNTING},
    ],
    "sweep": [
        {"network": NETWORK, "vary": one_of({"alpha": "0.5,1"}, {"alpha": [0.5]}, {"x": "1"}, {})},
        {"knobs": KNOBS, "counting": COUNTING, "sample": one_of(None, 2), "seed": one_of(0, 1), "metrics": METRICS},
    ],
    "roofline": [
        {"network": NETWORK},
        {
            "counting": one_of(costmodel.Counting.of(device="k80"), "paper"), "free": one_of("alpha", "batch"),
            "measured": one_of("3ms", "x"), "by": one_of("type", "colour"),
        },
    ],
    "devices": [{"of": one_of("k80", ["k80", "t4"], "x")}, {}],
    "device": [{"name": one_of("k80", "x")}, {}],
    "technology": [{"name": one_of("45nm", "x")}, {}],
    "check": [{"names": lambda chance: chance.choice([["shiftnet"], ["x"], "senet", 3, [None], "", ["shiftnet", 3]])}, {}],
    "formula": [{"name": one_of("pointwise_mac", "x")}, {"values": one_of({"hw": 1, "c1": 2, "c2": 3}, {"self": 1}, {})}],
}  # fmt: skip


def cases(chance: Random) -> Iterator[Case]:
    while True:
        yield _asked(chance)


def _asked(chance: Random) -> Case:
    name = chance.choice(list(QUESTIONS))
    needed, optional = QUESTIONS[name]
    given = {argument: make(chance) for argument, make in needed.items()}
    given |= {argument: optional[argument](chance) for argument in chance.sample(list(optional), k=min(len(optional), 2))}
    first, *others = given.items()
    return Case(f"{name}({given})", partial(outcome_of, lambda: str(getattr(costmodel, name)(first[1], **dict(others)))))
