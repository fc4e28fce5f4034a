"""The commuting square: each op on the example of its docstring, whose letters are symbols, numbers and arrays."""

from typing import Any

import numpy as np
import pytest
import sympy
from generate import Example, all_ops, example

from costmodel.ir.ops import Op
from costmodel.numbers.expression import symbol

# Of each letter its values in three configurations; groups divide channels, and windows of pooling tile the map.
VALUES = {
    "g": (1, 2, 3),
    "n": (1, 2, 3),
    "m": (2, 1, 3),
    "c": (36, 72, 144),
    "c2": (12, 6, 9),
    "h": (12, 8, 6),
    "w": (6, 8, 12),
    "kh": (3, 1, 2),
    "kw": (2, 2, 3),
    "sh": (1, 2, 3),
    "sw": (2, 2, 1),
}


def costed(made: Example) -> list[Any]:
    """Sizes and facts."""
    y = made.op.out(*made.inputs)
    return [*y, *made.op.work(y, *made.inputs)]


@pytest.mark.parametrize("cls", all_ops(), ids=lambda cls: cls.__name__)
def test_symbols_numbers_and_arrays_agree(cls: type[Op]) -> None:
    numbers = [costed(example(cls, lambda name, place=place: VALUES[name][place])) for place in range(3)]
    assert all(type(value) is int for values in numbers for value in values)
    arrays = costed(example(cls, lambda name: np.array(VALUES[name])))
    assert [np.broadcast_to(value, 3).tolist() for value in arrays] == [list(values) for values in zip(*numbers, strict=True)]
    formulas = costed(example(cls, symbol))
    for place in range(3):
        letters = {symbol(name): values[place] for name, values in VALUES.items()}
        assert [sympy.sympify(formula).subs(letters) for formula in formulas] == numbers[place]
