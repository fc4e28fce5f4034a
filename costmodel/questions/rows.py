"""Published rows as people and machines see them, wherever they are shown: in a report, a check, an identification."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from costmodel.answers.document import Column, Table
from costmodel.formulas.conventions import PAPER
from costmodel.numbers.show import as_printed, plain
from costmodel.published.verdict import DIGITS_ALONE, SELECTIVE, Judged

# What many notes end with, said once below them.
SHORT = {DIGITS_ALONE: "digits alone", SELECTIVE: "selective"}
TABLE = "Table "
COLUMNS = (
    Column("source"),
    Column("metric"),
    Column("printed", "quantity"),
    Column("computed", "quantity"),
    Column("verdict", "verdict"),
    Column("reason", "note"),
)


def published_table(title: str, judged: Iterable[Judged], page: str = PAPER.name) -> Table:
    """Printed beside computed, with the verdict and what it rests on; a line a row.

    Args:
        page: the convention under which the numbers beside this table are counted.
    """
    ones = list(judged)
    labels = papers(one.row.paper for one in ones)
    return Table(title, COLUMNS, [[_place(one, labels), *_numbers(one, page)] for one in ones], _legend(ones, page))


def published_numbers(title: str, judged: Iterable[Judged], page: str = PAPER.name) -> list[Table]:
    """The same of one network, a line a number: what several tables print alike stands once, with all their places.

    What is of a part, a share or a ratio stands in a table of its own, behind the network's totals.
    """
    ones = list(judged)
    whole = [one for one in ones if one.row.of == one.row.metric]
    rest = [one for one in ones if one.row.of != one.row.metric]
    titles = (title, f"{title}: parts and ratios")
    return [_merged(named, group, page) for named, group in zip(titles, (whole, rest), strict=True) if group]


def _merged(title: str, judged: Sequence[Judged], page: str) -> Table:
    labels = papers(one.row.paper for one in judged)
    alike: dict[tuple[str, ...], list[Judged]] = {}
    for one in judged:
        alike.setdefault((_part(one), *_numbers(one, page)), []).append(one)
    cells = [[_places(group, labels), *numbers] for (_, *numbers), group in alike.items()]
    return Table(title, COLUMNS, cells, _legend(judged, page))


def _numbers(one: Judged, page: str) -> list[str]:
    return [one.row.quantity, f"{one.row.printed} {one.row.unit}".strip(), _computed(one), one.verdict, _note(one, page)]


def _part(one: Judged) -> str:
    """` of Conv 1x1`, where the number is of a part of the network."""
    return one.row.of.removeprefix(one.row.quantity)


def _place(one: Judged, labels: Mapping[str, str]) -> str:
    """Where a number stands, and of what part it is where that does not say it: `Howard et al. 2017, Table 2, Conv 1x1`."""
    place, part = ", ".join(filter(None, (labels[one.row.paper], one.row.where, one.row.row))), _part(one)
    return place if place.endswith(part.removeprefix(" of ")) else f"{place}:{part}"


def _places(group: Sequence[Judged], labels: Mapping[str, str]) -> str:
    """Where the same number stands: in several places without their rows, as in `Howard et al. 2017, Tables 4, 6`."""
    first, *others = group
    if not others:
        return _place(first, labels)
    places: dict[str, dict[str, None]] = {}
    for one in group:
        places.setdefault(labels[one.row.paper], {})[one.row.where] = None
    return "; ".join(f"{paper}, {_together(list(where))}" for paper, where in places.items()) + _part(first)


def _together(where: Sequence[str]) -> str:
    numbers = [place.removeprefix(TABLE) for place in where if place.startswith(TABLE)]
    return f"{TABLE[:-1]}s {', '.join(numbers)}" if 1 < len(numbers) == len(where) else ", ".join(where)


def papers(names: Iterable[str]) -> dict[str, str]:
    """What each paper is called beside the others: its authors and year, and as much more as tells it apart.

    Args:
        names: as rows have them, such as `Howard et al. 2017, MobileNets, arXiv 1704.04861`.
    """
    unique = list(dict.fromkeys(names))
    parts = {name: list(accumulate(name.split(", "), "{}, {}".format)) for name in unique}
    often = Counter(prefix for prefixes in parts.values() for prefix in set(prefixes))
    return {name: next((prefix for prefix in parts[name] if often[prefix] == 1), name) for name in unique}


def record_of(one: Judged) -> dict[str, Any]:
    """One row of `check --format json`."""
    return {
        "id": one.row.id,
        "architecture": one.row.architecture,
        "source": one.row.source,
        "metric": one.row.metric,
        "convention": one.row.stated.convention or PAPER.name,
        "printed": f"{one.row.printed} {one.row.unit}".strip(),
        "computed": None if one.computed is None else plain(one.computed),
        "verdict": one.verdict,
        "reason": one.reason,
        "selective": one.selective,
    }


def _note(one: Judged, page: str) -> str:
    """What the verdict rests on, in as few words as a reader needs beside the others."""
    counted = one.row.stated.convention or PAPER.name
    reason, _, tail = one.reason.partition(f"; {DIGITS_ALONE}")
    reason, selective, _ = (reason + tail).partition(f"; {SELECTIVE}")
    marks = [SHORT[said] for said, found in ((DIGITS_ALONE, DIGITS_ALONE in one.reason), (SELECTIVE, selective)) if found]
    words = f"{reason} ({', '.join(marks)})" if marks else reason
    return f"counted as {counted} does: {words}".removesuffix(": ") if counted not in (page, PAPER.name) else words


def _legend(judged: Sequence[Judged], page: str) -> list[str]:
    """The words of the notes, and by which counting the rows are judged where that is not the page's."""
    said = {
        DIGITS_ALONE: "digits alone: no source says so, but the digits come out",
        SELECTIVE: "selective: rows beside it agree only without that reason",
    }
    words = "; ".join(text for phrase, text in said.items() if any(phrase in one.reason for one in judged))
    other = f"judged by what each source counts, and by {PAPER.name} where it says nothing; the numbers above are by {page}"
    return [*([words] if words else []), *([other] if page != PAPER.name and judged else [])]


def _computed(one: Judged) -> str:
    if one.computed is None:
        return "none"
    return f"{as_printed(one.computed, one.row.printed, one.row.unit)} {one.row.unit}".strip()
