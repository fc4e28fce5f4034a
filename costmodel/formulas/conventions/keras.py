"""Keras' `model.summary()` and `count_params()`: every variable of the model."""

from costmodel.formulas.conventions import EVERYTHING, Convention

CONVENTION = Convention(
    "keras",
    "total parameters hold the running mean and variance of batch normalisation too, of networks as keras.applications writes "
    "them, with a bias in every convolution of ResNet; Keras itself counts no operations",
    params={"weights": 1, "biases": 1, "norms": 1, "statistics": 1},
    prints={"params": "Total params"},
    mistakes=(
        "running statistics are not learned, and are parameters only in the sense of stored values; "
        "`Trainable params` leaves them out",
    ),
    sees=EVERYTHING,
    implementation="keras",
    source="keras/src/utils/summary_utils.py",
)
