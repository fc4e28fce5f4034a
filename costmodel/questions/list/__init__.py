"""The catalog by year; or one family: its knobs, the names of its members, its published rows, and what to ask of it."""

from typing import Annotated

from costmodel.answers.answer import Answer
from costmodel.archs import names
from costmodel.questions.asked import Asked, once
from costmodel.questions.list.by_year import Catalog, by_year
from costmodel.questions.list.page import FamilyPage, page

__all__ = ["Catalog", "FamilyPage", "by_year", "catalog", "page"]

Family = Annotated[str | None, Asked(once, "NAME", placed=True, offers=lambda knobs: names())]


def catalog(family: Family = None) -> Answer:
    """The catalog by year; or one family: its knobs, the names of its members, its published rows, and what to ask of it.

    Args:
        family: one of the catalog, or a name of one of its members, such as resnet50.

    Raises:
        CostModelError: if there is no such family.

    Example:
        >>> "mobilenet" in catalog().frame()["name"]
        True
    """
    return by_year() if family is None else page(family)


QUESTION = catalog
GROUP = "literature"
