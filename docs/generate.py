"""Pages that the program prints about itself, so that they cannot go stale: ops and formulas, metrics, other programs' ops."""

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import Any, NamedTuple

import sympy

import costmodel.formulas.conventions as conventions
import costmodel.ir.ops as ops
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.metrics import METRICS
from costmodel.ir.ops import Op
from costmodel.ir.ops.elementwise import ELEMENTWISE
from costmodel.ir.ops.pointwise import FUNCTIONS
from costmodel.ir.ops.reduction import REDUCTIONS
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.questions.symbolic import symbol
from costmodel.subjects.importing import formats

TIMES = r" \times "
TABLES: dict[str, Mapping[str, Any]] = {  # functions by name, each with its operations an element
    "Operations of an activation": FUNCTIONS,
    "Operations of an element-wise function": ELEMENTWISE,
    "Operations of a reduction": REDUCTIONS,
}


class Example(NamedTuple):
    """An op on symbols, with the inputs it is shown on."""

    op: Op
    inputs: tuple[Shape, ...]


class _Letters(dict[str, Any]):
    """What an example may name: the ops, shapes, and any letters."""

    def __init__(self, letter: Callable[[str], Any]) -> None:
        super().__init__({**{made.__name__: made for made in all_ops()}, "Shape": Shape})
        self.letter = letter

    def __missing__(self, name: str) -> Any:
        return self.letter(name)


def subscripted(name: str) -> Any:
    """The symbol of a letter: c2 is c with the index 2."""
    return symbol(f"{name[0]}_{name[1:]}" if name[1:] else name)


def all_ops() -> list[type[Op]]:
    """Every op, file after file."""
    modules = [import_module(f"{ops.__name__}.{module.name}") for module in iter_modules(ops.__path__)]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Op) and is_dataclass(thing) and thing.__module__ == module.__name__
    ]


def example(cls: type[Op], letter: Callable[[str], Any] = subscripted) -> Example:
    """The one that the class's docstring ends with: a call, and the shapes it is of.

    Args:
        letter: what a letter stands for.

    Raises:
        ValueError: if it ends with none.
    """
    _, found, written = cleandoc(cls.__doc__ or "").partition("\nExample:\n")
    if not found:
        raise ValueError(f"the docstring of {cls.__name__} ends with no example such as `{cls.__name__}() of (c, h, w)`")
    call, _, shapes = " ".join(written.split()).partition(" of ")
    letters = _Letters(letter)
    inputs = eval(f"[{shapes}]", {}, letters)
    return Example(eval(call, {}, letters), tuple(Shape(*sizes) for sizes in inputs))


def ops_page() -> str:
    """Every op evaluated on symbols."""
    lines = [
        "# Ops and formulas",
        "",
        "This page is printed by evaluating every op on symbols, as the example at the end of its docstring says: mostly an",
        "input of $c$ channels and $h \\times w$ pixels. A fact that is not listed is 0. `mult_adds` are multiply-accumulates;",
        "`pointwise` are other operations, `reads` and `writes` are elements of feature maps. Which facts a number adds up is",
        "a matter of its [convention](../conventions.md).",
    ]
    for cls in all_ops():
        op, inputs = example(cls)
        y = op.out(*inputs)
        facts = op.work(y, *inputs)._asdict()
        lines += ["", f"## {cls.__name__}", "", _paragraphs(cls.__doc__), ""]
        read = f" of {', '.join(map(_sizes, inputs))}" if inputs else ""
        lines += [f"`{_call(op)}`{read}", "", f"Output: {_sizes(y)}", ""]
        counted = {fact: value for fact, value in facts.items() if not (isinstance(value, int) and value == 0)}
        if not counted:
            lines.append("No work: every fact is 0.")
            continue
        lines += ["| fact | formula |", "|---|---|"]
        lines += [f"| `{fact}` | ${_tex(value)}$ |" for fact, value in counted.items()]
    for title, table in TABLES.items():
        lines += ["", f"## {title}", "", "| function | operations an element |", "|---|---|"]
        lines += [f"| {name} | {function.operations} |" for name, function in table.items()]
    lines += ["", "## Facts", "", ", ".join(f"`{fact}`" for fact in Work._fields) + "."]
    return "\n".join(lines) + "\n"


def counted_page() -> str:
    """Every metric, and every convention with what it counts."""
    lines = ["# Metrics and conventions", "", "## Metrics", "", "| metric | unit | what |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.unit} | {one.summary} |" for one in METRICS.values()]
    for name, convention in CONVENTIONS.items():
        lines += ["", f"## {name}", ""]
        if name in CONVENTIONS.tools:
            lines += [cleandoc(import_module(f"{conventions.__name__}.{name.replace('-', '_')}").__doc__ or ""), ""]
        lines.append(f"{convention.summary[:1].upper()}{convention.summary[1:]}.")
        if convention.prints:
            words = ", ".join(f"`{metric}` as *{word}*" for metric, word in convention.prints.items())
            lines += ["", f"It prints {words}. Read in {convention.source}."]
        if convention.mistakes:
            lines += ["", "Known to get wrong:", "", *(f"- {mistake}" for mistake in convention.mistakes)]
    return "\n".join(lines) + "\n"


def known_ops_page() -> str:
    """The ops and layers of other programs that have a rule, by format, as the registries list them."""
    lines = [
        "# Known ops of other programs",
        "",
        "What has a rule here, by the name that the other program gives it. Of a known op an unusual case may still be",
        "unknown; the program then says so. A rule for one of your own: [](../own-networks.md).",
    ]
    for name in formats.ruled():
        names = list(formats.registry(name))
        described = cleandoc(import_module(f"{formats.__name__}.{name}").__doc__ or "").partition("\n")[0]
        lines += ["", f"## {name}", "", described, "", f"{len(names)} names: {', '.join(f'`{one}`' for one in names)}."]
    return "\n".join(lines) + "\n"


def _tex(value: Any) -> str:
    return str(sympy.latex(sympy.factor(sympy.expand(sympy.sympify(value)))))


def _sizes(shape: Shape) -> str:
    sizes = (f"({_tex(size)})" if isinstance(size, sympy.Add) else _tex(size) for size in map(sympy.factor, shape))
    return f"${TIMES.join(sizes)}$"


def _call(op: Op) -> str:
    return repr(op).replace("|", "\\|")


def _paragraphs(doc: str | None) -> str:
    text = re.split(r"^(?:Attributes|Raises|Example):$", cleandoc(doc or ""), maxsplit=1, flags=re.MULTILINE)[0].strip()
    return text.replace("*", "\\*")
