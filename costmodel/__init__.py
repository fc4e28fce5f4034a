"""What a convolutional network costs, from arithmetic alone, and whether the published literature agrees.

The public names are imported when they are first used, so that `import costmodel` is free. A question of the folder `questions`
is public under its own name by standing there.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.archs.common.cells import Cell, Pair, build_cell_network
    from costmodel.archs.common.kinds import Choice, Flag, Pixels, Ratio, Whole
    from costmodel.archs.common.knobs import Count, DepthMultiplier, Multiplier, Policy, Side
    from costmodel.errors import CostModelError, UnknownName
    from costmodel.formulas.conventions import CONVENTIONS, Convention, convention
    from costmodel.formulas.counting import Counting, fold
    from costmodel.formulas.hardware.device import device
    from costmodel.formulas.hardware.technology import technology
    from costmodel.formulas.laws import law, laws
    from costmodel.formulas.metrics import METRICS, cost, of_network, of_part, of_total
    from costmodel.ir import ops, passes, views
    from costmodel.ir.graph import Graph, Node
    from costmodel.ir.network import Network
    from costmodel.ir.ops.op import Op, op
    from costmodel.ir.shape import Shape
    from costmodel.ir.work import Work
    from costmodel.numbers.expression import symbol
    from costmodel.questions.check import check
    from costmodel.questions.compare import compare
    from costmodel.questions.conventions import conventions
    from costmodel.questions.devices import devices
    from costmodel.questions.elasticities import elasticities
    from costmodel.questions.fit import fit
    from costmodel.questions.formula import formula
    from costmodel.questions.gate import gate
    from costmodel.questions.guidelines import guidelines
    from costmodel.questions.identify import identify
    from costmodel.questions.list import catalog
    from costmodel.questions.memory import memory
    from costmodel.questions.reconcile import reconcile
    from costmodel.questions.report import report
    from costmodel.questions.roofline import roofline
    from costmodel.questions.solve import solve
    from costmodel.questions.space import space
    from costmodel.questions.study import study
    from costmodel.questions.sweep import sweep
    from costmodel.questions.symbolic import closed_form
    from costmodel.subjects import Subject, build, subject
    from costmodel.subjects.importing.formats.torch import from_torch
    from costmodel.subjects.importing.own import rule
    from costmodel.subjects.space import Members, Space

__version__ = "0.1.0"

_QUESTIONS = "costmodel.questions"
_HOME = {
    "Answer": "costmodel.answers.answer",
    "CONVENTIONS": "costmodel.formulas.conventions",
    "Cell": "costmodel.archs.common.cells",
    "Choice": "costmodel.archs.common.kinds",
    "Convention": "costmodel.formulas.conventions",
    "CostModelError": "costmodel.errors",
    "Count": "costmodel.archs.common.knobs",
    "Counting": "costmodel.formulas.counting",
    "DepthMultiplier": "costmodel.archs.common.knobs",
    "Flag": "costmodel.archs.common.kinds",
    "Graph": "costmodel.ir.graph",
    "METRICS": "costmodel.formulas.metrics",
    "Members": "costmodel.subjects.space",
    "Multiplier": "costmodel.archs.common.knobs",
    "Network": "costmodel.ir.network",
    "Node": "costmodel.ir.graph",
    "Op": "costmodel.ir.ops.op",
    "Pair": "costmodel.archs.common.cells",
    "Pixels": "costmodel.archs.common.kinds",
    "Policy": "costmodel.archs.common.knobs",
    "Ratio": "costmodel.archs.common.kinds",
    "Shape": "costmodel.ir.shape",
    "Side": "costmodel.archs.common.knobs",
    "Space": "costmodel.subjects.space",
    "Subject": "costmodel.subjects",
    "UnknownName": "costmodel.errors",
    "Whole": "costmodel.archs.common.kinds",
    "Work": "costmodel.ir.work",
    "build": "costmodel.subjects",
    "build_cell_network": "costmodel.archs.common.cells",
    "catalog": "costmodel.questions.list",
    "check": "costmodel.questions.check",
    "closed_form": "costmodel.questions.symbolic",
    "compare": "costmodel.questions.compare",
    "convention": "costmodel.formulas.conventions",
    "conventions": "costmodel.questions.conventions",
    "cost": "costmodel.formulas.metrics",
    "device": "costmodel.formulas.hardware.device",
    "devices": "costmodel.questions.devices",
    "elasticities": "costmodel.questions.elasticities",
    "fit": "costmodel.questions.fit",
    "fold": "costmodel.formulas.counting",
    "formula": "costmodel.questions.formula",
    "from_torch": "costmodel.subjects.importing.formats.torch",
    "gate": "costmodel.questions.gate",
    "guidelines": "costmodel.questions.guidelines",
    "identify": "costmodel.questions.identify",
    "law": "costmodel.formulas.laws",
    "laws": "costmodel.formulas.laws",
    "memory": "costmodel.questions.memory",
    "of_network": "costmodel.formulas.metrics",
    "of_part": "costmodel.formulas.metrics",
    "of_total": "costmodel.formulas.metrics",
    "op": "costmodel.ir.ops.op",
    "ops": "costmodel.ir",
    "passes": "costmodel.ir",
    "reconcile": "costmodel.questions.reconcile",
    "report": "costmodel.questions.report",
    "roofline": "costmodel.questions.roofline",
    "rule": "costmodel.subjects.importing.own",
    "solve": "costmodel.questions.solve",
    "space": "costmodel.questions.space",
    "study": "costmodel.questions.study",
    "subject": "costmodel.subjects",
    "sweep": "costmodel.questions.sweep",
    "symbol": "costmodel.numbers.expression",
    "technology": "costmodel.formulas.hardware.technology",
    "views": "costmodel.ir",
}

__all__ = [
    "CONVENTIONS",
    "METRICS",
    "Answer",
    "Cell",
    "Choice",
    "Convention",
    "CostModelError",
    "Count",
    "Counting",
    "DepthMultiplier",
    "Flag",
    "Graph",
    "Members",
    "Multiplier",
    "Network",
    "Node",
    "Op",
    "Pair",
    "Pixels",
    "Policy",
    "Ratio",
    "Shape",
    "Side",
    "Space",
    "Subject",
    "UnknownName",
    "Whole",
    "Work",
    "build",
    "build_cell_network",
    "catalog",
    "check",
    "closed_form",
    "compare",
    "convention",
    "conventions",
    "cost",
    "device",
    "devices",
    "elasticities",
    "fit",
    "fold",
    "formula",
    "from_torch",
    "gate",
    "guidelines",
    "identify",
    "law",
    "laws",
    "memory",
    "of_network",
    "of_part",
    "of_total",
    "op",
    "ops",
    "passes",
    "reconcile",
    "report",
    "roofline",
    "rule",
    "solve",
    "space",
    "study",
    "subject",
    "sweep",
    "symbol",
    "technology",
    "views",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        return _question(name)
    home = import_module(_HOME[name])
    return getattr(home, name) if hasattr(home, name) else import_module(f"{home.__name__}.{name}")


def __dir__() -> list[str]:
    from costmodel.questions import verbs

    unlisted = [name for verb in verbs() if f"{_QUESTIONS}.{(name := verb.replace('-', '_'))}" not in _HOME.values()]
    return [*__all__, *unlisted, "__version__"]


def _question(name: str) -> Any:
    """A question that is not listed above, whose name is its file's."""
    from costmodel.questions import verbs

    if name in __dir__() and name.replace("_", "-") in verbs():
        return getattr(import_module(f"{_QUESTIONS}.{name}"), name)
    raise AttributeError(f"module 'costmodel' has no attribute {name!r}")
