"""The kinds of subjects, one a file; each has `made(given) -> Subject | None`, which takes what it knows.

Where a subject is named by text, its knobs may stand behind it: `mobilenet:alpha=0.5`, `net.py:make:side=64`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from costmodel.subjects.subject import Subject


@cache
def kinds() -> tuple[str, ...]:
    """All kinds."""
    return tuple(module.name for module in iter_modules(__path__))


def made(given: object) -> Subject | None:
    """The subject of the first kind that knows what is given."""
    for kind in kinds():
        found: Subject | None = import_module(f"{__name__}.{kind}").made(given)
        if found is not None:
            return found
    return None
