"""Budgets as tests of pytest: a fixture, and every limit of a file `costmodel.toml`.

    def test_size(costmodel):
        costmodel("mobilenet", alpha="0.5").max(mult_adds="150M", params="1.4M")

Nothing but this file is read until one of them is there.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from costmodel.questions.gate.asking import Wanted
    from costmodel.questions.gate.baseline import Baseline

NAME = "costmodel.toml"


class Budgeted:
    """A network that limits are held against.

    Args:
        network: whatever a command takes: a name, a file, a function, a graph.
        counting: what the numbers count.
        knobs: of the network.
    """

    def __init__(self, network: Any, counting: Any = "paper", **knobs: Any) -> None:
        from costmodel.formulas.counting import Counting
        from costmodel.subjects import subject

        self.subject, self.counting = subject(network, knobs), Counting.of(counting)

    def max(self, **limits: Any) -> "Budgeted":
        """At most so much of each metric.

        Raises:
            AssertionError: names the limit, the value, by how much, and the heaviest layers.
        """
        return self._held("max", limits)

    def min(self, **limits: Any) -> "Budgeted":
        """At least so much of each metric."""
        return self._held("min", limits)

    def equals(self, **limits: Any) -> "Budgeted":
        """Exactly so much of each metric."""
        return self._held("equals", limits)

    def _held(self, kind: str, limits: dict[str, Any]) -> "Budgeted":
        __tracebackhide__ = True
        from costmodel.questions.gate.asking import held
        from costmodel.questions.gate.limit import Limit

        for name, given in limits.items():
            for one in held(self.subject, Limit.read(kind, name, given, self.counting), self.counting):
                if not one.holds:
                    pytest.fail(one.why, pytrace=False)
        return self


@pytest.fixture(scope="session")
def costmodel() -> Callable[..., Budgeted]:
    """Limits of a network's cost: `costmodel("mobilenet", alpha="0.5").max(mult_adds="150M")`."""
    return Budgeted


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "Budgets | None":
    """Every limit of a `costmodel.toml` is a test."""
    return Budgets.from_parent(parent, path=file_path) if file_path.name == NAME else None


class Budgets(pytest.File):
    """A file of budgets."""

    def collect(self) -> Iterator["Budget"]:
        from costmodel.errors import CostModelError
        from costmodel.questions.gate.asking import baseline_of, wanted_of
        from costmodel.questions.gate.file import budgets_of

        try:
            read = budgets_of(self.path)
            baseline = baseline_of(self.path, read)
        except CostModelError as error:
            raise self.CollectError(str(error)) from None
        for wanted in wanted_of(read):
            yield Budget.from_parent(self, name=wanted.name, wanted=wanted, baseline=baseline)


class Budget(pytest.Item):
    """One limit."""

    def __init__(self, *, wanted: "Wanted", baseline: "Baseline | None", **rest: Any) -> None:
        super().__init__(**rest)
        self.wanted, self.baseline = wanted, baseline

    def runtest(self) -> None:
        from costmodel.questions.gate.asking import judged

        for one in judged(self.path, self.wanted, self.baseline):
            if not one.holds:
                pytest.fail(one.why, pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        from costmodel.errors import CostModelError

        return str(excinfo.value) if isinstance(excinfo.value, CostModelError) else super().repr_failure(excinfo, style)
