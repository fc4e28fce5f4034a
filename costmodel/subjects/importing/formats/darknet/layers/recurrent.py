"""Recurrent layers at one step of one sequence, written out of fully connected ones, each with its own normalisation.

The state of the step before comes in as an input; a batch is as many steps or sequences.
"""

from costmodel.ir.ops import FC, Activation, Add, BatchNorm
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.pointwise import Function
from costmodel.subjects.importing.formats.darknet.cfg import Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Value

NOTE = "recurrent layers are counted at one step, their state being an input"


class Cell:
    """What the three kinds share.

    Attributes:
        x: the step's input.
    """

    def __init__(self, net: Net, section: Section, x: Value) -> None:
        self.net, self.section, self.x = net, section, x
        self.normalised = section.flag("batch_normalize")
        net.notes[NOTE] = None

    def state(self, name: str, units: int) -> Value:
        """Of the step before."""
        return self.net.reading.input(f"{self.section.name}/{name}", (self.x.shape[0], units, 1, 1))

    def matrix(self, x: Value, units: int, name: str) -> Value:
        """A fully connected layer."""
        made = self.net.put(self.section, FC(units, not self.normalised), x, part=name)
        return self.net.put(self.section, BatchNorm(axis=CHANNELS), made, part=f"{name}/norm") if self.normalised else made

    def act(self, x: Value, function: Function, name: str) -> Value:
        return self.net.put(self.section, Activation(function), x, part=f"{name}/{function}")

    def add(self, a: Value, b: Value, name: str) -> Value:
        return self.net.put(self.section, Add(), a, b, part=f"{name}/add")

    def times(self, a: Value, b: Value, name: str) -> Value:
        return self.net.put(self.section, Elementwise("multiply"), a, b, part=f"{name}/multiply")

    def gate(self, state: Value, units: int, name: str, function: Function = "sigmoid") -> Value:
        """A function of a sum of two products: of the state, and of the input."""
        both = self.add(self.matrix(state, units, f"{name}/state"), self.matrix(self.x, units, f"{name}/input"), name)
        return self.act(both, function, name)


@layer("rnn")
def rnn(net: Net, section: Section, x: Value) -> Value:
    cell, hidden = Cell(net, section, x), section.whole("hidden", 1)
    section.refuse("shortcut", "logistic")

    def layer_of(x: Value, units: int, name: str) -> Value:
        return net.activated(section, cell.matrix(x, units, name), "logistic", name)

    state = cell.add(layer_of(x, hidden, "input"), layer_of(cell.state("before", hidden), hidden, "state"), "state")
    return layer_of(state, section.whole("output", 1), "output")


@layer("gru")
def gru(net: Net, section: Section, x: Value) -> Value:
    """Cho et al. 2014, section 2.3; the new state is squashed by a logistic function, as Darknet is built by default."""
    cell, units = Cell(net, section, x), section.whole("output", 1)
    before = cell.state("before", units)
    update = cell.gate(before, units, "update")
    reset = cell.gate(before, units, "reset")
    new = cell.gate(cell.times(reset, before, "reset"), units, "new")
    kept = cell.times(update, before, "kept")
    rest = net.put(section, Elementwise("subtract"), update, part="rest")
    return cell.add(kept, cell.times(rest, new, "taken"), "output")


@layer("lstm")
def lstm(net: Net, section: Section, x: Value) -> Value:
    """Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000."""
    cell, units = Cell(net, section, x), section.whole("output", 1)
    before = cell.state("before", units)
    forget, take, give = (cell.gate(before, units, name) for name in ("forget", "take", "give"))
    new = cell.gate(before, units, "new", "tanh")
    kept = cell.times(forget, cell.state("cell", units), "kept")
    memory = cell.add(kept, cell.times(take, new, "taken"), "cell")
    return cell.times(give, cell.act(memory, "tanh", "output"), "output")
