"""The files of published rows, one an architecture that builds them: `published/NAME.toml`.

Of a row only `paper`, `where`, `metric` and `printed` are always needed; the file's own `paper` is the default.
"""

import tomllib
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, located
from costmodel.published.kinds import row_of
from costmodel.published.outline import outlines
from costmodel.published.row import Row

FOLDER = Path(__file__).parent


@cache
def published() -> list[str]:
    """The architectures that have published rows."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


@cache
def _text(architecture: str) -> str:
    """The file of an architecture; empty where it has none."""
    file = FOLDER / f"{architecture}.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@cache
def tables(architecture: str) -> tuple[Mapping[str, Any], ...]:
    """The fields of an architecture's rows as they stand in its file, unchecked; none where it has no file."""
    common = tomllib.loads(_text(architecture))
    found = common.pop("row", [])
    return tuple({"architecture": architecture, **common, **fields} for fields in found)


@cache
def rows(architecture: str) -> tuple[Row, ...]:
    """The published rows of an architecture.

    Raises:
        CostModelError: if a row is malformed, or two are the same; names the row.
    """
    read: dict[str, Row] = {}
    for number, fields in enumerate(tables(architecture), start=1):
        row = _row(architecture, number, fields)
        if row.id in read:
            raise CostModelError(f"{architecture}.toml: {row.id} stands there twice")
        read[row.id] = row
    return tuple(read.values())


def rows_about(architecture: str, spec: Spec, metrics: Container[str] | None = None) -> Iterator[Row]:
    """The rows about one network, however their knobs are put; some are about none (see `Outline`). The others are not read.

    Args:
        metrics: that are counted where the rows are shown; rows of others are left out.

    Raises:
        CostModelError: if one of them is malformed; names it.
    """
    decided: dict[str, bool] = {}  # many rows share their knobs
    for number, outline in enumerate(outlines(_text(architecture)), start=1):
        knobs = outline.knobs
        if knobs is not None:
            key = repr(knobs)
            if key not in decided:
                decided[key] = spec.is_meant_by(knobs)
            if decided[key]:
                fields = outline.fields()
                if metrics is None or fields.get("metric", "") in metrics:
                    yield _row(architecture, number, {"architecture": architecture, **fields})


def _row(architecture: str, number: int, fields: Mapping[str, Any]) -> Row:
    with located(f"{architecture}.toml, row {number}"):
        return row_of(fields)
