"""A family of the catalog, by its name: `mobilenet`, `mobilenet:alpha=0.5`."""

from functools import partial

from costmodel.archs import architecture, built, names
from costmodel.subjects.subject import Subject, knobs_behind

WHAT = "a family's name"


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
        knobs_behind(name, knobs),
        catalog=name,
    )
