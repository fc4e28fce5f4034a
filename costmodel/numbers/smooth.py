"""Smooth closed forms: inside `smooth()` the roundings of expressions are dropped, and what that takes for granted is noted.

As torch's symbolic integers record guards: each dropped rounding leaves the condition under which nothing was lost. Outside
`smooth()` an expression keeps its floors and ceilings.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple, TypeAlias

Relation: TypeAlias = Literal["is a multiple of", "is at least", "differs from"]


class Condition(NamedTuple):
    """What a smooth closed form takes for granted of an expression."""

    value: Any
    relation: Relation
    bound: Any


_conditions: ContextVar[list[Condition] | None] = ContextVar("conditions", default=None)


@contextmanager
def smooth() -> Iterator[list[Condition]]:
    """Drop roundings of expressions; yield the list in which the conditions of exactness are collected."""
    conditions: list[Condition] = []
    token = _conditions.set(conditions)
    try:
        yield conditions
    finally:
        _conditions.reset(token)


def drops_roundings() -> bool:
    """Is this inside `smooth()`?"""
    return _conditions.get() is not None


def take_for_granted(value: object, relation: Relation, bound: object) -> None:
    """Record a condition, where somebody listens."""
    conditions = _conditions.get()
    if conditions is not None:
        conditions.append(Condition(value, relation, bound))
