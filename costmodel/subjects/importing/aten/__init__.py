"""The operators of PyTorch by their ATen names, such as `conv2d` or `add`: what each is in the ops of this program.

The table serves whoever reads PyTorch's networks, recorded or from files, and knows nothing of the library itself. A theme is
a file of `rules/`; an operator is added by adding one function there.
"""

from collections.abc import Sequence

from costmodel.errors import located
from costmodel.ir.shape import ShapeMisfit
from costmodel.numbers.algebra import Dim, Undecided, same
from costmodel.subjects.importing.aten.call import RULES, Call, Stated
from costmodel.subjects.importing.reading import Value


def carried_out(call: Call) -> Sequence[Value]:
    """The values that a call gives, one for each of its outputs, written down in the call's reading.

    What nothing here knows is written down as such if it works on an input; what it makes of parameters alone is done once for
    all inputs, and nobody has to know how.

    Raises:
        CostModelError: if a rule cannot take the call, or gives another shape than the source states.
    """
    rule = RULES.get(call.operator)
    with located(call.name):
        given = None if rule is None else rule(call)
        values = unknown(call) if given is None else (given,) if isinstance(given, Value) else given
        for value, stated in zip(values, call.stated or (), strict=False):
            if contradicts(value.shape, stated):
                raise ShapeMisfit(f"{call.operator} gives {value.shape}, and the source says {'x'.join(map(str, stated))}")
    return values


def unknown(call: Call) -> Sequence[Value]:
    """What a call gives that nothing here knows: all of its outputs are one node's."""
    shapes = [call.shape(number) for number in range(len(call.stated or ()))]
    operands = call.operands
    if any(operand.node is not None for operand in operands):
        node = call.reading.opaque(call.operator, operands, shapes[0] if shapes else (), call.name).node
        return [Value(shape, node) for shape in shapes]
    learned = tuple(dict.fromkeys(tensor for operand in operands for tensor in operand.learned))
    return [Value(shape, None, learned) for shape in shapes]


def contradicts(shape: Sequence[Dim], stated: Stated) -> bool:
    """Is a size known to be another than the source states? Where both are expressions that may be equal, nothing is."""
    return len(shape) != len(stated) or any(
        _differ(size, said) for size, said in zip(shape, stated, strict=True) if said is not None
    )


def _differ(size: Dim, said: Dim) -> bool:
    try:
        return not same(size, said)
    except Undecided:
        return False
