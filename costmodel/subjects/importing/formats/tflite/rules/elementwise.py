"""Element by element, and products."""

from collections.abc import Mapping

from costmodel.ir.ops import Add, Op
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.matrix import MatMul
from costmodel.ir.ops.rearranging import Permute
from costmodel.subjects.importing.formats.tflite.operation import Operation
from costmodel.subjects.importing.formats.tflite.registry import rule
from costmodel.subjects.importing.formats.tflite.rules.activations import fused
from costmodel.subjects.importing.reading import Value

FUSED: Mapping[str, str] = {"ADD": "add", "SUB": "subtract", "MUL": "multiply", "DIV": "divide"}
FUNCTIONS: Mapping[str, str] = {
    "ABS": "absolute",
    "CEIL": "round",
    "COS": "cosine",
    "CUMSUM": "running-sum",
    "DEQUANTIZE": "dequantize",
    "EQUAL": "compare",
    "EXP": "exponential",
    "FLOOR": "round",
    "FLOOR_MOD": "modulo",
    "GREATER": "compare",
    "GREATER_EQUAL": "compare",
    "LESS": "compare",
    "LESS_EQUAL": "compare",
    "LOG": "logarithm",
    "LOGICAL_AND": "logic",
    "LOGICAL_NOT": "not",
    "LOGICAL_OR": "logic",
    "MAXIMUM": "maximum",
    "MINIMUM": "minimum",
    "NEG": "negate",
    "NOT_EQUAL": "compare",
    "POW": "power",
    "QUANTIZE": "quantize",
    "ROUND": "round",
    "RSQRT": "reciprocal-root",
    "SELECT": "where",
    "SELECT_V2": "where",
    "SIN": "sine",
    "SQRT": "root",
    "SQUARE": "square",
}
ALONE = ("CUMSUM",)  # whose second input is an axis


@rule(*FUSED)
def arithmetic(operation: Operation) -> Value:
    xs = operation.lifted([operation.value(0), operation.value(1)])
    one_shape = operation.kind == "ADD" and tuple(xs[0].shape) == tuple(xs[1].shape)
    op: Op = Add() if one_shape else Elementwise(FUSED[operation.kind])
    return fused(operation, operation.apply(op, *xs))


@rule(*FUNCTIONS)
def elementwise(operation: Operation) -> Value:
    xs = [operation.x] if operation.kind in ALONE else operation.lifted(operation.values)
    return operation.apply(Elementwise(FUNCTIONS[operation.kind]), *xs)


@rule("FLOOR_DIV")
def floor_divide(operation: Operation) -> Value:
    y = operation.apply(Elementwise("divide"), *operation.lifted(operation.values), part="divide")
    return operation.apply(Elementwise("round"), y)


@rule("SQUARED_DIFFERENCE")
def squared_difference(operation: Operation) -> Value:
    y = operation.apply(Elementwise("subtract"), *operation.lifted(operation.values), part="difference")
    return operation.apply(Elementwise("square"), y)


@rule("ADD_N")
def add_n(operation: Operation) -> Value:
    return operation.apply(Add(), *operation.values)


@rule("BATCH_MATMUL")
def batch_matmul(operation: Operation) -> Value:
    """A product of stacks of matrices, on the last two axes of the file."""
    sides = []
    for place, part in enumerate(("left", "right")):
        x = operation.plain(operation.value(place), part)
        turned = operation.option(f"transposed_{part}")
        sides.append(operation.apply(Permute((-1, -2)), x, part=f"{part}/transpose") if turned else x)
    y = operation.apply(MatMul(), *sides)
    return operation.view(y, y.shape, "layout")
