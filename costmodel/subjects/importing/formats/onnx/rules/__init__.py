"""What the ops of ONNX are here: a rule each, grouped by theme. The folder is the registry: a rule is added in one place.

    @rule("Relu")
    def relu(call: Call) -> Value:
        return call.apply(Activation("relu"), call.tensor(0))

An op of another domain than ONNX's own has the domain before its name: `com.microsoft.FusedConv`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from costmodel.subjects.importing.formats.onnx.call import Call, Outcome

Rule: TypeAlias = Callable[[Call], Outcome]
_RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Make a function the rule of the ops of these names."""

    def register(function: Rule) -> Rule:
        _RULES.update(dict.fromkeys(names, function))
        return function

    return register


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by the name of its op."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return _RULES
