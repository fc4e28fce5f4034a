"""A report for people: the line that can be said aloud, the table of its parts, the table of its totals."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from costmodel.answers.document import Column, Table
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.show import rounded, told
from costmodel.questions.report.epilogues import layers_of
from costmodel.questions.report.parts import PART_METRICS, levels_of, parts, scopes

if TYPE_CHECKING:
    from costmodel.questions.report.costs import Report

# Which columns a narrow page keeps: mult-adds and parameters with their shares first, as in the papers' own tables.
PRIORITIES = {name: {"mult_adds": 0, "params": 0, "mac": 2, "activations": 4}.get(name, 3) for name in PART_METRICS}
NOTHING = [None] * 2 * len(PRIORITIES)  # of an op of which nothing is known
MAIN = ("mult_adds",)  # of a layer the share of this metric is shown


def headline(report: "Report") -> str:
    """The answer in one line, with rounded numbers."""
    said = {
        name: rounded(report.totals[name], METRICS[name].unit) for name in ("mult_adds", "params", "weight_bytes", "peak_bytes")
    }
    least = "at least " if report.unknown else ""
    bound = report.totals.get("latency_bound")
    return (
        f"{least}{said['mult_adds']} mult-adds · {said['params']} params · {said['weight_bytes']} · "
        f"peak {said['peak_bytes']} at layer {report.peak_at}"
    ) + (f" · at least {rounded(bound, 'seconds')} on {report.counting.device}" if bound is not None else "")


def main_table(report: "Report", folds: bool) -> Table:
    """A row for each type, scope or layer.

    Args:
        folds: put normalisation and activation into the row of the layer that they follow.
    """
    if report.by == "layer":
        return _by_layer(report, folds)
    if report.by == "module":
        return _by_module(report)
    return _by_type(report, folds)


def totals_table(report: "Report") -> Table:
    rows = [
        [name, told(total, METRICS[name].unit), METRICS[name].unit, METRICS[name].summary]
        for name, total in report.totals.items()
    ]
    total = Column(_whole(report), "integer")
    notes = (f"the peak is at layer {report.peak_at}",)
    return Table("totals", [Column("metric", "code"), total, Column("unit"), Column("what", priority=1)], rows, notes)


def _by_type(report: "Report", folds: bool) -> Table:
    sizes = Counter[str]()
    if folds:
        layers = layers_of(report.graph.nodes)
        sizes.update(layer.label for name, layer in layers.items() if name == layer.node.name)
        found = parts(report.graph, "type", report.counting, report.totals, lambda node: layers[node.name].label)
    else:
        found = report.parts("type")
    rows = [[part["type"], sizes.get(part["type"], part["layers"]), *_cells(part)] for part in found]
    size = sum(row[1] for row in rows)
    rows += [[f"{op} (unknown)", len(at), *NOTHING] for op, at in report.unknown.items()]
    return _shared(report, "type", Column("type"), rows, size)


def _by_module(report: "Report") -> Table:
    found = scopes(report.graph, report.levels, report.counting, report.totals)
    rows = [[part["module"], part["layers"], *_cells(part)] for part in found]
    size = sum(part["layers"] for part in found if "/" not in part["module"])
    rows += [[f"{op} (unknown)", len(at), *NOTHING] for op, at in report.unknown.items()]
    deepest = levels_of(report.graph)
    notes = (
        [f"scopes are {deepest} levels deep; --levels {report.levels + 1} shows the next"] if report.levels < deepest else []
    )
    return _shared(report, "module", Column("module", "scope"), rows, size, notes)


def _shared(report: "Report", by: str, first: Column, rows: list[list[Any]], size: int, notes: Sequence[str] = ()) -> Table:
    """Every metric with the shares of its total."""
    columns = [first, Column("layers", "integer", 5), *_columns(PRIORITIES)]
    return Table(f"by {by}", columns, rows, notes, [_whole(report), size, *_cells(_totals(report))])


def _by_layer(report: "Report", folds: bool) -> Table:
    columns = [Column("layer", "code"), Column("type", priority=1), Column("input", "code", 3), Column("output", "code", 2)]
    columns += _columns(MAIN)
    nodes, layers = report.graph.nodes, layers_of(report.graph.nodes, folds)
    rows: list[list[Any]] = []
    for part in parts(report.graph, "layer", report.counting, report.totals, lambda node: layers[node.name].node.name):
        node, label, output = layers[part["layer"]]
        sources = " + ".join(str(nodes[place].shape) for place in node.inputs)
        rows.append([node.name, label, sources, output, *_cells(part, MAIN)])
    nothing = [None] * len(_columns(MAIN))
    rows += [[name, op, None, None, *nothing] for op, at in report.unknown.items() for name in at]
    return Table("by layer", columns, rows, (), [_whole(report), None, None, None, *_cells(_totals(report), MAIN)])


def _columns(shared: Collection[str]) -> list[Column]:
    """The metrics, each that is `shared` with its shares."""
    columns = []
    for name, priority in PRIORITIES.items():
        columns.append(Column(name, "integer", priority, METRICS[name].unit))
        if name in shared:
            columns.append(Column("%", "share", priority + 1))
    return columns


def _cells(record: Mapping[str, Any], shared: Collection[str] = PRIORITIES) -> list[Any]:
    """What stands in those columns."""
    return [cell for name in PRIORITIES for cell in (record[name], *([record["shares"][name]] if name in shared else ()))]


def _totals(report: "Report") -> Mapping[str, Any]:
    """The whole as if it were a part."""
    return {**report.totals, "shares": {name: 1 if report.totals[name] else 0 for name in PRIORITIES}}


def _whole(report: "Report") -> str:
    return "at least" if report.unknown else "total"
