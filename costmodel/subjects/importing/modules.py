"""What is a PyTorch module, or a class or function that makes one: asked without loading PyTorch."""

import sys
from collections.abc import Iterator
from functools import partial
from inspect import isclass, isfunction, ismethod
from types import ModuleType
from typing import Any, get_type_hints

LIBRARIES = ("torch", "torchvision", "timm")


def is_module(given: object) -> bool:
    """Is it a module? Whoever has one has loaded PyTorch; others need not wait for it."""
    return "torch" in sys.modules and isinstance(given, sys.modules["torch"].nn.Module)


def makes_module(given: object) -> bool:
    """Is it a class of modules, or a function that returns one?

    A function that does not say what it returns makes modules if it is written where PyTorch is at hand.
    """
    if "torch" not in sys.modules:
        return False
    if isclass(given):
        return _is_class(given)
    function = given.func if isinstance(given, partial) else given
    if not (isfunction(function) or ismethod(function)):
        return False
    try:
        hint = get_type_hints(function).get("return")
    except (NameError, TypeError):  # a hint that means something to a type checker alone
        hint = None
    return _is_class(hint) if hint is not None else any(map(_is_of_torch, _globals(function)))


def _globals(function: Any) -> Iterator[object]:
    yield from getattr(function, "__globals__", {}).values()


def _is_of_torch(one: object) -> bool:
    return _is_class(one) or (isinstance(one, ModuleType) and one.__name__.partition(".")[0] in LIBRARIES)


def _is_class(one: object) -> bool:
    return isclass(one) and issubclass(one, sys.modules["torch"].nn.Module)
