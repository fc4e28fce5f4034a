"""Numbers that people printed and could not explain, with the truth; and numbers that nothing explains.

`mismatches.toml` holds the first: public threads, tables and release notes whose counter or network is known. A digest of what
was printed splits them in two halves, whatever is added later: what decisions cost was set on the one called `training`, and
the other is measured.
"""

import json
import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import costmodel
from costmodel.archs import architecture
from costmodel.numbers.text import Printed
from costmodel.numbers.text import printed as read_printed
from costmodel.published.basis import Basis
from costmodel.published.kinds import row_of
from costmodel.published.kinds.network import NetworkRow
from costmodel.questions.reconcile.explanation import Explanation
from costmodel.questions.reconcile.networks import networks
from costmodel.questions.reconcile.reconciled import Reconciled
from costmodel.questions.reconcile.search import Search
from costmodel.subjects import subject

FILE = Path(__file__).parent / "mismatches.toml"
FIRST = 3  # explanations that a reader reads
Number: TypeAlias = tuple[str, Mapping[str, Any], str | None, Basis, Printed]  # network, knobs, part, what is stated, print


class Case(NamedTuple):
    """One number.

    Attributes:
        truths: the reasons that are true of it, each as a row that it explains.
    """

    network: str
    knobs: dict[str, Any]
    metric: str
    printed: str
    truths: tuple[NetworkRow, ...]
    source: str

    @property
    def id(self) -> str:
        return f"{self.network} {json.dumps(self.knobs, sort_keys=True)} {self.metric} {self.printed}"

    @property
    def number(self) -> Number:
        return self.network, self.knobs, None, Basis(metric=self.metric), read_printed(self.printed)

    @property
    def half(self) -> str:
        return "held-out" if int(sha256(self.id.encode()).hexdigest(), 16) % 2 else "training"


def cases() -> list[Case]:
    """All of them, in the order of the file."""
    return [_case(**fields) for fields in tomllib.loads(FILE.read_text())["case"]]


def _case(network: str, knobs: dict[str, Any], metric: str, printed: str, truth: list[dict[str, Any]], source: str) -> Case:
    text = read_printed(printed)
    plain = {"architecture": network, "paper": source, "where": source, "knobs": knobs, "metric": metric}
    rows = [row_of({**plain, "printed": text.digits, "unit": text.unit, "agrees_when": one, "because": "x"}) for one in truth]
    return Case(network, knobs, metric, printed, tuple(row for row in rows if isinstance(row, NetworkRow)), source)


def searched(numbers: Sequence[Number]) -> list[Reconciled]:
    """What is found for each number. The networks of several numbers of one network are built once."""
    groups: dict[str, list[int]] = {}
    for place, (network, knobs, part, _, _) in enumerate(numbers):
        groups.setdefault(f"{network} {sorted(knobs.items())} {part}", []).append(place)
    found: dict[int, Reconciled] = {}
    for places in groups.values():
        network, knobs, part, _, _ = numbers[places[0]]
        searches = {place: Search(numbers[place][4], numbers[place][3]) for place in places}
        for way, totals in networks(subject(network, knobs), part):
            for search in searches.values():
                search.add(way, totals)
        found |= {place: search.found() for place, search in searches.items()}
    return [found[place] for place in range(len(numbers))]


def place(rows: Sequence[NetworkRow], explanations: Iterable[Explanation]) -> int:
    """Where one of several true reasons stands among explanations, from 1; 0 where none does."""
    true = [_essence(row, reason) for row in rows if (reason := row.agrees_when) is not None]
    for number, one in enumerate(explanations, start=1):
        if _essence(rows[0], one.agrees_when) in true:
            return number
    return 0


def _essence(row: NetworkRow, reason: Basis) -> tuple[Any, ...]:
    """What two ways to say one reason have in common: the network, how it is written, the value and how it is printed."""
    basis = row.stated.with_(reason)
    spec = architecture(row.architecture).Spec.read(basis.knobs)
    printing = basis.unit or "", basis.rounding, basis.digits
    return sorted(spec.canonical().items()), bool(basis.written), basis.batch, row.value(basis), printing


def wrong_numbers(network: str, metric: str, digits: int, many: int, seed: int = 0) -> Iterator[Printed]:
    """Numbers that nothing explains: drawn within 30 % of the true count, and printed with so many digits."""
    draw = random.Random(f"{network} {metric} {digits} {seed}")
    true = costmodel.cost(costmodel.build(network))[metric]
    unit, power = next((unit, power) for unit, power in (("G", 9), ("M", 6), ("K", 3), ("", 0)) if true >= 10**power)
    while many:
        number = draw.uniform(0.7, 1.3) * true
        whole = len(str(int(number / 10**power)))
        if abs(number / true - 1) > 0.001 and whole <= digits:
            many -= 1
            yield read_printed(f"{number / 10**power:.{digits - whole}f}{unit}")
