"""Does every network stay within its budget: the question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

from costmodel.errors import located
from costmodel.formulas.counting import Counting
from costmodel.questions.asked import Asked, only
from costmodel.questions.gate.answer import Gate, Judged
from costmodel.questions.gate.baseline import Baseline
from costmodel.questions.gate.file import NAME, BudgetTable, File, budgets_of
from costmodel.questions.gate.limit import Limit
from costmodel.questions.gate.measuring import heaviest, layers_of, most_grown, worst
from costmodel.subjects import Subject, subject


def _file(texts: Sequence[str]) -> str:
    return only("file")(texts) if texts else NAME


def gate(file: Annotated[str, Asked(_file, "FILE", placed=True)] = NAME) -> Gate:
    """Does every network of a file stay within its budget? Exit code 1 if one does not.

    Args:
        file: of budgets; costmodel.toml where none is named.

    Raises:
        CostModelError: if the file or its baseline cannot be read, or a key, network, metric, scope or amount is not allowed.

    Example:
        >>> found = gate("examples/costmodel.toml")
        >>> found.failing is None, found.judged[0].where, found.judged[0].measured.value
        (True, 'mobilenet_v2:resolution=255', 392456192)
    """
    path = Path(file)
    read = budgets_of(path)
    baseline = baseline_of(path, read)
    return Gate(str(path), tuple(one for wanted in wanted_of(read) for one in judged(path, wanted, baseline)))


class Wanted(NamedTuple):
    """One limit of a file, as it is written there.

    Attributes:
        number: of the budget, from 1.
    """

    number: int
    budget: BudgetTable
    kind: str
    metric: str
    given: str

    @property
    def name(self) -> str:
        """Short, and another for each limit of a file."""
        place = "/".join(filter(None, (self.budget.network, self.budget.scope)))
        return f"{self.number}-{place}-{self.kind}-{self.metric}"


def wanted_of(read: File) -> Iterator[Wanted]:
    """Every limit of a file."""
    for number, budget in enumerate(read.budget, start=1):
        for kind, limits in (("max", budget.largest), ("min", budget.smallest), ("equals", budget.exact)):
            for metric, given in limits.items():
                yield Wanted(number, budget, kind, metric, given)


def baseline_of(path: Path, read: File) -> Baseline | None:
    """The snapshot beside a file that its limits are relative to.

    Raises:
        CostModelError: if it cannot be read, or is no snapshot.
    """
    return Baseline.read(path.parent / read.baseline) if read.baseline else None


def judged(path: Path, wanted: Wanted, baseline: Baseline | None) -> list[Judged]:
    """A limit of a file, held against its network.

    Raises:
        CostModelError: if the network cannot be built, or a name or amount is not allowed.
    """
    budget = wanted.budget
    with located(f"{path}, budget {wanted.number}"):
        which, counting = subject(budget.network, budget.knobs), budget.counting.counting()
        before = baseline.totals(which.label) if baseline else None
        limit = Limit.read(wanted.kind, wanted.metric, wanted.given, counting, before)
        return list(held(which, limit, counting, every=budget.every, scope=budget.scope, baseline=baseline))


def held(
    which: Subject,
    limit: Limit,
    counting: Counting,
    *,
    every: Mapping[str, str] | None = None,
    scope: str = "",
    baseline: Baseline | None = None,
) -> Iterator[Judged]:
    """A limit held against a network, with the layers to blame where it does not hold.

    Raises:
        CostModelError: if the network cannot be built, or has no such scope or knob.
    """
    for measured in worst(which, every or {}, scope, limit, counting):
        one = Judged(which.label, scope, counting.convention.name, limit, measured)
        if not one.holds and limit.kind != "min":
            layers = layers_of(measured.graph, limit.metric, counting)
            earlier = baseline.layers(which.label, limit.metric) if baseline and limit.before is not None else {}
            blamed = most_grown(layers, earlier) if earlier else heaviest(layers, scope)
            one = replace(one, layers=tuple(blamed), grown=bool(earlier))
        yield one


def limited(which: Subject, counting: Counting, most: Mapping[str, object], least: Mapping[str, object]) -> Iterator[Judged]:
    """Limits of one network that are given without a file.

    Raises:
        CostModelError: if a metric or amount is not allowed.
    """
    for kind, given in (("max", most), ("min", least)):
        for name, amount in given.items():
            yield from held(which, Limit.read(kind, name, amount, counting), counting)
