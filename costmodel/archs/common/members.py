"""The members of families by the names that people and libraries call them, as the families' files say it (see `called`).

`CALLED` is a literal and is read without importing the family, because a name may be of any of them and to import them all
would take longer than a report.
"""

import re
from ast import literal_eval
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from costmodel.archs.common.called import LIBRARIES, Patterns
from costmodel.errors import plain
from costmodel.numbers.show import shown

FOLDER = Path(__file__).parent.parent
DECLARED = r"(?ms)^CALLED: Patterns = (\{.*?\})$"


class Called(NamedTuple):
    """A member of a family under the name that it has somewhere.

    Attributes:
        library: whose name it is; empty where it is nobody's in particular.
        knobs: of the family, by name.
    """

    library: str
    name: str
    family: str
    knobs: Mapping[str, object]

    @property
    def label(self) -> str:
        """What it is here: `resnet:depth=50`."""
        knobs = ",".join(f"{name}={shown(value)}" for name, value in self.knobs.items())
        return f"{self.family}:{knobs}" if knobs else self.family

    @property
    def said(self) -> str:
        """What the name means, for people, and in which knobs the network of that name in a library is another."""
        if self.library:
            same = "its parameters equal the module's, and at the same resolution its mult-adds, too"
            return f"{self.library}:{self.name} is {self.label} of the catalog, for {self.library} is not installed; {same}"
        others: dict[str, list[str]] = {}
        for library in LIBRARIES:
            other = by_name().get((library, key(self.name)))
            if other is not None and (differing := {k: v for k, v in other.knobs.items() if self.knobs.get(k) != v}):
                others.setdefault(other._replace(knobs=differing).label.partition(":")[2], []).append(library)
        also = (f"that of {' and '.join(of)} has {knobs}" for knobs, of in others.items())
        return "; ".join((f"{self.name} is {self.label}", *also))


def called(name: str, library: str = "") -> Called | None:
    """The member of a family that has this name, of nobody in particular or of a library; None if none has.

    A name that a library alone has is also understood without it.
    """
    for one in (library,) if library else ("", *LIBRARIES):
        if (found := by_name().get((one, key(name)))) is not None:
            return found._replace(library=library, name=name.strip())
    return None


def key(name: str) -> str:
    """A name as it is looked up; libraries write the point of a number as an underscore, `squeezenet1_1`."""
    return plain(name).replace(".", "")


@cache
def by_name() -> Mapping[tuple[str, str], Called]:
    """All names, by library and key."""
    return {(one.library, key(one.name)): one for file in sorted(FOLDER.glob("*.py")) for one in of_family(file.stem)}


@cache
def of_family(family: str) -> tuple[Called, ...]:
    """The names of a family's members, in the order in which it has them."""
    stated = re.search(DECLARED, (FOLDER / f"{family}.py").read_text(encoding="utf-8"))
    patterns: Patterns = literal_eval(stated[1]) if stated else {}
    return tuple(
        Called(library, name, family, knobs)
        for library, listed in patterns.items()
        for pattern, declared in listed
        for name, knobs in _members(pattern, declared)
    )


def _members(pattern: str, declared: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each name of a pattern with its knobs."""
    placed = {knob: _written(values) for knob, values in declared.items() if isinstance(values, list | dict)}
    for texts in product(*placed.values()):
        places = dict(zip(placed, texts, strict=True))
        yield pattern.format(**places), {k: placed[k][places[k]] if k in placed else value for k, value in declared.items()}


def _written(values: Any) -> Mapping[str, object]:
    """The values of a knob by how they stand in a name."""
    return values if isinstance(values, dict) else {str(value).replace(".", "_"): value for value in values}
