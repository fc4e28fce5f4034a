"""Recorded networks as plain data, as compact as a page has to be: everything stands there once and is named by its place.

tape      [code, ...]: see `CODES`; constants stand as `[1, number]`
layers    [type, sizes, size..., cost...]
steps     [name, layer, alive, read...]: alive is -1 of a view, and reads are so many steps back
programs  {"steps": [first, last, first, last...], "totals": [place...]}
"""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from json import dumps
from math import lcm
from typing import Any

from costmodel.numbers.recording import Instruction, Linear, Tape
from costmodel.questions.explore.decisions import Question, Tree
from costmodel.questions.explore.program import Layer, Program, Refusal, Step

CODES = ("knob", "number", "sum", "product", "floor", "max", "where", "negative", "zero", "ceil")
EXACT = 2**53  # JSON's readers hold whole numbers below; larger ones are text


class Listed:
    """A list in which everything stands once."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._places: dict[Hashable, int] = {}

    def place(self, key: Hashable, item: Any) -> int:
        if key not in self._places:
            self._places[key] = len(self.items)
            self.items.append(item)
        return self._places[key]


class Emission:
    """What has been emitted so far of one tape."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._places: dict[int, int] = {}
        self.tape: list[Any] = []
        self._types, self._names, self._layers, self._steps = Listed(), Listed(), Listed(), Listed()
        self.programs: list[Any] = []

    def data(self) -> dict[str, Any]:
        return {
            "tape": self.tape,
            "types": self._types.items,
            "names": self._names.items,
            "layers": self._layers.items,
            "steps": self._steps.items,
            "programs": self.programs,
        }

    @property
    def kinds(self) -> list[str]:
        """The kinds of op of all layers."""
        return sorted({kind for _, kind in self._types.items})

    def place(self, place: int) -> int:
        """Where an instruction of the tape stands among those that are needed."""
        wanted = [place]
        while wanted:
            made = self._tape.instructions[wanted[-1]]
            if wanted[-1] in self._places:
                wanted.pop()
            elif missing := [one for one in made.reads if one not in self._places]:
                wanted += missing
            else:
                self._places[wanted.pop()] = len(self.tape)
                self.tape.append(self._written(made))
        return self._places[place]

    def program(self, program: Program) -> int:
        """Add a program; its number."""
        spans: list[int] = []
        for step in map(self._step, program.steps):
            if spans and spans[-1] == step - 1:
                spans[-1] = step
            else:
                spans += [step, step]
        self.programs.append({"steps": spans, "totals": [self.place(total) for total in program.totals.values()]})
        return len(self.programs) - 1

    def tree(self, tree: Tree, outcomes: Mapping[int, Any]) -> Any:
        """A tree of decisions: `[condition, yes, no]`, a program's number, why there is none, or null."""
        if isinstance(tree, Question):
            return [self.place(tree.place), *(self.tree(tree.after[answer], outcomes) for answer in (True, False))]
        return None if tree is None else outcomes[tree]

    def refusal(self, refusal: Refusal) -> str:
        """Its text, in which places are those of the emitted tape."""
        before, *rest = refusal.why.split("\N{LEFT WHITE SQUARE BRACKET}")
        texts = [before]
        for part in rest:
            place, closing, after = part.partition("\N{RIGHT WHITE SQUARE BRACKET}")
            texts.append(f"\N{LEFT WHITE SQUARE BRACKET}{self.place(int(place))}{closing}{after}" if closing else part)
        return "".join(texts)

    def _step(self, step: Step) -> int:
        emitted = (
            self._name(step.name),
            self._layer(step.layer),
            -1 if step.alive is None else self.place(step.alive),
            *step.reads,
        )
        return self._steps.place(emitted, list(emitted))

    def _name(self, name: str) -> int:
        """Names share their scopes: `[place of the scope, last part]`."""
        scope, slash, last = name.rpartition("/")
        emitted = (self._name(scope) if slash else -1, last)
        return self._names.place(emitted, list(emitted))

    def _layer(self, layer: Layer) -> int:
        type_ = self._types.place((layer.type, layer.kind), [layer.type, layer.kind])
        emitted = (type_, len(layer.shape), *map(self.place, (*layer.shape, *layer.costs)))
        return self._layers.place(emitted, list(emitted))

    def _written(self, made: Instruction) -> list[Any]:
        code = CODES.index(made.code)
        places = [self._places[place] for place in made.places]
        match made.code:
            case "knob":
                return [code, made.name]
            case "number":
                return [code, number(made.linear.constant)]
            case "product":
                powers = made.powers
                over = [place for place, power in zip(places, powers, strict=True) for _ in range(power)]
                under = [place for place, power in zip(places, powers, strict=True) for _ in range(-power)]
                return [code, len(over), *over, *under]
            case "max" | "where":
                return [code, *places]
        return [code, *self._linear(made.linear)]

    def _linear(self, linear: Linear) -> Iterable[Any]:
        """`divisor, constant, place, coefficient, ...`: all whole, over one divisor."""
        divisor = lcm(linear.constant.denominator, *(coefficient.denominator for _, coefficient in linear.terms))
        yield divisor
        yield number(linear.constant * divisor)
        for place, coefficient in linear.terms:
            yield self._places[place]
            yield number(coefficient * divisor)


def number(value: int | Fraction) -> int | str:
    """A number for JSON, exactly."""
    return int(value) if value.denominator == 1 and -EXACT < value < EXACT else str(value)


def size(data: Any) -> int:
    """Bytes of its JSON."""
    return len(compact(data).encode())


def compact(data: Any) -> str:
    return dumps(data, separators=(",", ":"), ensure_ascii=False)
