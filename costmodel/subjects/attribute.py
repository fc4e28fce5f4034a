"""An attribute of a module or of a file of Python, `package.module:net` or `net.py:make`: what it is decides."""

import re
import sys
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.subjects.subject import knobs_behind

SEPARATOR = ":"
SUFFIX = ".py"
MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


def attribute(text: str) -> tuple[Any, dict[str, str]] | None:
    """What a text names, and the knobs that stand behind it; None if it names no attribute.

    Raises:
        CostModelError: if there is no such file, module or attribute, or importing it fails.
    """
    place, _, rest = text.strip().partition(SEPARATOR)
    name, _, knobs = rest.partition(SEPARATOR)
    if place.endswith(SUFFIX) and not rest:
        raise CostModelError(f"{quoted(place)} is a file, and something in it is meant", allowed=f"{place}:NAME")
    if not (name.isidentifier() and (place.endswith(SUFFIX) or MODULE.fullmatch(place))):
        return None
    return found(place, name), knobs_behind(f"{place}:{name}", knobs)


def found(place: str, name: str) -> Any:
    """The attribute of a module, or of a file of Python.

    Raises:
        CostModelError: if there is no such file, module or attribute, or importing it fails.
    """
    try:
        with redirect_stdout(sys.stderr):  # what a user's module says is no part of an answer
            module = _loaded(Path(place)) if place.endswith(SUFFIX) else import_module(place)
    except CostModelError:
        raise
    except Exception as error:  # whatever a user's module raises
        raise CostModelError(f"importing {quoted(place)} failed: {type(error).__name__}: {error}", given=place) from error
    if not hasattr(module, name):
        raise CostModelError(f"{place} has no attribute {quoted(name)}", given=name, allowed="something that it defines")
    return getattr(module, name)


@cache
def _loaded(file: Path) -> Any:
    if not file.is_file():
        raise CostModelError(f"there is no file {quoted(file)}", given=str(file))
    found = spec_from_file_location(file.stem, file)
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
