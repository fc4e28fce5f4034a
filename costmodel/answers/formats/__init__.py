"""The output formats. One file a format, each `render(answer, page) -> str`; the folder is the registry."""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from costmodel.errors import UnknownName

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer


class Page(NamedTuple):
    """What a format may know of where its text goes."""

    width: int = 140
    colour: bool = False


PAGE = Page()


@cache
def formats() -> list[str]:
    """All output formats."""
    return sorted(module.name for module in iter_modules(__path__))


def render(answer: "Answer", format: str = "table", page: Page = PAGE) -> str:  # noqa: A002
    """An answer as text.

    Raises:
        UnknownName: if there is no such format.
    """
    if format not in formats():
        raise UnknownName("format", format, formats())
    text: str = import_module(f"{__name__}.{format}").render(answer, page)
    return text


def format_of(file: Path) -> str:
    """The format whose suffix a file has.

    Raises:
        UnknownName: if no format has it.
    """
    suffixes = {import_module(f"{__name__}.{name}").SUFFIX: name for name in formats()}
    if file.suffix not in suffixes:
        raise UnknownName("suffix", file.suffix or file.name, suffixes)
    return str(suffixes[file.suffix])
