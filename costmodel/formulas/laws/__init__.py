"""The equations that papers print, to be held against graphs, evaluated, and proved.

A law is a function of the paper's own symbols, written once as plain arithmetic. An *equation* gives a quantity. A *claim*
gives a margin: the paper's statement holds where the margin is not negative, and the question `formula` finds that domain.
One theme a file; the folder is the registry, so a law is added by writing its function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc, signature
from pkgutil import iter_modules
from typing import Any, Literal, TypeVar

from costmodel.errors import CostModelError, meant, quoted
from costmodel.numbers.algebra import Dim

Rule = TypeVar("Rule", bound=Callable[..., Dim])


@dataclass(frozen=True)
class Law:
    """One printed equation or claim.

    Attributes:
        symbols: the arguments of `rule`, in the paper's letters.
        statement: what the paper says, and what the letters mean.
        source: paper and equation, section or table.
    """

    name: str
    rule: Callable[..., Dim]
    kind: Literal["equation", "claim"]
    statement: str
    source: str

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(signature(self.rule).parameters)

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """The quantity or margin at the given values by symbol, which may be of any number system.

        Raises:
            CostModelError: if a symbol is missing or unknown, or the values are no mapping.
        """
        if not isinstance(values, Mapping):
            raise CostModelError(f"{self.name} takes values by symbol; given: {quoted(values)}", given=values)
        if set(values) != set(self.symbols):
            given = ", ".join(map(str, values)) or "nothing"
            raise CostModelError(f"{self.name} takes {', '.join(self.symbols)}; given: {given}", given=values)
        return self.rule(**values)


_registered: dict[str, Law] = {}


def equation(source: str) -> Callable[[Rule], Rule]:
    """Register a function that gives a quantity."""
    return _register("equation", source)


def claim(source: str) -> Callable[[Rule], Rule]:
    """Register a function that gives the margin of an inequality: the claim is `margin >= 0`."""
    return _register("claim", source)


def _register(kind: Literal["equation", "claim"], source: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        if rule.__name__ in _registered:
            raise ValueError(f"two laws are named {rule.__name__}")
        _registered[rule.__name__] = Law(rule.__name__, rule, kind, cleandoc(rule.__doc__ or ""), source)
        return rule

    return register


@cache
def laws() -> dict[str, Law]:
    """All laws by name, theme by theme.

    Example:
        >>> laws()["separable_to_standard"].source
        'Howard et al. 2017 (MobileNets), arXiv 1704.04861, section 3.1, after equation 5'
    """
    for theme in sorted(module.name for module in iter_modules(__path__)):
        import_module(f"{__name__}.{theme}")
    return dict(_registered)


def law(name: str) -> Law:
    """The law of that name.

    Raises:
        UnknownName: if there is none.

    Example:
        >>> law("separable_to_standard").symbols
        ('D_K', 'M', 'N', 'D_F')
        >>> law("pointwise_mac")({"hw": 3136, "c1": 128, "c2": 128})
        819200
    """
    return laws()[meant("law", name, laws())]
