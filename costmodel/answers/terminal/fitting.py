"""Which columns a page holds, and how: what is rounded, what is wrapped, and what is left out, which is said.

Columns are tried in this order until they fit: everything with exact amounts; prose wrapped; amounts rounded; the least
important columns left out; names broken; all text wrapped; the last columns left out.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from costmodel.answers.document import Table
from costmodel.answers.terminal.setting import BAR, GAP, Setting, total_width

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

PROSE = 40  # a longer text reads as well on two lines
NARROWEST = 8  # text is not wrapped to less while another column can be left out


class Fitted(NamedTuple):
    """A table as a page holds it.

    Attributes:
        table: with the columns that are shown, and their footnotes.
        left_out: the names of the columns for which there is no room.
        is_rounded: are amounts shown in human units?
    """

    table: Table
    settings: Sequence[Setting]
    left_out: Sequence[str]
    is_rounded: bool

    @property
    def remark(self) -> str:
        """What is not seen, and the option that shows it; empty where all is."""
        parts = ["amounts rounded (--units exact)"] if self.is_rounded else []
        if self.left_out:
            alone = [name for name in self.left_out if name.removesuffix("_share") == name or name[:-6] not in self.left_out]
            parts.append(f"left out for width: {', '.join(alone)} (--columns NAME,...)")
        return "; ".join(parts)


def fitted(table: Table, page: "Page") -> Fitted:
    """The table with what fits of it, never wider than the page."""
    for one, names, human in _attempts(table, page):
        settings = [Setting.of(one, place, human) for place in range(len(one.columns))]
        for tried in (settings, _prose_wrapped(settings, page.width)):
            if total_width(tried) <= page.width:
                return Fitted(one, _with_bars(one, tried, page), names, human)
    return _narrowed(one, settings, names, human, page)


def _attempts(table: Table, page: "Page") -> Iterator[tuple[Table, list[str], bool]]:
    """Ever less of a table: exact with all columns, then rounded with all of them, then with fewer."""
    has_amounts = any(column.unit for column in table.columns)
    rounds = page.units == "human" or (page.units == "" and has_amounts)
    whole = table.footnoted()
    if page.units != "human" or not has_amounts:
        yield whole, [], False
    if rounds and has_amounts:
        yield whole, [], True
    for limit in sorted({column.priority for column in table.columns} - {0}, reverse=True):
        kept = [
            place for place, column in enumerate(table.columns) if column.priority < limit or _is_noted(table, place, limit)
        ]
        yield table.only(kept).footnoted(), table.names_without(kept), rounds and has_amounts


def _is_noted(table: Table, place: int, limit: int) -> bool:
    """Is it the note of a column that stays?"""
    return table.columns[place].content == "note" and place > 0 and table.columns[place - 1].priority < limit


def _prose_wrapped(settings: Sequence[Setting], width: int) -> Sequence[Setting]:
    longest = [max(map(len, one.texts), default=0) if one.column.content == "text" else 0 for one in settings]
    return _wrapped(settings, [place for place, size in enumerate(longest) if size > PROSE], width, PROSE)


def _wrapped(settings: Sequence[Setting], places: Sequence[int], width: int, least: int) -> Sequence[Setting]:
    """Those columns no wider than the others leave room for, each with the same share of it at most."""
    room = width - total_width(settings) + sum(settings[place].width for place in places)
    waiting = sorted(places, key=lambda place: settings[place].width)
    made = list(settings)
    while waiting:
        widest = max(room // len(waiting), least)
        place = waiting.pop(0)
        if settings[place].width > widest:
            made[place] = settings[place].wrapped(widest)
        room -= min(settings[place].width, widest)
    return made


def _narrowed(table: Table, settings: Sequence[Setting], names: list[str], human: bool, page: "Page") -> Fitted:
    """What cannot be left out by its priority: text is wrapped, at last the columns at the end go."""
    shown = [one.with_broken_name() for one in settings]
    while True:
        texts = [place for place, one in enumerate(shown) if one.can_wrap]
        made = shown if total_width(shown) <= page.width else _wrapped(shown, texts, page.width, NARROWEST)
        if total_width(made) <= page.width:
            break
        if len(shown) == 1:
            made = [shown[0].wrapped(page.width)]
            break
        names = [shown[-1].column.name, *names]
        shown = shown[:-1]
    return Fitted(table.only(range(len(made))), made, names, human)


def _with_bars(table: Table, settings: Sequence[Setting], page: "Page") -> Sequence[Setting]:
    """A bar beside the first share where there is room for it."""
    shares = [place for place, one in enumerate(settings) if one.column.content == "share"]
    if not shares or not table.rows or total_width(settings) + len(GAP) + BAR > page.width:
        return settings
    cells = [row[shares[0]] for row in table.rows]
    return [one.with_bars(cells, page.unicode) if place == shares[0] else one for place, one in enumerate(settings)]
