"""A file of budgets, checked.

baseline = "costs.json"                          # that `+2%` is more than; written by `costmodel snapshot`

[[budget]]
network = "mobilenet_v2"                         # whatever a command takes: a name, net.onnx, net.py:make
knobs = { alpha = "0.75" }
for = { resolution = "96:256:1" }                # the limits hold for each of these
max = { mult_adds = "300M", params = "+2%" }
min = { depth = 50 }

[[budget]]
network = "mobilenet_v2"
scope = "classifier"                             # of this part alone
equals = { params = 1281000 }
counting = { convention = "paper", bits = 8, passes = ["fold", "fuse"] }
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from costmodel.errors import CostModelError, UnknownName
from costmodel.files import checked, toml_of
from costmodel.formulas.counting import Counting

NAME = "costmodel.toml"  # of the file that is read where none is named

Text = Annotated[str, BeforeValidator(lambda given: str(given) if isinstance(given, int | float) else given)]


class Strict(BaseModel):
    """A table in which a misspelt key is named, with the nearest one."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        keys = [field.alias or name for name, field in cls.model_fields.items()]
        if isinstance(given, Mapping):
            for key in given:
                if key not in keys:
                    raise ValueError(str(UnknownName("key", key, keys)))
        return given


class CountingTable(Strict):
    """What is counted, as the options of every command."""

    convention: str = "paper"
    bits: int | None = None
    activation_bits: int | None = None
    batch: int | None = None
    passes: tuple[str, ...] = ()
    device: str | None = None
    precision: str | None = None
    deployment: str | None = None

    def counting(self) -> Counting:
        """The counting.

        Raises:
            CostModelError: if a name or number is not allowed.
        """
        return Counting.of(self.convention, **self.model_dump(exclude={"convention"}, exclude_none=True))


class BudgetTable(Strict):
    """One network, or as many as it has configurations, and its limits.

    Attributes:
        every: values by knob; the limits hold for each of their combinations.
        scope: a part of the network, to which the limits are.
        largest: the most of each metric.
        smallest: the least of each.
        exact: what each has to be.
    """

    network: str
    knobs: dict[str, Text] = Field(default_factory=dict)
    every: dict[str, Text] = Field(default_factory=dict, alias="for")
    scope: str = ""
    largest: dict[str, Text] = Field(default_factory=dict, alias="max")
    smallest: dict[str, Text] = Field(default_factory=dict, alias="min")
    exact: dict[str, Text] = Field(default_factory=dict, alias="equals")
    counting: CountingTable = CountingTable()

    @model_validator(mode="after")
    def _limits(self) -> "BudgetTable":
        if not (self.largest or self.smallest or self.exact):
            raise ValueError("it has no limit; allowed: max, min or equals, each by metric")
        return self


class File(Strict):
    """All budgets of a file.

    Attributes:
        baseline: a snapshot beside the file, for limits such as `+2%`.
    """

    baseline: str = ""
    budget: list[BudgetTable] = Field(min_length=1)


def budgets_of(path: Path) -> File:
    """The budgets of a file.

    Raises:
        CostModelError: if it cannot be read, or a key or value is not allowed; says which.
    """
    tables = toml_of(path)
    if not tables:
        raise CostModelError("it has no budget", given=path, allowed="a [[budget]] with a network and max, min or equals").at(
            str(path)
        )
    return checked(File, tables, path)
