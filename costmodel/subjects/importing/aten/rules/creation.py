"""Tensors that come from nowhere, and operators that give back what they got."""

from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import ceil_div
from costmodel.subjects.importing.aten.call import Call, Outcome, rule
from costmodel.subjects.importing.reading import Value

KINDS = ("zeros", "ones", "full", "empty", "rand", "randn", "randint")
FILLED_IN_PLACE = ("zero", "fill", "normal", "uniform", "random", "bernoulli")


@rule(
    *KINDS,
    *(f"{kind}_like" for kind in KINDS),
    *(f"new_{kind}" for kind in KINDS),
    *("linspace", "logspace", "eye", "scalar_tensor", "empty_strided", "new_empty_strided", "randperm"),
    *("hann_window", "hamming_window", "tril_indices", "triu_indices"),
)
def created(call: Call) -> Value:
    """Of another tensor it takes the shape alone."""
    if "size" in call.arguments:
        return Value(Shape(*call["size"]))
    return Value(call.x.shape if call.operator.endswith("_like") else call.shape())


@rule("arange")
def counted(call: Call) -> Value:
    start, end, step = call.get("start", 0), call["end"], call.get("step", 1)
    if any(isinstance(limit, float) for limit in (start, end, step)):
        return Value(call.shape())
    return Value(Shape(ceil_div(end - start, step)))


@rule(*FILLED_IN_PLACE)
def filled(call: Call) -> Value:
    return Value(call.x.shape)


@rule("alias", "clone", "contiguous", "detach", "lift", "lift_fresh", "lift_fresh_copy", "positive", "requires_grad")
def itself(call: Call) -> Value:
    return call.x


@rule("to", "_to_copy", "type_as", "resolve_conj", "resolve_neg")
def cast(call: Call) -> Value:
    return call.x


@rule("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout")
def dropout(call: Call) -> Outcome:
    """In training a product with a random mask, but networks are read as they run."""
    return call.apply(Elementwise("multiply"), call.x, Value(call.x.shape)) if call.get("train") else call.x
