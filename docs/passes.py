"""The page of passes: what each does, requires and ensures, as its file says."""

from writing import table

from costmodel import passes


def passes_page() -> str:
    """A row a pass, in an order in which all of them can run."""
    found = sorted(map(passes.pass_, passes.names()), key=lambda one: len(one.before))
    rows = [(f"`{one.name}`", one.summary, one.requires, one.ensures) for one in found]
    lines = ["# Passes", "", "What a graph can go through before it is counted (`--passes`, `costmodel.passes`)."]
    return "\n".join([*lines, *table(("pass", "does", "requires", "ensures"), rows)]) + "\n"
