"""The configuration of a layer: plain data from a file, of which nothing is taken unchecked."""

from collections.abc import Iterable, Mapping
from typing import Any

from costmodel.errors import CostModelError, UnknownName, quoted

LARGEST = 2**40
WIDEST = 2**16  # of a window: what is padded is counted window by window


class Config:
    """What a layer was made with.

    Raises:
        CostModelError: if a value is not of the kind that is asked for; names it.
    """

    def __init__(self, values: object) -> None:
        if not isinstance(values, Mapping):
            raise CostModelError(f"the configuration cannot be {quoted(values)}", given=values, allowed="an object")
        self.values: Mapping[str, Any] = values

    def get(self, key: str, default: Any = None) -> Any:
        """A value as it stands there; the default of one that is missing or null."""
        value = self.values.get(key)
        return default if value is None else value

    def whole(self, key: str, default: int | None = None, *, least: int = 1, most: int = LARGEST) -> int:
        """A whole number."""
        return whole(key, self.get(key, default), least, most)

    def wholes(
        self, key: str, axes: int, default: int | None = None, *, least: int = 1, most: int = LARGEST
    ) -> tuple[int, ...]:
        """A whole number for each axis; one number counts for all."""
        value = self.get(key, default)
        values = value if isinstance(value, list) else [value] * axes
        if len(values) != axes:
            raise CostModelError(f"{key} cannot be {quoted(value)}", given=value, allowed=f"{axes} numbers")
        return tuple(whole(key, one, least, most) for one in values)

    def flag(self, key: str, default: bool) -> bool:
        """A switch."""
        value = self.get(key, default)
        if not isinstance(value, bool | int):
            raise CostModelError(f"{key} cannot be {quoted(value)}", given=value, allowed="true or false")
        return bool(value)

    def word(self, key: str, default: str, allowed: Iterable[str] = ()) -> str:
        """A text, one of those allowed if there are some."""
        value = self.get(key, default)
        if not isinstance(value, str):
            raise CostModelError(f"{key} cannot be {quoted(value)}", given=value, allowed="a text")
        words = list(allowed)
        if words and value not in words:
            raise UnknownName(key, value, words)
        return value


def whole(name: str, value: Any, least: int = 1, most: int = LARGEST) -> int:
    """A whole number, also one that is written as a float.

    Raises:
        CostModelError: if it is none, or out of bounds.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not least <= value <= most:
        raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed=f"a whole number from {least} to {most}")
    return value


def number(name: str, value: Any) -> float:
    """A real number.

    Raises:
        CostModelError: if it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed="a number")
    return value
