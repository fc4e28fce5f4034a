"""One way in which a printed number holds, in words, as a row and as a record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.numbers.show import plain
from costmodel.published.basis import Basis
from costmodel.questions.reconcile.way import Decision


@dataclass(frozen=True)
class Explanation:
    """One way in which the print holds.

    Attributes:
        decisions: those that it takes, beyond what was stated; none where the number simply agrees.
        agrees_when: the same as fields of a published row.
        value: what is computed so, in single units.
        chance: the share of numbers like the printed one that something so cheap explains.
        elsewhere: what other metrics come to so, in single units.
        alike: other tools that count the same.
    """

    decisions: tuple[Decision, ...]
    agrees_when: Basis
    value: Fraction
    chance: Fraction = Fraction(0)
    elsewhere: tuple[tuple[str, Fraction], ...] = ()
    alike: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        return sum(decision.cost for decision in self.decisions)

    @property
    def words(self) -> str:
        words = ", ".join(decision.words for decision in self.decisions) or "agrees as stated"
        return f"{words}, like {' and '.join(self.alike)}" if self.alike else words

    @property
    def toml(self) -> str:
        """What a published row says to be explained so; empty where it agrees."""
        fields = self._fields()
        return f"agrees_when = {_toml(fields)}" if fields else ""

    def record(self) -> dict[str, Any]:
        """One entry of `reconcile --format json`."""
        return {
            "cost": self.cost,
            "explanation": self.words,
            "computed": plain(self.value),
            "by_chance": float(self.chance),
            "agrees_when": self._fields(),
            **({"elsewhere": {metric: plain(value) for metric, value in self.elsewhere}} if self.elsewhere else {}),
            "deviations": [decision._asdict() for decision in self.decisions],
        }

    def _fields(self) -> dict[str, Any]:
        return self.agrees_when.model_dump(mode="json", exclude_unset=True)


def _toml(value: Any) -> str:
    """A value as TOML would have it on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'
