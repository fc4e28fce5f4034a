"""What a convolutional network costs, from arithmetic alone, and whether the published literature agrees.

The public names are imported when they are first used, so that `import costmodel` is free.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from costmodel.archs import build
    from costmodel.design.comparison import compare
    from costmodel.design.elasticity import elasticities
    from costmodel.design.inverse import solve
    from costmodel.errors import CostModelError
    from costmodel.ir import ops
    from costmodel.ir.graph import Graph, Node
    from costmodel.ir.network import Network
    from costmodel.reconciliation.search import reconcile
    from costmodel.reconciliation.tools import conventions
    from costmodel.reports import Report, report
    from costmodel.sweeps import sweep
    from costmodel.symbols import closed_form

__version__ = "0.1.0"

_HOME = {
    "CostModelError": "costmodel.errors",
    "Graph": "costmodel.ir.graph",
    "Network": "costmodel.ir.network",
    "Node": "costmodel.ir.graph",
    "Report": "costmodel.reports",
    "build": "costmodel.archs",
    "closed_form": "costmodel.symbols",
    "compare": "costmodel.design.comparison",
    "conventions": "costmodel.reconciliation.tools",
    "elasticities": "costmodel.design.elasticity",
    "ops": "costmodel.ir.ops",
    "reconcile": "costmodel.reconciliation.search",
    "report": "costmodel.reports",
    "solve": "costmodel.design.inverse",
    "sweep": "costmodel.sweeps",
}

__all__ = [
    "CostModelError",
    "Graph",
    "Network",
    "Node",
    "Report",
    "build",
    "closed_form",
    "compare",
    "conventions",
    "elasticities",
    "ops",
    "reconcile",
    "report",
    "solve",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'costmodel' has no attribute {name!r}")
    home = import_module(_HOME[name])
    return home if home.__name__.endswith(f".{name}") else getattr(home, name)
