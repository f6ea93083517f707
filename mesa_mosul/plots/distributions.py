"""The distribution of an outcome over runs, by case."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from mesa_mosul.analysis.cases import values
from mesa_mosul.analysis.distributions import drawn, share_no_luck, two_peaks
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.plots.frames import COLOURS, colours, keyed, label, rows_named, sheet, titled

POINTS = 200
BINS = 24
DIP = 0.05
"""Below this p-value of the dip test, two peaks are told."""
Parts = dict[str, np.ndarray]


def smooth(value: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Return the density of values; equal values are a spike of the grid's step."""
    if np.ptp(value) < 1e-9 * max(1.0, abs(float(value[0]))):
        spike = np.zeros(len(across))
        spike[np.argmin(np.abs(across - value[0]))] = 1.0 / (across[1] - across[0])
        return spike
    return stats.gaussian_kde(value)(across)


def grid_of(parts: Parts) -> np.ndarray:
    """Return points over the range of all values and a little beyond."""
    every = np.concatenate(list(parts.values()))
    more = 0.08 * (np.ptp(every) or 1.0)
    return np.linspace(every.min() - more, every.max() + more, POINTS)


def draw_histogram(axes: Axes, parts: Parts) -> str:
    """Draw outlined histograms over shared bins."""
    every = np.concatenate(list(parts.values()))
    edges = np.histogram_bin_edges(every, min(BINS, max(4, len(every) // 4))).tolist()
    for case, (colour, dash) in colours(list(parts)).items():
        axes.hist(parts[case], edges, histtype="stepfilled", color=colour, alpha=0.25)
        axes.hist(parts[case], edges, histtype="step", color=colour, linestyle=dash, label=case)
    return "runs (number)"


def draw_density(axes: Axes, parts: Parts) -> str:
    """Draw smoothed densities and a tick for every run."""
    across, kinds = grid_of(parts), colours(list(parts))
    shapes = {case: smooth(value, across) for case, value in parts.items()}
    step = 0.03 * max(shape.max() for shape in shapes.values())
    for at, (case, (colour, dash)) in enumerate(kinds.items(), 1):
        axes.plot(across, shapes[case], dash, color=colour, label=case)
        foot = np.full(len(parts[case]), -step * at)
        axes.plot(parts[case], foot, "|", color=colour, markersize=4, alpha=0.5)
    axes.set_ylim(bottom=-step * (len(parts) + 1))
    return "density (runs per unit)"


def draw_ecdf(axes: Axes, parts: Parts) -> str:
    """Draw the share of runs at or below each value."""
    for case, (colour, dash) in colours(list(parts)).items():
        axes.ecdf(parts[case], color=colour, linestyle=dash, label=case)
    return "at or below (share of runs)"


def draw_box(axes: Axes, parts: Parts) -> str:
    """Draw boxes: median, quarters, 5 to 95 %."""
    axes.boxplot(
        list(parts.values()), positions=range(len(parts)), orientation="horizontal",
        whis=(5, 95), widths=0.6, flierprops={"markersize": 3}, medianprops={"color": "black"},
        patch_artist=True, boxprops={"facecolor": "#cfe3f1"},
    )  # fmt: skip
    rows_named(axes, list(parts))
    return "case"


def draw_violin(axes: Axes, parts: Parts) -> str:
    """Draw violins with their medians."""
    across = grid_of(parts)
    for at, value in enumerate(parts.values()):
        shape = smooth(value, across)
        half = 0.42 * shape / shape.max()
        axes.fill_between(
            across, at - half, at + half, color=COLOURS[0], alpha=0.35, linewidth=0.8
        )
        axes.plot(np.median(value), at, "o", color="black", markersize=4)
    rows_named(axes, list(parts))
    return "case"


def draw_ridge(axes: Axes, parts: Parts) -> str:
    """Draw a ridge for each case, all of equal area, with median and 5 to 95 % below it."""
    across = grid_of(parts)
    shapes = {case: smooth(value, across) for case, value in parts.items()}
    most = max(shape.max() for shape in shapes.values())
    for at, (case, shape) in enumerate(shapes.items()):
        ridge = at - 0.95 * shape / most
        axes.fill_between(across, at, ridge, color=COLOURS[0], alpha=0.35, linewidth=0)
        axes.plot(across, ridge, color=COLOURS[0], linewidth=1)
        low, middle, high = np.quantile(parts[case], [0.05, 0.5, 0.95])
        axes.plot([low, high], [at, at], color="black", linewidth=1.2)
        axes.plot(middle, at, "o", color="black", markersize=3.5)
    rows_named(axes, list(parts))
    axes.set_ylim(len(parts) - 0.7, -1.1)
    return "case"


KINDS: dict[str, Callable[[Axes, Parts], str]] = {
    "histogram": draw_histogram,
    "density": draw_density,
    "ecdf": draw_ecdf,
    "box": draw_box,
    "violin": draw_violin,
    "ridge": draw_ridge,
}
IN_ROWS = ("box", "violin", "ridge")


def distribution(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    kind: str = "",
    axes: Axes | None = None,
) -> Axes:
    """Draw how an outcome is distributed over runs, by case.

    kind: histogram, density, ecdf, box, violin or ridge; left out, density for up to four
    cases and ridges for more. A case whose values have two peaks by the dip test is marked
    with its p-value, unless runs of it share their luck. Raises AnalysisError for
    another kind or outcome.
    """
    table = drawn(runs, by, values(runs, outcome), "")
    parts = {
        marked(str(case), part): part["value"].to_numpy()
        for case, part in table.groupby("case", observed=True)
    }
    kind = kind or ("density" if len(parts) <= 4 else "ridge")
    if kind not in KINDS:
        raise AnalysisError(
            f"no kind of plot is called '{kind}' (there are: {', '.join(KINDS)})"
        )
    rows = len(parts) if kind in IN_ROWS else 0
    axes = sheet(axes, rows)
    up = KINDS[kind](axes, parts)
    if not rows:
        keyed(axes, list(parts))
    return titled(axes, f"{len(runs):,} runs", label(outcome), up)


def marked(case: str, part: pd.DataFrame) -> str:
    """Return a case's name, with the p-value of the dip test where it has two peaks."""
    chance = two_peaks(part["value"].to_numpy()) if share_no_luck(part) else 1.0
    return f"{case} (two peaks, p = {chance:.2g})" if chance < DIP else case
