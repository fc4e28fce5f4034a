"""Recorded numbers: arithmetic that writes itself down, so that a program without Python can do it again.

A knob enters as a `Recorded`; what a builder does to it becomes instructions of a `Tape`. The tape is exact arithmetic over
rationals: any machine that has it gives the builder's own numbers, roundings and all.
"""

from costmodel.numbers.recording.recorded import Recorded, Recording
from costmodel.numbers.recording.replay import Replay
from costmodel.numbers.recording.tape import Instruction, Linear, Tape

__all__ = ["Instruction", "Linear", "Recorded", "Recording", "Replay", "Tape"]
