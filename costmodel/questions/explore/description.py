"""A family as the data of its page."""

from collections.abc import Iterable, Mapping
from inspect import cleandoc
from math import inf
from typing import Any

from costmodel.archs import architecture
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.ir.ops.op import KINDS
from costmodel.numbers.recording import Recording
from costmodel.numbers.show import shown
from costmodel.numbers.text import RATIONAL
from costmodel.questions.explore.columns import ADDED, Columns
from costmodel.questions.explore.emission import size
from costmodel.questions.explore.family import Family
from costmodel.questions.explore.forms import forms
from costmodel.questions.explore.literature import Published, link, published
from costmodel.questions.explore.program import Program, folded
from costmodel.subjects import Subject

MOST_BYTES = 300_000  # of a family with the page around it

MOST_LAYERS = 3_000  # of the network that a page starts with; more would not fit
SPARE = 15_000  # bytes for what is said of all structures together


def described(subject: Subject, counting: Counting, around: int, most_layers: int) -> dict[str, Any]:
    """The data of a family's page.

    Args:
        around: bytes of the page without it.
        most_layers: that are recorded.

    Raises:
        CostModelError: if a knob is not allowed, or the page would be too large.
    """
    columns = Columns.of(counting)
    rows = published(subject)
    if (layers := len(subject.build())) > MOST_LAYERS:
        raise CostModelError(f"{subject.name} has {layers:,} layers", given=layers, allowed=f"up to {MOST_LAYERS:,} on a page")
    about = {**_about(subject, columns), "forms": forms(subject, subject.knobs.values(), counting, layers)}
    listed = [dict(row.shown) for row in rows]
    family = Family(subject, columns, rows, MOST_BYTES - around - size(about) - 2 * size(listed) - SPARE, most_layers)
    data = {**about, **_networks(family), "made": _made(family), **_knobs(family), "rows": _rows(family)}
    data |= {**family.emission.data(), "rules": _rules(family.emission.kinds), "held": _held(family)}
    if (bytes_ := size(data) + around) > MOST_BYTES:
        raise CostModelError(
            f"{subject.name}: its page would have {bytes_ // 1000:,} kB", given=bytes_, allowed=f"up to {MOST_BYTES // 1000} kB"
        )
    return data


def _about(subject: Subject, columns: Columns) -> dict[str, Any]:
    """What does not depend on a structure."""
    paper, summary = "", f"a {subject.kind}"
    if subject.catalog:
        module = architecture(subject.catalog)
        paper, summary = str(module.PAPER), (module.__doc__ or "").partition("\n")[0]
    counts = [
        {metric.name: _counted(getattr(counting.convention, metric.name)) for metric in ADDED} for counting in columns.countings
    ]
    return {
        "name": subject.name,
        "source": subject.name if subject.catalog else str(subject.source) if isinstance(subject.source, str) else subject.name,
        "summary": summary,
        "paper": {"text": paper, "link": link(paper)},
        "columns": [metric.name for _, metric in columns.counted],
        "places": columns.places,
        "counts": counts,
        "added": [metric.name for metric in ADDED],
        "folded": [metric.name for metric in folded(columns.countings[0])],
    }


def _counted(factors: Mapping[str, Any]) -> str:
    """What a tally adds up: `2 x mult_adds + bias_adds`, with a sign for the product."""
    return " + ".join(fact if factor == 1 else f"{factor} \N{MULTIPLICATION SIGN} {fact}" for fact, factor in factors.items())


def _networks(family: Family) -> dict[str, Any]:
    """The structures, and under which changes each of them is found."""
    places: dict[tuple[str, ...], int] = {}
    structures: list[dict[str, Any]] = []
    settings = {}
    for changes, met in family.met.items():
        structure = met.setting.structure
        if structure not in places:
            places[structure] = len(structures)
            base = {name: shown(value) for name, value in met.base.items()}
            structures.append({"changes": met.setting.changes, "structure": structure, "base": base, "tree": met.tree})
            for number, program in met.programs.items():
                family.emission.programs[number] |= _means(family, program)
        settings[changes] = places[structure]
    reasons = list(dict.fromkeys(family.refused.values()))
    refused = {changes: reasons.index(why) for changes, why in family.refused.items()}
    return {"settings": settings, "structures": structures, "refused": refused, "reasons": reasons}


