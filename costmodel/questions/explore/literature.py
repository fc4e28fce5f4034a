"""The published rows of a family as a page shows them, each with its verdict and where it is printed."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from costmodel.archs.common.spec import Spec
from costmodel.numbers.show import as_printed
from costmodel.published.kinds.law import LawRow
from costmodel.published.literature import rows
from costmodel.published.verdict import judge
from costmodel.subjects import Subject

ARXIV = re.compile(r"arXiv (\d{4}\.\d{4,5}(?:v\d+)?)")


class Published(NamedTuple):
    """A row about one network.

    Attributes:
        spec: the network.
        knobs: as the row has them.
        shown: what a page shows of it.
    """

    spec: Spec
    knobs: Mapping[str, Any]
    shown: Mapping[str, str]


def published(subject: Subject) -> list[Published]:
    """The rows about networks of a family; none of another subject."""
    found = []
    for row in rows(subject.catalog) if subject.catalog else ():
        knobs = row.stated.knobs
        if isinstance(row, LawRow) or row.undetermined:
            continue  # about no network that could be built
        spec = subject.spec.read(knobs)
        judged = judge(row)
        computed = "" if judged.computed is None else as_printed(judged.computed, row.printed, row.unit)
        shown = {
            "source": row.source,
            "link": link(row.paper),
            "of": row.of,
            "printed": f"{row.printed} {row.unit}".strip(),
            "computed": f"{computed} {row.unit}".strip(),
            "verdict": judged.verdict,
            "reason": judged.reason,
        }
        found.append(Published(spec, knobs, shown))
    return found


def link(text: str) -> str:
    """Where a paper stands on the web, if its citation has an arXiv number."""
    match = ARXIV.search(text)
    return f"https://arxiv.org/abs/{match[1]}" if match else ""
