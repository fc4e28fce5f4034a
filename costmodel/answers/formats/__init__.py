"""The output formats. One file a format, each `render(answer, page) -> str`; the folder is the registry.

A format says in `SUFFIX` how its files end, and in `TAKES` which of a page's choices it knows; the others are refused.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, UnknownName, meant

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer


Units: TypeAlias = Literal["exact", "human"]


class Page(NamedTuple):
    """What a format may know of where its text goes, and what of it is wanted there.

    Attributes:
        units: amounts as exact integers, or rounded for `human` readers; empty where the format may choose.
        columns: names of those that are wanted beside the first; empty for all.
        caption, label: of the main table.
        unicode: can it show more than ASCII?
    """

    width: int = 140
    colour: bool = False
    units: Units | Literal[""] = ""
    columns: tuple[str, ...] = ()
    caption: str = ""
    label: str = ""
    unicode: bool = True


PAGE = Page()
CHOICES = ("columns", "units", "caption", "label")  # what not every format can do


@cache
def formats() -> list[str]:
    """All output formats."""
    return sorted(module.name for module in iter_modules(__path__))


def render(answer: "Answer", format: str = "table", page: Page = PAGE) -> str:  # noqa: A002
    """An answer as text.

    Raises:
        CostModelError: if there is no such format, or it does not know one of the page's choices,
            or no table has one of the columns.
    """
    known = meant("format", format, formats())
    for choice in CHOICES:
        if (given := getattr(page, choice)) and choice not in _module(known).TAKES:
            takers = ", ".join(name for name in formats() if choice in _module(name).TAKES)
            raise CostModelError(f"{known} takes no {choice}", given=given, allowed=f"{choice} with {takers}")
    if page.columns:
        from costmodel.answers.chosen import Chosen

        answer = Chosen(answer, page.columns)
    text: str = _module(known).render(answer, page)
    return text


def format_of(file: Path, own: Mapping[str, str]) -> str:
    """The format whose suffix a file has; the answer's own, with their suffixes, go first.

    Raises:
        UnknownName: if no format has it.
    """
    suffixes = {_module(name).SUFFIX: name for name in formats()}
    suffixes |= {suffix: name for name, suffix in own.items()}
    found = [suffix for suffix in suffixes if file.name.endswith(suffix) and file.name != suffix]
    if not found:
        raise UnknownName("suffix", file.suffix or file.name, suffixes)
    return str(suffixes[max(found, key=len)])


def _module(name: str) -> Any:
    return import_module(f"{__name__}.{name}")
