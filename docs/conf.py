"""The documentation: MyST pages, a clean theme, and pages printed by the program itself."""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from api import PAGES, written
from catalog import catalog_files
from commands import commands_page
from deployment import deployment_page
from devices import devices_page
from extras import extras_page
from gallery import gallery_page
from generate import counted_page, known_ops_page, ops_page
from house import asked_page, map_page
from literature import errata_page, laws_page
from measured import measured_page
from passes import passes_page
from references import references_page

from costmodel import __version__

project = "costmodel"
author = "the costmodel authors"
release = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx-mathjax-offline",
]
default_role = "code"  # docstrings put names between single backticks
napoleon_use_ivar = True  # the fields of a class are listed in its own text
autodoc_member_order = "bysource"
toc_object_entries = False
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_show_copyright = False
html_title = f"costmodel {release}"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_js_files = ["filter.js"]
exclude_patterns = ["_build"]

generated = Path(__file__).parent / "generated"
generated.mkdir(exist_ok=True)
pages = {
    **PAGES,
    "asked": asked_page,
    "commands": commands_page,
    "counted": counted_page,
    "deployment": deployment_page,
    "devices": devices_page,
    "errata": errata_page,
    "extras": extras_page,
    "gallery": gallery_page,
    "known-ops": known_ops_page,
    "laws": laws_page,
    "map": map_page,
    "measured": measured_page,
    "ops": ops_page,
    "passes": passes_page,
    "references": references_page,
}
(generated / "catalog").mkdir(exist_ok=True)
with ProcessPoolExecutor() as workers:  # some pages ask everything of everything
    catalog = workers.submit(catalog_files)
    asked = {name: workers.submit(page) for name, page in pages.items()}
    files = {f"{name}.md": page.result() for name, page in asked.items()}
    files |= {f"catalog/{name}": text for name, text in catalog.result().items()}
for name, text in files.items():
    (generated / name).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Signatures stand as they are written: a type by its name, and not by all that it is made of."""
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-skip-member", lambda app, what, name, thing, *rest: _is_field_of_a_tuple(thing) or None)


def _signature(app: Sphinx, what: str, name: str, thing: Any, *rest: Any) -> tuple[str, str | None] | None:
    return None if what == "property" else written(thing)


def _is_field_of_a_tuple(thing: object) -> bool:
    return (getattr(thing, "__doc__", None) or "").startswith("Alias for field number")
