"""The formats of other people's networks. The folder is the registry: a format is added by its file or folder.

A format says what it reads and reads it:

    SUFFIXES = (".onnx",)          files that end so, or
    SCHEMES = ("timm",)            places that begin so, as in timm:resnet50
    def read(place: str) -> Model | None

`read` answers None if what stands there is of another format with the same suffix. Whatever a format needs of libraries it
imports when it reads, so that to look for the right one costs nothing. A format with a registry of rules names the module where
it stands, so that users can give rules of their own and the documentation lists those that there are:

    RULES = f"{__name__}.rules"
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from costmodel.errors import UnknownName, located
from costmodel.subjects.importing.model import Model


@cache
def formats() -> tuple[Any, ...]:
    """The module of each format, by name."""
    return tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))


def suffixes() -> list[str]:
    """How the files end that are read here."""
    return sorted({suffix for format_ in formats() for suffix in getattr(format_, "SUFFIXES", ())})


def ruled() -> dict[str, str]:
    """The formats that have rules, by name: for each the module of its registry."""
    return {one.__name__.rpartition(".")[2]: one.RULES for one in formats() if hasattr(one, "RULES")}


def registry(name: str) -> Any:
    """The rules of a format.

    Raises:
        UnknownName: if there is no such format, or it has no rules.
    """
    if name not in ruled():
        raise UnknownName("format", name, ruled())
    return import_module(ruled()[name]).RULES


def read(text: str) -> tuple[Model, str, str] | None:
    """The model that a text names, its place, and the knobs that stand behind it; None if no format knows it.

    Raises:
        CostModelError: if a format knows the place and cannot read what stands there.
    """
    for format_ in formats():
        for place, knobs in _places(format_, text):
            with located(place):
                model: Model | None = format_.read(place)
            if model is not None:
                return model, place, knobs
    return None


def _places(format_: Any, text: str) -> Iterator[tuple[str, str]]:
    """How a text can be taken as a place of the format, with knobs behind it."""
    scheme, _, rest = text.partition(":")
    if scheme in getattr(format_, "SCHEMES", ()):
        name, _, knobs = rest.partition(":")
        yield f"{scheme}:{name}", knobs
    for suffix in getattr(format_, "SUFFIXES", ()):
        place, found, behind = text.partition(suffix)
        if found and (not behind or behind.startswith(":")):
            yield place + suffix, behind[1:]
