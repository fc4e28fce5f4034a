"""Darknet's `BFLOPs` (pjreddie/darknet, 2018), which it prints a layer when it reads a network; those of convolutions alone."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention

CONVENTION = Convention(
    "darknet",
    "twice the mult-adds of convolutions; fully connected layers, biases and all else count nothing",
    mult_adds={"mult_adds": 1, "FC.mult_adds": -1},
    flops={"mult_adds": 2, "FC.mult_adds": -2},
    prints={"flops": "BFLOPs"},
    mistakes=(
        "a fully connected layer counts nothing; Darknet's own networks have a convolution of one pixel there, which counts",
        "prints each layer with three decimals and no total",
    ),
    sees=EVERYTHING,
    implementation="",
    knows=READ,
    rare=True,
    measured=False,
    source="src/convolutional_layer.c",
)
