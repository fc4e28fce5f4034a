"""The sections of a configuration file and their options."""

import re
from dataclasses import dataclass, field

from costmodel.errors import CostModelError, UnknownName, quoted

LARGEST = 10**6  # of a number that is a size
NUMBER = re.compile(r"([+-]?\d{1,9})(?:[#;].*)?", re.ASCII)
# Of training, loading and printing; no section computes otherwise with them.
EVERYWHERE = frozenset(
    (
        *("burnin_update", "clip", "dont_update", "learning_rate", "onlyforward", "smooth", "stopbackward", "train_only_bn"),
        *("dontload", "dontloadscales", "dontsave", "dynamic_minibatch", "numload", "truth"),
    )
)


@dataclass(eq=False)
class Section:
    """A section.

    Attributes:
        number: of the layer; -1 of the first section, which is none.
        asked: the options that were asked for.
    """

    kind: str
    number: int
    options: dict[str, str]
    asked: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.kind}{self.number}"

    def text(self, option: str, default: str | None = None) -> str:
        """An option's text.

        Raises:
            CostModelError: if it is missing and has no default.
        """
        self.asked.add(option)
        found = self.options.get(option, default)
        if found is None:
            raise CostModelError(f"{option}= is missing", allowed="a value")
        return found

    def whole(self, option: str, default: int | None = None, least: int = 1) -> int:
        """An option that is a size."""
        return self._number(option, self.text(option, None if default is None else str(default)), least)

    def flag(self, option: str) -> bool:
        """An option that is on or off."""
        return self.whole(option, 0, 0) != 0

    def numbers(self, option: str) -> list[int]:
        """An option that is a list."""
        parts = self.text(option).split("#")[0].split(",")
        return [self._number(option, part, -LARGEST) for part in parts if part] or [self._number(option, "", 0)]

    def refuse(self, *options: str) -> None:
        """Options that change what a layer computes, and that no rule here counts."""
        for option in options:
            if self.flag(option):
                raise CostModelError(f"{option}={self.options[option]} has no rule here", allowed=f"{option}=0")

    def ignore(self, options: str) -> None:
        """Options that do not change what a layer costs."""
        self.asked.update(options.split())

    def plain(self) -> dict[str, int | str]:
        """Every option: a whole number where it is one, and its text where not."""
        self.asked.update(self.options)
        return {
            option: int(match[1]) if (match := NUMBER.fullmatch(text)) is not None else text
            for option, text in self.options.items()
        }

    def check(self) -> None:
        """Raises:
        UnknownName: if an option was never asked for: it may be misspelt, and its default would stand in silently.
        """
        for option in self.options:
            if option not in self.asked and option not in EVERYWHERE:
                raise UnknownName("option", option, sorted(self.asked))

    def _number(self, option: str, text: str, least: int) -> int:
        match = NUMBER.fullmatch(text)
        if match is None or not least <= int(match[1]) <= LARGEST:
            raise CostModelError(
                f"{option}= cannot be {quoted(text)}", given=text, allowed=f"whole numbers from {least} to {LARGEST}"
            )
        return int(match[1])


def sections(text: str) -> list[Section]:
    """The sections of a file.

    As in Darknet itself spaces mean nothing, `#` and `;` begin a comment, and of two options of one name the first counts.

    Raises:
        CostModelError: if a line is neither.
    """
    found: list[Section] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = re.sub(r"\s", "", line)
        if not line or line[0] in "#;":
            continue
        if line[0] == "[":
            found.append(Section(line[1:].partition("]")[0], len(found) - 1, {}))
            continue
        option, equals, value = line.partition("=")
        if not equals or not value or not found:
            raise CostModelError(
                f"line {number}: {quoted(line)} is no option", given=line, allowed="[section], then option=value"
            )
        found[-1].options.setdefault(option, value)
    return found
