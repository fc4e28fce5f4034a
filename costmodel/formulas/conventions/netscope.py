"""Netscope CNN Analyzer (dgschwend/netscope, 2018): one rule a layer of Caffe."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    # The channels under its window, for each element: our fact without the five operations that do not depend on it.
    "LRN.pointwise": 1,
    "LRN.reads": -5,
    "BatchNorm.writes": 1,
    "Scale.writes": 1,
}

CONVENTION = Convention(
    "netscope",
    "mult-adds of convolutions and fully connected layers without biases, and one an output for the scale that Caffe writes "
    "behind a normalisation, for gates, and for each channel under a local response normalisation; comparisons, additions, "
    "divisions and exponentials are columns of their own",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macc"},
    mistakes=("a scale without a normalisation counts a multiply-add an output, and the normalisation itself none",),
    sees=EVERYTHING,
    implementation="",
    knows=READ,
    source="src/analyzer.coffee",
)
