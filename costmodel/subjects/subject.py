"""What a question can be asked of: a name, knobs, and a way to build a graph.

A family of the catalog, a function of a user's own, a fixed graph and a choice space are all subjects. No question asks which
of them it has; what a subject cannot answer, because it has no knob to free, say, it says itself.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from costmodel.archs.common.kinds import BadKnob, Choice
from costmodel.archs.common.knobs import Knob, Known
from costmodel.archs.common.spec import Spec, knobs_of, width_knob
from costmodel.errors import CostModelError, located, meant, quoted
from costmodel.ir.graph import Graph
from costmodel.numbers.show import shown
from costmodel.numbers.text import pairs

FEW = 12  # values that a person reads through


def knobs_behind(name: str, text: str) -> dict[str, str]:
    """The knobs that stand behind a subject's name and a colon: `alpha=0.5,rho=0.714`; none where there is no text.

    Raises:
        CostModelError: if they are not written so, or one stands there twice.
    """
    return pairs(text.split(","), f"{name}:KNOB=VALUE,KNOB=VALUE") if text else {}


@dataclass(frozen=True, eq=False)
class Subject:
    """One network, or as many as its knobs give.

    Attributes:
        kind: the file of `kinds/` that made it.
        spec: declares its knobs.
        builder: the graph of one setting of them.
        source: what it was made of: a name, a function, a graph, a space. It travels to workers as this.
        given: knobs that have a value, as the user gave it.
        catalog: the name under which the literature's rows know it; empty where they do not.
        said: what the name that was asked for means, for people; empty where it is the subject's own.

    Example:
        >>> subject("mobilenet", {"alpha": "0.5"}).width_knob
        'alpha'
    """

    name: str
    kind: str
    spec: type[Spec]
    builder: Callable[[Any], Graph]
    source: Any
    given: Mapping[str, object] = field(default_factory=dict)
    catalog: str = ""
    said: str = ""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.label}; knobs: {', '.join(self.knobs) or 'none'}>"

    @cached_property
    def knobs(self) -> Mapping[str, Knob]:
        """All knobs by name."""
        return knobs_of(self.spec)

    def knob(self, name: str) -> Knob:
        """The knob of that name.

        Raises:
            CostModelError: if there is none.
        """
        if not self.knobs:
            raise BadKnob(f"{self.name} is a {self.kind} without knobs; none can be varied, freed or set", given=name)
        with located(self.said) if self.said else nullcontext():  # a module that this one stands for has other knobs
            return self.knobs[meant(f"knob of {self.name}", name, self.knobs)]

    def few(self, name: str) -> list[str]:
        """The values of a knob, as text, where there are few of them under the other knobs that are given; else none.

        Raises:
            CostModelError: if there is no such knob.
        """
        knob = self.knob(name)
        if not knob.kind.is_number or isinstance(knob.kind, Choice):
            return knob.kind.takes.split(", ")
        among = knob.kind.among(Known(self.spec, self.knobs, {k: value for k, value in self.given.items() if k != name}))
        return [] if among is None or len(among.values) > FEW else list(map(str, among.values))

    def with_(self, knobs: Mapping[str, object]) -> "Subject":
        """The same subject with further knobs given.

        Raises:
            BadKnob: if one of them is given already, or they are no mapping.
        """
        if not isinstance(knobs, Mapping):
            raise BadKnob(f"knobs cannot be {quoted(knobs)}", given=knobs, allowed='a mapping such as {"alpha": "0.5"}')
        given = dict(self.given)
        for name, value in knobs.items():
            known = self.knob(name).name if self.knobs else name
            if known in given:
                raise BadKnob(f"{known} is given twice: {given[known]} and {value}")
            given[known] = value
        return replace(self, given=given) if knobs else self

    def saying(self, said: str) -> "Subject":
        """The same subject, asked for by a name that means it."""
        return replace(self, said=said)

    def free(self, names: str | Iterable[str]) -> tuple[str, ...]:
        """The names of knobs that shall be free, each checked.

        Raises:
            CostModelError: if there are none, one is named twice, does not exist, or has a value.
        """
        listed = (names,) if isinstance(names, str) else tuple(names) if isinstance(names, Iterable) else ()
        wanted = tuple(self.knob(name).name for name in listed)
        if not wanted or len(set(wanted)) < len(wanted):
            raise CostModelError("name each free knob once, and at least one, such as alpha,resolution")
        for name in wanted:
            if name in self.given:
                raise CostModelError(f"{name} is free and has the value {self.given[name]}; leave one out")
        return wanted

    def read(self, knobs: Mapping[str, object] | None = None) -> Spec:
        """One setting of the knobs: those given, these, and the defaults of the others.

        Raises:
            BadKnob: in one line, what was wrong, what was given, what is allowed.
        """
        setting = {**self.given, **(knobs or {})}
        if missing := [name for name, knob in self.knobs.items() if knob.required and name not in setting]:
            raise BadKnob(f"{self.name}: {', '.join(missing)} needs a value")
        return self.spec.read(setting)

    def build(self, knobs: Mapping[str, object] | None = None) -> Graph:
        """The network of one setting of the knobs; symbols and arrays among them make its costs expressions and arrays.

        Raises:
            CostModelError: a knob that is not allowed, or what does not fit, with the subject's name before the node's.
        """
        with located(self.name):
            return self.builder(self.read(knobs))

    def built(self, spec: Spec) -> Graph:
        """The network of a setting that has been read."""
        with located(self.name):
            return self.builder(spec)

    @property
    def width_knob(self) -> str:
        """The knob that makes the whole network wider.

        Raises:
            BadKnob: if there is none.
        """
        with located(self.name):
            return width_knob(self.spec)

    def remarks(self, spec: Spec) -> tuple[str, ...]:
        """What a reader has to know of a setting: what its name means, and what the knobs do not say."""
        return (*filter(None, [self.said]), *spec.remarks())

    @property
    def label(self) -> str:
        """The name and the knobs that are given, as questions about several networks take them."""
        return self.name + (
            ":" + ",".join(f"{name}={shown(value)}" for name, value in self.given.items()) if self.given else ""
        )

    def __reduce__(self) -> tuple[Any, ...]:
        from costmodel.subjects import subject

        return subject, (self.source, dict(self.given))
