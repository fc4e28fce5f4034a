"""A drawing as SVG that stands alone: no script, no font, no file beside it; for light and dark pages."""

from collections.abc import Sequence
from html import escape

from costmodel.answers.palette import darkened
from costmodel.ir.views.blocks import Blocks
from costmodel.questions.draw.pen import FONT, MUTED, PAPER, SMALL, TEXT, text, text_width
from costmodel.questions.draw.shapes import Level, Seen

TITLE, LEADING = 16.0, 15.0
MARGIN = 24.0
HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0.5 0.8 7.5 4 0.5 7.2z" fill="{MUTED}"/></marker></defs>'
)


def svg(drawn: Blocks, seen: Seen, title: str, lines: Sequence[str], description: str, around: str = "") -> str:
    """The drawing of blocks under a title and a few lines.

    Args:
        description: the picture in words.
        around: the scope that is drawn, where it is one.
    """
    level = Level(drawn, seen, around, in_columns=True)
    head = MARGIN + 2.5 * LEADING + LEADING * len(lines)
    inner = max(level.placed.width, text_width(title, TITLE, bold=True), *(text_width(line, SMALL) for line in lines))
    width, height = inner + 2 * MARGIN, level.placed.height + head + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.1f} {height:.1f}" font-family="{FONT}">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        f"<style>{darkened()}</style>",
        HEAD,
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        text(MARGIN, MARGIN + 14, title, TITLE, TEXT, bold=True),
        *(text(MARGIN, MARGIN + 34 + LEADING * number, line, SMALL, MUTED) for number, line in enumerate(lines)),
        *level.drawn((MARGIN + (inner - level.placed.width) / 2, head)),
        "</svg>",
        "",
    ]
    return "\n".join(parts)
