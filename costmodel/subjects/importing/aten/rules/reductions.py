"""Many values made fewer, along axes."""

from collections.abc import Mapping

from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.reduction import Reduce, Sort
from costmodel.subjects.importing.aten.call import Call, Outcome, from_end, rule
from costmodel.subjects.importing.reading import Value

REDUCTIONS: Mapping[str, str] = {
    "all": "all",
    "amax": "max",
    "amin": "min",
    "any": "any",
    "argmax": "max",
    "argmin": "min",
    "logsumexp": "log-sum-exp",
    "max": "max",
    "mean": "mean",
    "min": "min",
    "prod": "product",
    "std": "variance",
    "sum": "sum",
    "var": "variance",
}


def _reduced(call: Call, function: str) -> Value:
    rank, dims = len(call.x.shape), call.get("dim", ())
    axes = tuple(from_end(axis, rank) for axis in ([dims] if isinstance(dims, int) else dims))
    return call.apply(Reduce(function, axes, keep=call.get("keepdim", False)), call.x)


@rule(*REDUCTIONS)
def reduced(call: Call) -> Outcome:
    if call.operator in ("max", "min") and "other" in call.arguments:
        return call.apply(Elementwise(f"{call.operator}imum"), *call.operands)
    y = _reduced(call, REDUCTIONS[call.operator])
    if call.operator == "std":
        return call.apply(Elementwise("root"), y)
    with_places = call.operator in ("max", "min") and "dim" in call.arguments
    return (y, Value(y.shape, y.node, y.learned)) if with_places else y


@rule("var_mean", "std_mean")
def moments(call: Call) -> Outcome:
    spread = _reduced(call, "variance")
    if call.operator == "std_mean":
        spread = call.apply(Elementwise("root"), spread)
    return spread, Value(spread.shape, spread.node, spread.learned)  # the mean is made on the way


@rule("sort", "argsort", "topk")
def ordered(call: Call) -> Outcome:
    keep = call["k"] if call.operator == "topk" else 0
    y = call.apply(Sort(keep, call.axis("dim", -1, len(call.x.shape))), call.x)
    return y if call.operator == "argsort" else (y, Value(y.shape, y.node, y.learned))