def _means(family: Family, program: Program) -> dict[str, Any]:
    """The rows that may be about a program, and what has to be equal for it."""
    free = {name: family.emission.place(place) for name, place in program.means.items() if isinstance(place, int)}
    fixed = {name: text for name, text in program.means.items() if isinstance(text, str)}
    rows = [number for number, row in enumerate(family.rows) if _is_of(row, fixed, free)]
    return {"means": free, "rows": rows}


def _is_of(row: Published, fixed: Mapping[str, str], free: Iterable[str]) -> bool:
    meant = row.spec.canonical()
    return all(str(meant[name]) == text for name, text in fixed.items()) and all(
        RATIONAL.fullmatch(str(meant[name])) for name in free
    )


def _made(family: Family) -> dict[str, Any]:
    """The metrics that follow from another one's total, each a program of its own."""
    found = {}
    recording = Recording(family.tape, {})
    for metric in METRICS.values():
        if metric.of_total is not None and metric.is_counted(family.counting):
            counted = recording.knob("total", whole=True, least=0, most=inf)  # type: ignore[arg-type]
            place = recording.place(metric.of_total(counted, family.counting))
            found[metric.name] = {"of": metric.made_of, "place": family.emission.place(place)}
    return found


def _knobs(family: Family) -> dict[str, Any]:
    """The free knobs, those that decide the structure, and what is given at the start."""
    subject = family.subject
    free, given = [], {}
    for knob in family.free:
        kind: Any = knob.kind
        line = family.slider(knob)
        free.append(
            {
                "name": knob.name,
                "summary": knob.summary,
                "whole": knob.is_whole,
                "least": str(family.least[knob.name]),
                "most": str(kind.most),
                "slider": [str(line.least), str(line.most), str(line.step)],
                **({"multiple": unit} if (unit := family.unit(knob)) > 1 else {}),
            }
        )
        if knob.name in subject.given:
            given[knob.name] = str(family.met[""].base[knob.name])
    fixed = [
        {
            "name": knob.name,
            "summary": knob.summary,
            "offered": family.settings.offered(knob),
            "follows": family.settings.follows(knob),
        }
        for knob in family.fixed
    ]
    start = {knob.name: str(subject.given[knob.name]) for knob in family.fixed if knob.name in subject.given}
    return {"free": free, "fixed": fixed, "given": given, "start": start}


def _rows(family: Family) -> list[dict[str, Any]]:
    """The published rows, each with its structure, if that is there, and its free knobs."""
    places: dict[tuple[str, ...], int] = {}
    for met in family.met.values():
        places.setdefault(met.setting.structure, len(places))
    bases = {met.setting.structure: met.base for met in family.met.values()}
    found = []
    for row in family.rows:
        structure = family.settings.structure(row.spec)
        numbers, meant = family.numbers(row.spec), row.spec.canonical()
        knobs = {name: shown(value) for name, value in numbers.items() if value != bases.get(structure, {}).get(name)}
        means = {name: str(value) for name, value in meant.items() if RATIONAL.fullmatch(str(value))}
        place = places.get(structure, -1) if numbers.keys() == bases.get(structure, {}).keys() else -1
        found.append({**row.shown, "structure": place, "knobs": knobs, "means": means})
    return found


def _rules(kinds: Iterable[str]) -> dict[str, str]:
    """What each kind of op does, and where that is written."""
    return {kind: " ".join(cleandoc(KINDS[kind].__doc__ or "").partition("\n\nExample:")[0].split()) for kind in kinds}


def _held(family: Family) -> str:
    """What the page holds, and what it had to leave out."""
    structures = len({met.setting.structure for met in family.met.values()})
    words = [f"This page holds {structures} structures" if structures > 1 else "This page holds one structure"]
    if family.left_out:
        words.append(f"{family.left_out:,} more combinations had no room; start a page from one of them to explore it")
    if any(knob.name == "resolution" for knob in family.free):
        words.append("inputs are square")
    return "; ".join(words) + "."
