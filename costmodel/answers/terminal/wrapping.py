"""Text on lines of a given width. `textwrap` would take a third of a report's time on a narrow page."""

import re
from collections.abc import Iterator

from costmodel.answers.document import BREAKS


def lines(text: str, widest: int, indent: str = "") -> list[str]:
    """Text on lines of at most so many characters.

    Words stay whole where they can; the path of a layer and a name with knobs go on behind a separator, all else anywhere.

    Args:
        indent: of the second line and those below it, where there is room for it.
    """
    if len(text) <= widest:
        return [text]
    lead = text[: len(text) - len(text.lstrip())]
    lead, indent = (each if 2 * len(each) < widest else "" for each in (lead, indent))
    made, line, is_empty = [], lead, True
    for space, piece in _pieces(text, widest - max(len(lead), len(indent))):
        if is_empty:
            line, is_empty = line + piece, False
        elif len(line) + len(space) + len(piece) <= widest:
            line += space + piece
        else:
            made.append(line)
            line = indent + piece
    return made if is_empty else [*made, line]


def _pieces(text: str, widest: int) -> Iterator[tuple[str, str]]:
    """What stays together, each with the space before it."""
    for word in text.split():
        space = " "
        for part in re.split(BREAKS, word) if len(word) > widest else (word,):
            for at in range(0, len(part), widest):
                yield space, part[at : at + widest]
                space = ""
