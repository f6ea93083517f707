"""Two dimensions at once: an outcome over two parameters, the map over many runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mesa_mosul.analysis.cases import check_columns, numeric_outcome
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.initialization.geometry import KM_PER_LAT, KM_PER_LON
from mesa_mosul.plots.map_labels import draw_scale_bar
from mesa_mosul.plots.map_layers import (
    CITY_STYLE,
    MapStyle,
    draw_river_and_outlines,
    grid_extent,
    set_extent,
    to_raster,
)
from mesa_mosul.plots.style import factor_text, format_long_date, outcome_label, outcome_text
from mesa_mosul.plots.sweep_layout import axes_or_new, set_labels
from mesa_mosul.plots.text_fit import FONT_SIZE, fill_text

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot

CONTOUR_LEVELS = 8
CONTOUR_HEIGHT_IN, BAR_WIDTH_IN = 3.0, 2.2
CONTROL_THRESHOLD = 0.5
"""Control from which a cell counts as controlled by the attackers."""
MAP_HEIGHT_IN = 4.3


def contour(runs: pd.DataFrame, outcome: str, x: str, y: str, ax: Axes | None = None) -> Axes:
    """Plot the mean of an outcome over two numeric factors, as filled contours.

    The means at the points are interpolated linearly over a triangulation; each point is shown.

    Parameters
    ----------
    runs
        One row per run: `outcome`, `x`, `y`.
    outcome
        Name of a numeric or boolean column.
    x, y
        Names of numeric factors.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Contours with a colour bar. Whatever else varies in the runs is averaged over.

    Raises
    ------
    AnalysisError
        If a column is missing or not numeric, a factor has one value only, or all points lie on
        one line.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"isis.fighters": [3000, 3000, 6000, 6000],
    ...     "iraqi.troops": [40000, 54000] * 2, "days": [80, 60, 100, 90]})
    >>> contour(runs, "days", "isis.fighters", "iraqi.troops").get_xlabel()
    'isis.fighters (personnel)'
    """
    check_columns(runs, [x, y])
    columns = {"x": x, "y": y, "z": outcome}
    table = pd.DataFrame({key: numeric_outcome(runs, name) for key, name in columns.items()})
    means = table.groupby(["x", "y"], as_index=False)["z"].mean()
    for name, part in ((x, means["x"]), (y, means["y"])):
        if part.nunique() < 2:
            raise AnalysisError(f"'{name}' has one value only; a contour takes two or more")
    centred = means[["x", "y"]] - means[["x", "y"]].mean()
    if len(means) < 3 or np.linalg.matrix_rank(centred.to_numpy()) < 2:
        raise AnalysisError(f"the points of '{x}' and '{y}' lie on one line")
    ax = axes_or_new(ax, height_in=CONTOUR_HEIGHT_IN)
    levels = contour_levels(means["z"].to_numpy())
    contours = ax.tricontourf(means["x"], means["y"], means["z"], levels, cmap="cividis")
    ax.plot(
        means["x"],
        means["y"],
        "o",
        color="white",
        markeredgecolor="black",
        markersize=4,
        clip_on=False,
    )
    bar = ax.figure.colorbar(contours, ax=ax)
    label = fill_text(outcome_label(outcome), BAR_WIDTH_IN)
    bar.set_label(label, fontsize=FONT_SIZE, parse_math=False)
    bar.ax.tick_params(labelsize=FONT_SIZE)
    title = f"Mean of {outcome_text(outcome)}"
    note = f"{len(runs):,} runs, linear between the points; what else varies is averaged over."
    set_labels(ax, title, factor_text(x), factor_text(y), note)
    ax.grid(False)
    return ax


def contour_levels(value: np.ndarray) -> np.ndarray:
    """Return round levels that cover all values, the least and the largest included."""
    low, high = float(value.min()), float(value.max())
    if low == high:
        return np.array([low, low + 1.0])
    levels = np.asarray(MaxNLocator(CONTOUR_LEVELS).tick_values(low, high))
    inner = levels[(levels > low) & (levels < high)]
    below, above = levels[levels <= low], levels[levels >= high]
    return np.array([*below[-1:], *inner, *above[:1]])


def control_map(
    snapshots: Sequence["Snapshot"], ax: Axes | None = None, style: MapStyle = CITY_STYLE
) -> Axes:
    """Plot the share of runs in which the attackers control each cell at the end of a day.

    A cell counts as controlled from one half on.

    Parameters
    ----------
    snapshots
        Of the same day of runs with the same map, as `Run.map(day)` returns them.
    ax
        Axes to plot on; None for a new figure.
    style
        Extent and details of the map.

    Returns
    -------
    matplotlib.axes.Axes
        A map with a colour bar.

    Raises
    ------
    AnalysisError
        If there are no snapshots, or of several days.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> runs = [mm.run("reported", seed=seed, days=2) for seed in (1, 2)]
    >>> control_map([run.map() for run in runs]).get_title(loc="left")
    'Evening of 7 December 2016, 2 runs'
    """
    dates = {snapshot.date for snapshot in snapshots}
    if not dates:
        raise AnalysisError("there are no snapshots; did all runs end before that day?")
    if len(dates) != 1:
        raise AnalysisError(f"a map takes snapshots of one day; these are of {len(dates)} days")
    share = np.mean([one.control > CONTROL_THRESHOLD for one in snapshots], axis=0)
    ax, first = axes_or_new(ax, height_in=MAP_HEIGHT_IN), snapshots[0]
    set_extent(ax, style)
    image = ax.imshow(
        to_raster(first, share),
        extent=grid_extent(first),
        origin="lower",
        vmin=0,
        vmax=1,
        cmap="cividis",
        aspect=KM_PER_LAT / KM_PER_LON,
        zorder=0,
    )
    draw_river_and_outlines(first, ax)
    draw_scale_bar(ax, style)
    bar = ax.figure.colorbar(image, ax=ax, orientation="horizontal", shrink=0.8, aspect=30)
    bar.set_label("controlled by the attackers (share of runs)", fontsize=FONT_SIZE)
    bar.ax.tick_params(labelsize=FONT_SIZE)
    ax.tick_params(labelsize=FONT_SIZE)
    title = f"Evening of {format_long_date(str(dates.pop()))}, {len(snapshots)} runs"
    ax.set_title(title, loc="left", fontsize=10, fontweight="bold")
    return ax
