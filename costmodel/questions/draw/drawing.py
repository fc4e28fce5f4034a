"""A network in blocks with their shares of its cost: the question, and its answer as a picture or as text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, cast, get_args

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import library, located, meant
from costmodel.formulas.counting import AsCounting, Counting, fold
from costmodel.formulas.metrics import METRICS
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.ir.views.blocks import OUTSIDE, Block, Blocks, By, blocks
from costmodel.numbers.show import rounded
from costmodel.questions.asked import Asked, counted, once
from costmodel.questions.draw.shapes import Cost, Seen
from costmodel.questions.draw.svg import svg
from costmodel.questions.draw.text import DOT, MERMAID
from costmodel.questions.draw.words import Words, words
from costmodel.questions.report import PART_METRICS, report
from costmodel.subjects import AsSubject, Knobs, subject

DEEPEST = 3  # scopes, where no depth is asked for
ENOUGH, MOST = 10, 40  # boxes of a network in modules, where its scopes allow so many
SCALE = 2  # pixels of a PNG by those of the SVG


@dataclass(frozen=True, eq=False, repr=False)
class Drawing(Answer):
    """A network in blocks.

    Attributes:
        label: the network's name with its knobs, and the scope that is drawn.
        knobs: all of them, as text.
        drawn: its blocks.
        metric: whose shares they have; they are of the whole network, whatever is drawn of it.
        costs: of the metric, by node.
        scope: that alone is drawn.
    """

    OWN = {"svg": ".svg", "png": ".png", "pdf": ".pdf", "dot": ".dot", "mermaid": ".mmd"}

    label: str
    name: str
    knobs: dict[str, str]
    graph: Graph
    drawn: Blocks
    metric: str
    counting: Counting
    costs: Mapping[str, Any]
    scope: str = ""

    @cached_property
    def total(self) -> Any:
        return summed(self.costs.values())

    def cost(self, block: Block) -> Any:
        """Of all layers that a block stands for."""
        return summed(self.costs.get(node.name, 0) for node in block.nodes) if block.layers else 0

    def svg(self) -> str:
        """A picture that stands alone, for light and dark pages."""
        longest = max((self.cost(box) for box in self.drawn.all() if box.inside is None), default=0)

        def cost(box: Block) -> Cost:
            value = self.cost(box)
            share = self._share(value)
            return Cost("" if share is None or not value else f"{float(share):.1%}", float(Fraction(value, longest or 1)))

        said = "a box shows its map's sizes and its share; the longest bar is the box that costs most"
        return svg(self.drawn, Seen(self._words, cost), self.label, [self._headline, said], self._description, self.scope)

    def png(self) -> bytes:
        """The picture in pixels.

        Raises:
            CostModelError: if vl-convert is missing, which draws it.
        """
        made: bytes = library("vl_convert", "plot").svg_to_png(self.svg(), scale=SCALE)
        return made

    def pdf(self) -> bytes:
        """The picture for paper; it needs vl-convert, too."""
        made: bytes = library("vl_convert", "plot").svg_to_pdf(self.svg())
        return made

    def dot(self) -> str:
        """Text for Graphviz."""
        return DOT.written(self.drawn, self._lines, self.scope)

    def mermaid(self) -> str:
        """Text for Mermaid."""
        return MERMAID.written(self.drawn, self._lines, self.scope)

    def record(self) -> dict[str, Any]:
        return {
            "schema": "costmodel/draw-1",
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.counting.convention.name,
            "metric": self.metric,
            "total": self.total,
            **self._recorded(self.drawn),
        }

    def document(self) -> Document:
        rows = list(self._rows(self.drawn, self.scope, 0))
        columns = [Column("block"), Column("made of", priority=2), Column("output"), Column("times", "integer", 1)]
        columns += [Column(self.metric, "integer"), Column("%", "share")]
        lines = [self.counting.line, "a picture: -o FILE.svg, .png, .pdf, .dot (Graphviz) or .mmd (Mermaid)"]
        return Document(self.label, lines, [Table("blocks", columns, rows)], self._headline)

    @property
    def _headline(self) -> str:
        unit = METRICS[self.metric].unit
        return f"{rounded(self.total)} {unit}, convention {self.counting.convention.name}"

    @property
    def _description(self) -> str:
        """The picture in words, for who does not see it."""
        return f"{self._headline}. " + "; ".join(
            f"{row[0].strip()}: {row[2]}{'' if row[5] is None else f', {float(row[5]):.1%}'}"
            for row in self._rows(self.drawn, self.scope, 0)
        )

    def _share(self, value: Any) -> Fraction | None:
        return Fraction(value, self.total) if self.total else None

    def _words(self, block: Block, around: str) -> Words:
        return words(block, self.graph, around)

    def _lines(self, block: Block, around: str) -> list[str]:
        """The texts of a box in one of the other programs; of a frame its name and times."""
        said, value = self._words(block, around), self.cost(block)
        name = " ".join(filter(None, (said.name, said.times)))
        share = [f"{float(Fraction(value, self.total)):.1%}"] if value else []
        return [" · ".join([name, *share])] if block.inside else [name, *said.made_of, " · ".join([said.gives, *share])]

    def _rows(self, drawn: Blocks, around: str, depth: int) -> Iterator[list[Any]]:
        for box in drawn.boxes:
            said, value = self._words(box, around), self.cost(box)
            made_of = " ".join(said.made_of)
            yield ["  " * depth + said.name, made_of or None, said.gives, box.times, value, self._share(value)]
            if box.inside is not None:
                yield from self._rows(box.inside, box.name, depth + 1)

    def _recorded(self, drawn: Blocks) -> dict[str, Any]:
        """Boxes, each with those inside it, and arrows as pairs of their places; null is what lies around a frame."""
        return {
            "boxes": [
                {
                    "name": box.name,
                    "last": box.last,
                    "times": box.times,
                    "layers": [layer.main.type for layer in box.layers],
                    "output": str(box.output.shape),
                    "cost": self.cost(box),
                    **({} if box.inside is None else self._recorded(box.inside)),
                }
                for box in drawn.boxes
            ],
            "arrows": [[None if place == OUTSIDE else place for place in arrow] for arrow in drawn.arrows],
        }


def draw(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    by: By | None = None,
    depth: Annotated[int | None, counted(1, 100)] = None,
    scope: str = "",
    metric: Annotated[str, Asked(once, "NAME", offers=lambda knobs: PART_METRICS)] = "mult_adds",
    counting: AsCounting = "paper",
) -> Drawing:
    """A network's graph as blocks with their shares of its cost; what repeats is drawn once.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        by: a box for each module, or for each layer in frames of modules; by default modules, and layers of one scope.
        depth: how many scopes deep modules lie; by default as deep as a page shows well.
        scope: draw only this module, such as stage2/block1.
        metric: whose shares the boxes show.
        counting: what the numbers count.

    Raises:
        CostModelError: if a name, knob, value or scope is not allowed, or the network's costs are no numbers.

    Example:
        >>> draw("mobilenet").svg()[:4]
        '<svg'
    """
    metric = meant("metric of parts", metric, PART_METRICS)
    boxes = "layer" if scope else "module"
    chosen = cast(By, meant("kind of box", boxes if by is None else by, get_args(By)))
    which = subject(network, knobs)
    made = report(which, counting=counting)
    rule, convention = PART_METRICS[metric].of_part, made.counting.convention
    assert rule is not None
    costs: dict[str, Any] = {}
    for part in fold(made.graph, "layer", made.counting):
        costs[part.name] = costs.get(part.name, 0) + rule(part, convention)
    with located(which.name):
        drawn = _drawn(made.graph, chosen, depth, scope)
    label = f"{which.label} · {scope}" if scope else which.label
    return Drawing(label, made.name, made.knobs, made.graph, drawn, metric, made.counting, costs, scope)


def _drawn(graph: Graph, by: By, depth: int | None, scope: str) -> Blocks:
    """In modules so deep that there are enough boxes; in layers as few as folding makes them."""
    if depth is not None:
        return blocks(graph, by, depth, scope)
    tried = [blocks(graph, by, deep, scope) for deep in range(1, DEEPEST + 1)]
    sizes = [sum(box.inside is None for box in one.all()) for one in tried]
    if by == "layer":
        return tried[sizes.index(min(sizes))]
    return next((one for one, size in zip(tried, sizes, strict=True) if ENOUGH <= size <= MOST), tried[0])
