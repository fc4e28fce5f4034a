"""What a user of the builder did wrong, in one line."""

from collections.abc import Sequence
from dataclasses import fields
from inspect import signature
from itertools import chain

from costmodel.errors import CostModelError, quoted
from costmodel.ir.graph import Node
from costmodel.ir.ops import Op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import is_expression, namespace


def no_op(given: object) -> CostModelError:
    return CostModelError(f"{quoted(given)} is no op", given=given, allowed="an op such as BatchNorm()")


def stranger(given: object) -> CostModelError:
    name = given.name if isinstance(given, Node) else given
    return CostModelError(f"{quoted(name)} is no node of this network", given=given, allowed="what its methods return")


def misfit(error: Exception, name: str, op: Op, inputs: Sequence[Node], known: Sequence[Node]) -> Exception:
    """What a user did wrong when an op failed on its inputs, if it was that: the error itself, if it was not.

    Args:
        name: of the node that is not made.
        known: the nodes of the network.
    """
    if not isinstance(op, Op):
        return no_op(op)
    for node in inputs:
        if not any(node is own for own in known):
            return stranger(node).at(name)
    shapes = [node.shape for node in inputs]
    if isinstance(error, TypeError) and not _takes(op, shapes):
        error = CostModelError(f"{op.kind} does not take {len(shapes)} inputs")
    if not isinstance(error, CostModelError):
        sizes = [*chain(*shapes), *(getattr(op, one.name) for one in fields(op))]  # type: ignore[arg-type]
        if not any(is_expression(size) or namespace(size) is not None for size in sizes):
            return error
        error = CostModelError(
            "its sizes cannot calculate with each other", allowed="numbers, arrays alone or expressions alone"
        )
    given = " and ".join(map(str, shapes)) or "no input"
    return ShapeMisfit(f"{name} ({op.type}) does not fit on {given}: {error}")


def _takes(op: Op, shapes: Sequence[Shape]) -> bool:
    """Does it take so many inputs?"""
    try:
        signature(op.out).bind(*shapes)
    except TypeError:
        return False
    return True
