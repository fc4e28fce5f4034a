"""Records as an answer gives them to Python: a list, whose echo at a prompt is no longer than a page."""

from typing import Any

SHOWN = 3  # records of an echo


class Records(list[dict[str, Any]]):
    """A list of records."""

    def __repr__(self) -> str:
        more = [f"... and {len(self) - SHOWN:,} more"] if len(self) > SHOWN else []
        return f"[{', '.join([*map(repr, self[:SHOWN]), *more])}]"
