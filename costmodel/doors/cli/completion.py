"""What a shell may offer at a place of the command line: whole texts, so that lists `a,b` and pairs `knob=value` go on.

Bash takes `=` for the end of a word, so that it is offered what stands before; zsh and fish are offered values, too.
"""

from collections.abc import Callable, Iterable, Mapping

from costmodel.archs import names as families
from costmodel.archs.common.called import LIBRARIES
from costmodel.archs.common.knobs import Knob
from costmodel.questions.asked import Asked
from costmodel.subjects import Subject


def networks(incomplete: str) -> list[str]:
    """Families, and once something is typed also the names of members."""
    names = [*families(), *(f"{library}:" for library in LIBRARIES)]
    if incomplete:
        from costmodel.archs.common.members import by_name

        for one in by_name().values():  # a library's name is understood without the library, too
            names += [one.name, *([f"{one.library}:{one.name}"] if one.library else [])]
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


def offered(how: Asked, network: Subject | None) -> Callable[[str], list[str]]:
    """What stands for a text that is written so, beginning as it does so far."""

    def offers(incomplete: str) -> list[str]:
        knobs: Mapping[str, Knob] = {} if network is None else network.knobs
        words = list(map(str, how.offers(knobs)))
        name, is_pair, values = incomplete.partition("=")
        if "=" in how.form and not is_pair:
            return [f"{word}=" for word in words]
        if "=" in how.form:
            value = network.few(name) if network is not None and name in knobs else []
            return [f"{name}={text}" for text in _listed(values, value)]
        return _listed(incomplete, words) if "," in how.form else words

    return offers


def _listed(incomplete: str, words: Iterable[str]) -> list[str]:
    """The list that is begun with each of the words behind its last comma; a minus stands before what more of is better."""
    begun, comma, last = incomplete.rpartition(",")
    minus, there = last[: last.startswith("-")], begun.split(",")
    return [f"{begun}{comma}{minus}{word}" for word in words if word not in there]
