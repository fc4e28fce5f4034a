"""Recurrent layers."""

from costmodel.errors import CostModelError
from costmodel.ir.ops.op import Op
from costmodel.ir.ops.rearranging import Select, View
from costmodel.ir.ops.recurrent import GRU, LSTM, RNN
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

OPS: dict[str, type[LSTM] | type[GRU] | type[RNN]] = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}


@rule(*OPS, "com.microsoft.DynamicQuantizeLSTM")
def recurrent(call: Call) -> Outcome:
    """Of maps (steps, batch, features), or (batch, steps, features); the outputs are all states, and the last one or two."""
    x, weights, again = call.tensor(0), call.fixed(1, "weights"), call.fixed(2, "weights of the state")
    if len(x.shape) != 3 or len(again.shape) != 3:
        raise CostModelError(f"{call.kind} cannot read {x.shape} with weights of {again.shape}")
    directions, hidden = again.shape[0], call.whole("hidden_size") or again.shape[-1]
    biases = call.learned(3)
    op: Op = OPS[call.kind.removeprefix("DynamicQuantize")](hidden, directions=directions, bias=bool(biases), axis=-1)  # type: ignore[arg-type]
    learns = {"weights": [weights, again, *call.learned(7)], "biases": biases}
    y = call.apply(op, x, learns=learns, part="steps")  # type: ignore[arg-type]
    batch_leads = call.whole("layout") == 1
    first, second = x.shape[:2]
    states = (first, second, directions, hidden) if batch_leads else (first, directions, second, hidden)
    every = call.apply(View(states), y)
    last: list[Value | None] = [None, None]
    for output in (1, 2):
        if output in call.used:
            # Where all states lie one behind the other, the last is a part of them.
            step = call.apply(Select(-3 if batch_leads else -4), every, part=f"last{output}")
            last[output - 1] = step
    return [every, *last]
