"""What can be asked. One question a file or folder; the folder is the registry.

A question's file says in its first line what it answers, names its function as `QUESTION`, and says as `GROUP` beside which
others it is listed. The verb is the file's name; a door reads the rest from the function's signature. Adding a question is
adding that file.
"""

import re
from ast import get_docstring, parse
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from costmodel.errors import meant

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer

DECLARED = "\nQUESTION = "
GROUP = re.compile(r'^GROUP = "(\w+)"$', re.MULTILINE)
GROUPS = {  # in the order in which they are listed
    "costs": "what a network costs",
    "design": "which network to build",
    "literature": "what the literature says",
}


class Verb(NamedTuple):
    """A question as a list shows it.

    Attributes:
        answers: the line that says what it answers.
        group: the title of the group in which it stands; empty of a question that names none.
    """

    answers: str
    group: str


@cache
def verbs() -> dict[str, Verb]:
    """All questions by group, and in alphabetical order within. None of them is imported for that."""
    found: dict[str, Verb] = {}
    for module in iter_modules(__path__):
        if DECLARED in (text := _source(module.name)):
            stated = GROUP.search(text)
            answers = (get_docstring(parse(text)) or "").partition("\n")[0]
            found[module.name.replace("_", "-")] = Verb(answers, GROUPS[stated[1]] if stated else "")
    order = ["", *GROUPS.values()]
    return dict(sorted(found.items(), key=lambda item: (order.index(item[1].group), item[0])))


def question(verb: str) -> Callable[..., "Answer"]:
    """The function of a question; nothing but its own module is imported.

    Raises:
        UnknownName: if there is none.
    """
    name = verb.replace("-", "_")
    if not name.isidentifier() or DECLARED not in _source(name):
        name = meant("command", verb, verbs()).replace("-", "_")
    asked: Callable[..., Answer] = import_module(f"{__name__}.{name}").QUESTION
    return asked


def _source(name: str) -> str:
    for file in (Path(__path__[0], f"{name}.py"), Path(__path__[0], name, "__init__.py")):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""
