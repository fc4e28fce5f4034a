"""The house keeps its floors: who may import whom, and which words are banned where dimensions flow."""

import ast
from pathlib import Path

import pytest

import costmodel

ROOT = Path(costmodel.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))

FLOORS = {
    "errors": 0,
    "algebra": 0,
    "formulas": 1,
    "ir": 2,
    "archs": 3,
    "document": 4,
    "published": 4,
    "symbols": 4,
    "reports": 4,
    "render": 5,
    "cli": 6,
    "__init__": 6,
    "__main__": 7,
}
READS_TEXT = {"archs/efficientnet.py": {"int"}, "archs/resnet.py": {"int"}}  # knobs that are a number or a word
BANNED = {"max", "min", "round", "int", "float", "math"}


def floor(path: Path) -> int:
    top = path.relative_to(ROOT).parts[0].removesuffix(".py")
    return FLOORS.get(top, 4)  # a new module beside report.py stands on its floor


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    for name in imported(ast.parse(path.read_text())):
        if not name.startswith("costmodel."):
            continue
        other = ROOT / name.split(".")[1]
        other = other if other.is_dir() else other.with_suffix(".py")
        if other.exists():
            assert floor(other) <= floor(path), f"{path.name} (floor {floor(path)}) imports {name} (floor {floor(other)})"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_symbols_imports_sympy_at_its_top(path: Path) -> None:
    tops = imported(ast.Module([n for n in ast.parse(path.read_text()).body if isinstance(n, ast.Import | ast.ImportFrom)], []))
    if not {"sympy"} & {name.partition(".")[0] for name in tops}:
        return
    assert floor(path) == 4, "sympy is imported at the top of floor 4 only, by the modules that are about symbols"


@pytest.mark.parametrize("path", [p for p in SOURCES if floor(p) in (1, 2, 3)], ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_do_not_decide_for_one_number_system(path: Path) -> None:
    """`max`, `round`, `int`, `math` and float literals would speak for ints only. Path lengths, parsing and limits may."""
    excused = {"formulas/metrics.py": {"max"}, "archs/common/knobs.py": {"int", "float"}, **READS_TEXT}.get(
        str(path.relative_to(ROOT)), set()
    )
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in BANNED - excused, (
                f"{path.name}:{node.lineno} calls {node.func.id}; use costmodel.algebra"
            )
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"{path.name}:{node.lineno} has a float literal; use a Fraction"
