"""Recurrent layers against their tensors and steps, one by one."""

from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import GRU, LSTM, RNN
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

GATES = {LSTM: 4, GRU: 3, RNN: 1}
OPERATIONS = {LSTM: 3 * 4 + 2 * 6 + 3 + 1, GRU: 2 * 4 + 6 + 3 + 2, RNN: 6}


def tensors(gates: int, inputs: int, hidden: int, layers: int, directions: int, projection: int) -> dict[str, tuple[int, ...]]:
    """The learned tensors as torch documents them, by name."""
    found: dict[str, tuple[int, ...]] = {}
    state = projection or hidden
    for layer in range(layers):
        for direction in range(directions):
            end = f"_l{layer}" + "_reverse" * direction
            found["weight_ih" + end] = (gates * hidden, inputs if layer == 0 else directions * state)
            found["weight_hh" + end] = (gates * hidden, state)
            found["bias_ih" + end] = found["bias_hh" + end] = (gates * hidden,)
            if projection:
                found["weight_hr" + end] = (projection, hidden)
    return found


@given(
    st.sampled_from([LSTM, GRU, RNN]),
    *(st.integers(1, 4),) * 3,
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(0, 3),
    st.booleans(),
)
def test_every_matrix_multiplies_at_every_step(
    op: type[Any], inputs: int, hidden: int, steps: int, layers: int, directions: int, projection: int, bias: bool
) -> None:
    projection = projection if op is LSTM else 0
    learned = tensors(GATES[op], inputs, hidden, layers, directions, projection)
    weights = [shape for name, shape in learned.items() if name.startswith("weight")]
    biases = [shape for name, shape in learned.items() if name.startswith("bias")] if bias else []
    multiplied = added = operated = 0
    for _ in range(2 * steps):  # of two samples
        multiplied += sum(rows * columns for rows, columns in weights)
        added += sum(map(prod, biases))
        operated += layers * directions * hidden * OPERATIONS[op]
    x, width = Shape(2, inputs, steps), directions * (projection or hidden)
    made = op(hidden, layers, directions, bias, *([projection] if op is LSTM else []))
    y = made.out(x)
    between = 2 * steps * width * (layers - 1)
    assert y == (2, width, steps)
    assert made.work(y, x) == Work(
        mult_adds=multiplied,
        bias_adds=added,
        pointwise=operated,
        weights=sum(map(prod, weights)),
        biases=sum(map(prod, biases)),
        reads=prod(x) + between,
        writes=prod(y) + between,
    )


@pytest.mark.parametrize(
    ("op", "params"),
    [(LSTM(20, 2), 5920), (GRU(20, 2), 4440), (RNN(20, 2), 1480), (LSTM(20, 2, 2), 15040), (LSTM(20, projection=5), 1460)],
)
def test_parameters_of_ten_features(op: Any, params: int) -> None:
    """What torch's modules of that configuration have."""
    work = op.work(op.out(Shape(10, 7)), Shape(10, 7))
    assert work.weights + work.biases == params


def test_the_features_stand_where_the_axis_says() -> None:
    first, last = LSTM(8), LSTM(8, axis=-1)
    assert (first.out(Shape(3, 5)), last.out(Shape(5, 3))) == ((8, 5), (5, 8))
    assert first.work(Shape(8, 5), Shape(3, 5)) == last.work(Shape(5, 8), Shape(5, 3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"hidden": 0}, "hidden cannot be '0'"),
        ({"layers": 0}, "layers cannot be '0'; allowed: a whole number from 1 to 1024"),
        ({"layers": 2.0}, "layers cannot be '2.0'"),
        ({"layers": 10**9}, "layers cannot be '1000000000'"),
        ({"directions": 3}, "directions cannot be '3'; allowed: a whole number from 1 to 2"),
        ({"projection": -1}, "projection cannot be '-1'; allowed: a whole number from 0 on"),
        ({"axis": -3}, "there is no axis -3 in 3x5"),
        ({"axis": "x"}, "there is no axis x in 3x5"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        LSTM(**{"hidden": 8, **arguments}).out(Shape(3, 5))
