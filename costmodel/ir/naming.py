"""Names of nodes, of which each is there once."""


def numbered(name: str, used: dict[str, int]) -> str:
    """A name that is taken, with the next number that is free behind it.

    Args:
        used: the names that are taken, each with the last number that was given behind it; brought up to date.
    """
    number = used[name] + 1
    while f"{name}{number}" in used:
        number += 1
    used[name] = number
    return f"{name}{number}"
