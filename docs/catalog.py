"""The pages of the catalog, one a family and an index: what `list NAME` says, the network, its law, every published row."""

import re
from functools import cache
from typing import Any

import costmodel
from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.answers.formats import render
from costmodel.answers.formats.markdown import escaped
from costmodel.archs import names
from costmodel.errors import CostModelError
from costmodel.published.literature import rows
from costmodel.published.verdict import Judged, judge
from costmodel.questions.draw import Drawing
from costmodel.questions.list.by_year import Family
from costmodel.questions.list.page import FamilyPage
from costmodel.questions.rows import published_table
from costmodel.subjects import Subject, subject

SHOWN = ("mult_adds", "params")
ARXIV = re.compile(r"arXiv (\d{4}\.\d{4,5})")
KEPT = ("module", "layers", "mult_adds", "mult_adds_share", "params", "params_share", "activations")  # a page is narrow


class Leaf(Answer):
    """A document of tables that several questions answer."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def record(self) -> dict[str, Any]:
        """Pages are for readers alone."""
        raise NotImplementedError

    def document(self) -> Document:
        return self._document


@cache
def judged(name: str) -> tuple[Judged, ...]:
    """A family's rows with their verdicts; several pages show them, and it takes seconds to judge them."""
    return tuple(map(judge, rows(name)))


def catalog_files() -> dict[str, str]:
    """The files of the catalog's folder with their texts: pages, and the pictures that stand in each."""
    files = {"index.md": index_page()}
    for name in names():
        whole = costmodel.draw(name)
        scope = dearest(whole)
        files |= {f"{name}.md": family_page(name, scope), f"{name}.svg": whole.svg()}
        if scope:
            files[f"{name}-block.svg"] = costmodel.draw(name, scope=scope).svg()
    return files


def index_page() -> str:
    """The families by year, each with a link to its page."""
    found = sorted(map(Family.of, names()), key=lambda family: family.paper.year)
    lines = ["# The catalog", "", "Every family with its knobs, its law, its members' names and what papers print of it.", ""]
    lines += ["| year | family | what it is | published rows |", "|---|---|---|---:|"]
    lines += [f"| {one.paper.year} | [{one.name}]({one.name}.md) | {escaped(one.summary)} | {one.rows} |" for one in found]
    lines += ["", "```{toctree}", ":hidden:", "", *(one.name for one in found), "```"]
    return "\n".join(lines) + "\n"


def family_page(name: str, scope: str) -> str:
    """One family: the network, the block of this scope, its law, its knobs, the names of its members, its rows, commands."""
    family = subject(name)
    page = FamilyPage(Family.of(name), family, judged(name)).document()
    report = costmodel.report(family, by="module").document()
    parts = report.tables[0]._replace(title="The network, module by module", notes=())
    parts = parts.only([place for place, header in enumerate(parts.headers) if header in KEPT])
    printed = published_table("Every published row", judged(name))
    *told, commands = page.tables
    tables = [parts, *_law(family), *told, *([printed] if printed.rows else []), commands]
    named = [table._replace(title=f"{table.title[:1].upper()}{table.title[1:]}") for table in tables]
    lines = [*page.lines, f"With every knob at its default: {report.headline}."]
    text = render(Leaf(Document(page.title, lines, named)), "markdown")
    pictures = [f"![{name} in blocks, with their shares of its mult-adds]({name}.svg)"]
    if scope:
        pictures += [f"Of its blocks `{scope}` costs most:", f"![{scope}]({name}-block.svg)"]
    shown = "\n\n".join(pictures)
    return ARXIV.sub(r"[\g<0>](https://arxiv.org/abs/\1)", text, count=1).replace("\n## ", f"\n{shown}\n\n## ", 1)


def dearest(drawing: Drawing) -> str:
    """The scope of the box that costs most, of those that hold several layers; empty where there is none."""
    boxes = [box for box in drawing.drawn.all() if box.inside is None and len(box.layers) > 1]
    return max(boxes, key=lambda box: drawing.cost(box) / box.times).name if boxes else ""


def _law(family: Subject) -> list[Table]:
    """The closed form in the width where that may be free, else in the resolution; none where it is not confirmed."""
    knobs = family.knobs
    free = next((name for name, knob in knobs.items() if knob.widens and not knob.structural), "resolution")
    try:
        form = costmodel.closed_form(family, [free], metrics=SHOWN)
    except CostModelError:
        return []
    columns = [Column("metric", "code"), Column(f"in {free}", "formula")]
    fixed = "the other knobs at their defaults, roundings left out where they are not exact"
    return [Table("In closed form", columns, [[*pair] for pair in form.metrics.items()], [fixed])]
