"""What a convolutional network costs, from arithmetic alone, and whether the published literature agrees.

The public names are imported when they are first used, so that `import costmodel` is free.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from costmodel.archs import build
    from costmodel.errors import CostModelError
    from costmodel.formulas.metrics import cost
    from costmodel.ir import ops
    from costmodel.ir.graph import Graph, Node
    from costmodel.ir.network import Network
    from costmodel.questions.check import check
    from costmodel.questions.compare.comparison import compare
    from costmodel.questions.conventions import conventions
    from costmodel.questions.elasticities import elasticities
    from costmodel.questions.formula import formula
    from costmodel.questions.guidelines import guidelines
    from costmodel.questions.list import catalog
    from costmodel.questions.reconcile.search import reconcile
    from costmodel.questions.report import Report, report
    from costmodel.questions.solve.solution import solve
    from costmodel.questions.space import space
    from costmodel.questions.sweep import sweep
    from costmodel.questions.symbolic import closed_form
    from costmodel.subjects.space import Members, Space

__version__ = "0.1.0"

_HOME = {
    "CostModelError": "costmodel.errors",
    "Graph": "costmodel.ir.graph",
    "Members": "costmodel.subjects.space",
    "Network": "costmodel.ir.network",
    "Node": "costmodel.ir.graph",
    "Report": "costmodel.questions.report",
    "Space": "costmodel.subjects.space",
    "build": "costmodel.archs",
    "catalog": "costmodel.questions.list",
    "check": "costmodel.questions.check",
    "closed_form": "costmodel.questions.symbolic",
    "compare": "costmodel.questions.compare.comparison",
    "conventions": "costmodel.questions.conventions",
    "cost": "costmodel.formulas.metrics",
    "elasticities": "costmodel.questions.elasticities",
    "formula": "costmodel.questions.formula",
    "guidelines": "costmodel.questions.guidelines",
    "ops": "costmodel.ir.ops",
    "reconcile": "costmodel.questions.reconcile.search",
    "report": "costmodel.questions.report",
    "solve": "costmodel.questions.solve.solution",
    "space": "costmodel.questions.space",
    "sweep": "costmodel.questions.sweep",
}

__all__ = [
    "CostModelError",
    "Graph",
    "Members",
    "Network",
    "Node",
    "Report",
    "Space",
    "build",
    "catalog",
    "check",
    "closed_form",
    "compare",
    "conventions",
    "cost",
    "elasticities",
    "formula",
    "guidelines",
    "ops",
    "reconcile",
    "report",
    "solve",
    "space",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'costmodel' has no attribute {name!r}")
    home = import_module(_HOME[name])
    return home if name == "ops" else getattr(home, name)
