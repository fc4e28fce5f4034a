"""How long a device needs at the least, layer by layer: what binds each, and where that changes with resolution or batch."""

from costmodel.questions.roofline.answer import Roofline
from costmodel.questions.roofline.asking import roofline

__all__ = ["Roofline", "roofline"]

QUESTION = roofline
GROUP = "costs"
