"""One published number: where it is printed, what builds it, and, where it does not agree, the reason that is checked.

A row is a TOML table in `published/NAME.toml`, where NAME is the architecture that builds it. Only `paper`, `where`, `metric`
and `printed` are always needed; the file's own `paper` is the default.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from costmodel.errors import CostModelError
from costmodel.formulas.select import Tally
from costmodel.numbers.units import Unit

Rounded: TypeAlias = Literal["nearest", "truncated", "up"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Counting(_Frozen):
    """How a number is counted and printed. In a row it is what the source states; in `agrees_when`, what makes it agree.

    Attributes:
        convention: name of the convention.
        counts: the metric's own tally instead of the convention's, such as `{ weights = 1, biases = 1 }`.
        without: kinds or outermost scopes left out, such as `classifier` or `BatchNorm`.
        knobs: the architecture's knobs, as text; in `agrees_when` they are laid over the row's own.
        density: the part of the weights that pruning leaves, by scope, such as `{ "fire2/expand3x3" = "0.33" }`; biases stay.
        factor: what the count is multiplied by, such as "2" for two operations a multiply-add, or "1/2".
        rounding: how the printed digits follow from the value.
        digits: significant digits, where the print has fewer than it shows (15300 with 3).
    """

    metric: str | None = None
    convention: str | None = None
    counts: dict[str, int] | None = None
    without: tuple[str, ...] | None = None
    knobs: dict[str, str | int | bool] = Field(default_factory=dict)
    bits: int | None = None
    density: dict[str, str] = Field(default_factory=dict)
    factor: str | None = None
    unit: Unit | None = None
    rounding: Rounded | None = None
    digits: int | None = None

    @field_validator("counts")
    @classmethod
    def _selects(cls, counts: dict[str, int] | None) -> dict[str, int] | None:
        try:
            Tally(counts or {})
        except CostModelError as error:
            raise ValueError(str(error)) from None
        return counts


class Erratum(_Frozen):
    """A misprint, with the arithmetic that shows it.

    Attributes:
        corrected: the digits that should stand there; the computed value must round to them.
        equation: an equation in `x` and other printed numbers that holds for the corrected digits and fails for the printed
            ones, such as `94.86 + 3.06 + x + 0.18 = 100`.
    """

    corrected: str
    equation: str


class Network(_Frozen):
    """Another network of the catalog."""

    architecture: str
    knobs: dict[str, str | int | bool] = Field(default_factory=dict)


class Row(Counting):
    """One published number.

    Attributes:
        paper: authors, year, short title.
        where: table, figure or section.
        row: the label in the table.
        metric: a metric's name.
        part: a type (`Conv 1x1`), kind or scope (`stage2`): only that part of the network is counted.
        share: the part's percentage of the whole network.
        fewer_than: the print says how many times fewer there are than in this other network.
        law: the name of a law that gives the number instead of a network, at the values `at`.
        seeds: for a print that is a mean over randomly drawn networks: how many are drawn here, with the knob `seed` from 0.
            Computed is their mean, and the print agrees if it lies within their standard deviation of it.
        because: the reason, in words, beside `agrees_when` or `erratum`.
        unreproduced: what has been tried, where nobody has found the reason.
        unbuildable: why there is nothing to compute: the network behind the number is defined nowhere in public.
    """

    architecture: str = ""
    paper: str
    where: str
    row: str = ""
    metric: str
    part: str | None = None
    share: bool = False
    fewer_than: Network | None = None
    law: str | None = None
    at: dict[str, str | int] = Field(default_factory=dict)
    seeds: int | None = Field(None, ge=2)
    printed: str
    agrees_when: Counting | None = None
    erratum: Erratum | None = None
    because: str = ""
    unreproduced: str = ""
    unbuildable: str = ""

    @model_validator(mode="after")
    def _one_reason(self) -> "Row":
        if sum(map(bool, (self.agrees_when, self.erratum, self.unreproduced, self.unbuildable))) > 1:
            raise ValueError("a row has one reason: agrees_when, erratum, unreproduced or unbuildable")
        if bool(self.because) != bool(self.agrees_when or self.erratum):
            raise ValueError("a checked reason has its words in `because`, and nothing else has")
        return self

    @property
    def quantity(self) -> str:
        """What is printed, in words: a metric, its share, or its reduction against another network."""
        return self.metric + (" share" if self.share else " reduction" if self.fewer_than else "")

    @property
    def id(self) -> str:
        """Unique in the literature: architecture, paper, place, label, metric."""
        place = (self.architecture, self.paper.partition(",")[0], self.where, self.row, self.quantity)
        return "/".join(slug for part in place if (slug := _slug(part)))

    @property
    def source(self) -> str:
        return ", ".join(text for text in (self.paper, self.where, self.row) if text)


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() or c in "._" else " " for c in text.lower()).split())


ROW = re.compile(r"^\[\[row\]\]$", re.MULTILINE)
OUTLINE = re.compile(r"^(?:law|knobs) = .*", re.MULTILINE)


def tables(architecture: str) -> tuple[dict[str, Any], ...]:
    """The fields of an architecture's rows as they stand in its file, unchecked; none where it has no file."""
    text = _text(architecture)
    common = {"architecture": architecture, **_parsed(ROW.split(text)[0])}
    return tuple({**common, **fields} for fields in _parsed(text).get("row", []))


@cache
def _text(architecture: str) -> str:
    file = files(__package__).joinpath(f"{architecture}.toml")
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@cache
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


@cache
def rows(architecture: str) -> tuple[Row, ...]:
    """The published rows of an architecture.

    Raises:
        CostModelError: if a row is malformed, or two are the same; names the row.
    """
    read: dict[str, Row] = {}
    for number, fields in enumerate(tables(architecture), start=1):
        row = _read(f"{architecture}.toml, row {number}", fields)
        if row.id in read:
            raise CostModelError(f"{architecture}.toml: {row.id} stands there twice")
        read[row.id] = row
    return tuple(read.values())


def rows_where(architecture: str, holds: Callable[[Mapping[str, Any]], bool]) -> Iterator[Row]:
    """The rows whose law and knobs fulfil a condition.

    Of the others nothing else is parsed: a report on one network needs few rows of many, and parsing a whole file would be a
    fiftieth of its cold start. A key that TOML writes on one line can be found without parsing.

    Raises:
        CostModelError: if one of them is malformed; names it.
    """
    common, *blocks = ROW.split(_text(architecture))
    for number, block in enumerate(blocks, start=1):
        if holds(_parsed("\n".join(OUTLINE.findall(block)))):
            fields = {"architecture": architecture, **_parsed(common), **_parsed(block)}
            yield _read(f"{architecture}.toml, row {number}", fields)


def _read(place: str, fields: dict[str, Any]) -> Row:
    try:
        return Row(**fields)
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(map(str, detail["loc"])) or fields.get("where", "")
        raise CostModelError(f"{place}: {where}: {detail['msg']}") from None


@cache
def published() -> list[str]:
    """The architectures that have published rows."""
    return sorted(file.name.removesuffix(".toml") for file in files(__package__).iterdir() if file.name.endswith(".toml"))
