"""The reference of Python: every public name with its signature as it is written, its docstring and an example.

Sphinx reads functions and classes; what has no docstring of its own, such as the type of a knob, has its text below the line
that makes it.
"""

import ast
import inspect
from functools import partial
from importlib import import_module
from itertools import pairwise
from textwrap import dedent
from types import ModuleType
from typing import Any

from writing import table

import costmodel

# Where a name is from, in the order in which a reader meets it; of each room its title.
GROUPS = {
    "questions": "Questions",
    "answers": "Answers",
    "subjects": "What a question is asked of",
    "ir": "Networks and ops",
    "archs": "Knobs and cells",
    "formulas": "What is counted",
    "numbers": "Symbols",
    "errors": "Errors",
}
ROLE = "{py:obj}"
RECEIVERS = ("self", "cls", "net")  # of a method, and of a phrase, which is a method of networks


def names() -> dict[str, list[str]]:
    """Every public name by the room it is from."""
    found: dict[str, list[str]] = {room: [] for room in GROUPS}
    for name in sorted(set(dir(costmodel)) - {"__version__"}, key=str.lower):
        found[home(name).split(".")[1]].append(name)
    return found


def home(name: str) -> str:
    """The module that a public name is from; a question that is not listed there is one by its file."""
    return costmodel._HOME.get(name, f"costmodel.questions.{name}")


def api_page() -> str:
    """All names with their first lines, and the pages that say more."""
    lines = ["# Python", "", "Every name that `import costmodel` offers; each is imported when it is first used."]
    for room, some in names().items():
        lines += ["", f"## [{GROUPS[room]}](api-{room}.md)"]
        lines += table(("name", "what"), ((f"{ROLE}`costmodel.{name}`", described(name).partition("\n")[0]) for name in some))
    lines += ["", "```{toctree}", ":hidden:", "", *(f"api-{room}" for room in GROUPS), "```"]
    return "\n".join(lines) + "\n"


def room_page(room: str) -> str:
    """What the names of one room are."""
    lines = [f"# {GROUPS[room]}"]
    for name in names()[room]:
        lines += ["", f"## `{name}`", "", "```{eval-rst}", *_directive(name), "```"]
    return "\n".join(lines) + "\n"


PAGES = {"api": api_page, **{f"api-{room}": partial(room_page, room) for room in GROUPS}}


def described(name: str) -> str:
    """The docstring, or the text below the line that makes it."""
    thing = getattr(costmodel, name)
    if inspect.isroutine(thing) or inspect.isclass(thing) or isinstance(thing, ModuleType):
        return inspect.getdoc(thing) or ""
    body = ast.parse(inspect.getsource(import_module(home(name)))).body
    for line, text in pairwise(body):
        if name in {node.id for node in ast.walk(line) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}:
            return inspect.cleandoc(ast.literal_eval(text.value)) if _is_text(text) else ""
    return ""


def written(thing: Any) -> tuple[str, str | None] | None:
    """The parameters and the type of what a call gives, as the source has them: types by their names, defaults as written."""
    if not (inspect.isclass(thing) or inspect.isfunction(inspect.unwrap(thing))):
        return None
    made = ast.parse(dedent(inspect.getsource(inspect.unwrap(thing)))).body[0]
    if isinstance(made, ast.FunctionDef):
        return f"({ast.unparse(_without_receiver(made.args))})", ast.unparse(made.returns) if made.returns else None
    assert isinstance(made, ast.ClassDef)
    for part in made.body:
        if isinstance(part, ast.FunctionDef) and part.name in ("__init__", "__new__"):
            return f"({ast.unparse(_without_receiver(part.args))})", None
    fields = [part for part in made.body if isinstance(part, ast.AnnAssign) and "ClassVar" not in ast.unparse(part.annotation)]
    return (f"({', '.join(map(ast.unparse, fields))})", None) if fields else None


def _without_receiver(arguments: ast.arguments) -> ast.arguments:
    for some in (arguments.posonlyargs, arguments.args):
        some[:1] = [one for one in some[:1] if one.arg not in RECEIVERS]
    return arguments


def _directive(name: str) -> list[str]:
    thing = getattr(costmodel, name)
    if isinstance(thing, ModuleType):
        parts = {part: getattr(thing, part) for part in thing.__all__}
        lines = [line for part, made in parts.items() if not _is_op(made) for line in _auto(f"{thing.__name__}.{part}", made)]
        return [*described(name).splitlines(), "", *lines]
    if inspect.isroutine(thing) or inspect.isclass(thing):
        return _auto(f"costmodel.{name}", thing)
    from sphinx.ext.napoleon import GoogleDocstring  # the tests read the docstrings without Sphinx

    lines = GoogleDocstring(described(name)).lines()
    return [f".. py:data:: costmodel.{name}", "", *(f"   {line}" for line in lines)]


def _auto(path: str, thing: Any) -> list[str]:
    if inspect.isclass(thing):
        return [f".. autoclass:: {path}", "   :members:", ""]
    return [f".. autofunction:: {path}", ""]


def _is_op(thing: Any) -> bool:
    """They have a page of their own."""
    return inspect.isclass(thing) and issubclass(thing, costmodel.Op)


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
