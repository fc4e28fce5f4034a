"""What a question can be asked of. A kind of subject is a file of `kinds/`."""

import re
from collections.abc import Callable, Mapping
from os.path import exists
from typing import TYPE_CHECKING, TypeAlias, Union

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.ir.graph import Graph
from costmodel.subjects.subject import Subject

if TYPE_CHECKING:
    from costmodel.subjects.space import Space

AsSubject: TypeAlias = Union[str, Graph, Callable[..., Graph], "Space", Subject]

FILE = r".*\.[A-Za-z]\w*"  # what is named like one
CATALOG = (
    "a family that `costmodel list` shows, or a member such as resnet50; a file such as net.onnx; with the library installed "
    "a name such as torchvision:convnext_tiny or timm:convnext_tiny"
)

Knobs: TypeAlias = Mapping[str, object] | None  # what a question takes for the knobs of a subject: text or numbers by name

__all__ = ["AsSubject", "Knobs", "Subject", "build", "subject"]


def subject(given: AsSubject, knobs: Knobs = None) -> Subject:
    """The subject that is meant, with its knobs.

    Args:
        given: the name of a family, also with knobs as in `mobilenet:alpha=0.5,rho=0.714`, or of a member, `resnet50`; a
            function of knobs that returns a graph, or where it is found, as in `net.py:make` or `package.module:make`; a
            graph; a space, or its file `space.toml`; or a subject.
        knobs: further ones.

    Raises:
        CostModelError: if there is no such thing, or a knob is given twice.

    Example:
        >>> subject("mobilenet:alpha=0.5").label
        'mobilenet:alpha=0.5'
        >>> list(subject("mobilenet").knobs)[:4]
        ['resolution', 'classes', 'channels', 'alpha']
    """
    if isinstance(given, Subject):
        return given.with_({} if knobs is None else knobs)
    from costmodel.subjects.kinds import made

    found = made(given)
    if found is None:
        raise _unknown(given)
    return found.with_({} if knobs is None else knobs)


def _unknown(given: object) -> CostModelError:
    """What is wrong with what no kind of subject knows."""
    if not isinstance(given, str):
        from costmodel.subjects.kinds import described

        wrong = f"{quoted(given)} is nothing that a network can be built from"
        return CostModelError(wrong, given=given, allowed=described())
    name = given.partition(":")[0]
    if "/" in given or exists(given) or re.fullmatch(FILE, name):
        from costmodel.subjects.importing.formats import suffixes

        allowed = f"files of networks, which end in {', '.join(suffixes())}; a module of PyTorch or a function as net.py:make"
        wrong = f"{quoted(given)} is no file that can be read here" if exists(given) else f"there is no file {quoted(given)}"
        return CostModelError(wrong, given=given, allowed=allowed)
    from costmodel.archs import names

    return UnknownName("architecture", name, names(), instead=CATALOG)


def build(given: AsSubject, knobs: Knobs = None, /, **more: object) -> Graph:
    """The network of one setting of a subject's knobs.

    Args:
        given: as for `subject`.
        knobs: as text or numbers, which are checked; or as sympy symbols or arrays, which make every size and cost of the
            graph an expression or an array.
        **more: the same by keyword.

    Raises:
        CostModelError: a knob that is not allowed, or what does not fit, with the subject's name before the node's.

    Example:
        >>> graph = build("mobilenet", alpha="0.5")
        >>> cost(graph)["mult_adds"]
        149497088
    """
    return subject(given, {**(knobs or {}), **more}).build()
