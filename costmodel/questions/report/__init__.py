"""The report on one network: totals under a stated convention, parts, layers, and the published rows that apply."""

from costmodel.questions.report.costs import Report, report
from costmodel.questions.report.parts import PART_METRICS

__all__ = ["PART_METRICS", "Report", "report"]

QUESTION = report
GROUP = "costs"
