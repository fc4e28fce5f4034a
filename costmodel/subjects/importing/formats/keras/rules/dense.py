"""Fully connected layers and tables."""

from collections.abc import Iterable, Mapping
from string import ascii_letters

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Linear
from costmodel.ir.ops.rearranging import Embedding
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import whole
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.activations import activated
from costmodel.subjects.importing.reading import Value


@rule("Dense")
def dense(call: Call) -> Value:
    if len(call.x.shape) < 2:
        raise CostModelError("a fully connected layer reads features of samples", allowed="two axes or more")
    op = Linear(call.config.whole("units"), call.config.flag("use_bias", True), call.axis(-1, call.x))
    return activated(call, call.apply(op, call.x), call.config.get("activation"))


@rule("Embedding")
def embedding(call: Call) -> Value:
    """The features come last; a network that holds its channels first has them there in name."""
    y = call.apply(Embedding(call.config.whole("input_dim"), call.config.whole("output_dim")), call.x)
    return call.view(y, (*call.sizes(call.x), y.shape[-1]), "layout")


@rule("EinsumDense")
def einsum_dense(call: Call) -> Value:
    """A fully connected layer over the axes that are summed, which gives those that are new; the others are positions."""
    x = call.x
    left, kernel, output = _sides(call.config.word("equation", ""), len(x.shape))
    size = dict(zip(left, call.sizes(x), strict=True))
    target = call.config.get("output_shape", [])
    for letter, one in zip(reversed(output), reversed(target if isinstance(target, list) else [target]), strict=False):
        if letter not in size:
            size[letter] = whole("output_shape", one)
    summed, kept = [one for one in left if one not in output], [one for one in left if one in output]
    new = [one for one in output if one not in left]
    if set(kernel) != {*summed, *new} or not set(new) <= set(size):
        equation = call.config.get("equation")
        raise CostModelError(f"the equation {quoted(equation)} is not known", given=equation, allowed="one such as abc,cd->abd")
    bias = [one for one in call.config.word("bias_axes", "") if one in output]
    x = call.view(x, (*(size[one] for one in kept), _product(size, summed)), "positions")
    biases = [call.learned("bias", [_product(size, bias)])] if bias else []
    y = call.apply(Linear(_product(size, new), bool(bias), call.axis(-1, x)), x, learns={"biases": biases})
    y = call.view(y, [size[one] for one in output], "output")
    return activated(call, y, call.config.get("activation"))


def _sides(equation: str, rank: int) -> tuple[str, str, str]:
    """The letters of the input, of the kernel and of the output, an ellipsis in front written out."""
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    left, comma, kernel = inputs.partition(",")
    if left.startswith("...") and output.startswith("..."):
        spare = [letter for letter in ascii_letters if letter not in equation][: max(0, rank - len(left) + 3)]
        left, output = "".join((*spare, left[3:])), "".join((*spare, output[3:]))
    letters = f"{left}{kernel}{output}"
    if not (
        arrow
        and comma
        and letters.isalpha()
        and len(left) == rank
        and all(len(set(s)) == len(s) for s in (left, kernel, output))
    ):
        raise CostModelError(
            f"the equation {quoted(equation)} does not fit on {rank} axes", given=equation, allowed="one such as abc,cd->abd"
        )
    return left, kernel, output


def _product(sizes: Mapping[str, Dim], letters: Iterable[str]) -> Dim:
    product: Dim = Shape(*[sizes[letter] for letter in letters]).size
    return product
