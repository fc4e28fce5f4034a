"""Which feature maps lie in memory: the question."""

from costmodel.errors import CostModelError, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.questions.memory.answer import Memory
from costmodel.questions.memory.timeline import Timeline
from costmodel.questions.memory.ways import ways
from costmodel.subjects import AsSubject, Knobs, subject


def memory(network: AsSubject, knobs: Knobs = None, *, counting: AsCounting = "paper") -> Memory:
    """Which feature maps lie in memory when, where that is most, and what passes and another order make of it.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        counting: bits of an element, batch, passes and training.

    Raises:
        CostModelError: if a name, knob or value is not allowed, or a size is no number.

    Example:
        >>> found = memory("mobilenet_v2", counting=Counting(passes=("fold", "fuse"), bits=8))
        >>> found.timeline.peak.size, [one.node.name for one in found.timeline.held(found.timeline.peak.node)]
        (1505280, ['bottleneck2/layer1/expand', 'bottleneck2/layer1/depthwise'])
    """
    which, stated = subject(network, knobs), Counting.of(counting)
    spec = which.read()
    built = which.built(spec)
    graph = stated.passed(built)
    for node in graph.nodes:
        if type(node.elements) is not int:
            raise CostModelError(
                f"{which.name}: {node.name} has {quoted(node.elements)} elements",
                given=node.shape,
                allowed="a number for each knob",
            )
    lines = (*which.remarks(spec), *(() if graph.origin is None else graph.origin.lines))
    return Memory(which.name, Timeline(graph, stated), spec.texts(which.given), lines, tuple(ways(built, stated)))
