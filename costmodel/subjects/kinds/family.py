"""A family of the catalog, by its name: `mobilenet`, `mobilenet:alpha=0.5`."""

from functools import partial

from costmodel.archs import architecture, built, names
from costmodel.numbers.text import pairs
from costmodel.subjects.subject import Subject


def made(given: object) -> Subject | None:
    if not isinstance(given, str):
        return None
    name, _, knobs = given.strip().partition(":")
    if name not in names():
        return None
    return Subject(
        name,
        "family",
        architecture(name).Spec,
        partial(built, name),
        name,
        pairs(knobs.split(","), f"{name}:KNOB=VALUE,KNOB=VALUE") if knobs else {},
        catalog=name,
    )
