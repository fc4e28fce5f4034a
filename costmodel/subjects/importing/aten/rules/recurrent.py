"""Recurrent layers."""

from collections.abc import Mapping
from typing import Any

from costmodel.ir.ops.recurrent import GRU, LSTM, RNN
from costmodel.numbers.algebra import exact_div, same
from costmodel.subjects.importing.aten.call import Call, Outcome, rule
from costmodel.subjects.importing.reading import Value

LAYERS: Mapping[str, Any] = {"lstm": LSTM, "gru": GRU, "rnn_tanh": RNN, "rnn_relu": RNN}


@rule(*LAYERS)
def recurrent(call: Call) -> Outcome:
    if "batch_sizes" in call.arguments:  # rows of different lengths, packed
        return None
    made, params, given = LAYERS[call.operator], call["params"], call["hx"]
    states = given if isinstance(given, list | tuple) else [given]
    hidden, features = exact_div(params[0].shape[0], made.gates), states[0].shape[-1]
    op = made(
        hidden,
        layers=call["num_layers"],
        directions=2 if call["bidirectional"] else 1,
        bias=call["has_biases"],
        axis=-1,
        **({} if same(hidden, features) else {"projection": features}),
    )
    weights = [value for value in params if len(value.shape) == 2]
    biases = [value for value in params if len(value.shape) == 1]
    y = call.apply(op, call.x, learns={"weights": weights, "biases": biases})
    return y, *(Value(state.shape, y.node, y.learned) for state in states)


@rule("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell")
def cell(call: Call) -> Outcome:
    made = LAYERS[call.operator.removesuffix("_cell")]
    weights = [call.value("w_ih"), call.value("w_hh")]
    biases = [value for value in (call.get("b_ih"), call.get("b_hh")) if value is not None]
    hidden = weights[1].shape[1]
    y = call.apply(made(hidden, bias=bool(biases), axis=-1), call.x, learns={"weights": weights, "biases": biases})
    return (y, Value(y.shape, y.node, y.learned)) if call.operator == "lstm_cell" else y
