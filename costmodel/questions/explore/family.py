"""The networks that a page has of one subject: as many structures as there is room for, each in its free knobs."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from costmodel.archs.common.knobs import Knob, Known
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.numbers.recording import Replay, Tape
from costmodel.numbers.show import shown
from costmodel.questions.explore.alike import free_knobs
from costmodel.questions.explore.columns import Columns
from costmodel.questions.explore.decisions import Decisions
from costmodel.questions.explore.emission import Emission, size
from costmodel.questions.explore.literature import Published
from costmodel.questions.explore.program import Program, Recorder, Refusal
from costmodel.questions.explore.ranges import Slider, slider, words
from costmodel.questions.explore.settings import Setting, Settings, key
from costmodel.subjects import Subject

MOST_LAYERS = 1_200  # of a structure other than the start
MOST_PROGRAMS = 8  # of one structure
ABOUT_BYTES = 600  # that a page says of a structure besides its networks
POSITIONS = 5  # along each slider at which a structure is tried
CHANCES = 16  # further places in between, drawn at random


class Met(NamedTuple):
    """A structure that was recorded.

    Attributes:
        base: values of its free knobs where they are not set.
        tree: of the questions that its builder asks, as it was emitted.
        programs: its networks by their numbers.
    """

    setting: Setting
    base: Mapping[str, Fraction]
    tree: Any
    programs: Mapping[int, Program]


class Family:
    """A subject, recorded.

    Args:
        most: bytes for its networks; what does not fit is left out.
        most_layers: that are recorded before no further structure is.

    Attributes:
        least: the free knobs, each with its least value.
        met: the structures that are there, by their changes as text; several changes may come to one structure.
        refused: changes that do not go together, and why.
        left_out: how many structures there would have been besides.
    """

    def __init__(self, subject: Subject, columns: Columns, rows: Sequence[Published], most: int, most_layers: int) -> None:
        self.subject = subject
        self.rows = rows
        self.counting = columns.countings[0]
        self._recorder = Recorder(subject, columns)
        self.emission = Emission(self._recorder.tape)
        spec = subject.read()
        self.least = free_knobs(self._recorder, spec)
        self.free = [knob for knob in subject.knobs.values() if knob.name in self.least]
        self.fixed = [knob for knob in subject.knobs.values() if knob.name not in self.least]
        printed = {knob.name: [row.knobs.get(knob.name) for row in rows] for knob in self.fixed}
        offered = {knob.name: words(subject, knob, spec, printed[knob.name]) for knob in self.fixed}
        self.settings = Settings(subject, self.fixed, offered)
        self.met: dict[str, Met] = {}
        self.refused: dict[str, str] = {}
        self.left_out = 0
        self._steps = 0
        self._record(most, most_layers)

    @property
    def tape(self) -> Tape:
        return self._recorder.tape

    def slider(self, knob: Knob) -> Slider:
        """Where a free knob goes, from the start."""
        return self._slider(knob, self.met[""].base)

    def unit(self, knob: Knob) -> int:
        """What a whole knob's values are multiples of."""
        among = knob.kind.among(Known(self.subject.spec, self.subject.knobs, self.subject.given))
        return 1 if among is None else among.values[0]

    def _slider(self, knob: Knob, base: Mapping[str, Fraction]) -> Slider:
        return slider(knob, base[knob.name], self.least[knob.name], self.unit(knob))

    def _record(self, most: int, most_layers: int) -> None:
        """The structures in order, while there is room."""
        alike: dict[tuple[str, ...], Met] = {}
        used = largest = 0
        for changes in self._wanted():
            name = key(changes)
            if name in self.met or name in self.refused:
                continue
            try:
                setting = self.settings.read(changes)
            except CostModelError as error:
                self.refused[name] = str(error)
                continue
            if setting.structure not in alike:
                if self.met and (used + largest > most or self._steps > most_layers or self._is_long(setting)):
                    self.left_out += 1
                    continue
                met = self._met(setting)
                if self.met and not met.programs:
                    self.left_out += 1
                    continue
                alike[setting.structure] = met
                before, used = used, size(self.emission.data()) + ABOUT_BYTES * len(alike)
                largest = max(largest, used - before)
            self.met[name] = alike[setting.structure]

    def numbers(self, spec: Spec) -> Mapping[str, Fraction]:
        """The free knobs that have a number; one may be left to the builder, and a resolution may be two."""
        values = {knob.name: getattr(spec, knob.name) for knob in self.free}
        return {name: Fraction(value) for name, value in values.items() if isinstance(value, int | Fraction)}

    def _wanted(self) -> Iterator[Mapping[str, str]]:
        """One change at a time, then the published networks, then more changes at once."""
        more = self.settings.changes()
        for changes in more:
            if len(changes) > 1:
                break
            yield changes
        for row in self.rows:
            yield self.settings.asked(row.knobs)
        yield changes
        yield from more

    def _is_built(self, setting: Setting, sample: Mapping[str, Fraction]) -> bool:
        """Is there a network of these numbers?"""
        knobs = {knob.name: getattr(setting.spec, knob.name) for knob in self.fixed}
        try:
            self.subject.built(self.subject.spec.read({**knobs, **{name: shown(value) for name, value in sample.items()}}))
        except CostModelError:
            return False
        return True

    def _is_long(self, setting: Setting) -> bool:
        try:
            return len(self.subject.built(setting.spec)) > MOST_LAYERS
        except CostModelError:
            return False

    def _met(self, setting: Setting) -> Met:
        """Record a structure wherever its free knobs may lead."""
        base = self.numbers(setting.spec)
        free = [knob for knob in self.free if knob.name in base]
        decisions = Decisions()
        outcomes: list[int | str] = []
        programs: dict[int, Program] = {}
        for sample in self._samples(setting, base):
            replay = Replay(self._recorder.tape, sample)
            if decisions.leaf(lambda place: bool(replay[place])) is not None:  # noqa: B023  (it is asked at once)
                continue
            answers, outcome = self._recorder.run(setting.spec, free, sample)
            if isinstance(outcome, Refusal) and self._is_built(setting, sample):
                continue  # its builder refuses what is recorded, not this number
            decisions.add(answers, len(outcomes))
            if isinstance(outcome, Refusal):
                outcomes.append(self.emission.refusal(outcome))
            else:
                self._steps += len(outcome.steps)
                number = self.emission.program(outcome)
                outcomes.append(number)
                programs[number] = outcome
            if len(programs) == MOST_PROGRAMS:
                break
        return Met(setting, base, self.emission.tree(decisions.root, dict(enumerate(outcomes))), programs)

    def _samples(self, setting: Setting, base: Mapping[str, Fraction]) -> Iterator[Mapping[str, Fraction]]:
        """The base, the published networks, places along each slider, and some by chance."""
        yield base
        for row in self.rows:
            if (
                self.settings.structure(row.spec) == setting.structure
                and (numbers := self.numbers(row.spec)).keys() == base.keys()
            ):
                yield numbers
        sliders = {knob.name: self._slider(knob, base) for knob in self.free if knob.name in base}
        for name, one in sliders.items():
            yield from ({**base, name: position} for position in one.positions(POSITIONS))
        chance = Random(0)
        for _ in range(CHANCES):
            yield {name: chance.choice(one.positions(2 * POSITIONS)) for name, one in sliders.items()}
