"""What a tool takes a convolution for: against the work of the one that it takes it for, and by hand."""

import pytest

import costmodel
from costmodel.formulas.misreading import biased_by_channel, ungrouped
from costmodel.ir.graph import Node
from costmodel.ir.ops import Conv, DWConv, Op


def made(op: Op, channels: int = 8) -> Node:
    net = costmodel.Network(channels=channels, side=6)
    return net.apply(op, net.input)


@pytest.mark.parametrize(
    ("op", "filters"), [(DWConv(3), 8), (DWConv(3, multiplier=2), 16), (Conv(12, 3, groups=4), 12), (Conv(12, 3), 12)]
)
def test_an_ungrouped_convolution_sees_all_channels_and_learns_as_before(op: Op, filters: int) -> None:
    node = made(op)
    read = ungrouped(node)
    assert read.work.mult_adds == made(Conv(filters, 3)).work.mult_adds
    assert read.work._replace(mult_adds=node.work.mult_adds) == node.work


@pytest.mark.parametrize(
    ("op", "channels_of_a_filter"),
    [(Conv(12, 3, bias=True), 8), (Conv(12, 3, groups=4, bias=True), 2), (DWConv(3, bias=True), 1), (Conv(12, 3), 0)],
)
def test_a_bias_counts_once_a_channel(op: Op, channels_of_a_filter: int) -> None:
    node = made(op)
    read = biased_by_channel(node)
    assert read.work.bias_adds == node.work.writes * channels_of_a_filter
    assert read.work._replace(bias_adds=node.work.bias_adds) == node.work
