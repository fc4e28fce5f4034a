"""Pages that the program prints of its own house: the map of rooms, the public names, what can be asked of what."""

import ast
from collections.abc import Callable
from inspect import Parameter, cleandoc, isclass, isfunction, signature
from pathlib import Path
from typing import Any

import costmodel
from costmodel.errors import CostModelError

ROOT = Path(costmodel.__file__).parent
# In the order in which a number is made, which is also the order of imports; `tests/test_rooms.py` holds the arrows.
ROOMS = ("numbers", "ir", "formulas", "archs", "subjects", "published", "questions", "answers", "doors")


def map_page() -> str:
    """Every room with its files, each in the words of its own first line."""
    lines = [
        "# The map",
        "",
        "Rooms stand in the order in which a number is made. Which room may import from which is a list in",
        "`tests/test_rooms.py`; a new arrow fails there. Every line below is the first line of the file it names.",
    ]
    for room in ROOMS:
        lines += ["", f"## `{room}/`", "", _first_line(ROOT / room / "__init__.py"), "", "| file | what it is |", "|---|---|"]
        for path in sorted((ROOT / room).rglob("*.py"), key=lambda path: (path.parent.parts, path.name)):
            if path != ROOT / room / "__init__.py" and (line := _first_line(path)):
                name = str(path.relative_to(ROOT / room)).removesuffix("__init__.py")
                lines.append(f"| `{name}` | {_cell(line)} |")
    return "\n".join(lines) + "\n"


def api_page() -> str:
    """Every public name with its signature and docstring, as `dir(costmodel)` lists them."""
    lines = ["# Python", "", "Every name that `import costmodel` offers; each is imported when it is first used."]
    for name in sorted(costmodel.__all__, key=str.lower):
        thing = getattr(costmodel, name)
        lines += ["", f"## `{name}`", "", *_called(name, thing)]
        if isclass(thing):
            for part, method in vars(thing).items():
                if not part.startswith("_") and isfunction(method) and method.__doc__:
                    lines += ["", f"### `{name}.{part}`", "", *_called(part, method)]
    return "\n".join(lines) + "\n"


def asked_page() -> str:
    """Which question can be asked of which kind of subject: each is really asked, and a refusal stands in its own words."""
    from costmodel.subjects.kinds import kinds

    subjects = {kind: _example(kind) for kind in kinds()}
    lines = [
        "# What can be asked of what",
        "",
        "Each question is asked of one subject of each kind while this page is made. Where there is no answer, the reason",
        "stands in the program's own words.",
        "",
        f"| question | {' | '.join(subjects)} |",
        f"|---|{'---|' * len(subjects)}",
    ]
    reasons: dict[str, int] = {}
    for name, ask in questions().items():
        cells = []
        for kind, subject in subjects.items():
            try:
                str(ask(subject, FREE.get(kind, "resolution")))
                cells.append("yes")
            except CostModelError as error:
                cells.append(f"no [{reasons.setdefault(str(error), len(reasons) + 1)}]")
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    lines += ["", *(f"[{number}] {_cell(reason)}" for reason, number in reasons.items())]
    return "\n".join(lines) + "\n"


FREE = {"function": "alpha", "family": "alpha", "space": "resolution", "graph": "resolution"}


def questions() -> dict[str, Callable[[Any, str], object]]:
    """The questions about one subject, each with what it needs besides."""
    return {
        "report": lambda subject, knob: costmodel.report(subject),
        "guidelines": lambda subject, knob: costmodel.guidelines(subject),
        "conventions": lambda subject, knob: costmodel.conventions(subject),
        "identify": lambda subject, knob: costmodel.identify(subject),
        "reconcile": lambda subject, knob: costmodel.reconcile(subject, {"mult_adds": "1M"}),
        "compare": lambda subject, knob: costmodel.compare([subject, "mobilenet"]),
        "symbolic": lambda subject, knob: costmodel.closed_form(subject, [knob], metrics=["params", "mult_adds"]),
        "elasticities": lambda subject, knob: costmodel.elasticities(subject, metrics=["mult_adds"]),
        "solve": lambda subject, knob: costmodel.solve(subject, [knob], {"mult_adds": "200M"}),
        "sweep": lambda subject, knob: costmodel.sweep(subject, {knob: "1,2"}, metrics=["mult_adds"]),
    }


def _example(kind: str) -> Any:
    """A subject of each kind."""
    if kind == "family":
        return "mobilenet"
    if kind == "function":
        return own_network
    if kind == "space":
        return str(ROOT.parent / "examples" / "ofa_mobilenet_v3.toml")
    if kind == "model":
        return str(ROOT.parent / "examples" / "unet.toml")
    return costmodel.build("mobilenet")


def own_network(alpha: costmodel.Multiplier = 1, side: costmodel.Side = 64, blocks: int = 2) -> costmodel.Graph:
    """A function of a user's own, with two knobs that may be free and one that decides structure."""
    net = costmodel.Network(side=side)
    x = net.input
    for _ in range(blocks):
        x = net.conv(x, 16 * alpha, 3, norm=True, act="relu")
    return net.classify(x, 10)


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]


def _called(name: str, thing: Any) -> list[str]:
    """How a name is called, and what its docstring says."""
    text = cleandoc(thing.__doc__ or "")
    described = ["```text", text, "```"] if "\n" in text else [_cell(text)]
    return ["```text", f"{name}{_signature(thing)}", "```", "", *described]


def _signature(thing: Any) -> str:
    """Parameters and their defaults, without annotations, which the docstring says in words."""
    try:
        whole = signature(thing)
    except (TypeError, ValueError):
        return ""
    parameters = [one.replace(annotation=Parameter.empty) for one in whole.parameters.values() if one.name != "self"]
    return str(whole.replace(parameters=parameters, return_annotation=Parameter.empty))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
