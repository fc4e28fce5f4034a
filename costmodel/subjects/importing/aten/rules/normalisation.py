"""Normalisations."""

from costmodel.ir.ops import BatchNorm
from costmodel.ir.ops.normalisation import GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from costmodel.ir.ops.reduction import Reduce
from costmodel.subjects.importing.aten.call import Call, Outcome, from_end, rule
from costmodel.subjects.importing.reading import Learns, Value


def _learns(call: Call) -> Learns:
    return {"norms": [value for value in (call.get("weight"), call.get("bias")) if value is not None]}


def _affine(call: Call) -> dict[str, bool]:
    return {"scale": call.get("weight") is not None, "shift": call.get("bias") is not None}


def _by_statistics(call: Call) -> Value:
    """By running statistics, which training keeps."""
    return call.apply(BatchNorm(axis=1 - len(call.x.shape)), call.x, learns=_learns(call))


def _by_channel(call: Call) -> Value:
    """By what stands in the map itself."""
    return call.apply(InstanceNorm(**_affine(call), axis=1 - len(call.x.shape)), call.x, learns=_learns(call))


@rule("batch_norm")
def batch(call: Call) -> Value:
    return _by_channel(call) if call.get("training") or call.get("running_mean") is None else _by_statistics(call)


@rule("_native_batch_norm_legit_no_training", "_native_batch_norm_legit", "native_batch_norm")
def native_batch(call: Call) -> Outcome:
    y = _by_channel(call) if call.get("training") else _by_statistics(call)
    return y, Value(call.shape(1), y.node), Value(call.shape(2), y.node)


@rule("instance_norm")
def instance(call: Call) -> Value:
    return _by_channel(call) if call.get("use_input_stats", True) else _by_statistics(call)


@rule("layer_norm")
def layer(call: Call) -> Value:
    axes = tuple(range(-len(call["normalized_shape"]), 0))
    return call.apply(LayerNorm(axes, **_affine(call)), call.x, learns=_learns(call))


@rule("native_layer_norm")
def native_layer(call: Call) -> Outcome:
    y = layer(call)
    assert isinstance(y, Value)
    return y, Value(call.shape(1), y.node), Value(call.shape(2), y.node)


@rule("rms_norm")
def root_mean_square(call: Call) -> Value:
    axes = tuple(range(-len(call["normalized_shape"]), 0))
    return call.apply(RMSNorm(axes, **_affine(call)), call.x, learns=_learns(call))


@rule("group_norm")
def group(call: Call) -> Value:
    op = GroupNorm(call["num_groups"], **_affine(call), axis=1 - len(call.x.shape))
    return call.apply(op, call.x, learns=_learns(call))


@rule("linalg_vector_norm", "norm")
def vector(call: Call) -> Outcome:
    rank, dims = len(call.x.shape), call.get("dim", ())
    axes = tuple(from_end(axis, rank) for axis in ([dims] if isinstance(dims, int) else dims))
    return call.apply(Reduce("norm", axes, keep=call.get("keepdim", False)), call.x)
