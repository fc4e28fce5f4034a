"""The kinds of subjects, one a file. Each says `WHAT` it is; its `made(given) -> Subject | None` takes what it knows.

Where a subject is named by text, its knobs may stand behind it: `mobilenet:alpha=0.5`, `net.py:make:side=64`.
"""

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from costmodel.errors import CostModelError
from costmodel.subjects.subject import Subject


@cache
def kinds() -> tuple[str, ...]:
    """All kinds."""
    return tuple(module.name for module in iter_modules(__path__))


def described() -> str:
    """What a subject can be, in words."""
    *others, last = (import_module(f"{__name__}.{kind}").WHAT for kind in kinds())
    return f"{', '.join(others)}, or {last}"


def made(given: object) -> Subject | None:
    """The subject of the first kind that knows what is given, or what a text names in a module or file of Python."""
    for kind in kinds():
        found: Subject | None = import_module(f"{__name__}.{kind}").made(given)
        if found is not None:
            return found
    return _made_of_attribute(given) if isinstance(given, str) else None


def _made_of_attribute(text: str) -> Subject | None:
    from costmodel.subjects.attribute import attribute

    named = attribute(text)
    if named is None:
        return None
    value, knobs = named
    subject = None if isinstance(value, str) else made(value)
    if subject is None:
        raise CostModelError(f"{text.strip()} is of type {type(value).__name__}", given=text, allowed=described())
    return replace(subject, source=text).with_(knobs)
