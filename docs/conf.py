"""The documentation: MyST pages, a clean theme, and pages printed by the program itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from catalog import catalog_pages
from generate import counted_page, errata_page, known_ops_page, laws_page, ops_page
from house import api_page, asked_page, commands_page, map_page
from measured import measured_page
from references import references_page

from costmodel import __version__

project = "costmodel"
author = "the costmodel authors"
release = __version__
extensions = ["myst_parser", "sphinx.ext.mathjax", "sphinx-mathjax-offline"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"costmodel {release}"
exclude_patterns = ["_build"]

generated = Path(__file__).parent / "generated"
generated.mkdir(exist_ok=True)
pages = {
    "api": api_page,
    "asked": asked_page,
    "commands": commands_page,
    "counted": counted_page,
    "errata": errata_page,
    "known-ops": known_ops_page,
    "laws": laws_page,
    "map": map_page,
    "measured": measured_page,
    "ops": ops_page,
    "references": references_page,
}
for name, page in pages.items():
    (generated / f"{name}.md").write_text(page(), encoding="utf-8")
(generated / "catalog").mkdir(exist_ok=True)
for name, text in catalog_pages().items():
    (generated / "catalog" / f"{name}.md").write_text(text, encoding="utf-8")
