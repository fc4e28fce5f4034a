"""Inverse design: the largest network within budgets."""
