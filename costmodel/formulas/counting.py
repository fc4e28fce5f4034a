"""What is counted: a convention, the bits of stored values, the samples of a batch, a device. Made once and handed on.

Counting looks at graphs; graphs know nothing of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.formulas.conventions import PAPER, Convention, convention
from costmodel.formulas.part import Part
from costmodel.ir.graph import Graph, Node
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, ceil_div, is_expression, namespace

if TYPE_CHECKING:
    from costmodel.formulas.hardware.device import Device, Roof
    from costmodel.formulas.hardware.technology import Energies, Technology
    from costmodel.formulas.training import Training

DEPLOYED = ("fold", "fuse")  # passes that a network usually goes through before it is run
STORED = 32  # bits of a value, where nothing is said
MOST_BITS = 1024
MOST_SAMPLES = 10**6
INPUT = "Input"  # the kind of an op for which nobody works
OPAQUE = "Opaque"  # the kind of an op of which nothing is known


@dataclass(frozen=True, repr=False)
class Counting:
    """An options value with stated defaults.

    Attributes:
        convention: which facts each metric adds up.
        bits: of one stored parameter.
        activation_bits: of one stored element of a feature map; as many as `bits` where not given.
        batch: samples that are worked on together. Work, maps and traffic are of all of them; parameters are there once.
        passes: that the graph goes through before anything is counted, such as `("fold", "fuse")` (`costmodel.passes`).
        deployment: the way in which a microcontroller's flash and RAM are counted, such as `tflite-micro`; empty for none.
        partial: count a network of which some ops are not known; every number is then a least.
        device: whose peak and bandwidth bound the time from below; a name or a TOML file is read.
        training: a step of training is counted, forward and backward, instead of the forward pass alone.
        technology: whose energies make a floor; a name or a TOML file is read.
        precision: that it calculates in, one of its own; where none is given, its widest floating-point numbers, and bytes on
            a microcontroller. Its traffic is of values as wide; `bits` are those of memory.

    Example:
        >>> report("mobilenet", counting=Counting(bits=8)).totals["weight_bytes"]
        4231976
        >>> float(report("mobilenet", counting=Counting.of(device="rtx3090", precision="fp16")).totals["latency_bound"])
        7.694105536439148e-05
    """

    convention: Convention = PAPER
    bits: int = STORED
    activation_bits: int | None = None
    batch: int = 1
    passes: tuple[str, ...] = ()
    deployment: str = ""
    partial: bool = False
    device: "Device | None" = None
    precision: str = ""
    training: "Training | None" = None
    technology: "Technology | None" = None

    def __post_init__(self) -> None:
        if self.passes:
            from costmodel.ir.passes import pass_

            object.__setattr__(self, "passes", tuple(pass_(name).name for name in self.passes))
        if self.deployment:
            from costmodel.formulas.deployment import deployment

            object.__setattr__(self, "deployment", deployment(self.deployment).name)
        if not isinstance(self.convention, Convention):
            raise CostModelError("a counting has a Convention; Counting.of reads one by name", given=self.convention)
        for name, value, most in (
            ("bits", self.bits, MOST_BITS),
            ("activation_bits", self.element_bits, MOST_BITS),
            ("batch", self.batch, MOST_SAMPLES),
        ):
            if name == "batch" and (is_expression(value) or namespace(value) is not None):
                continue  # of a graph that is asked for so many samples
            if type(value) is not int or not 1 <= value <= most:
                raise CostModelError(
                    f"{name} cannot be {quoted(value)}", given=value, allowed=f"a whole number from 1 to {most}"
                )
        self._find_device()

    def _find_device(self) -> None:
        """The device and the technology that are named.

        Raises:
            CostModelError: if there is none of that name, or it has no such precision, or a precision is of nothing.
        """
        if self.training is not None:
            from costmodel.formulas.training import map_bits

            map_bits(self.precision)
        if self.precision and not (self.device or self.technology or self.training):
            raise CostModelError(
                f"a precision is a device's, a technology's, or of training; none is given for {quoted(self.precision)}",
                given=self.precision,
                allowed="a device too (--device), a technology (--technology), or training (--training)",
            )
        if self.device is not None:
            from costmodel.formulas.hardware.device import Device, device

            if not isinstance(self.device, Device):
                object.__setattr__(self, "device", device(self.device))
            if self.precision:
                object.__setattr__(self, "precision", self.device.roof(self.precision).precision)
        if self.technology is not None:
            from costmodel.formulas.hardware.technology import Technology, technology

            if not isinstance(self.technology, Technology):
                object.__setattr__(self, "technology", technology(self.technology))
        if self.energies is not None and self.precision:
            object.__setattr__(self, "precision", self.energies.precision)

    def __repr__(self) -> str:
        """What is not as it is where nothing is said."""
        said = (f"{one.name}={value!r}" for one in fields(self) if (value := getattr(self, one.name)) is not one.default)
        return f"Counting({', '.join(said)})"

    @classmethod
    def of(cls, given: "Counting | Convention | str" = "paper", **rest: Any) -> "Counting":
        """A counting from a convention, from a convention's name, or from another counting, over which the rest is laid.

        Raises:
            CostModelError: if there is no such convention, or a value is not allowed.
        """
        if isinstance(given, Counting):
            return replace(given, **rest) if rest else given
        return cls(given if isinstance(given, Convention) else convention(given), **rest)

    @property
    def element_bits(self) -> int:
        return self.bits if self.activation_bits is None else self.activation_bits

    @cached_property
    def roof(self) -> "Roof | None":
        """What bounds the device in the precision; None without a device, or where no peak of it is known."""
        return self.device.roof(self.precision) if self.device is not None and self.device.peaks else None

    @cached_property
    def energies(self) -> "Energies | None":
        """What the technology takes in the precision, which is the device's where there is one; None without a technology."""
        if self.technology is None:
            return None
        return self.technology.energies(self.precision if self.roof is None else self.roof.precision)

    @property
    def machines(self) -> dict[str, str]:
        """What stands in JSON of the device, the technology, and the precision in which they calculate, where there are any."""
        named = {"device": self.device, "technology": self.technology}
        used = self.roof or self.energies
        precision = {} if used is None else {"precision": used.precision}
        return {what: one.name for what, one in named.items() if one is not None} | precision

    def about(self, graph: Graph) -> "Counting":
        """The counting of a graph that says itself how many samples it is asked for.

        Raises:
            CostModelError: if the counting has a batch, too.
        """
        if graph.batch is None or graph.batch is self.batch:
            return self
        if type(self.batch) is not int or self.batch != STANDARD.batch:
            raise CostModelError("batch varies and has a value; leave one out", given=self.batch)
        return replace(self, batch=cast(int, graph.batch))  # or what stands for one in another number system

    def passed(self, graph: Graph) -> Graph:
        """The graph that is counted, after the passes that it has not been through.

        Raises:
            CostModelError: if what a pass requires does not hold.
        """
        if self.passes:
            from costmodel.ir.passes import after

            graph = after(graph, self.passes)
        if self.training is not None:
            from costmodel.ir.passes.training import training

            graph = training(graph, self.training.freeze, self.training.checkpoint)
        return graph

    @property
    def line(self) -> str:
        """What every page that shows a total says of it."""
        bits, of_maps = self.bits, self.element_bits
        usual = {STORED} if self.roof is None else {STORED, self.roof.bits}  # the width of the values in a device's traffic
        stored = (
            "" if {bits, of_maps, *usual} == {STORED} else f"; {bits} bits a parameter, {of_maps} an element of a feature map"
        )
        batch = f"; a batch of {self.batch}" if self.batch > 1 else ""
        passes = f"; after {', '.join(self.passes)}" if self.passes else ""
        deployed = f"; flash and RAM as {self.deployment} counts them" if self.deployment else ""
        partial = "; ops of which nothing is known are left out" if self.partial else ""
        trained = "" if self.training is None else f"; {self.training.line}"
        return self.convention.line + stored + batch + passes + deployed + trained + self._device_line + partial

    @property
    def _device_line(self) -> str:
        energy = "" if self.energies is None else f"; energies of {self.technology} in {self.energies.precision}"
        if self.device is None:
            return energy
        if self.roof is None:
            return f"; on {self.device}, whose peak is not known{energy}"
        blind = "" if self.roof.bandwidth else ", whose bandwidth is not known, so that its traffic bounds nothing"
        return f"; on {self.device} in {self.roof.precision}{blind}{energy}"


