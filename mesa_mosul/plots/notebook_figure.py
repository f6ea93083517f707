"""Figures that need no screen, and that show themselves in a notebook."""

import io
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

FIGURE_DPI = 150
NOTEBOOK_DPI = 75
"""Dots per inch of a saved picture, and of one in the cell of a notebook."""
MIN_NOTEBOOK_WIDTH_PX = 500
"""Width of a narrow figure in the cell of a notebook, pixels."""


class NotebookFigure(Figure):
    """A figure that a notebook shows when a cell ends with it or with axes of it."""

    panels: tuple[Axes, ...] = ()
    """Panels of the one plot that made the figure for itself; empty for other figures."""

    def add_subplot(self, *args: Any, **kwargs: Any) -> Axes:
        """Add axes to the figure, as Matplotlib does; the notebook shows these too."""
        if not kwargs.keys() & {"projection", "polar", "axes_class"}:
            kwargs["axes_class"] = NotebookAxes
        return super().add_subplot(*args, **kwargs)

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        dpi = max(NOTEBOOK_DPI, MIN_NOTEBOOK_WIDTH_PX / self.get_figwidth())
        self.savefig(buffer, format="png", dpi=dpi)
        return buffer.getvalue()


class NotebookAxes(Axes):
    """Axes of a `NotebookFigure`: a cell that ends with them shows their whole figure."""

    def _repr_png_(self) -> bytes | None:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, NotebookFigure) else None


def new_figure(width_in: float, height_in: float) -> NotebookFigure:
    """Return an empty figure; width and height: inches."""
    figure = NotebookFigure(figsize=(width_in, height_in), dpi=FIGURE_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure
