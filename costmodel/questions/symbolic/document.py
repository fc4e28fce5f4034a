"""A closed form as people, papers and programs read it."""

from collections.abc import Mapping
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.expression import latex_text, leading_term, python_of
from costmodel.numbers.show import shown
from costmodel.questions.symbolic.domain import fraction
from costmodel.questions.symbolic.form import ClosedForm, at

SCHEMA = "costmodel.symbolic-1"


def record(form: ClosedForm) -> dict[str, Any]:
    """The contract of `symbolic --format json`; `parts` only where a breakdown was asked for."""
    whole = {
        "schema": SCHEMA,
        "architecture": form.architecture,
        "knobs": form.knobs,
        "free": list(form.free),
        "metrics": {
            name: {**_written(expression), "exact_when": list(form.domains[name].words)}
            for name, expression in form.metrics.items()
        },
    }
    if not form.parts:
        return whole
    parts = {
        part: {name: {**_written(expression), "share": _share(form, part, name)} for name, expression in metrics.items()}
        for part, metrics in form.parts.items()
    }
    return {**whole, "parts": parts}


def document(form: ClosedForm) -> Document:
    """The closed form for people: an expression a metric, or a part and metric, and where it is exact."""
    lines = [f"free: {', '.join(form.free)}; fixed: {', '.join(f'{k}={v}' for k, v in form.knobs.items())}"]
    lines += [form.convention.line, *form.remarks]
    tables = [Table("closed forms", [Column("metric"), Column("expression")], [[*pair] for pair in form.metrics.items()])]
    if form.parts:
        columns = [Column("part"), Column("metric"), Column("%", "share"), Column("grows as"), Column("expression", priority=1)]
        rows = [
            [part, name, _share(form, part, name), leading_term(expression), expression]
            for part, metrics in form.parts.items()
            for name, expression in metrics.items()
            if expression != 0
        ]
        note = f"% of the total at {_point(form.base)}"
        tables.insert(0, Table("parts", columns, sorted(rows, key=lambda row: (list(METRICS).index(row[1]), -row[2])), (note,)))
    tables.append(_exactness(form))
    return Document(f"{form.architecture} in {', '.join(form.free)}", lines, tables)


def python_source(form: ClosedForm) -> str:
    """A module with a function a metric."""
    arguments = ", ".join(form.free)
    functions = [
        f'def {name}({arguments}):\n    """Exact when {_joined(form.domains[name].words)}."""\n'
        f"    return {python_of(expression)}\n"
        for name, expression in form.metrics.items()
    ]
    return "\n\n".join(functions)


def latex_source(form: ClosedForm) -> str:
    """An equation a metric."""
    lines = []
    for name, expression in form.metrics.items():
        lines.append(f"% {name}: exact when {_joined(form.domains[name].words)}")
        lines.append(rf"\mathrm{{{name.replace('_', chr(92) + '_')}}} = {latex_text(expression)}")
    return "\n".join(lines) + "\n"


def _written(expression: Any) -> dict[str, str]:
    return {"expression": str(expression), "latex": latex_text(expression)}


def _share(form: ClosedForm, part: str, name: str) -> float:
    """Of the total, where the family's defaults lie."""
    whole = at(form.metrics[name], form.base)
    return round(float(fraction(at(form.parts[part][name], form.base)) / fraction(whole)), 6) if whole else 0.0


def _exactness(form: ClosedForm) -> Table:
    rows = []
    for name in form.metrics:
        worst = form.elsewhere(name)
        off = None if worst is None else f"{float(worst[1]) * 100:+.2f} % at {_point(worst[0])}"
        rows.append([name, _joined(form.domains[name].words), off or ""])
    note = (
        "elsewhere the roundings of the exact rules are left out; shown is the largest error met at some configurations nearby"
    )
    columns = [Column("metric"), Column("exact when"), Column("elsewhere", priority=1)]
    return Table("domain of exactness", columns, rows, (note,))


def _joined(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "always"


def _point(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={shown(value)}" for name, value in values.items())
