"""Where an architecture was published."""

from typing import NamedTuple


class Paper(NamedTuple):
    """A citation; `link` is an arXiv number or a proceedings name."""

    authors: str
    year: int
    title: str
    link: str

    @property
    def line(self) -> str:
        """The citation where space is short."""
        return f"{self.authors} {self.year}, {self.link}"

    def __str__(self) -> str:
        return f"{self.authors} {self.year}, {self.title}, {self.link}"
