"""Two dimensions at once: an outcome over two numbers, the map over many runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import check_columns, values
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.drawing import KM_PER_LAT, KM_PER_LON
from mesa_mosul.layers import CITY, Detail, draw_lines, edges, frame, on_grid
from mesa_mosul.lettering import scale_bar
from mesa_mosul.plots.frames import label, sheet, titled

if TYPE_CHECKING:
    from mesa_mosul.fight import Picture

LEVELS = 9


def contour(
    runs: pd.DataFrame, outcome: str, across: str, up: str, axes: Axes | None = None
) -> Axes:
    """Draw the mean of an outcome over two numbers that were varied.

    Over a grid of both the means are contoured with a dot at each; over a sample they are
    contoured through a triangulation. Raises AnalysisError unless both have two values or more.
    """
    check_columns(runs, [across, up])
    table = pd.DataFrame(
        {"x": values(runs, across), "y": values(runs, up), "z": values(runs, outcome)}
    )
    means = table.groupby(["x", "y"], as_index=False)["z"].mean()
    for name, part in ((across, means["x"]), (up, means["y"])):
        if part.nunique() < 2:
            raise AnalysisError(f"'{name}' has one value only; a contour takes two or more")
    flat = means[["x", "y"]] - means[["x", "y"]].mean()
    if len(means) < 3 or np.linalg.matrix_rank(flat.to_numpy()) < 2:
        raise AnalysisError(f"the points of '{across}' and '{up}' lie on one line")
    axes = sheet(axes)
    levels = (
        LEVELS if means["z"].nunique() > 1 else [means["z"].iloc[0], means["z"].iloc[0] + 1]
    )
    drawn = axes.tricontourf(means["x"], means["y"], means["z"], levels, cmap="cividis")
    axes.plot(means["x"], means["y"], "o", color="white", markeredgecolor="black", markersize=4)
    bar = axes.figure.colorbar(drawn, ax=axes)
    bar.set_label(label(outcome))
    titled(
        axes, f"Mean of {len(runs):,} runs", f"{across} (its own unit)", f"{up} (its own unit)"
    )
    axes.grid(False)
    return axes


def control_map(
    pictures: Sequence["Picture"], axes: Axes | None = None, detail: Detail = CITY
) -> Axes:
    """Draw in how many of several runs each cell is held at the end of one day.

    pictures: of the same day of runs with the same map, as `Run.map(day)` returns them. A cell
    counts as held from half of it on.
    """
    dates = {picture.date for picture in pictures}
    if not dates:
        raise AnalysisError("there are no pictures to draw; did all runs end before that day?")
    if len(dates) != 1:
        raise AnalysisError(f"a map takes pictures of one day; these are of {len(dates)}")
    share = np.mean([picture.held > 0.5 for picture in pictures], axis=0)
    axes, first = sheet(axes, high=5.2), pictures[0]
    frame(axes, detail)
    shown = axes.imshow(
        on_grid(first, share),
        extent=edges(first),
        origin="lower",
        vmin=0,
        vmax=1,
        cmap="cividis",
        aspect=KM_PER_LAT / KM_PER_LON,
        zorder=0,
    )
    draw_lines(first, axes)
    scale_bar(axes, detail)
    bar = axes.figure.colorbar(shown, ax=axes, shrink=0.8)
    bar.set_label("held by the attackers (share of runs)")
    day = dates.pop()
    head = f"Evening of {day.day} {day:%B %Y}, {len(pictures)} runs"
    axes.set_title(head, loc="left", fontsize=10, fontweight="bold")
    return axes
