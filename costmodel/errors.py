"""One family of errors, so that a door can turn each of them into one line and exit code 2.

    CostModelError            anything that a user can cause
    ├── UnknownName           a name that is not in its list (numbers to doors)
    ├── Undecided             a question about a dimension without a single answer (numbers)
    ├── NotWhole              a quantity that has to be whole, or to divide exactly (numbers)
    ├── Unreadable            a condition or an equation that cannot be read (numbers)
    ├── BadRange              a range that is empty, reversed, or no range (numbers)
    ├── ShapeMisfit           shapes that an op cannot take (ir)
    ├── WindowMisfit          a window larger than the map it slides over (ir)
    ├── BadKnob               a knob that does not exist, or a value it does not take (archs)
    ├── Incomplete            a network with ops of which nothing is known, so that it has no totals (formulas)
    ├── TooLarge              a network of more operations than a closed form is made of (symbolic)
    ├── Overflow              a cost that an array of 64-bit integers does not hold (sweep)
    ├── Cannot                a file that cannot be written or resumed (answers)
    └── Unmet                 no network within the budgets (solve)

Each carries what was wrong, what was given and what is allowed, and survives a pickle, so that it may come from a worker.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import takewhile
from typing import Any, Self

LONGEST = 500  # characters of a message
LONGEST_PLACE = 200  # so that what was wrong is always on the line
QUOTED = 40  # characters of what was given
LIKE, ALIKE = 0.6, 0.8  # of 1, how alike a name has to be that begins as what was given, and one that does not
SHORTEST_PART = 3  # letters; a name that begins with them is near, and with one letter more also one that has them elsewhere


class CostModelError(Exception):
    """Anything a user can cause: a bad knob, a shape that does not fit, a question that cannot be decided.

    Attributes:
        wrong: what was wrong, a clause.
        given: what was given, as it was, where that is one thing.
        allowed: what is allowed, in words or as a list of names or numbers; empty where that is said by `wrong`.
        places: where it happened, from the outside in: the subject's name, the node.

    Example:
        >>> try:
        ...     report("mobilenet", {"alpha": "0"})
        ... except CostModelError as error:
        ...     print(error)
        alpha cannot be '0'; allowed: a number above 0 and at most 1000
    """

    def __init__(self, wrong: str, *, given: Any = None, allowed: str | Sequence[object] = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.given = given
        self.allowed = allowed
        self.places: tuple[str, ...] = ()

    def at(self, place: str) -> Self:
        """The same error with a place before it, if it does not begin there already: `raise error.at(name)`."""
        known = shortened(place, LONGEST_PLACE)
        if self.places[:1] != (known,):
            self.places = (known, *self.places)
        return self

    def __str__(self) -> str:
        """One line of printable characters, at most `LONGEST` of them."""
        text = ": ".join((*self.places, self.wrong))
        if self.allowed:
            text = printable(f"{text}; allowed:") + " "
            text += self.allowed if isinstance(self.allowed, str) else listed(self.allowed, LONGEST - len(text))
        return shortened(printable(text), LONGEST)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.__dict__)


class UnknownName(CostModelError):
    """A name that is not in its list; the message offers the nearest ones.

    Args:
        instead: what is allowed, in words, where no name is near and the list is not all.

    Attributes:
        names: those that there are.

    Example:
        >>> try:
        ...     report("mobilnet")
        ... except UnknownName as error:
        ...     print("mobilenet" in error.names)
        True
    """

    def __init__(self, what: str, given: object, names: Iterable[str], instead: str = "") -> None:
        self.names = list(names)
        near = nearest(str(given), self.names)
        wrong = f"unknown {what} {quoted(given)}"
        if near:
            wrong += f"; did you mean {' or '.join(near)}?"
        super().__init__(wrong, given=given, allowed=[] if near else instead or self.names)


def meant(what: str, given: object, names: Iterable[str]) -> str:
    """The name of a list that is meant, however it is spelled (see `plain`).

    Args:
        what: they are names of, for the complaint.

    Raises:
        UnknownName: if none is, or it may be either of two.
    """
    known = list(names)
    if isinstance(given, str):
        if given in known:
            return given
        alike = [name for name in known if plain(name) == plain(given)]
        if len(alike) == 1:
            return alike[0]
    raise UnknownName(what, given, known)


def plain(name: str) -> str:
    """A name as it is compared: upper case, dashes, underscores and spaces within it do not matter."""
    return re.sub(r"(?<=\w)[-_ ]+(?=\w)", "", name.strip()).lower()


def nearest(given: str, names: Iterable[str]) -> list[str]:
    """At most three names that somebody may have meant, the nearest first.

    People know how a name begins, so that a common beginning weighs more than letters in common: `resnet5` is nearer to resnet
    than to resnext, and a name that begins otherwise has to be the same but for a slip.
    """
    from difflib import SequenceMatcher

    typed = plain(given[:LONGEST]).lstrip("-")
    matcher = SequenceMatcher(b=typed, autojunk=False)
    found: list[tuple[float, int, str]] = []
    for place, name in enumerate(names):
        bare = plain(name).lstrip("-")
        begins = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(typed, bare, strict=False)))
        matcher.set_seq1(bare)
        likeness = matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0
        short, long = sorted((typed, bare), key=len)
        is_part = len(short) >= SHORTEST_PART and (long.startswith(short) or (len(short) > SHORTEST_PART and short in long))
        if is_part or likeness >= (LIKE if begins else ALIKE):
            found.append((-likeness - begins / max(len(typed), len(bare)), place, name))
    return [name for _, _, name in sorted(found)[:3]]


@contextmanager
def located(place: str) -> Iterator[None]:
    """Whatever goes wrong inside, with that place before it: the subject's name, a row's, an option's."""
    try:
        yield
    except CostModelError as error:
        raise error.at(place) from error.__cause__


def library(name: str, extra: str) -> Any:
    """A library of one of the extras, imported.

    Raises:
        CostModelError: if it is not installed; says what to install.
    """
    try:
        return import_module(name)
    except ImportError:
        needed = name.partition(".")[0].replace("_", "-")
        raise CostModelError(f"this needs {needed}: pip install 'costmodel[{extra}]'", given=name) from None


def quoted(given: object) -> str:
    """What was given, in quotes and cut to a length that a line can hold."""
    try:
        return repr(shortened(str(given), QUOTED))
    except ValueError:  # Python writes no number of thousands of digits
        return "a number of thousands of digits"


def printable(text: str) -> str:
    """The text on one line, its control characters and escapes as Python writes them."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else repr(c)[1:-1] for c in text).split())


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def listed(names: Sequence[object], most: int) -> str:
    """As many of the names as so many characters hold, and how many more there are."""
    for kept in range(min(len(names), most), 0, -1):
        more = f" ... and {len(names) - kept:,} more" if kept < len(names) else ""
        if len(told := ", ".join(map(str, names[:kept])) + more) <= most:
            return told
    return f"{len(names):,} names"


def _restored(cls: type[CostModelError], fields: dict[str, Any]) -> CostModelError:
    error = cls.__new__(cls)
    error.__dict__.update(fields)
    return error
