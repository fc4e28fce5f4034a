"""Spaces of networks in which each stage has choices of its own; far too many members to list, few enough to count."""

from costmodel.subjects.space.description import Space, Stage, read
from costmodel.subjects.space.members import Member, Members

__all__ = ["Member", "Members", "Space", "Stage", "read"]
