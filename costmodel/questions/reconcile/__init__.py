"""Someone's number for a network: the ways of counting under which it holds, simplest first."""

from costmodel.questions.reconcile.reconciliation import Reconciliation, reconcile

__all__ = ["Reconciliation", "reconcile"]

QUESTION = reconcile
GROUP = "literature"
