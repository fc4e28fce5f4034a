"""The house keeps its rooms: who may import whom, and which words are banned where dimensions flow."""

import ast
from pathlib import Path

import pytest

import costmodel

ROOT = Path(costmodel.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))

# In the order in which a number is made: what each room may import besides itself and `errors`. A new arrow is a decision, so
# it is made here.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "files": set(),
    "numbers": set(),
    "ir": {"numbers"},
    "formulas": {"files", "numbers", "ir"},
    "archs": {"numbers", "ir"},
    "subjects": {"files", "numbers", "ir", "formulas", "archs"},
    "published": {"files", "numbers", "ir", "formulas", "archs"},
    "answers": {"numbers"},
    "questions": {"files", "numbers", "ir", "formulas", "archs", "subjects", "published", "answers"},
    "doors": {"numbers", "formulas", "archs", "subjects", "answers", "questions"},
    "__init__": {"numbers", "ir", "formulas", "archs", "subjects", "answers", "questions"},
    "__main__": {"doors"},
}
BANNED = {"max", "min", "round", "int", "float", "math"}
# Path lengths, parsing, limits and the sizes of one configuration that is scheduled are Python's own numbers and no dimensions.
EXCUSED = {
    "formulas/metrics.py": {"max"},
    "formulas/guidelines.py": {"max"},
    "ir/schedules/__init__.py": {"max", "min"},
    "ir/schedules/exact.py": {"max"},
    "ir/schedules/greedy.py": {"max", "min"},
    "ir/schedules/running.py": {"max"},
    "ir/schedules/steps.py": {"max"},
    "archs/common/kinds.py": {"int"},
    "archs/common/spec.py": {"int", "float"},
}
# Where sympy may be imported at a module's top: by modules that are about symbols and are loaded for no report in numbers.
SYMBOLIC = (
    "numbers/expression.py",
    "questions/symbolic/",
    "questions/formula/",
    "questions/compare/",
    "questions/roofline/",
    "questions/elasticities.py",
)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} if node.module != "costmodel" else {f"costmodel.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def entered(path: Path) -> set[str]:
    """The rooms that a file imports from, wherever the import stands in it."""
    names = {name.split(".")[1] for name in imported(ast.parse(path.read_text())) if name.startswith("costmodel.")}
    return {name for name in names if name in ROOMS} - {room(path)}


def test_every_file_stands_in_a_room() -> None:
    assert {room(path) for path in SOURCES} == set(ROOMS)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_imports_keep_to_the_list(path: Path) -> None:
    new = entered(path) - ROOMS[room(path)] - {"errors"}
    assert not new, f"{relative(path)} imports from {', '.join(sorted(new))}, which {room(path)} may not"


def test_every_arrow_of_the_list_is_used() -> None:
    """So that the list says what is, and not what once was."""
    used: dict[str, set[str]] = {name: set() for name in ROOMS}
    for path in SOURCES:
        used[room(path)] |= entered(path) - {"errors"}
    assert {name: allowed - used[name] for name, allowed in ROOMS.items() if allowed - used[name]} == {}


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_only_what_is_about_symbols_imports_sympy_at_its_top(path: Path) -> None:
    tops = imported(ast.Module([n for n in ast.parse(path.read_text()).body if isinstance(n, ast.Import | ast.ImportFrom)], []))
    if "sympy" in {name.partition(".")[0] for name in tops}:
        assert relative(path).startswith(SYMBOLIC)


@pytest.mark.parametrize("path", [p for p in SOURCES if room(p) in ("ir", "formulas", "archs")], ids=relative)
def test_rules_do_not_decide_for_one_number_system(path: Path) -> None:
    """`max`, `round`, `int`, `math` and float literals would speak for ints only."""
    excused = EXCUSED.get(relative(path), set())
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in BANNED - excused, (
                f"{path.name}:{node.lineno} calls {node.func.id}; use costmodel.numbers.algebra"
            )
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"{path.name}:{node.lineno} has a float literal; use a Fraction"
