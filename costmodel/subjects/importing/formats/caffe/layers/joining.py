"""Layers of several bottoms or tops."""

from itertools import pairwise

from costmodel.errors import CostModelError
from costmodel.ir.ops import Add, Concat
from costmodel.ir.ops.channels import Slice
from costmodel.ir.ops.channels import Split as Part
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.shape import ShapeMisfit
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of
from costmodel.subjects.importing.reading import Value

PRODUCT, MAXIMUM = ("PROD", "0"), ("MAX", "2")


@layer("concat")
def concat(net: Net, layer: Layer, x: Value, *others: Value) -> Value:
    param = layer.param("concat_param")
    axis = axis_of(param.whole("axis", param.whole("concat_dim", 1, 0), -len(x.shape)), x)
    return net.put(layer, Concat(axis), x, *others) if others else x


@layer("slice")
def slice_(net: Net, layer: Layer, x: Value) -> list[Value]:
    """At the points that are stated, or in equal parts."""
    param = layer.param("slice_param")
    axis = axis_of(param.whole("axis", param.whole("slice_dim", 1, 0), -len(x.shape)), x)
    points = param.wholes("slice_point")
    if not points:
        return [net.put(layer, Part(len(layer.tops), axis), x, part=top) for top in layer.tops]
    if len(points) + 1 != len(layer.tops):
        raise CostModelError(
            f"it has {len(points)} slice points and {len(layer.tops)} tops", allowed="one point fewer than tops"
        )
    ends: list[Dim] = [0, *points, x.shape[axis]]
    sizes = [end - start for start, end in pairwise(ends)]
    return [net.put(layer, Slice(size, axis), x, part=top) for size, top in zip(sizes, layer.tops, strict=True)]


@layer("split")
def split(net: Net, layer: Layer, x: Value) -> list[Value]:
    """The same blob under several names."""
    return [x] * len(layer.tops)


@layer("eltwise")
def eltwise(net: Net, layer: Layer, x: Value, *others: Value) -> Value:
    """A sum, a product or the maximum of blobs of one shape."""
    param = layer.param("eltwise_param")
    param.ignore("stable_prod_grad")
    operation = param.word("operation", "SUM", ("PROD", "SUM", "MAX", "0", "1", "2"))
    factors = param.texts("coeff")
    for other in others:
        if not x.shape.fits(other.shape):
            raise ShapeMisfit(f"{x.shape} and {other.shape} are not one shape")
    if operation in PRODUCT:
        return net.put(layer, Elementwise("multiply"), x, *others)
    if operation in MAXIMUM:
        return net.put(layer, Elementwise("maximum"), x, *others)
    if factors and len(factors) != len(others) + 1:
        raise CostModelError(f"it has {len(factors)} factors and {len(others) + 1} bottoms", allowed="one for each, or none")
    return net.put(layer, Add(), *_scaled(net, layer, [x, *others], factors))


def _scaled(net: Net, layer: Layer, xs: list[Value], factors: list[str]) -> list[Value]:
    """The terms of a sum; to take one away costs as much as to add it."""
    if not factors:
        return xs
    numbers = layer.param("eltwise_param").numbers("coeff")
    return [
        x if abs(number) == 1 else net.put(layer, Elementwise("multiply"), x, part="scale")
        for x, number in zip(xs, numbers, strict=True)
    ]
