"""Pages that the program prints about itself, so that they cannot go stale: ops and formulas, metrics, laws, errata."""

from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from inspect import cleandoc, signature
from pkgutil import iter_modules
from typing import Any

import sympy

import costmodel.formulas.conventions as conventions
import costmodel.ir.ops as ops
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.laws import laws
from costmodel.formulas.metrics import METRICS
from costmodel.ir.ops import Op
from costmodel.ir.ops.pointwise import FUNCTIONS
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.published.literature import published, rows
from costmodel.published.verdict import judge
from costmodel.questions.symbolic import equation_of, latex_of, prove, symbol

c, h, w, c2, kh, kw, g, m, n = map(symbol, ("c", "h", "w", "c_2", "k_h", "k_w", "g", "m", "n"))
X = Shape(c, h, w)

# What an op's fields are shown with, by name; of the others each shows its default, and one that has none a symbol of its name.
FIELDS: dict[str, Any] = {
    "bias": True,
    "channels": c2,
    "groups": g,
    "kernel": (kh, kw),
    "mode": "max",
    "multiplier": m,
    "parts": g,
    "shape": X,
    "units": c2,
    "window": n,
}
INPUTS: dict[str, Shape] = {"gate": Shape(c, 1, 1)}  # an argument of a rule that is not a map of c channels


def all_ops() -> list[type[Op]]:
    """Every op, file after file."""
    modules = [import_module(f"{ops.__name__}.{module.name}") for module in iter_modules(ops.__path__)]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Op) and is_dataclass(thing) and thing.__module__ == module.__name__
    ]


def example(cls: type[Op]) -> tuple[Op, tuple[Shape, ...]]:
    """One instance of an op on symbols, with the inputs it is shown on."""
    needed = {field.name: symbol(field.name) for field in fields(cls) if field.default is MISSING}  # type: ignore[arg-type]
    shown = {field.name: FIELDS[field.name] for field in fields(cls) if field.name in FIELDS}  # type: ignore[arg-type]
    op = cls(**{**needed, **shown})
    inputs: list[Shape] = []
    for argument in list(signature(cls.out).parameters.values())[1:]:
        count = 2 if argument.kind is argument.VAR_POSITIONAL else 1
        inputs += count * [INPUTS.get(argument.name, X)]
    return op, tuple(inputs)


def ops_page() -> str:
    """Every op evaluated on symbols."""
    lines = [
        "# Ops and formulas",
        "",
        "This page is printed by evaluating every op on symbols: an input of $c$ channels, $h \\times w$ pixels, at stride 1.",
        "A fact that is not listed is 0. `mult_adds` are multiply-accumulates; `pointwise` are other operations, `reads` and",
        "`writes` are elements of feature maps. Which facts a number adds up is a matter of its",
        "[convention](../conventions.md).",
    ]
    for cls in all_ops():
        op, inputs = example(cls)
        y = op.out(*inputs)
        facts = op.work(y, *inputs)._asdict()
        sizes = " \\times ".join(map(_tex, y))
        lines += ["", f"## {cls.__name__}", "", _paragraphs(cls.__doc__), ""]
        lines += [f"`{_call(op)}`", "", f"Output: ${sizes}$", ""]
        counted = {fact: value for fact, value in facts.items() if not (isinstance(value, int) and value == 0)}
        if not counted:
            lines.append("No work: every fact is 0.")
            continue
        lines += ["| fact | formula |", "|---|---|"]
        lines += [f"| `{fact}` | ${_tex(value)}$ |" for fact, value in counted.items()]
    lines += ["", "## Operations of an activation", "", "| function | operations an element |", "|---|---|"]
    lines += [f"| {name} | {function.operations} |" for name, function in FUNCTIONS.items()]
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


def laws_page() -> str:
    """Every law with its equation; a claim with the domain on which it is proved."""
    lines = ["# Laws", "", "The equations and claims that papers print, as `costmodel formula` gives them."]
    for law in laws().values():
        lines += ["", f"## {law.name}", "", " ".join(law.statement.split()), "", f"*{law.source}*", ""]
        if law.kind == "claim":
            proof = prove(law)
            lines += [f"Margin: ${latex_of(law)}$. Holds: {proof.holds}. Equality: {proof.equality or 'nowhere'}."]
        else:
            lines += [f"$${sympy.latex(equation_of(law))}$$"]
    return "\n".join(lines) + "\n"


def errata_page() -> str:
    """Printed numbers that the arithmetic contradicts, each with its check, and the rows that nobody has explained."""
    lines = [
        "# Errata",
        "",
        "Printed numbers that arithmetic contradicts, from the published rows. For each the corrected digits are what the",
        "program computes, and the equation holds for them and fails for the printed ones; `costmodel check` verifies both.",
        "",
        "| source | metric | printed | corrected | why | check |",
        "|---|---|---|---|---|---|",
    ]
    open_rows = []
    for name in published():
        for row in rows(name):
            if row.erratum is not None:
                cells = (row.source, row.metric, row.printed, row.erratum.corrected, row.because, f"`{row.erratum.equation}`")
                lines.append("| " + " | ".join(map(_cell, cells)) + " |")
            elif row.unreproduced or row.unbuildable:
                judged = judge(row)
                computed = "none" if judged.computed is None else f"{float(judged.computed):,.6g}"
                cells = (row.source, row.metric, f"{row.printed} {row.unit}", computed, judged.reason)
                open_rows.append("| " + " | ".join(map(_cell, cells)) + " |")
    lines += ["", "## Unreproduced", "", "Numbers for which nobody has found the reason.", ""]
    lines += ["| source | metric | printed | computed | what was tried |", "|---|---|---|---|---|", *open_rows]
    return "\n".join(lines) + "\n"


def _tex(value: Any) -> str:
    return str(sympy.latex(sympy.factor(sympy.expand(sympy.sympify(value)))))


def _call(op: Op) -> str:
    return repr(op).replace("|", "\\|")


def _paragraphs(doc: str | None) -> str:
    text = cleandoc(doc or "").partition("Attributes:")[0].strip()
    return text.replace("*", "\\*")


def _cell(value: object) -> str:
    text = str(value).replace("|", "\\|")
    return text if text.startswith("`") else text.replace("*", "\\*").replace("_", "\\_")
