"""The page of implementations: the catalog's families beside the networks of torchvision and timm, fact by fact."""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import costmodel
from costmodel.archs import names
from costmodel.formulas.part import Part
from costmodel.formulas.select import Factor, Tally
from costmodel.ir.implementation import AS_DRAWN, Implementation
from costmodel.ir.work import Work

DATA = Path(__file__).parent.parent / "tests" / "archs"
# What is measured, in terms of the facts that nodes have here. What is neither product nor parameter is counted in elements.
ELEMENTS = {
    "batch normalisation": {"BatchNorm.writes": 1},
    "relu": {"ReLU.writes": 1},
    "relu6": {"ReLU6.writes": 1},
    "h-swish": {"HSwish.writes": 1},
    "h-sigmoid": {"HSigmoid.writes": 1},
    "swish": {"Swish.writes": 1},
    "sigmoid": {"Sigmoid.writes": 1},
    "sum": {"Add.pointwise": 1},
    "gating": {"Scale.writes": 1},
    "scaling": {},
    "maximum pooling": {"MaxPool.pointwise": 1},
    "average pooling": {"AvgPool.pointwise": 1},
    "adaptive pooling": {"GlobalPool.reads": 1, "AdaptivePool.pointwise": 1},
    "concatenation": {"Concat.writes": 1},
    "reordering": {"Shuffle.writes": 1},
    "padding": {"Pad.writes": 1},
}
FACTS: dict[str, dict[str, int]] = {
    "mult_adds": {"mult_adds": 1},
    "params": {"weights": 1, "biases": 1, "norms": 1},
    "activations": {"activations": 1},
    "mac": {"reads": 1, "writes": 1, "weights": 1},
    **ELEMENTS,
}
COLUMNS = {"mult-adds": ["mult_adds"], "parameters": ["params"], "activations": ["activations"], "MAC": ["mac"]}
COLUMNS["elements"] = list(ELEMENTS)


class Reason(NamedTuple):
    """Why a network there costs other than the family's here.

    Attributes:
        name: the key in the file.
        plus: what it costs besides, by measured fact: how often the facts are added that a text selects here.
        fixed: numbers that are added, too.
        open: measured facts that differ by what no selection of facts gives.
        other: it is another network, and nothing is compared.
        resolutions: at which it holds; at all of them where none is given.
    """

    name: str
    says: str
    plus: Mapping[str, Mapping[str, Factor]] = {}
    fixed: Mapping[str, int] = {}
    open: tuple[str, ...] = ()
    other: bool = False
    resolutions: tuple[int, ...] = ()

    def touches(self, fact: str) -> bool:
        return self.other or fact in self.plus or fact in self.fixed or fact in self.open


class Reference(NamedTuple):
    """A network of a library, what it costs there by resolution, and the knobs that give it here."""

    family: str
    name: str
    knobs: Mapping[str, Any]
    written: Implementation | None
    because: tuple[Reason, ...]
    measured: Mapping[int, Mapping[str, int]]

    @property
    def library(self) -> str:
        return self.name.partition(":")[0]


class Setting(NamedTuple):
    """A reference at one resolution.

    Attributes:
        bare: what the network costs here, by measured fact.
        counted: the same with the reasons' additions, of the facts that are compared.
    """

    reference: Reference
    resolution: int
    bare: Mapping[str, int]
    counted: Mapping[str, int]

    @property
    def measured(self) -> Mapping[str, int]:
        return self.reference.measured[self.resolution]

    @property
    def reasons(self) -> list[Reason]:
        return [one for one in self.reference.because if not one.resolutions or self.resolution in one.resolutions]

    @property
    def unexplained(self) -> dict[str, tuple[int, int]]:
        """What it costs here and there, where that differs and no reason says why."""
        both = {fact: (value, self.measured.get(fact, 0)) for fact, value in self.counted.items()}
        return {fact: pair for fact, pair in both.items() if pair[0] != pair[1]}

    def verdict(self, facts: Iterable[str]) -> str:
        """Are they equal; explained, exactly; left out, as another network; or unexplained?"""
        if self.unexplained.keys() & facts:
            return "unexplained"
        if not self.why(facts):
            return "equal"
        return "explained" if all(fact in self.counted for fact in facts) else "left out"

    def why(self, facts: Iterable[str]) -> list[Reason]:
        """The reasons for which some of these facts differ."""
        differing = [fact for fact in facts if self.bare[fact] != self.measured.get(fact, 0)]
        return [reason for reason in self.reasons if any(map(reason.touches, differing))]


@cache
def references() -> tuple[Reference, ...]:
    """All of them, family after family."""
    stated = tomllib.loads((DATA / "references.toml").read_text())
    measured = json.loads((DATA / "references.json").read_text())["measured"]
    reasons = {name: _reason(name, **given) for name, given in stated["reasons"].items()}
    return tuple(
        Reference(
            family,
            one["name"],
            one.get("knobs", {}),
            Implementation(one["written"]) if "written" in one else None,
            tuple(reasons[name] for name in one.get("because", ())),
            {int(resolution): facts for resolution, facts in measured[one["name"]].items()},
        )
        for family, listed in stated["families"].items()
        for one in listed
    )


