"""Normalisation."""

from collections.abc import Sequence

from costmodel.errors import CostModelError
from costmodel.ir.ops import LRN, BatchNorm
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.join import Add
from costmodel.ir.ops.normalisation import GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from costmodel.ir.ops.reduction import Reduce
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value


@rule("BatchNormalization")
def batch_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    return call.apply(BatchNorm(axis=_channels(x)), x, learns={"norms": [*call.learned(1), *call.learned(2)]})


@rule("InstanceNormalization")
def instance_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    return call.apply(InstanceNorm(True, True, _channels(x)), x, learns={"norms": [*call.learned(1), *call.learned(2)]})


@rule("GroupNormalization")
def group_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    op = GroupNorm(call.whole("num_groups"), True, True, _channels(x))
    return call.apply(op, x, learns={"norms": [*call.learned(1), *call.learned(2)]})


@rule("LayerNormalization")
def layer_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    return call.apply(LayerNorm(_behind(call, x), True, call.has(2)), x, learns={"norms": [*call.learned(1), *call.learned(2)]})


@rule("RMSNormalization", "SimplifiedLayerNormalization", "com.microsoft.SimplifiedLayerNormalization")
def root_mean_square_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    return call.apply(RMSNorm(_behind(call, x)), x, learns={"norms": call.learned(1)})


@rule("com.microsoft.SkipLayerNormalization", "com.microsoft.SkipSimplifiedLayerNormalization")
def skip_normalisation(call: Call) -> Outcome:
    """A sum, perhaps a bias, and a normalisation; the fourth output is what was normalised."""
    is_simple = "Simplified" in call.kind
    bias = 3 if is_simple else 4
    x = call.apply(Add(), call.tensor(0), call.tensor(1), part="sum")
    if call.has(bias):
        x = call.apply(Elementwise("add"), x, call.tensor(bias), part="bias")
    norms = [*call.learned(2), *([] if is_simple else call.learned(3))]
    op = RMSNorm((-1,)) if is_simple else LayerNorm((-1,), True, call.has(3))
    return [call.apply(op, x, learns={"norms": norms}), None, None, x]


@rule("MeanVarianceNormalization")
def mean_variance_normalisation(call: Call) -> Value:
    x = call.tensor(0)
    axes = call.wholes("axes") or (0, 2, 3)
    return call.apply(LayerNorm(_from_end(call, x, axes), False, False), x)


@rule("LpNormalization")
def norm_of_one(call: Call) -> Value:
    x = call.tensor(0)
    norm = call.apply(Reduce("norm", _from_end(call, x, [call.whole("axis", -1)]), keep=True), x, part="norm")
    return call.apply(Elementwise("divide"), x, norm)


@rule("LRN")
def local_response_normalisation(call: Call) -> Value:
    return call.apply(LRN(call.whole("size")), call.tensor(0))


def _channels(x: Value) -> int:
    """The axis of the channels, the second one, counted from the end."""
    if len(x.shape) < 2:
        raise CostModelError(f"a map of {x.shape} has no channels")
    return 1 - len(x.shape)


def _behind(call: Call, x: Value) -> tuple[int, ...]:
    """The axes from the one that is set on."""
    return tuple(range(call.axis(call.whole("axis", -1), x.shape) - len(x.shape), 0))


def _from_end(call: Call, x: Value, axes: Sequence[int]) -> tuple[int, ...]:
    return tuple([call.axis(axis, x.shape) - len(x.shape) for axis in axes])
