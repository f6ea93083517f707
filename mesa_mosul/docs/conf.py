"""The configuration of Sphinx."""

from sphinx.application import Sphinx

import mesa_mosul
from mesa_mosul.docs.linked_words import WordLinks, resolve_object
from mesa_mosul.docs.staging import HOME
from mesa_mosul.docs.table_columns import SentenceColumns

project = "mesa_mosul"
author = "The mesa_mosul founders"
project_copyright = "The mesa_mosul founders, MIT licence"
version = release = mesa_mosul.__version__
extensions = [
    "myst_nb",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
]
LIBRARIES = (
    *("collections", "concurrent", "datetime", "ema_workbench", "matplotlib", "mesa", "np"),
    *("numpy", "pandas", "pathlib", "pd", "typing", "xarray"),
)
INTERNAL = (
    *("BuiltWorld", "Command", "DataRecorder", "MapStyle", "Parameters", "RunIndex"),
    *("RunRecord", "Rule", "Simulation", "Snapshot", "SweepSpec", "UncertainParameter"),
    "World",
)
exclude_patterns = ["files/**", "gallery/*.ipynb"]
nitpicky = True
nitpick_ignore_regex = [
    # Libraries: without a network their inventories cannot be read.
    ("py:.*", rf"({'|'.join(LIBRARIES)})(\..*)?|Axes|Figure|ReplicatorModel"),
    # Parts of the engine, for which nobody needs a page.
    ("py:class", rf"(mesa_mosul\..*\.)?({'|'.join(INTERNAL)})"),
]

myst_heading_anchors = 6
myst_enable_extensions = ["attrs_inline", "colon_fence"]
nb_execution_mode = "off"
highlight_language = "none"

numpydoc_show_class_members = False
numpydoc_attributes_as_param_list = True
sphinx_gallery_conf = {
    "examples_dirs": str(HOME / "build" / "docs" / "gallery"),
    "gallery_dirs": "gallery",
    "filename_pattern": "/plot_",
    "image_scrapers": ("mesa_mosul.docs.gallery_figures.save_figure",),
    "capture_repr": ("_repr_html_",),
    "reset_modules": (),
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_memory": False,
    "write_computation_times": False,
    "within_subsection_order": "FileNameSortKey",
    "min_reported_time": 1e6,
    "show_signature": False,
    "remove_config_comments": True,
}

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "mesa_mosul"
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it fetches pages, which browsers refuse for files
html_context = {"default_mode": "auto"}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {
    "header_links_before_dropdown": 7,
    "navbar_align": "left",
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "tango",
}
html_sidebars: dict[str, list[str]] = {"index": []}


def setup(app: Sphinx) -> None:
    """Add what the site has of its own to Sphinx."""
    app.add_post_transform(WordLinks)
    app.add_post_transform(SentenceColumns)
    app.connect("missing-reference", resolve_object)
