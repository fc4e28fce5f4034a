"""What LaTeX needs of a text and of a table's widths."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from costmodel.answers.document import BREAKS, Column

SPECIAL = {
    **{character: f"\\{character}" for character in "&%#_$"},
    "\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "`": r"\textasciigrave{}", '"': r"\textquotedbl{}", "{": r"\{", "}": r"\}", "--": "-{}-",
    "\u00d7": r"$\times$", "·": r"$\cdot$", "≤": r"$\leq$", "≥": r"$\geq$", "→": r"$\rightarrow$", "…": r"\dots{}",
}  # fmt: skip
SPECIALS = re.compile("--(?=-)|--|[" + re.escape("".join(key for key in SPECIAL if len(key) == 1)) + "]")
FENCED = re.compile(r"\\(?:left|right)(?=[()\[\]]|\\l|\\r)")

BREAK_AFTER_COMMA = r",\allowbreak "

LINE = 345  # points of a line of the article class, the narrowest that a table is set for
GAP = 12  # points between columns
SIZES = {"": 5.2, r"\small": 4.7, r"\footnotesize": 4.2, r"\scriptsize": 3.75}  # points of a character
WRAPPED = ("text", "formula", "code", "scope")
PROSE = 40  # characters of a text that is wrapped before any letters become smaller
NARROWEST = 24, 16  # characters to which a text is wrapped, at first such a text and then any


class Layout(NamedTuple):
    """How a table fits on a line.

    Attributes:
        places: those that stay.
        wrapped: those of them whose texts are broken into lines.
        columns: their declaration.
        is_shrunk: it has to be made smaller as a whole.
    """

    places: Sequence[int]
    wrapped: Sequence[int]
    columns: str
    size: str
    is_shrunk: bool


def escaped(text: str, breaks: bool = False) -> str:
    """Text that LaTeX shows as it is; with `breaks`, a long word may be broken behind its separators."""
    words = re.split(BREAKS, text) if breaks else [text]
    return r"\allowbreak{}".join(SPECIALS.sub(lambda match: SPECIAL[match[0]], word) for word in words)


def formula(expression: Any) -> str:
    """An expression as mathematics that may be broken between its terms, also within parentheses."""
    from costmodel.numbers.expression import latex_text

    text = FENCED.sub("", latex_text(expression))
    return f"${text.replace(', ', BREAK_AFTER_COMMA)}$"


def fitting(columns: Sequence[Column], texts: Sequence[Sequence[str]], keep_all: bool = False) -> Layout:
    """The largest letters in which all columns fit on a line, long texts wrapped; else the least important columns leave.

    Args:
        texts: of each column, its heads and cells.
    """
    natural = [max(map(len, cells), default=0) for cells in texts]
    least = [_least(column, cells) for column, cells in zip(columns, texts, strict=True)]
    prose = [
        min(width, max(narrow, NARROWEST[0])) if width > PROSE else width for width, narrow in zip(natural, least, strict=True)
    ]
    limits = sorted({column.priority for column in columns}, reverse=True)
    for limit in limits[:1] if keep_all else limits:
        places = [place for place, column in enumerate(columns) if column.priority <= limit]
        gaps = GAP * (len(places) - 1)
        for narrow, sizes in ((prose, list(SIZES)[:3]), (least, list(SIZES)[1:])):
            for size in sizes:
                room = (LINE - gaps) / SIZES[size]
                if sum(narrow[place] for place in places) <= room:
                    return _wrapping(columns, places, natural, narrow, room, size)
    return Layout(places, (), "".join(_letter(columns[place]) for place in places), "", True)


def _least(column: Column, cells: Sequence[str]) -> int:
    """The characters that a column needs at the least."""
    if column.content not in WRAPPED:
        return max(map(len, cells), default=0)
    word = max((len(word) for cell in cells for part in cell.split() for word in re.split(BREAKS, part)), default=0)
    return min(max(word, NARROWEST[1]), max(map(len, cells), default=0))


def _wrapping(
    columns: Sequence[Column], places: Sequence[int], natural: Sequence[int], narrow: Sequence[int], room: float, size: str
) -> Layout:
    """What is too wide for the room shares what the others leave of it."""
    spare = room - sum(narrow[place] for place in places)
    wanted = sum(natural[place] - narrow[place] for place in places)
    wrapped = [place for place in places if natural[place] > narrow[place]] if wanted > spare else []
    letters = {place: _letter(columns[place]) for place in places}
    for place in wrapped:
        width = (narrow[place] + spare * (natural[place] - narrow[place]) / wanted) * SIZES[size] / LINE
        letters[place] = rf">{{\raggedright\arraybackslash}}p{{{width:.3f}\linewidth}}"
    return Layout(places, wrapped, f"@{{}}{''.join(letters.values())}@{{}}", size, False)


def _letter(column: Column) -> str:
    return "r" if column.alignment == "right" else "l"
