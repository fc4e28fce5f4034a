"""calflops 0.3.2, which is DeepSpeed's profiler: patched functions."""

from costmodel.formulas.conventions import READ, Convention

CONVENTION = Convention(
    "calflops",
    "MACs are the mult-adds of convolutions and fully connected layers; FLOPs are twice that, the biases of convolutions, two "
    "operations an element for batch normalisation, and one for each element that ReLU, Swish, softmax or a pooling reads",
    flops={
        "mult_adds": 2,
        "Conv.bias_adds": 1,
        "GConv.bias_adds": 1,
        "DWConv.bias_adds": 1,
        "BatchNorm.pointwise": 1,
        "ReLU.reads": 1,
        "Swish.reads": 1,
        "GELU.reads": 1,
        "Softmax.reads": 1,
        "Pool.reads": 1,
        "GlobalPool.reads": 1,
    },
    prints={"mult_adds": "MACs", "flops": "FLOPs", "params": "Params"},
    mistakes=(
        "ReLU6 counts nothing, and ReLU counts one operation an element",
        "biases of fully connected layers count nothing, those of convolutions do",
        "pooling counts the elements it reads, whatever its window",
        "hard sigmoid, hard swish, sigmoid, element-wise sums and products count nothing",
    ),
    sees={"module": 1, "function": 1},
    knows=READ | {"GELU", "Linear"},
    source="calflops/pytorch_ops.py",
)
