"""Products of matrices, learned or not, and attention."""

from collections import Counter

from costmodel.ir.ops import Add, Linear
from costmodel.ir.ops.attention import Attention
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.matrix import Einsum, MatMul
from costmodel.ir.ops.op import Op
from costmodel.subjects.importing.aten.call import Call, Outcome, learned, rule
from costmodel.subjects.importing.reading import Value


@rule("linear")
def linear(call: Call) -> Outcome:
    weight, bias = call.value("weight"), call.get("bias")
    if len(weight.shape) != 2:
        return None
    op = Linear(weight.shape[0], bias=bias is not None, axis=-1)
    return call.apply(op, call.x, learns=learned(weight, bias))


@rule("matmul", "mm", "bmm", "mv", "dot", "vdot", "inner")
def product(call: Call) -> Outcome:
    left, right = call.x, call.value("other", "mat2", "vec", "tensor")
    if call.operator == "inner" and len(right.shape) > 1:
        return None
    return call.apply(MatMul(), left, right)


@rule("addmm", "baddbmm", "addbmm", "addmv")
def product_and_sum(call: Call) -> Outcome:
    left, right = call.value("mat1", "batch1", "mat"), call.value("mat2", "batch2", "vec")
    if call.operator == "addbmm":
        return None
    bias = call.x
    if call.operator == "addmm" and right.node is None and right.learned and bias.node is None and len(bias.shape) == 1:
        return call.apply(Linear(right.shape[1], bias=True, axis=-1), left, learns=learned(right, bias))
    y = call.apply(MatMul(), left, right)
    return call.apply(_sum(y, bias), y, bias)


def _sum(*summands: Value) -> Op:
    return Add() if len({summand.shape for summand in summands}) == 1 else Elementwise("add")


@rule("einsum")
def einsum(call: Call) -> Outcome:
    operands = call["tensors"]
    equation = _spelled(call["equation"].replace(" ", ""), [len(operand.shape) for operand in operands])
    return call.apply(Einsum(equation), *operands)


def _spelled(equation: str, ranks: list[int]) -> str:
    """The equation with letters for `...`, and with its output: letters that stand there once, in order."""
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    free = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in equation]
    most = 0
    for number, (term, rank) in enumerate(zip(terms, ranks, strict=True)):
        if "..." in term:
            axes = rank - len(term) + 3
            most = axes if axes > most else most
            terms[number] = term.replace("...", "".join(free[:axes][::-1]))
    dots = "".join(free[:most][::-1])
    if not arrow:
        counted = Counter(left.replace(",", "").replace(".", ""))
        right = dots + "".join(sorted(letter for letter, times in counted.items() if times == 1))
    return f"{','.join(terms)}->{right.replace('...', dots)}"


@rule("scaled_dot_product_attention")
def attention(call: Call) -> Value:
    mask = call.get("attn_mask")
    return call.apply(Attention(), *(call.value(name) for name in ("query", "key", "value")), *([] if mask is None else [mask]))
