"""A specification drawn: as SVG for light and dark pages, in pixels, for paper, and as a page that stands alone."""

from collections.abc import Mapping
from typing import Any

from costmodel.answers.palette import darkened
from costmodel.errors import library

SCALE = 2  # pixels of a PNG by those of the SVG


def svg(specification: Mapping[str, Any]) -> str:
    """The picture in the light colours, with a style sheet for dark pages.

    Raises:
        CostModelError: if vl-convert is missing, which draws it; so do the others.
    """
    made: str = _drawing().vegalite_to_svg(dict(specification))
    head, end, rest = made.partition(">")
    title = specification["title"]["text"]
    return f'{head} role="img" aria-label="{_attribute(title)}"{end}<style>{darkened()}</style>{rest}\n'


def png(specification: Mapping[str, Any]) -> bytes:
    made: bytes = _drawing().vegalite_to_png(dict(specification), scale=SCALE)
    return made


def pdf(specification: Mapping[str, Any]) -> bytes:
    made: bytes = _drawing().vegalite_to_pdf(dict(specification))
    return made


def html(specification: Mapping[str, Any]) -> str:
    """A page with all that it needs, to look at points one by one."""
    made: str = _drawing().vegalite_to_html(dict(specification), bundle=True)
    return made


def _drawing() -> Any:
    return library("vl_convert", "plot")


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
