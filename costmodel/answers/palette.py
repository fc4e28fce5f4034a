"""The colours of everything that is drawn, each for a light and for a dark background. Colour never stands alone."""

from typing import NamedTuple


class Shade(NamedTuple):
    """One colour on either background."""

    light: str
    dark: str


PALETTE = {
    "background": Shade("#ffffff", "#0d1117"),
    "panel": Shade("#f6f8fa", "#161b22"),
    "text": Shade("#1b1f24", "#e6edf3"),
    "muted": Shade("#57606a", "#9aa4af"),
    "line": Shade("#d0d7de", "#30363d"),
    "accent": Shade("#0b6bcb", "#58a6ff"),
    "bar": Shade("#9cc7f0", "#1f4f82"),
}
VERDICTS = {
    "agrees": Shade("#1a7f37", "#3fb950"),
    "explained": Shade("#0a6e7c", "#39c5cf"),
    "undetermined": Shade("#8250df", "#a371f7"),
    "unreproduced": Shade("#9a6700", "#d29922"),
    "differs": Shade("#cf222e", "#f85149"),
}
# Of series, which a shape tells apart as well.
SERIES = (
    PALETTE["accent"],
    Shade("#bc4c00", "#f0883e"),
    VERDICTS["agrees"],
    VERDICTS["undetermined"],
    Shade("#bf3989", "#f778ba"),
    VERDICTS["explained"],
    VERDICTS["unreproduced"],
    PALETTE["muted"],
)


def darkened() -> str:
    """A style sheet by which an SVG that is drawn in the light colours has the dark ones on a dark page."""
    shades = dict.fromkeys((*PALETTE.values(), *SERIES))
    rules = "".join(f'[{what}="{one.light}"]{{{what}:{one.dark}}}' for one in shades for what in ("fill", "stroke"))
    return f"@media (prefers-color-scheme: dark){{{rules}}}"
