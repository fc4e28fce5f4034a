"""Fewer values of many, along axes."""

from costmodel.ir.ops import GlobalPool
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.reduction import Reduce, Sort
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.arithmetic import rounded, scaled
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome
from costmodel.subjects.importing.formats.onnx.known import Known
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

# What an op is called here, and what is done with its outcome.
REDUCTIONS = {
    "ReduceSum": ("sum", ""),
    "ReduceMean": ("mean", ""),
    "ReduceMax": ("max", ""),
    "ReduceMin": ("min", ""),
    "ReduceProd": ("product", ""),
    "ReduceL1": ("norm", ""),
    "ReduceL2": ("norm", "root"),
    "ReduceSumSquare": ("norm", ""),
    "ReduceLogSum": ("sum", "logarithm"),
    "ReduceLogSumExp": ("log-sum-exp", ""),
}


@rule(*REDUCTIONS)
def reduction(call: Call) -> Value:
    x = call.tensor(0)
    axes = call.several("axes", 1)
    if not axes and call.whole("noop_with_empty_axes"):
        return x
    keep = bool(call.whole("keepdims", 1))
    places = sorted({call.axis(axis, x.shape) for axis in axes or range(len(x.shape))})
    if isinstance(x, Known) and (found := _known(call, x, places, keep)) is not None:
        return found
    if call.kind == "ReduceMean" and keep and len(x.shape) > 3 and places == list(range(2, len(x.shape))):
        return call.apply(GlobalPool(axis=1 - len(x.shape)), x)
    function, after = REDUCTIONS[call.kind]
    y = call.apply(Reduce(function, tuple(place - len(x.shape) for place in places), keep), x, part=function if after else "")
    return call.apply(Elementwise(after), y) if after else y


def _known(call: Call, x: Known, places: list[int], keep: bool) -> Known | None:
    """The product or sum of a list of sizes."""
    if places != list(range(len(x.shape))) or call.kind not in ("ReduceProd", "ReduceSum"):
        return None
    found: Dim = 1 if call.kind == "ReduceProd" else 0
    for element in x.elements:
        found = rounded(scaled(found, element) if call.kind == "ReduceProd" else found + element, x.type)
    op = Reduce("product", tuple(place - len(x.shape) for place in places), keep)
    return Known(op.out(x.shape), None, x.learned, (found,), x.type)


@rule("ArgMax", "ArgMin")
def place_of_extreme(call: Call) -> Value:
    x = call.tensor(0)
    axis = call.axis(call.whole("axis"), x.shape) - len(x.shape)
    return call.apply(Reduce("max" if call.kind == "ArgMax" else "min", (axis,), bool(call.whole("keepdims", 1))), x)


@rule("TopK")
def largest_values(call: Call) -> Outcome:
    x = call.tensor(0)
    keep = call.attributes["k"].whole if "k" in call.attributes else call.one(1, "number of values")
    y = call.apply(Sort(keep, call.axis(call.whole("axis", -1), x.shape) - len(x.shape)), x)
    return [y, Value(y.shape, y.node)]  # and where each of them stood
