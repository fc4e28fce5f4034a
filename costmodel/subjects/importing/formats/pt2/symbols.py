"""What a program computes with sizes: its nodes on whole numbers, in the algebra of this program."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from costmodel.numbers.algebra import Dim, ceil_div, floor_div, larger, ratio, smaller, total
from costmodel.subjects.importing.reading import Value

HIGHEST_POWER = 8


class OfValues(Exception):
    """A number that depends on the data of an input, or on how tensors lie in memory."""


def _size(x: Value, axis: int) -> Dim:
    return x.shape[axis]


def _elements(x: Value) -> Dim:
    return x.shape.size


def _remainder(a: Dim, b: Dim) -> Dim:
    return a - floor_div(a, b) * b


def _rounded_down(a: Dim) -> Dim:
    return floor_div(a, 1)


def _rounded_up(a: Dim) -> Dim:
    return ceil_div(a, 1)


def _itself(a: Dim) -> Dim:
    return a


def _power(a: Dim, exponent: Dim) -> Dim:
    if type(exponent) is not int or not 0 <= exponent <= HIGHEST_POWER:
        raise OfValues("_operator.pow")
    return a**exponent


SIZES: Mapping[str, Callable[..., Any]] = {
    "torch.ops.aten.sym_size.int": _size,
    "torch.ops.aten.sym_numel.default": _elements,
    "_operator.add": operator.add,
    "_operator.sub": operator.sub,
    "_operator.mul": operator.mul,
    "_operator.neg": operator.neg,
    "_operator.pow": _power,
    "_operator.pos": _itself,
    "_operator.floordiv": floor_div,
    "_operator.truediv": ratio,
    "_operator.mod": _remainder,
    "torch.sym_max": larger,
    "torch.sym_min": smaller,
    "torch.sym_float": _itself,
    "torch.sym_sum": total,
    "math.floor": _rounded_down,
    "math.trunc": _rounded_down,  # sizes are not negative
    "math.ceil": _rounded_up,
}


class Texts:
    """What the framework's formulas come to, by their text.

    The sizes of inputs are known, and those of every map once its rule has said its shape. So a formula that stands at two maps
    is checked against the first without anybody reading it.
    """

    def __init__(self, known: Mapping[str, Dim]) -> None:
        self._known = dict(known)

    def size(self, text: str) -> Dim | None:
        return self._known.get(text)

    def learn(self, text: str, size: Dim) -> None:
        if text:
            self._known.setdefault(text, size)
