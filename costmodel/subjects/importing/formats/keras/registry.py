"""The registry of rules."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from costmodel.subjects.importing.formats.keras.call import Call, viewed
from costmodel.subjects.importing.reading import Value

Rule: TypeAlias = Callable[[Call], Value | Sequence[Value]]
RULES: dict[str, Callable[[Call], list[Value]]] = {}


def rule(*kinds: str, over_maps: bool = False) -> Callable[[Rule], Rule]:
    """Make a function the rule of layers.

    Args:
        over_maps: the layer says itself where its channels are.
    """

    def registered(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind] = _over_maps(function) if over_maps else lambda call: _listed(function(call))
        return function

    return registered


def _listed(made: Value | Sequence[Value]) -> list[Value]:
    return [made] if isinstance(made, Value) else list(made)


def _over_maps(function: Rule) -> Callable[[Call], list[Value]]:
    """The rule with its maps held as the layer takes them, where that is not how the network holds them."""

    def turned(call: Call) -> list[Value]:
        own, theirs = call.layout, call.building.layout_of(call.layer)
        if own == theirs:
            return _listed(function(call))
        x = viewed(call, call.x, theirs.shape(own.said(call.x.shape)), "layout", "function")
        outputs = _listed(function(replace(call, args=[x, *call.inputs[1:]], layout=theirs)))
        return [viewed(call, y, own.shape(theirs.said(y.shape)), "layout", "function") for y in outputs]

    return turned
