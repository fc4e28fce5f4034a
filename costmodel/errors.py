"""One family of errors, so that the door can turn each of them into one line and exit code 2."""


class CostModelError(Exception):
    """Anything a user can cause: a bad knob, a shape that does not fit, a question that cannot be decided."""


class UnknownName(CostModelError):
    """A name that is not in its list; the message offers the nearest ones."""

    def __init__(self, what: str, given: str, allowed: list[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(given, allowed, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"allowed: {', '.join(allowed)}"
        super().__init__(f"unknown {what} {given!r}; {hint}")