def _reason(name: str, *, plus: Mapping[str, Mapping[str, int | str]] | None = None, **given: Any) -> Reason:
    factors = {fact: {text: Fraction(factor) for text, factor in one.items()} for fact, one in (plus or {}).items()}
    return Reason(name, plus=factors, **{key: tuple(one) if isinstance(one, list) else one for key, one in given.items()})


def settings(reference: Reference) -> Iterator[Setting]:
    """The reference at every resolution at which it was measured."""
    for resolution in reference.measured:
        parts = _parts(reference, resolution)
        bare = {fact: _counted(parts, factors) for fact, factors in FACTS.items()}
        setting = Setting(reference, resolution, bare, {})
        counted = {
            fact: value + sum(_counted(parts, one.plus.get(fact, {})) + one.fixed.get(fact, 0) for one in setting.reasons)
            for fact, value in bare.items()
            if not any(one.other or fact in one.open for one in setting.reasons)
        }
        yield setting._replace(counted=counted)


def _parts(reference: Reference, resolution: int) -> list[Part]:
    """The network here, written as it is there, with nodes of one type and scope added up. Where an entry does not say how,
    timm writes it as torchvision does."""
    graph = costmodel.build(reference.family, {**reference.knobs, "resolution": resolution})
    written = reference.written or graph.implementations.get("torchvision", AS_DRAWN)
    works: dict[tuple[str, str, str], list[Work]] = defaultdict(list)
    for node in written.nodes(graph.nodes):
        works[node.kind, node.type, node.module].append(node.work)
    return [Part("", *key, Work.sum(some)) for key, some in works.items()]


def _counted(parts: Iterable[Part], factors: Mapping[str, Factor]) -> int:
    tally = Tally(factors)
    return sum(int(tally.of(part)) for part in parts) if factors else 0


def references_page() -> str:
    """How many settings were compared, how many differ, and why."""
    versions = json.loads((DATA / "references.json").read_text())["versions"]
    by_place: dict[tuple[str, str], list[Setting]] = defaultdict(list)
    for reference in references():
        by_place[reference.family, reference.library] += settings(reference)
    notes: dict[str, int] = {}
    lines = [
        "# Beside torchvision and timm",
        "",
        "Every family that torchvision or timm has, too, is held against it, at odd resolutions and at odd widths. Their",
        "networks ran on PyTorch's meta device, where every operation that is dispatched was counted from the shapes of its",
        f"tensors ({', '.join(f'{library} {version}' for library, version in versions.items())}).",
        "",
        "A setting is one network at one resolution. In each column the first number is that of the settings which are equal",
        "to the last digit. Behind a plus are those that differ exactly by what the note says, and in brackets those that the",
        "note leaves out: it is another network, or it does more, of which nothing is computed here. *Elements* are those of",
        "normalisation, of every activation, of sums, gates, poolings, concatenations and moves, each held apart; *MAC* is",
        "memory access cost. What differs otherwise would be said to be unexplained.",
        "",
        f"| family | implementation | networks | settings | {' | '.join(COLUMNS)} | notes |",
        f"|---|---|---|---|{'---|' * len(COLUMNS)}---|",
    ]
    for (family, library), found in by_place.items():
        networks = len({setting.reference.name for setting in found})
        cells = [_cell(found, facts) for facts in COLUMNS.values()]
        said = dict.fromkeys(reason.says for setting in found for reason in setting.why(FACTS))
        cited = ", ".join(str(notes.setdefault(one, len(notes) + 1)) for one in said)
        lines.append(f"| {family} | {library} | {networks} | {len(found)} | {' | '.join(cells)} | {cited} |")
    lines += ["", *(f"{number}. {says}" for says, number in notes.items())]
    lone = [name for name in names() if name not in {reference.family for reference in references()}]
    lines += ["", f"Neither library has {', '.join(lone[:-1])} or {lone[-1]}.", "", "## The networks and their knobs", ""]
    lines += ["| there | here |", "|---|---|"]
    for reference in references():
        knobs = [f"--{knob.replace('_', '-')} {value}".removesuffix(" True") for knob, value in reference.knobs.items()]
        lines.append(f"| `{reference.name}` | `{' '.join((reference.family, *knobs))}` |")
    return "\n".join(lines) + "\n"


def _cell(found: Iterable[Setting], facts: Iterable[str]) -> str:
    """How many settings are equal, how many differ by what a reason says, how many it leaves out, how many nobody explains."""
    counts = Counter(setting.verdict(facts) for setting in found)
    text = str(counts["equal"])
    text += f" + {counts['explained']}" if counts["explained"] else ""
    text += f" ({counts['left out']})" if counts["left out"] else ""
    return text + (f", {counts['unexplained']} unexplained" if counts["unexplained"] else "")
