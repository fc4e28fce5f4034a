"""What can be asked. One question a file or folder; the folder is the registry.

A question's file says in its first line what it answers, and names its function as `QUESTION`. The verb is the file's name; a
door reads the rest from the function's signature. Adding a question is adding that file.
"""

from ast import get_docstring, parse
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from costmodel.errors import UnknownName

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer

DECLARED = "\nQUESTION = "


@cache
def verbs() -> dict[str, str]:
    """All questions in alphabetical order, with the line that says what each answers. None of them is imported for that."""
    found = {}
    for module in iter_modules(__path__):
        if DECLARED in (text := _source(module.name)):
            found[module.name.replace("_", "-")] = (get_docstring(parse(text)) or "").partition("\n")[0]
    return dict(sorted(found.items()))


def question(verb: str) -> Callable[..., "Answer"]:
    """The function of a question; nothing but its own module is imported.

    Raises:
        UnknownName: if there is none.
    """
    name = verb.replace("-", "_")
    if not name.isidentifier() or DECLARED not in _source(name):
        raise UnknownName("command", verb, verbs())
    asked: Callable[..., Answer] = import_module(f"{__name__}.{name}").QUESTION
    return asked


def _source(name: str) -> str:
    for file in (Path(__path__[0], f"{name}.py"), Path(__path__[0], name, "__init__.py")):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""
