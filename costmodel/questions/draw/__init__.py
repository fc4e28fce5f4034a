"""A network's graph as a picture: blocks with their shares of its cost; what repeats is drawn once."""

from costmodel.questions.draw.drawing import Drawing, draw

__all__ = ["Drawing", "draw"]

QUESTION = draw
GROUP = "costs"
