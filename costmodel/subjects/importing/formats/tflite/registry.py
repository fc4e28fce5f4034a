"""The registry of rules."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from costmodel.subjects.importing.formats.tflite.operation import Operation
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.reading import Value
from costmodel.subjects.importing.registry import Registry

Rule: TypeAlias = Callable[[Operation], Value | Sequence[Value]]


def parts(operation: Operation) -> Parts:
    """An operator for a user's rule."""
    return Parts(operation.operator.options, operation.values, operation.apply)


RULES: Registry[Rule] = Registry(f"{__package__}.rules", parts)
rule = RULES.add
