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
    made: dict[tuple[str, int, bool], Setting] = {}
    for kept, human in _attempts(table, page):
        part = table.only(kept) if len(kept) < len(table.columns) else table
        noted = any(column.content == "note" for column in part.columns)
        if noted:
            part = part.footnoted()
            settings = [Setting.of(part, place, human) for place in range(len(part.columns))]
        else:
            for at, place in enumerate(kept):
                if (key := (part.columns[at].name, place, human)) not in made:
                    made[key] = Setting.of(part, at, human)
            settings = [made[part.columns[at].name, place, human] for at, place in enumerate(kept)]
        for tried in (settings, _prose_wrapped(settings, page.width)):
            if total_width(tried) <= page.width:
                return Fitted(part, _with_bars(part, tried, page), table.names_without(kept), human)
    return _narrowed(part, settings, table.names_without(kept), human, page)


def _attempts(table: Table, page: "Page") -> Iterator[tuple[Sequence[int], bool]]:
    """Ever less of a table: exact with all columns, then rounded with all of them, then with fewer."""
    has_amounts = any(column.unit for column in table.columns)
    rounds = has_amounts and page.units != "exact"
    every = range(len(table.columns))
    if not (rounds and page.units == "human"):
        yield every, False
    if rounds:
        yield every, True
    for limit in sorted({column.priority for column in table.columns} - {0}, reverse=True):
        yield [place for place in every if table.columns[_noted(table, place)].priority < limit], rounds


def _noted(table: Table, place: int) -> int:
    """The place of the column that a note belongs to; of another column its own."""
    return place - 1 if place and table.columns[place].content == "note" else place


def _prose_wrapped(settings: Sequence[Setting], width: int) -> Sequence[Setting]:
    places = [place for place, one in enumerate(settings) if one.column.content == "text" and one.width > PROSE]
    least = total_width(settings) - sum(settings[place].width - PROSE for place in places)
    return _wrapped(settings, places, width, PROSE) if places and least <= width else settings


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
