"""A report in numbers loads no heavy library; and the test that says so can fail."""

import subprocess
import sys
from pkgutil import iter_modules

import costmodel.ir.ops as ops

HEAVY = {"sympy", "numpy", "networkx"}
# The files of ops that the catalog has not; each is read when one of its ops is asked for.
CATALOG = {"convolution", "join", "layout", "linear", "named", "op", "pointwise", "pooling", "windowed"}
OTHERS = {f"costmodel.ir.ops.{file.name}" for file in iter_modules(ops.__path__) if file.name not in CATALOG}
NETWORK = "import costmodel; net = costmodel.Network(side=8)"
COMMAND = "from costmodel.doors.cli import main\nsys.argv[1:] = ['report', 'mobilenet']\ntry: main()\nexcept SystemExit: pass"


def modules(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def loaded(code: str) -> set[str]:
    return HEAVY & modules(code)


def test_an_integer_report_is_light() -> None:
    assert not loaded("import costmodel; costmodel.report('mobilenet', {'alpha': '0.5'}).record()")


def test_the_command_is_light() -> None:
    assert not loaded(COMMAND)


def test_a_report_without_a_device_reads_nothing_of_hardware() -> None:
    hardware = {
        "costmodel.formulas.hardware.device",
        "costmodel.formulas.hardware.profile",
        "costmodel.formulas.hardware.roofline",
    }
    assert not hardware & modules(COMMAND)
    with_one = "import costmodel; costmodel.report('mobilenet', counting=costmodel.Counting.of(device='k80')).record()"
    assert modules(with_one) >= hardware
    assert not loaded(with_one)


def test_importing_the_package_is_free() -> None:
    assert not loaded("import costmodel; assert not {'pydantic', 'typer', 'tabulate'} & set(sys.modules)")


def test_a_closed_form_is_not_light() -> None:
    assert "sympy" in loaded("import costmodel; costmodel.closed_form('mobilenet', ['alpha'])")


def test_a_report_on_the_catalog_reads_no_other_ops() -> None:
    assert not OTHERS & modules(COMMAND)
    assert not OTHERS & modules(
        "import costmodel; net = costmodel.Network(side=8); net.classify(net.conv(net.input, 8, 3), 10)"
    )


def test_another_op_is_read_when_it_is_asked_for() -> None:
    """A phrase reads the file of its op; a name, which may stand in any, reads all."""
    phrase = modules(f"{NETWORK}; net.upsample(net.input, 2)")
    assert OTHERS & phrase == {"costmodel.ir.ops.resampling"}
    assert modules("import costmodel; costmodel.ops.Attention") >= OTHERS
