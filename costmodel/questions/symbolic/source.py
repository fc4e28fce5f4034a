"""A closed form as source text: functions in Python, equations in LaTeX."""

from collections.abc import Iterable, Mapping
from typing import Any

from costmodel.numbers.expression import latex_text, python_of
from costmodel.questions.symbolic.domain import Domain


def python_source(metrics: Mapping[str, Any], domains: Mapping[str, Domain], free: Iterable[str]) -> str:
    """A module with a function a metric."""
    arguments = ", ".join(free)
    functions = [
        f'def {name}({arguments}):\n    """Exact when {joined(domains[name].words)}."""\n    return {python_of(expression)}\n'
        for name, expression in metrics.items()
    ]
    return "\n\n".join(functions)


def latex_source(metrics: Mapping[str, Any], domains: Mapping[str, Domain]) -> str:
    """An equation a metric."""
    lines = []
    for name, expression in metrics.items():
        lines.append(f"% {name}: exact when {joined(domains[name].words)}")
        lines.append(f"{name_latex(name)} = {latex_text(expression)}")
    return "\n".join(lines) + "\n"


def name_latex(metric: str) -> str:
    """A metric's name in mathematics."""
    return rf"\mathrm{{{metric.replace('_', chr(92) + '_')}}}"


def joined(words: Iterable[str]) -> str:
    """The conditions of a domain in one line."""
    return ", ".join(words) or "always"
