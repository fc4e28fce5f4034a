"""A column as it is set: its name, its cells, how wide they are, and in which colour."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from numbers import Real
from typing import Any

from costmodel.answers.document import Column, Table
from costmodel.answers.terminal.wrapping import lines

GAP = "  "  # between columns
BAR = 8  # cells of a share's bar
EIGHTHS = " ▏▎▍▌▋▊▉"
HEADER_BREAK = r" |(?<=[:,])"
CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # a name of a user's own might hold what a terminal obeys

RESET, BOLD, DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
RED, GREEN, YELLOW, MAGENTA, CYAN = (f"\x1b[{31 + place}m" for place in (0, 1, 2, 4, 5))
VERDICTS = {"agrees": GREEN, "explained": CYAN, "undetermined": MAGENTA, "unreproduced": YELLOW, "differs": RED}
HEAT = ((0.5, BOLD + RED), (0.1, YELLOW), (0.01, ""), (0.0, DIM))  # of a share, from which size on; the number says the same


class Setting:
    """A column of one table; cells may have several lines. No dataclass, which would be a hundredth of a cold report.

    Attributes:
        width: of its longest line.
        styles: of each cell, what a terminal in colour is told before it.
    """

    def __init__(
        self, column: Column, name: str, texts: Sequence[str], styles: Sequence[str] = (), is_right: bool = False
    ) -> None:
        self.column, self.name, self.texts, self.styles, self.is_right = column, name, texts, styles, is_right
        self.width = max(_longest(name), max(map(_longest, texts), default=0))

    @classmethod
    def of(cls, table: Table, place: int, human: bool) -> "Setting":
        column = table.columns[place]
        texts = [harmless(text) for text in table.texts(place, human)]
        if human and column.unit:
            texts = _by_the_prefix(texts)
        if column.content == "scope":
            texts = _as_a_tree(texts)
        return cls(column, harmless(column.name), texts, is_right=column.alignment == "right")

    @property
    def can_wrap(self) -> bool:
        return self.column.content in ("text", "formula", "code", "scope")

    def with_broken_name(self) -> "Setting":
        """A network's label stands on several lines: `shufflenet_v1:`, `groups=8,`, `scale=1`."""
        is_widest = len(self.name) > max(map(_longest, self.texts), default=0)
        return self._with(name=re.sub(HEADER_BREAK, "\n", self.name)) if is_widest else self

    def wrapped(self, widest: int) -> "Setting":
        """With no line longer than that, wherever it must be broken."""
        return self._with(name=_broken(self.name, widest), texts=[_broken(text, widest) for text in self.texts])

    def with_bars(self, shares: Sequence[Any], unicode: bool) -> "Setting":
        """Each share with a bar behind it."""
        digits = self.width
        bars = [_bar(float(share), unicode) if isinstance(share, Real) else "" for share in shares]
        bars += [""] * (len(self.texts) - len(bars))  # the total needs none
        texts = [f"{text:>{digits}} {bar:<{BAR}}" for text, bar in zip(self.texts, bars, strict=True)]
        return self._with(name=f"{self.name:>{digits}}", texts=texts, is_right=False)

    def with_colours(self, cells: Sequence[Any], is_summed_up: bool) -> "Setting":
        """Shares by their heat, verdicts by their kind; the total stands out."""
        styles = [_style(self.column, cell) for cell in cells]
        return self._with(styles=[*styles, BOLD] if is_summed_up else styles)

    def _with(self, **changed: Any) -> "Setting":
        return Setting(**{**{name: value for name, value in vars(self).items() if name != "width"}, **changed})

    def aligned(self, text: str, width: int) -> str:
        return text.rjust(width) if self.is_right else text.ljust(width)


def harmless(text: str) -> str:
    return text if text.isprintable() else re.sub(CONTROL, lambda match: repr(match[0])[1:-1], text)


def total_width(settings: Sequence[Setting]) -> int:
    return sum(one.width for one in settings) + len(GAP) * (len(settings) - 1)


def printed(settings: Sequence[Setting], is_summed_up: bool, colour: bool) -> Iterator[str]:
    """The lines of a table: the names, a rule below them, the rows; the total below another rule."""
    widths = [one.width for one in settings]
    rule = GAP.join("-" * width for width in widths)
    rule = f"{DIM}{rule}{RESET}" if colour else rule
    nothing = [""] * len(settings)
    yield from _row(settings, widths, [one.name.split("\n") for one in settings], nothing)
    yield rule
    size = len(settings[0].texts)
    for place in range(size):
        if is_summed_up and place == size - 1:
            yield rule
        styles = [one.styles[place] if one.styles else "" for one in settings]
        yield from _row(settings, widths, [one.texts[place].split("\n") for one in settings], styles)


def _row(
    settings: Sequence[Setting], widths: Sequence[int], cells: Sequence[Sequence[str]], styles: Sequence[str]
) -> Iterator[str]:
    """The lines of one row: as many as the highest of its cells has."""
    for texts in zip_longest(*cells, fillvalue=""):
        filled = [one.aligned(text, width) for one, text, width in zip(settings, texts, widths, strict=True)]
        filled[-1] = filled[-1].rstrip()
        painted = [
            f"{style}{text}{RESET}" if style and text.strip() else text for style, text in zip(styles, filled, strict=True)
        ]
        yield GAP.join(painted).rstrip()


def _style(column: Column, cell: Any) -> str:
    if column.content == "share" and isinstance(cell, Real):
        return next(style for least, style in HEAT if abs(float(cell)) >= least)
    if column.content == "verdict" and isinstance(cell, str):
        return VERDICTS.get(cell.partition(" ")[0], "")
    return ""


def _bar(share: float, unicode: bool) -> str:
    full, rest = divmod(round(min(max(share, 0.0), 1.0) * BAR * 8), 8)
    return f"{'█' * full}{EIGHTHS[rest]}".rstrip() if unicode else "#" * round(share * BAR)


def _by_the_prefix(texts: Sequence[str]) -> list[str]:
    """Amounts whose digits end in one column, whether a prefix follows or none."""
    longest = max((len(text.partition(" ")[2]) for text in texts), default=0)
    if not longest:
        return list(texts)
    parts = [text.partition(" ") for text in texts]
    return [f"{digits} {prefix:<{longest}}" if digits else "" for digits, _, prefix in parts]


def _as_a_tree(paths: Sequence[str]) -> list[str]:
    """Each path below the one that it is inside of, further in and without what that one says already."""
    above: list[str] = []
    texts = []
    for path in paths:
        while above and not path.startswith(f"{above[-1]}/"):
            above.pop()
        texts.append("  " * len(above) + (path[len(above[-1]) + 1 :] if above else path))
        above.append(path)
    return texts


def _longest(text: str) -> int:
    return max(map(len, text.split("\n"))) if "\n" in text else len(text)


def _broken(text: str, widest: int) -> str:
    """Text whose lines are no longer; an amount, too, where a page holds no more."""
    if len(text) <= widest:
        return text
    return "\n".join(line for part in text.split("\n") for line in lines(part, widest))
