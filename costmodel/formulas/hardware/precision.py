"""The kinds of numbers that machines calculate with, and how many bits each is stored in."""

from collections.abc import Mapping

# The widest floating-point numbers first, which is what a device calculates in where nothing is said. A tensor core adds up
# products of fp16 in fp32; where a device has another peak for sums in fp16, that is a precision of its own.
PRECISIONS: Mapping[str, int] = {
    "fp32": 32,
    "tf32": 32,
    "fp16": 16,
    "bf16": 16,
    "fp16_acc16": 16,
    "fp8": 8,
    "int16": 16,
    "int8": 8,
    "int4": 4,
}
