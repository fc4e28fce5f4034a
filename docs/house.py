"""Pages that the program prints of its own house: the map of rooms, what can be asked of what."""

import ast
from collections.abc import Callable, Sequence
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import costmodel
from costmodel.errors import CostModelError
from costmodel.questions import asked, question, verbs
from costmodel.subjects import AsSubject
from costmodel.subjects.kinds import kinds

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


def asked_page(of: Sequence[str] = kinds()) -> str:
    """Which question can be asked of which kind of subject: each is really asked, and a refusal stands in its own words."""
    lines = [
        "# What can be asked of what",
        "",
        "Each question about a network is asked of one subject of each kind while this page is made. Where there is no answer,",
        "the reason stands in the program's own words.",
        "",
        f"| question | {' | '.join(of)} |",
        f"|---|{'---|' * len(of)}",
    ]
    reasons: dict[str, int] = {}
    for verb in verbs():
        if (ask := _about_a_network(question(verb))) is None:
            continue
        cells = []
        for kind in of:
            try:
                str(ask(*EXAMPLES[kind]))
                cells.append("yes")
            except CostModelError as error:
                cells.append(f"no [{reasons.setdefault(str(error), len(reasons) + 1)}]")
        lines.append(f"| `{verb}` | {' | '.join(cells)} |")
    lines += ["", *(f"[{number}] {_cell(reason)}" for reason, number in reasons.items())]
    return "\n".join(lines) + "\n"


# What a question is given for a parameter of each type, of a network and one of its knobs.
GIVEN: dict[Any, Callable[[Any, str], object]] = {
    AsSubject: lambda network, knob: network,
    Sequence[AsSubject]: lambda network, knob: [network, "mobilenet"],
    asked.Free: lambda network, knob: [knob],
    asked.Axes: lambda network, knob: {knob: "1,2"},
    asked.Budgets: lambda network, knob: {"mult_adds": "200M"},
    asked.PrintedNumbers: lambda network, knob: {"mult_adds": "1M"},
    asked.Metrics: lambda network, knob: ["mult_adds"],
}


ALSO: dict[str, dict[str, Any]] = {  # what a question cannot be asked without
    "fit": {"sram": "64MiB"},
    "roofline": {"counting": costmodel.Counting.of(device="k80")},
}


def _about_a_network(question: Callable[..., Any]) -> Callable[[Any, str], Any] | None:
    """The question with what it needs besides a network; None where it is about none."""
    parameters = signature(question).parameters.values()
    if not any(one.annotation in (AsSubject, Sequence[AsSubject]) for one in parameters):
        return None
    needed = {
        one.name: GIVEN[one.annotation]
        for one in parameters
        if one.default is Parameter.empty or one.annotation == asked.Metrics
    }
    also = ALSO.get(question.__name__, {})
    return lambda network, knob: question(**{name: given(network, knob) for name, given in needed.items()}, **also)


def own_network(alpha: costmodel.Multiplier = 1, side: costmodel.Side = 64, blocks: int = 2) -> costmodel.Graph:
    """A function of a user's own, with two knobs that may be free and one that decides structure."""
    net = costmodel.Network(side=side)
    x = net.input
    for _ in range(blocks):
        x = net.conv(x, 16 * alpha, 3, norm=True, act="relu")
    return net.classify(x, 10)


# Of each kind of subject one, with a knob of it that may be free.
EXAMPLES: dict[str, tuple[Any, str]] = {
    "family": ("mobilenet", "alpha"),
    "function": (own_network, "alpha"),
    "graph": (costmodel.build("mobilenet"), "resolution"),
    "model": (str(ROOT.parent / "examples" / "unet.toml"), "width"),
    "space": (str(ROOT.parent / "examples" / "ofa_mobilenet_v3.toml"), "resolution"),
}


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
