"""The structures that a page may have: which values of the knobs that decide it go together, the likeliest first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any, NamedTuple

from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.spec import Spec
from costmodel.numbers.show import shown
from costmodel.subjects import Subject

MOST_CHANGES = 3  # of the start, at once


class Setting(NamedTuple):
    """A structure.

    Attributes:
        changes: of the start, as text.
        structure: all knobs that decide it, as text.
    """

    changes: Mapping[str, str]
    spec: Spec
    structure: tuple[str, ...]


class Settings:
    """The structures of a subject around a start.

    Args:
        fixed: the knobs that decide the structure.
        words: the values that each of them may take.
    """

    def __init__(self, subject: Subject, fixed: Iterable[Knob], words: Mapping[str, list[str]]) -> None:
        self._subject = subject
        self._fixed = list(fixed)
        self._words = words
        self.start = self.read({})

    def read(self, changes: Mapping[str, str]) -> Setting:
        """The structure after some changes.

        Raises:
            BadKnob: if they do not go together.
        """
        spec = replace(self._subject, given={**self._subject.given, **changes}).read()
        return Setting(changes, spec, self.structure(spec))

    def structure(self, spec: Spec) -> tuple[str, ...]:
        return tuple(shown(getattr(spec, knob.name)) for knob in self._fixed)

    def changes(self) -> Iterator[Mapping[str, str]]:
        """None, one, two, three at once."""
        for many in range(MOST_CHANGES + 1):
            for knobs in combinations(self._fixed, many):
                for values in product(*(self._others(knob) for knob in knobs)):
                    yield {knob.name: value for knob, value in zip(knobs, values, strict=True)}

    def asked(self, knobs: Mapping[str, Any]) -> Mapping[str, str]:
        """The changes by which one comes to a published row's structure.

        Raises:
            BadKnob: if there is no such network.
        """
        wanted = {}
        for knob, own in zip(self._fixed, self.start.structure, strict=True):
            if knobs.get(knob.name) is not None:
                value = shown(knob.read(knobs[knob.name]))
                if value != own or self.follows(knob):
                    wanted[knob.name] = value
        return wanted

    def offered(self, knob: Knob) -> list[str]:
        """What a page offers: the first one is the start's own; a knob that follows from others may be left to them."""
        own = self.start.structure[self._fixed.index(knob)]
        return self._others(knob) if self.follows(knob) else [own, *self._others(knob)]

    def follows(self, knob: Knob) -> bool:
        """Is it left to other knobs at the start?"""
        return knob.follows is not None and knob.name not in self._subject.given

    def _others(self, knob: Knob) -> list[str]:
        own = self.start.structure[self._fixed.index(knob)]
        return [word for word in self._words[knob.name] if word != own or self.follows(knob)]


def key(changes: Mapping[str, str]) -> str:
    """Changes as one text, by which a page finds their setting."""
    return ";".join(f"{name}={value}" for name, value in sorted(changes.items()))
