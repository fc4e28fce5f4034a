"""A snapshot that limits are relative to: what networks came to when it was written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.files import text_of

SCHEMA = "costmodel/snapshot-1"


@dataclass(frozen=True)
class Baseline:
    """Totals and layers by the label of a network, such as `mobilenet_v2:alpha=0.75`."""

    path: Path
    subjects: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, path: Path) -> "Baseline":
        """A baseline from the file of a snapshot.

        Raises:
            CostModelError: if it cannot be read, is no JSON, or is no snapshot of this schema.
        """
        try:
            record = json.loads(text_of(path), parse_float=Fraction)
        except ValueError as error:
            raise CostModelError(f"it is no JSON: {error}", given=path).at(str(path)) from None
        schema = record.get("schema") if isinstance(record, dict) else None
        if schema != SCHEMA:
            raise CostModelError(f"its schema is {quoted(schema)}", given=schema, allowed=SCHEMA).at(str(path))
        return cls(path, {str(one.get("subject")): one for one in record.get("subjects", ()) if isinstance(one, dict)})

    def totals(self, label: str) -> Mapping[str, int | Fraction] | None:
        """What a network came to; None of one that is not in the snapshot."""
        found = self.subjects.get(label, {}).get("totals")
        return found if isinstance(found, dict) else None

    def layers(self, label: str, metric: str) -> dict[str, Any]:
        """What each of its layers had of a metric."""
        found = self.subjects.get(label, {}).get("layers", ())
        return {str(one["name"]): one[metric] for one in found if isinstance(one, dict) and "name" in one and metric in one}
