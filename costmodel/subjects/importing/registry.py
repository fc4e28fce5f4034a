"""The rules of an importer, by the names of what they are for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar, cast

from costmodel.errors import CostModelError, quoted
from costmodel.subjects.importing.own import Make, OwnRule, Parts

Rule = TypeVar("Rule", bound=Callable[..., Any])


class Registry(Generic[Rule]):
    """A folder of files that add their rules; they are read when one is asked for.

        RULES: Registry[Rule] = Registry(f"{__package__}.layers", parts)

        @RULES.add("Convolution")
        def convolution(call: Call) -> Value: ...

    Args:
        folder: the package of those files.
        parts: what a user's rule needs of a call, whose arguments are those of the rules here.
        key: how a name is looked for, of what the other program calls it.

    Attributes:
        own: the rules that users give.
    """

    def __init__(self, folder: str, parts: Callable[..., Parts], key: Callable[[str], str] = str) -> None:
        self.own: dict[str, OwnRule] = {}
        self._folder, self._parts, self._key = folder, parts, key
        self._rules: dict[str, Rule] = {}
        self._is_read = False

    def add(self, *names: str) -> Callable[[Rule], Rule]:
        """Make a function the rule of what has these names."""

        def register(rule: Rule) -> Rule:
            self._rules.update(dict.fromkeys(names, rule))
            return rule

        return register

    def get(self, name: str, *others: str) -> Rule | None:
        """The rule of what has a name; None if there is none.

        Args:
            others: names by which a user's rule may know it, too.
        """
        if (found := self._all().get(name)) is not None:
            return found
        own = next((self.own[one] for one in (name, *others) if one in self.own), None)
        return cast(Rule, own) if own is not None else None

    def __iter__(self) -> Iterator[str]:
        """The names that have a rule, a user's among them."""
        return iter(sorted({*self._all(), *self.own}))

    def check(self, name: str, make: Make) -> None:
        """Raises:
        CostModelError: if what has that name has another rule than that function.
        """
        key = self._key(name)
        own = self.own.get(key)
        if key in self._all() or (own is not None and not own.is_again(make)):
            raise CostModelError(f"{quoted(name)} has a rule already", given=name, allowed="the name of an op without one")

    def give(self, name: str, make: Make) -> None:
        """Make a user's function the rule of what has a name."""
        key = self._key(name)
        self.own[key] = OwnRule(key, make, self._parts)

    def _all(self) -> dict[str, Rule]:
        if not self._is_read:
            for module in iter_modules(import_module(self._folder).__path__):
                import_module(f"{self._folder}.{module.name}")
            self._is_read = True
        return self._rules
