"""Rules of a user's own: which op stands for one of another program's that nothing here knows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar, get_args

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Op
from costmodel.numbers.algebra import same
from costmodel.subjects.importing import formats
from costmodel.subjects.importing.reading import Learns, Role, Value, surely_agree

Make: TypeAlias = Callable[[Mapping[str, Any]], Op]
AnyMake = TypeVar("AnyMake", bound=Make)
ROLES: tuple[Role, ...] = get_args(Role)


class Parts(NamedTuple):
    """What a user's rule needs of a call.

    Attributes:
        attributes: what the other program has set.
        operands: all that is computed with.
        apply: writes an op of the call down, `apply(op, *operands, learns=...)`.
    """

    attributes: Mapping[str, Any]
    operands: Sequence[Value]
    apply: Callable[..., Value]


@dataclass(frozen=True, eq=False)
class OwnRule:
    """A user's rule as one of the importer's."""

    name: str
    make: Make
    parts: Callable[..., Parts]

    def __call__(self, *call: Any) -> Value:
        """Write down the op that stands for a call.

        Raises:
            CostModelError: if the user's function or op raises something, or gives no op.
        """
        attributes, operands, apply = self.parts(*call)
        # Where nothing depends on an input, the op is done once for all of them, on whatever there is.
        inputs = [operand for operand in operands if operand.node is not None] or operands
        learned = [operand for operand in operands if operand.learned and operand not in inputs]
        try:
            op = self.make(attributes)
            if not isinstance(op, Op):
                raise CostModelError(f"the rule of {self.name} returned {type(op).__name__}", given=op, allowed="an op")
            return apply(op, *inputs, learns=_roles(op, inputs, learned) if learned else None)
        except CostModelError:
            raise
        except Exception as error:  # whatever a user's function raises
            raise CostModelError(f"the rule of {self.name} raised {type(error).__name__}: {error}") from error

    def is_again(self, make: Make) -> bool:
        """Is it that function, defined once more, as in a notebook?"""
        return (make.__module__, make.__qualname__) == (self.make.__module__, self.make.__qualname__)


def rule(**names: str) -> Callable[[AnyMake], AnyMake]:
    """Say which op stands for one of another program's, in all that is read from then on.

    The function gets what the other program has set: the attributes of an ONNX node, the arguments of a PyTorch operator that
    are no tensors, the configuration of a Keras layer, the options of a Darknet section, the fields of a Caffe layer. The op is
    applied to those operands that depend on an input. What is learned among the others is counted where the op's own rule
    counts it, if each has the size that the rule says, and as weights if not. Where there is nothing learned among them, as in
    formats without weights, the op's own rule holds.

    Args:
        names: by format, what the op is called there. An ONNX op of another domain has it in front.

    Raises:
        UnknownName: if a format is unknown, or has no rules.
        CostModelError: if a name has a rule already.

    Example:
        >>> @rule(onnx="org.example.Fused", torch="example::fused", keras="example>Fused")
        ... def fused(attributes):
        ...     return ops.Conv(attributes["filters"], 1, groups=attributes["groups"])
    """
    registries = {format_: formats.registry(format_) for format_ in names}
    for format_, name in names.items():
        if not isinstance(name, str) or not name:
            raise CostModelError(f"{format_} calls no op {quoted(name)}", given=name, allowed="the op's name there")
    if not names:
        raise CostModelError("a rule is for an op of another program", allowed='its name, as in onnx="com.acme.Fused"')

    def given(make: AnyMake) -> AnyMake:
        for format_, registry in registries.items():
            registry.check(names[format_], make)
        for format_, registry in registries.items():
            registry.give(names[format_], make)
        return make

    return given


def _roles(op: Op, inputs: Sequence[Value], learned: Sequence[Value]) -> Learns:
    """What is learned, by the facts that count it."""
    shapes = [value.shape for value in inputs]
    work = op.work(op.out(*shapes), *shapes)
    sizes = {role: size for role in ROLES if not same(size := getattr(work, role), 0)}
    found: dict[Role, Sequence[Value]] = dict.fromkeys(ROLES, ())
    if surely_agree([value.shape.size for value in learned], list(sizes.values())):
        found.update({role: [value] for role, value in zip(sizes, learned, strict=True)})
    else:
        found["weights"] = learned
    return found
