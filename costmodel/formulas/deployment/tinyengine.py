"""TinyEngine, MCUNet's runtime: depthwise convolutions write over their input."""

from costmodel.formulas.deployment import Deployment
from costmodel.formulas.deployment.arithmetic import flash, ram

DEPLOYMENT = Deployment(
    "tinyengine",
    "flash as by arithmetic; RAM: the largest sum of live maps where depthwise convolutions and sums write over their input",
    passes=("fold", "fuse", "in-place"),
    flash=flash,
    ram=ram,
    leaves_out="the place of one channel for each depthwise convolution, im2col buffers, scales, code",
    bits=8,
    source="Lin et al. 2020, MCUNet, arXiv 2007.10319, section 3.2: in-place depthwise convolution",
)
