"""The rows of a file by their knobs alone.

To find the rows about one network, TOML's parser would take longer than all the rest of a report. A row that is written as
nearly all are, its knobs as a table on one line, is read by that line; any other file or row is parsed as a whole.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

HEADER = re.compile(r"^\[\[row\]\]$", re.MULTILINE)
ANOTHER_WAY = re.compile(r"\"\"\"|'''|^\s*\[(?!\[row\]\]$)", re.MULTILINE)  # long texts, which may hold a header; other headers
FIELD = re.compile(r"^\s*[\"']?(law|knobs|undetermined)[\"']?\b(.*)$", re.MULTILINE)
OF_NONE = {"law", "undetermined"}  # fields of rows that are about no network that could be built
PLAIN = re.compile(r" = (\{.*\}|\"[^\"\\]*\")$")


class Outline(NamedTuple):
    """A row before it is read.

    Attributes:
        knobs: of the network that it is about; None where it is about none: of a law, or where the print does not fix one.
        fields: all of its fields, those that the file has for all rows among them.
    """

    knobs: Mapping[str, Any] | None
    fields: Callable[[], dict[str, Any]]


def outlines(text: str) -> Iterator[Outline]:
    """The rows of a file, in its order."""
    if ANOTHER_WAY.search(text):
        yield from _parsed(text)
        return
    common, *blocks = HEADER.split(text)
    for block in blocks:
        found = dict(FIELD.findall(block))
        if all(PLAIN.fullmatch(rest) for rest in found.values()):
            knobs = _table(f"knobs{found.get('knobs', ' = {}')}")["knobs"]
            yield Outline(knobs if OF_NONE.isdisjoint(found) else None, partial(_merged, common, block))
        else:
            yield from _parsed(f"{common}[[row]]{block}")


def _parsed(text: str) -> Iterator[Outline]:
    common = tomllib.loads(text)
    for fields in common.pop("row", []):
        knobs = fields.get("knobs", {}) if OF_NONE.isdisjoint(fields) else None
        yield Outline(knobs, partial(dict, {**common, **fields}))


def _merged(common: str, block: str) -> dict[str, Any]:
    return {**_table(common), **tomllib.loads(block)}


@cache
def _table(text: str) -> Mapping[str, Any]:
    return tomllib.loads(text)
