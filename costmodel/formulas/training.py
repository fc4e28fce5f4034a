"""What is trained and how: by which optimizer, in which numbers, what is frozen, and what is made again instead of kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.hardware.precision import PRECISIONS

# Values that an optimizer keeps for each one that is learned, as PyTorch's has them in its `state_dict` after a step; a counter
# of steps for each tensor is left out.
OPTIMIZERS: Mapping[str, int] = {
    "sgd": 0,
    "momentum": 1,  # the momentum of SGD
    "adagrad": 1,  # sums of squares
    "rmsprop": 1,  # a mean of squares
    "adam": 2,  # means of gradients and of their squares (Kingma and Ba 2015, algorithm 1)
    "adamw": 2,  # likewise (Loshchilov and Hutter 2019, algorithm 2)
}
WIDE, WIDE_BITS = "fp32", 32
TRAINED_IN = tuple(name for name in PRECISIONS if name in ("fp32", "tf32", "fp16", "bf16"))


@dataclass(frozen=True)
class Training:
    """A step of training, instead of the network's answer to one input.

    Attributes:
        optimizer: one of `OPTIMIZERS`.
        freeze: scopes in which nothing is learned.
        checkpoint: scopes of which the maps are made again in the backward pass instead of kept; `all` is every outermost one.

    Raises:
        UnknownName: if there is no such optimizer.

    Example:
        >>> counting = Counting(training=Training("adam"))
        >>> report("resnet", {"depth": 18}, counting=counting).totals["saved_activations"]
        5544960
    """

    optimizer: str = "sgd"
    freeze: tuple[str, ...] = ()
    checkpoint: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "optimizer", meant("optimizer", self.optimizer, OPTIMIZERS))
        for name in ("freeze", "checkpoint"):
            given = getattr(self, name)
            if not isinstance(given, tuple) or not all(isinstance(scope, str) and scope for scope in given):
                raise CostModelError(f"{name} cannot be {quoted(given)}", given=given, allowed="a tuple of names of scopes")

    @property
    def states(self) -> int:
        """Values that the optimizer keeps for each learned one."""
        return OPTIMIZERS[self.optimizer]

    @property
    def line(self) -> str:
        """What every page says of it."""
        frozen = f", {', '.join(self.freeze)} frozen" if self.freeze else ""
        again = f", {', '.join(self.checkpoint)} made again for its backward pass" if self.checkpoint else ""
        return f"a step of training with {self.optimizer}{frozen}{again}"

    def record(self) -> dict[str, Any]:
        """As it stands in JSON."""
        return {"optimizer": self.optimizer, "freeze": list(self.freeze), "checkpoint": list(self.checkpoint)}


def map_bits(precision: str) -> int:
    """Bits of an element of a feature map while a network is trained.

    In 16 bits is what PyTorch's autocast does and Micikevicius et al. 2018 describe, section 3.1: maps and a copy of the
    weights are in 16 bits, weights, their gradients and the optimizer's states in 32.

    Raises:
        UnknownName: if nobody trains in these numbers.
    """
    return PRECISIONS[meant("precision of training", precision or WIDE, TRAINED_IN)]
