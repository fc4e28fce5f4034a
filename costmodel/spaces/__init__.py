"""Floor 4: spaces of networks in which each stage has choices of its own; far too many members to list, few enough to count."""

from costmodel.spaces.description import Space, Stage, read
from costmodel.spaces.members import Member, Members

__all__ = ["Member", "Members", "Space", "Stage", "read"]
