"""One family of the catalog: its knobs, the names of its members, its published rows, and what to ask of it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture
from costmodel.archs.common.called import LIBRARIES
from costmodel.archs.common.kinds import Flag, Ratio
from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.members import Called, of_family
from costmodel.archs.common.spec import ArchSpec, knobs_of
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown
from costmodel.published.literature import rows
from costmodel.published.verdict import Judged, Verdict, judge
from costmodel.questions.list.by_year import SCHEMA, Family
from costmodel.subjects import Subject, subject


@dataclass(frozen=True, eq=False, repr=False)
class FamilyPage(Answer):
    """A family.

    Attributes:
        judged: its published rows.
    """

    family: Family
    subject: Subject
    judged: tuple[Judged, ...]

    @cached_property
    def knobs(self) -> list[Knob]:
        """Its knobs, its own first."""
        common = knobs_of(ArchSpec)
        return sorted(self.subject.knobs.values(), key=lambda knob: knob.name in common)

    @property
    def members(self) -> tuple[Called, ...]:
        """The names of its members, people's and libraries'."""
        return of_family(self.family.name)

    @property
    def implementations(self) -> list[str]:
        """The libraries that are known to have it, or how they write it."""
        written = getattr(architecture(self.family.name), "WRITTEN", {})
        return sorted({*written, *(one.library for one in self.members if one.library)})

    @property
    def papers(self) -> dict[str, Counter[Verdict]]:
        """How many rows have each verdict, by paper."""
        found: dict[str, Counter[Verdict]] = {}
        for one in self.judged:
            found.setdefault(one.row.paper, Counter())[one.verdict] += 1
        return found

    @property
    def examples(self) -> list[str]:
        """Commands to begin with."""
        name, width = self.family.name, next((knob.name for knob in self.knobs if knob.widens), "")
        free = min((knob for knob in self.knobs if not knob.structural), key=lambda knob: not knob.widens).name
        own = next((_set(knob, other) for knob in self._varied() if (other := self._other(knob))), "")
        member = next((one.name for one in self.members if not one.library and one.knobs), "")
        return [
            *([f"costmodel report {member}"] if member else []),
            f"costmodel report {name} {own}".rstrip(),
            f"costmodel check {name}",
            f"costmodel conventions {name}",
            f"costmodel symbolic {name} --free {free}",
            *([f"costmodel solve {name} --free {width} --mult-adds 150M"] if width else []),
        ]

    def record(self) -> dict[str, Any]:
        """The contract of `list NAME --format json`."""
        return {
            "schema": SCHEMA,
            "architectures": [self.family.record],
            "family": {
                "knobs": [self._knob_record(knob) for knob in self.knobs],
                "members": [
                    {"library": one.library, "name": one.name, "knobs": {name: shown(v) for name, v in one.knobs.items()}}
                    for one in self.members
                ],
                "implementations": self.implementations,
                "published": [
                    {"paper": paper, "rows": found.total(), **{verdict: found[verdict] for verdict in get_args(Verdict)}}
                    for paper, found in self.papers.items()
                ],
                "examples": self.examples,
            },
        }

    def document(self) -> Document:
        """The knobs, the names of members, the papers with their verdicts, the commands."""
        lines = [self.family.summary, str(self.family.paper)]
        if self.implementations:
            lines.append(f"implementations that are known: {', '.join(self.implementations)}")
        tables = [self._knobs_table(), *self._members_table(), *self._papers_table()]
        tables.append(Table("to begin with", [Column("command", "code")], [[example] for example in self.examples]))
        return Document(self.family.name, lines, tables)

    def _knobs_table(self) -> Table:
        columns = [Column("knob", "code"), Column("default", "code"), Column("takes"), Column("meaning")]
        found = [[knob.name, self._default(knob), self._takes(knob), knob.summary] for knob in self.knobs]
        note = "every knob is an option of its name"
        steps = ", ".join(knob.name for knob in self.knobs if not knob.structural)
        return Table("knobs", columns, found, [note, f"free in a closed form: {steps}"] if steps else [note])

    def _members_table(self) -> list[Table]:
        """The names that mean the same network stand in one row, those of nobody in particular first."""
        names: dict[str, list[str]] = {}
        for one in self.members:
            names.setdefault(one.label.partition(":")[2], []).append(f"{one.library}:{one.name}".removeprefix(":"))
        columns = [Column("knobs", "code"), Column("name", "code")]
        ordered = sorted(names.items(), key=lambda item: item[1][0].startswith(tuple(f"{one}:" for one in LIBRARIES)))
        found = [[knobs or "none", ", ".join(called)] for knobs, called in ordered]
        note = "case, dashes and underscores do not matter; a library's name is looked up here where it is not installed"
        return [Table("what its members are called", columns, found, [note])] if found else []

    def _papers_table(self) -> list[Table]:
        met = [verdict for verdict in get_args(Verdict) if any(one[verdict] for one in self.papers.values())]
        columns = [Column("paper"), *(Column(name, "integer") for name in ("rows", *met)), Column("title", priority=2)]
        found = [
            [authors, one.total(), *(one[verdict] for verdict in met), title.strip()]
            for paper, one in self.papers.items()
            for authors, _, title in [paper.partition(",")]
        ]
        notes = [] if "differs" in met else ["no row differs"]
        return [Table("published rows by paper", columns, found, notes)] if found else []

    def _default(self, knob: Knob) -> str:
        return "none" if knob.default is None else shown(knob.default)

    def _takes(self, knob: Knob) -> str:
        """Its values under the other knobs' defaults where these are few, else its limits."""
        return ", ".join(self.subject.few(knob.name)) or knob.kind.takes

    def _varied(self) -> list[Knob]:
        """The knobs, those first that people turn most: the width, then what has a value of its own in most implementations."""
        return sorted(self.knobs, key=lambda knob: (not knob.widens, knob.usual is None))

    def _other(self, knob: Knob) -> str:
        """Another value than the default that can stand alone, of a knob that goes in a few."""
        half = ["0.5"] if isinstance(knob.kind, Ratio) and knob.default == 1 else []
        for text in half or self.subject.few(knob.name):
            try:
                if text != self._default(knob) and self.subject.build({knob.name: text}):
                    return text
            except CostModelError:
                continue
        return ""

    def _knob_record(self, knob: Knob) -> dict[str, Any]:
        return {
            "knob": knob.name,
            "kind": type(knob.kind).__name__.lower(),
            "takes": self._takes(knob),
            "default": None if knob.default is None else shown(knob.default),
            "follows": knob.follows is not None,
            "structural": knob.structural,
            "summary": knob.summary,
        }


def page(family: str) -> FamilyPage:
    """One family of the catalog.

    Args:
        family: its name, or one of a member.

    Raises:
        CostModelError: if there is no such family.
    """
    found = subject(family)
    if not found.catalog:
        raise CostModelError(f"{found.name} is a {found.kind} and no family of the catalog", given=family)
    bare = subject(found.catalog)
    return FamilyPage(Family.of(found.catalog), bare, tuple(map(judge, rows(found.catalog))))


def _set(knob: Knob, text: str) -> str:
    """The option that sets a knob."""
    if isinstance(knob.kind, Flag):
        return f"--{'' if text == 'true' else 'no-'}{_dashed(knob)}"
    return f"--{_dashed(knob)} {text}"


def _dashed(knob: Knob) -> str:
    return knob.name.replace("_", "-")
