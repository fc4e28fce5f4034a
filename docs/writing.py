"""What generated pages are written with: tables, escaped text, links to papers."""

import re
from collections.abc import Iterable, Sequence

ARXIV = re.compile(r"arXiv (\d{4}\.\d{4,5})")
PAPER = "https://arxiv.org/abs/{}"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table, behind an empty one."""
    return ["", row(*headings), row(*["---"] * len(headings)), *(row(*cells) for cells in rows)]


def filtered(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table above which `_static/filter.js` puts a field to search in it, and one for each column of few words."""
    return ["", "```{table}", ":class: filtered", *table(headings, rows), "```"]


def row(*cells: object) -> str:
    """A line of a table."""
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def plain(value: object) -> str:
    """Text that is shown as it stands, unless it begins as code."""
    text = str(value)
    return text if text.startswith("`") else text.replace("*", "\\*").replace("_", "\\_")


def linked(text: str) -> str:
    """Text in which papers of arXiv are links."""
    return ARXIV.sub(lambda found: f"[{found[0]}]({PAPER.format(found[1])})", plain(text))
