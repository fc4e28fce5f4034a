"""The registry of rules."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from costmodel.subjects.importing.formats.keras.call import Call, viewed
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.reading import Value
from costmodel.subjects.importing.registry import Registry

Rule: TypeAlias = Callable[[Call], Value | Sequence[Value]]


def parts(call: Call) -> Parts:
    """A layer's call for a user's rule."""
    return Parts(call.config.values, call.inputs, call.apply)


RULES: Registry[Rule] = Registry(f"{__package__}.rules", parts)


def rule(*kinds: str, over_maps: bool = False) -> Callable[[Rule], Rule]:
    """Make a function the rule of layers.

    Args:
        over_maps: the layer says itself where its channels are.
    """

    def registered(function: Rule) -> Rule:
        RULES.add(*kinds)(_over_maps(function) if over_maps else function)
        return function

    return registered


def _over_maps(function: Rule) -> Rule:
    """The rule with its maps held as the layer takes them, where that is not how the network holds them."""

    def turned(call: Call) -> Value | Sequence[Value]:
        own, theirs = call.layout, call.building.layout_of(call.layer)
        if own == theirs:
            return function(call)
        x = viewed(call, call.x, theirs.shape(own.said(call.x.shape)), "layout", "function")
        made = function(replace(call, args=[x, *call.inputs[1:]], layout=theirs))
        outputs = [made] if isinstance(made, Value) else made
        return [viewed(call, y, own.shape(theirs.said(y.shape)), "layout", "function") for y in outputs]

    return turned
