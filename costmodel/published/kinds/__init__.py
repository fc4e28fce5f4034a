"""The kinds of rows, one a file, each read when a row of it is met; a report on a network meets few."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from costmodel.errors import CostModelError
from costmodel.published.basis import Basis
from costmodel.published.row import Row

# By a field that no other kind has; a row without any of them is of a network.
KINDS = {"law": "law", "fewer_than": "ratio", "seeds": "mean"}


def row_of(fields: Mapping[str, Any]) -> Row:
    """A row from the fields of its table in a file.

    Raises:
        CostModelError: if it is malformed; says where.
    """
    name = next((kind for field, kind in KINDS.items() if field in fields), "network")
    kind: type[Row] = getattr(import_module(f"{__name__}.{name}"), f"{name.title()}Row")
    own = {name: value for name, value in fields.items() if name not in Basis.model_fields}
    try:
        return kind(**own, stated={name: value for name, value in fields.items() if name not in own})
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(place) for place in detail["loc"] if place != "stated") or str(fields.get("where", ""))
        raise CostModelError(f"{where}: {detail['msg']}", given=detail.get("input")) from None
