"""The measures, one function a group."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

import costmodel
from benchmarks.timing import Measure, commands, fastest, without_collector
from costmodel import Network
from costmodel.archs import architecture, names
from costmodel.archs.common.spec import knobs_of
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.questions.sweep.evaluation import Evaluator
from costmodel.questions.sweep.keeping import BestRows
from costmodel.questions.sweep.plan import planned
from costmodel.questions.sweep.regions import Box
from costmodel.questions.sweep.running import running
from costmodel.subjects.space import Members, read

ROOT = Path(__file__).parent.parent
METRICS = ["mult_adds", "params", "mac"]


def cold() -> Iterator[Measure]:
    """Whole commands."""
    times = commands(
        {
            "python -c pass": ["-c", "pass"],
            "hello, of the same front": [str(ROOT / "benchmarks" / "hello.py")],
            "costmodel report mobilenet": ["-m", "costmodel", "report", "mobilenet"],
            "costmodel --version": ["-m", "costmodel", "--version"],
        }
    )
    hello = times["hello, of the same front"]
    for name, seconds in times.items():
        yield Measure("cold start", name, seconds * 1e3, "ms", seconds / hello, "hello")


def warm() -> Iterator[Measure]:
    """Build and cost of every family, with its default knobs."""
    for name in names():
        spec = architecture(name).Spec.read({})
        nodes = len(costmodel.build(name, spec))
        seconds = fastest(lambda name=name, spec=spec: cost(costmodel.build(name, spec)), least=0.05)
        yield Measure("build and cost", f"{name}, {nodes} nodes", seconds * 1e3, "ms", seconds / nodes * 1e6, "us a node")


def closed_forms() -> Iterator[Measure]:
    """The form in the knobs that scale a network."""
    for name in names():
        free = [knob for knob in ("alpha", "scale", "growth", "rho", "resolution") if knob in knobs_of(architecture(name).Spec)]
        free = [knob for knob in free if not (knob == "resolution" and "rho" in free)][:2]
        try:
            seconds = fastest(lambda name=name, free=free: costmodel.closed_form(name, free), repeats=1, least=0)
        except CostModelError:
            continue
        yield Measure("closed form", f"{name} in {', '.join(free)}", seconds * 1e3, "ms")


def sweeps() -> Iterator[Measure]:
    """Configurations of MobileNet in alpha and rho, in millions a second on one core."""
    copied = np.zeros(2**22)
    target = np.empty_like(copied)
    bandwidth = copied.size / fastest(lambda: np.copyto(target, copied), 20)
    yield Measure("sweep", "limit: copied numbers (8 bytes)", bandwidth / 1e6, "M/s")
    vary = {"alpha": "0.25:1.5:0.0001", "rho": "0.3:1:0.0001"}
    for name, smooth in (("smooth, on a grid", True), ("exact, on a grid", False)):
        plan = planned("mobilenet", vary, metrics=METRICS, smooth=smooth)
        setting = Evaluator(plan).setting(())
        boxes = [Box(setting, tile.start, tile.stop) for tile in islice(plan.tiles(), 40, 60)]
        points = sum(box.size for box in boxes)
        boxes[0].metrics(METRICS)

        def columns(boxes: list[Box] = boxes) -> None:
            for box in boxes:
                box.metrics(METRICS)

        rate = points / fastest(columns, 40)
        # Two of the three metrics vary with both knobs, and are written once for each configuration.
        yield Measure(
            "sweep", f"{name}: {', '.join(METRICS)}", rate / 1e6, "M/s", 2 * rate / bandwidth, "copying what is written"
        )
    plan = planned("mobilenet", vary, metrics=METRICS, sample=2**18)
    tile, evaluate = next(plan.tiles()), Evaluator(plan)
    evaluate(tile)
    yield Measure("sweep", "exact, random sample of rows", tile.size / fastest(lambda: evaluate(tile)) / 1e6, "M/s")
    chance = np.random.default_rng(0)
    alphas = chance.integers(2500, 15000, 8192) / 10**4
    rhos = chance.integers(3000, 10000, 8192) / 10**4
    seconds = fastest(lambda: cost(costmodel.build("mobilenet", alpha=alphas, rho=rhos), metrics=METRICS))
    yield Measure("sweep", "exact, arrays through the builder", 8192 / seconds / 1e6, "M/s")
    plan = planned("mobilenet", vary, pareto=["mult_adds", "-params"])
    for cores in (1, 2):
        with ThreadPoolExecutor(cores) as pool:
            start, evaluator = perf_counter(), Evaluator(plan)
            best = BestRows(evaluator)
            for tiles, (_, rows) in enumerate(running(evaluator, executor=pool), start=1):
                best.add(tiles, rows)
            yield Measure(
                "sweep", f"exact frontier of {plan.grid:,}, {cores} threads", plan.grid / (perf_counter() - start) / 1e6, "M/s"
            )


def billion() -> Iterator[Measure]:
    """A frontier of 10^9 configurations, as a command; its memory is that of the largest child so far."""
    vary = ["--vary", "alpha=0.25:1.5:0.00004", "--vary", "rho=0.3:1:0.000022"]
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "costmodel", "sweep", "mobilenet", *vary, "--pareto", "mult_adds,-params"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    yield Measure("10^9", "frontier of 994,375,569 configurations", perf_counter() - start, "s")
    yield Measure("10^9", "peak memory", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MiB")


def graphs() -> Iterator[Measure]:
    """Chains of convolutions of growing length: time and memory a node."""

    def chain(nodes: int) -> dict[str, object]:
        net = Network(channels=16, side=32)
        x = net.input
        for number in range(nodes // 3):
            with net.scope(f"block{number}"):
                x = net.conv(x, 16, 3, norm=True, act="relu", name="conv")
        return cost(net.graph())

    for nodes in (10**3, 10**4, 10**5, 10**6):
        repeats = 5 if nodes < 10**6 else 1
        seconds = without_collector(lambda nodes=nodes, repeats=repeats: fastest(lambda: chain(nodes), repeats, 0))
        yield Measure("graph", f"{nodes:,} nodes", seconds * 1e3, "ms", seconds / nodes * 1e6, "us a node")
    yield Measure("graph", "peak memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB")


def spaces() -> Iterator[Measure]:
    """The once-for-all space of 2*10^19 members."""
    members = Members(read(ROOT / "examples" / "ofa_mobilenet_v3.toml"))
    yield Measure("space", "count within 160M, exactly", fastest(lambda: members.count(160 * 10**6), 1, 0) * 1e3, "ms")
    yield Measure("space", "1000 samples within 300M", fastest(lambda: members.sample(1000, 300 * 10**6), 2, 0) * 1e3, "ms")
    yield Measure("space", "frontier of cost and score", fastest(members.frontier, 2, 0) * 1e3, "ms")


ALL = (cold, warm, closed_forms, sweeps, billion, graphs, spaces)