class Incomplete(CostModelError):
    """A network with ops of which nothing is known, so that it has no totals."""

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> "Incomplete":
        """Names each op, how often it stands there, and where it stands first."""
        places: dict[str, list[str]] = {}
        for node in nodes:
            places.setdefault(node.type, []).append(node.name)
        listed = [f"{name} ({len(at)} at {at[0]})" if len(at) > 1 else f"{name} (at {at[0]})" for name, at in places.items()]
        return cls(
            f"nothing is known of {len(listed)} op{'s' if len(listed) > 1 else ''}: {', '.join(listed)}",
            given=tuple(places),
            allowed="ops with rules; --partial counts the rest, which is then a least",
        )


STANDARD = Counting()

AsCounting: TypeAlias = Counting | Convention | str  # what a question takes for a counting


# What a part is called; by type as its type, which is asked for once a node because it is the dearest of all.
BREAKDOWNS: Mapping[str, Callable[[Node], str]] = {
    "type": lambda node: "",
    "module": lambda node: node.module,
    "layer": lambda node: node.name,
}


def fold(graph: Graph, by: str | Callable[[Node], str] = "type", counting: Counting = STANDARD) -> list[Part]:
    """Nodes added up by `type` or by `module`, or one part a `layer`, or by a name for each, in the order of first appearance.

    A part holds nodes that every metric counts alike, so that a type, module or layer may have several: a module one for each
    of its types, and each of them one for each scope and way of writing that the convention tells apart. The input, for which
    nobody works, has none, and neither has an op of which nothing is known, where the counting lets it pass.

    Raises:
        UnknownName: if there is no such breakdown, or the convention names a scope that the graph has not.
        Incomplete: if nothing is known of an op, and the counting is not partial.

    Example:
        >>> {part.name: part.work.mult_adds for part in fold(build("mobilenet"), "type") if part.work.mult_adds}
        {'Conv 3x3': 10838016, 'DWConv 3x3': 17385984, 'Conv 1x1': 539492352, 'FC': 1024000}
    """
    if not callable(by) and by not in BREAKDOWNS:
        raise UnknownName("breakdown", by, BREAKDOWNS)
    counting = counting.about(graph)
    name_of, convention = by if callable(by) else BREAKDOWNS[by], counting.convention
    tells_scopes = bool(convention.scopes)
    groups: dict[tuple[str, str, str, str, str], list[Node]] = {}
    for node in convention.nodes(counting.passed(graph)):
        op = node.op
        if op.kind != INPUT:
            key = (op.type, op.kind, name_of(node), node.written, node.module if tells_scopes else "")
            groups.setdefault(key, []).append(node)
    opaque = [key for key in groups if key[1] == OPAQUE]
    if opaque and not counting.partial:
        raise Incomplete.of(node for key in opaque for node in groups[key])
    return [
        Part(
            key[2] or key[0],
            key[1],
            key[0],
            group[0].module,
            _of_batch([node.work for node in group], counting.batch),
            len(group),
            key[3],
        )
        for key, group in groups.items()
        if key not in opaque
    ]


def in_bytes(values: Dim, bits: int) -> Dim:
    """Bytes of so many values at a bit width, the last one filled up."""
    size = Fraction(bits, 8)
    if size.denominator == 1:
        return values * size.numerator
    return ceil_div(values * size.numerator, size.denominator)


def _of_batch(works: Iterable[Work], batch: Dim) -> Work:
    work = Work.sum(works)
    return work if type(batch) is int and batch == 1 else work.of_batch(batch)
