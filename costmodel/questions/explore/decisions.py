"""Which program holds for which knobs: a tree of the questions that a builder asked while it was recorded.

A builder asks the same next question after the same answers, so that all its recordings are one tree. Where nobody has gone
yet there is no leaf, and nothing is said.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

Leaf: TypeAlias = int  # the place of an outcome in a list
Tree: TypeAlias = "Leaf | Question | None"


class Question:
    """A condition's place on the tape, and what stands behind either answer."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.after: dict[bool, Tree] = {True: None, False: None}


class Decisions:
    """The tree, grown a recording at a time."""

    def __init__(self) -> None:
        self.root: Tree = None

    def add(self, answers: Mapping[int, bool], leaf: Leaf) -> None:
        """Put an outcome behind the answers on which it rests."""
        tree: Tree = leaf
        for place, answer in reversed(list(answers.items())):
            above = Question(place)
            above.after[answer] = tree
            tree = above
        self.root = _joined(self.root, tree)

    def leaf(self, holds: Callable[[int], bool]) -> Leaf | None:
        """The outcome under these answers; None where nobody has been."""
        tree = self.root
        while isinstance(tree, Question):
            tree = tree.after[holds(tree.place)]
        return tree


def _joined(a: Tree, b: Tree) -> Tree:
    top, joint = a, b
    if not isinstance(a, Question):
        return b
    while isinstance(a, Question) and isinstance(b, Question):
        assert a.place == b.place, "a builder asks the same question after the same answers"
        answer = b.after[True] is not None
        if a.after[answer] is None:
            a.after[answer] = b.after[answer]
            break
        a, b = a.after[answer], b.after[answer]
    assert joint is not None
    return top
