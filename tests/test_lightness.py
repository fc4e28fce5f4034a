"""A report in numbers loads no heavy library; and the test that says so can fail."""

import subprocess
import sys

HEAVY = {"sympy", "numpy", "networkx"}


def loaded(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return HEAVY & set(run.stdout.split())


def test_an_integer_report_is_light() -> None:
    assert not loaded("import costmodel; costmodel.report('mobilenet', {'alpha': '0.5'}).record()")


def test_the_command_is_light() -> None:
    code = "from costmodel.doors.cli import main\nsys.argv[1:] = ['report', 'mobilenet']\ntry: main()\nexcept SystemExit: pass"
    assert not loaded(code)


def test_importing_the_package_is_free() -> None:
    assert not loaded("import costmodel; assert not {'pydantic', 'typer', 'tabulate'} & set(sys.modules)")


def test_a_closed_form_is_not_light() -> None:
    assert "sympy" in loaded("import costmodel; costmodel.closed_form('mobilenet', ['alpha'])")
