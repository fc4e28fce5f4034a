"""Recurrent layers, and the wrappers around layers."""

from collections.abc import Mapping

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.join import WeightedSum
from costmodel.ir.ops.rearranging import Select
from costmodel.ir.ops.recurrent import GRU, LSTM, RNN
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import Config
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.structure import layer_of
from costmodel.subjects.importing.reading import Value

LAYERS: Mapping[str, type[LSTM | GRU | RNN]] = {"LSTM": LSTM, "GRU": GRU, "SimpleRNN": RNN}
MERGES = ("concat", "sum", "mul", "ave")


@rule(*LAYERS, "CuDNNLSTM", "CuDNNGRU")
def recurrent(call: Call) -> list[Value]:
    return _outputs(call, call.layer.kind.removeprefix("CuDNN"), call.config, call.config)


@rule("RNN")
def wrapped(call: Call) -> list[Value]:
    """A cell, or one after another, repeated at each step."""
    cell = layer_of(call.config.get("cell"))
    if cell.kind.removesuffix("Cell") not in LAYERS:
        raise UnknownName("cell", cell.kind, [f"{kind}Cell" for kind in LAYERS])
    return _outputs(call, cell.kind.removesuffix("Cell"), cell.config, call.config)


@rule("Bidirectional")
def bidirectional(call: Call) -> list[Value]:
    """A layer, and one of the same sizes that reads the steps backwards; their outputs are joined."""
    layer = call.inner("layer")
    kind, config = layer.kind.removeprefix("CuDNN"), layer.config
    if kind not in LAYERS:
        raise UnknownName("layer in two directions", layer.kind, LAYERS)
    merge = call.config.word("merge_mode", "concat", MERGES)
    if config.flag("return_state", False):
        raise CostModelError("states of two directions are not known", allowed="return_state false")
    if merge == "concat":
        return _outputs(call, kind, config, config, directions=2)
    both = [_steps(call, kind, config, 1, part) for part in ("forward", "backward")]
    if merge == "ave":
        y = call.apply(WeightedSum(learned=False), *both)
    else:
        y = call.apply(Elementwise("add" if merge == "sum" else "multiply"), *both)
    return [y if config.flag("return_sequences", False) else _last(call, y)]


@rule("TimeDistributed")
def time_distributed(call: Call) -> list[Value]:
    """A layer at each step, which are as many samples to it."""
    x, layer = call.x, call.inner("layer")
    batch, steps, *rest = call.sizes(x)
    if not rest:
        raise CostModelError("a layer at each step needs steps and features", allowed="three axes or more")
    merged = call.view(x, (batch * steps, *rest), "steps")
    outputs = call.run(layer, merged)
    return [call.view(y, (batch, steps, *call.sizes(y)[1:]), "sequence") for y in outputs]


@rule("SpectralNormalization")
def spectral(call: Call) -> list[Value]:
    """At inference the layer itself: its kernel is normalised beforehand."""
    return call.run(call.inner("layer"), *call.inputs)


def _outputs(call: Call, kind: str, cell: Config, layer: Config, directions: int = 1) -> list[Value]:
    """The output, of all steps or of the last, and the states if they are asked for."""
    every = _steps(call, kind, cell, directions)
    last = None if layer.flag("return_sequences", False) else _last(call, every)
    outputs = [every if last is None else last]
    if layer.flag("return_state", False):
        outputs += [_last(call, every, "state") for _ in range(2 if kind == "LSTM" else 1)]
    return outputs


def _steps(call: Call, kind: str, cell: Config, directions: int, part: str = "") -> Value:
    """The outputs of all steps, along the axis of the steps."""
    x = call.x
    if len(x.shape) != 3:
        raise CostModelError(f"a recurrent layer reads steps of features, not {x.shape}", allowed="three axes")
    bias = cell.flag("use_bias", True)
    # Of two biases a gate Keras keeps one, but for a GRU that is reset after its product.
    single = not (kind == "GRU" and (call.layer.kind == "CuDNNGRU" or cell.flag("reset_after", True)))
    op = LAYERS[kind](cell.whole("units"), directions=directions, bias=bias, axis=call.axis(-1, x), single_bias=single)
    return call.apply(op, x, *call.inputs[1:], part=part)


def _last(call: Call, x: Value, part: str = "last") -> Value:
    """The last step of all."""
    return call.apply(Select(call.axis(1, x)), x, part=part, written="function")
