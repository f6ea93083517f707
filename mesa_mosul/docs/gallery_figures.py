"""How the gallery shows plots: a block of code that ends with one shows its figure."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sphinx_gallery.scrapers import figure_rst

LAST_VALUE, SHOWN = "___", "_last_figure_shown"
"""Names in the namespace of an example: the value with which a block ended, the last figure."""
DPI = 120
"""Dots per inch of the figures."""


def save_figure(
    block: Any, block_values: Mapping[str, Any], settings: Mapping[str, Any]
) -> str:
    """Save the figure with which a block of code ended; return the text that shows it.

    Sphinx-Gallery calls it after every block. Plots of the package are no figures of pyplot,
    which Sphinx-Gallery would see by itself; they show themselves, as in a notebook.
    """
    names = block_values["example_globals"]
    value = names.get(LAST_VALUE)
    figure = value.get_figure(root=True) if isinstance(value, Axes) else value
    if not isinstance(figure, Figure) or figure is names.get(SHOWN):
        return ""
    names[SHOWN] = figure
    path = next(block_values["image_path_iterator"])
    figure.savefig(path, dpi=DPI)
    return str(figure_rst([path], settings["src_dir"]))
