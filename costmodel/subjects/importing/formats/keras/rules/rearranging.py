"""Operations that move, cut, join or rename tensors."""

from collections.abc import Sequence
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Concat
from costmodel.ir.ops.channels import Pad
from costmodel.ir.ops.rearranging import Expand, Permute, Repeat, Roll, Stack
from costmodel.ir.ops.resampling import PixelShuffle, Resize
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import WIDEST, whole
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.indexing import whole_list
from costmodel.subjects.importing.formats.keras.rules.shaping import INTERPOLATIONS
from costmodel.subjects.importing.reading import Value

WRITTEN = "function"


@rule("ops.Reshape", "tf.reshape")
def reshape(call: Call) -> Value:
    target = call.argument("newshape", 1) or call.argument("shape", 1)
    return call.reshaped(call.x, whole_list("shape", target, -1), WRITTEN)


@rule("ops.Transpose", "tf.transpose", "tf.compat.v1.transpose")
def transpose(call: Call) -> Value:
    rank = len(call.x.shape)
    axes = call.argument("axes", 1) or call.argument("perm", 1) or list(range(rank))[::-1]
    return _permuted(call, [axis % rank for axis in whole_list("axes", axes, -rank, rank - 1)])


@rule("ops.Swapaxes")
def swapaxes(call: Call) -> Value:
    rank = len(call.x.shape)
    axes = list(range(rank))
    first, second = [whole("axis", call.argument(f"axis{one}", one), -rank, rank - 1) for one in (1, 2)]
    axes[first], axes[second] = axes[second], axes[first]
    return _permuted(call, axes)


@rule("ops.Moveaxis")
def moveaxis(call: Call) -> Value:
    rank = len(call.x.shape)
    source, target = [
        whole(name, call.argument(name, place), -rank, rank - 1) for place, name in enumerate(("source", "destination"), 1)
    ]
    axes = [axis for axis in range(rank) if axis != source % rank]
    axes.insert(target % rank, source % rank)
    return _permuted(call, axes)


@rule("ops.Squeeze", "tf.squeeze", "tf.compat.v1.squeeze")
def squeeze(call: Call) -> Value:
    sizes = call.sizes(call.x)
    axis = call.argument("axis", 1)
    axes = (
        axis
        if isinstance(axis, list)
        else [axis]
        if axis is not None
        else [place for place, size in enumerate(sizes) if size is ONE]
    )
    gone = {whole("axis", one, -len(sizes), len(sizes) - 1) % len(sizes) for one in axes}
    return call.view(call.x, [size for place, size in enumerate(sizes) if place not in gone], written=WRITTEN)


@rule("ops.ExpandDims", "tf.expand_dims")
def expand_dims(call: Call) -> Value:
    sizes = list(call.sizes(call.x))
    axis = call.argument("axis", 1)
    rank = len(sizes) + len(axis if isinstance(axis, list) else [axis])
    for one in sorted(whole("axis", one, -rank, rank - 1) % rank for one in (axis if isinstance(axis, list) else [axis])):
        sizes.insert(one, 1)
    return call.view(call.x, sizes, written=WRITTEN)


@rule("ops.Concatenate", "tf.concat")
def concatenate(call: Call) -> Value:
    default = -1 if call.layer.kind.startswith("ops") else 0
    return call.apply(Concat(call.axis(call.argument("axis", 1, default), call.x)), *call.inputs, written=WRITTEN)


@rule("ops.Stack", "tf.stack")
def stack(call: Call) -> Value:
    sizes = list(call.sizes(call.x))
    axis = whole("axis", call.argument("axis", 1, 0), -len(sizes) - 1, len(sizes)) % (len(sizes) + 1)
    y = call.apply(Stack(-1), *call.inputs, written=WRITTEN)
    return call.view(y, (*sizes[:axis], len(call.inputs), *sizes[axis:]), "layout", WRITTEN)


@rule("ops.Tile", "tf.tile")
def tile(call: Call) -> Value:
    times = whole_list("repeats", call.argument("repeats", 1) or call.argument("multiples", 1), 1)
    rank = len(call.x.shape)
    if len(times) != rank:
        raise CostModelError(f"{len(times)} numbers for {rank} axes", given=times, allowed="one for each axis")
    return call.apply(Repeat(tuple(call.layout.held(times))), call.x, written=WRITTEN)


@rule("ops.Repeat", "tf.repeat")
def repeat(call: Call) -> Value:
    rank = len(call.x.shape)
    times = [1] * rank
    times[whole("axis", call.argument("axis", 2), -rank, rank - 1)] = whole("repeats", call.argument("repeats", 1))
    return call.apply(Repeat(tuple(call.layout.held(times))), call.x, written=WRITTEN)


@rule("ops.BroadcastTo", "tf.broadcast_to")
def broadcast_to(call: Call) -> Value:
    target = whole_list("shape", call.argument("shape", 1), 1)
    x = call.view(call.x, (*(1,) * (len(target) - len(call.x.shape)), *call.sizes(call.x)), "lift", WRITTEN)
    return call.apply(Expand(tuple(call.layout.held(target))), x, written=WRITTEN)


@rule("ops.Pad", "tf.pad", "tf.compat.v1.pad")
def pad(call: Call) -> Value:
    pairs = call.argument("pad_width", 1) or call.argument("paddings", 1)
    rank = len(call.x.shape)
    if not isinstance(pairs, list) or len(pairs) != rank or rank < 2:
        raise CostModelError(f"padding cannot be {quoted(pairs)}", given=pairs, allowed=f"a pair for each of {rank} axes")
    listed = [whole_list("padding", pair, 0, WIDEST) for pair in pairs]
    if any(len(pair) != 2 for pair in listed) or any(listed[0]):
        raise CostModelError(
            f"padding cannot be {quoted(pairs)}", given=pairs, allowed="a pair for each axis, none for the batch"
        )
    return call.apply(Pad(tuple((before, after) for before, after in call.layout.held(listed)[1:])), call.x, written=WRITTEN)


@rule("ops.Flip", "ops.Roll", "tf.reverse", "tf.roll")
def roll(call: Call) -> Value:
    return call.apply(Roll(), call.x, written=WRITTEN)


@rule("ops.Resize", "tf.image.resize", "tf.image.resize_bilinear", "tf.image.resize_nearest_neighbor", over_maps=True)
def resize(call: Call) -> Value:
    height, width = _two("size", call.argument("size", 1))
    named = call.argument("interpolation", 9) or call.argument("method", 2, "bilinear")
    word = "nearest" if named == "nearest" or "nearest" in call.layer.kind else named
    if word not in INTERPOLATIONS:
        raise CostModelError(f"interpolation {quoted(word)} is not known", given=word, allowed=", ".join(INTERPOLATIONS))
    return call.apply(Resize((height, width), INTERPOLATIONS[word]), call.x, written=WRITTEN)


@rule("tf.nn.depth_to_space", "tf.nn.space_to_depth", "tf.compat.v1.depth_to_space")
def depth_to_space(call: Call) -> Value:
    op = PixelShuffle(whole("block_size", call.argument("block_size", 1)), down="space_to" in call.layer.kind)
    return call.apply(op, call.x, written=WRITTEN)


ONE = 1


def _permuted(call: Call, axes: Sequence[int]) -> Value:
    return call.apply(Permute(call.layout.order(axes)), call.x, written=WRITTEN)


def _two(name: str, value: Any) -> tuple[int, int]:
    listed = whole_list(name, value, 1)
    if len(listed) != 2:
        raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed="a height and a width")
    return listed[0], listed[1]
