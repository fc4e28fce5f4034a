"""The public surface: what `import costmodel` offers, and that it says so."""

import ast
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import pytest

import costmodel
import costmodel.questions as questions
from costmodel.ir.ops.op import KINDS
from costmodel.questions import question, verbs


def declared() -> set[str]:
    """The names that the type checker sees."""
    tree = ast.parse(Path(costmodel.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize("name", costmodel.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(costmodel, name) is not None


def test_the_lists_agree() -> None:
    assert sorted(costmodel.__all__) == sorted(declared())
    assert set(costmodel.__all__) < set(dir(costmodel))
    assert len(set(costmodel.__all__)) == len(costmodel.__all__)


@pytest.mark.parametrize("verb", list(verbs()))
def test_every_question_is_public(verb: str) -> None:
    asked = question(verb)
    assert getattr(costmodel, asked.__name__) is asked


def test_type_checkers_see_every_file_of_ops() -> None:
    from costmodel.ir import ops

    source = Path(ops.__file__).read_text()
    without = {"named", "windowed"}  # hold no op
    for module in iter_modules(ops.__path__):
        assert module.name in without or f"from {ops.__name__}.{module.name} import" in source


def test_every_op_is_public() -> None:
    for made in (made for made in KINDS.values() if made.__module__.startswith("costmodel.")):  # tests make ops, too
        assert getattr(costmodel.ops, made.__name__) is made


def test_what_is_not_public_is_an_attribute_error() -> None:
    for name in ("nonsense", "_hidden", "verbs"):
        with pytest.raises(AttributeError, match=name):
            getattr(costmodel, name)


@pytest.mark.parametrize("verb", ["list", "symbolic"])
def test_a_verb_whose_function_has_another_name_is_no_name(verb: str) -> None:
    assert not hasattr(costmodel, verb)


def test_a_question_that_is_not_listed_is_public_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "how_wide.py").write_text('"""How wide."""\n\ndef how_wide():\n    return 3\n\n\nQUESTION = how_wide\n')
    monkeypatch.setattr(questions, "__path__", [*questions.__path__, str(tmp_path)])
    monkeypatch.setattr(questions, "_source", lambda name: (tmp_path / "how_wide.py").read_text())
    questions.verbs.cache_clear()
    try:
        assert "how_wide" in dir(costmodel)
        assert costmodel.how_wide() == 3
    finally:
        questions.verbs.cache_clear()
        sys.modules.pop("costmodel.questions.how_wide", None)


def test_completion_finds_the_names() -> None:
    """As a prompt asks for them, before anything was used."""
    code = "import costmodel, sys; print(*dir(costmodel)); assert 'pydantic' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"report", "Network", "Convention", "Shape", "op", "check", "Space"} <= set(done.stdout.split())
