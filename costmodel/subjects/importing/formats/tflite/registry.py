"""The registry of rules."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from costmodel.subjects.importing.formats.tflite.operation import Operation
from costmodel.subjects.importing.reading import Value

Rule: TypeAlias = Callable[[Operation], Value | Sequence[Value]]
RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Make a function the rule of operators."""

    def registered(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return registered
