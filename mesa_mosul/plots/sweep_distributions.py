"""The distribution of an outcome over runs, by case."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import scipy
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import numeric_outcome
from mesa_mosul.analysis.distributions import dip_test_p, has_unique_replicates, tag_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.plots.style import (
    PALETTE,
    add_legend,
    axes_or_new,
    case_styles,
    outcome_label,
    set_labels,
    set_row_labels,
)

GRID_POINTS = 200
RANGE_MARGIN = 0.08
"""Margin beyond the values, as a fraction of their range."""
MAX_BINS = 24
BOX_COLOUR = "#cfe3f1"
DIP_TEST_LEVEL = 0.05
"""p-value of the dip test below which a case is marked as having two modes."""
ValuesByCase = dict[str, np.ndarray]


def kernel_density(value: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Return a kernel density, (grid,); equal values give a spike one grid step wide."""
    if np.ptp(value) < 1e-9 * max(1.0, abs(float(value[0]))):
        spike = np.zeros(len(grid))
        spike[np.argmin(np.abs(grid - value[0]))] = 1.0 / (grid[1] - grid[0])
        return spike
    return scipy.stats.gaussian_kde(value)(grid)


def value_grid(values_by_case: ValuesByCase) -> np.ndarray:
    """Return points over the range of all values and a margin."""
    values = np.concatenate(list(values_by_case.values()))
    margin = RANGE_MARGIN * (np.ptp(values) or 1.0)
    return np.linspace(values.min() - margin, values.max() + margin, GRID_POINTS)


def plot_histogram(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot outlined histograms over shared bins."""
    values = np.concatenate(list(values_by_case.values()))
    bins = min(MAX_BINS, max(4, len(values) // 4))
    edges = np.histogram_bin_edges(values, bins).tolist()
    for case, (colour, dash) in case_styles(list(values_by_case)).items():
        ax.hist(values_by_case[case], edges, histtype="stepfilled", color=colour, alpha=0.25)
        ax.hist(
            values_by_case[case],
            edges,
            histtype="step",
            color=colour,
            linestyle=dash,
            label=case,
        )
    return "runs (number)"


def plot_density(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot kernel densities, and a tick for every run."""
    grid, styles = value_grid(values_by_case), case_styles(list(values_by_case))
    shapes = {case: kernel_density(value, grid) for case, value in values_by_case.items()}
    step = 0.03 * max(shape.max() for shape in shapes.values())
    for at, (case, (colour, dash)) in enumerate(styles.items(), 1):
        ax.plot(grid, shapes[case], dash, color=colour, label=case)
        foot = np.full(len(values_by_case[case]), -step * at)
        ax.plot(values_by_case[case], foot, "|", color=colour, markersize=4, alpha=0.5)
    ax.set_ylim(bottom=-step * (len(values_by_case) + 1))
    return "density (runs per unit)"


def plot_ecdf(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot the empirical distribution functions."""
    for case, (colour, dash) in case_styles(list(values_by_case)).items():
        ax.ecdf(values_by_case[case], color=colour, linestyle=dash, label=case)
    return "at or below (share of runs)"


def plot_box(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot boxes: median, quartiles, 5 to 95 %."""
    ax.boxplot(
        list(values_by_case.values()), positions=range(len(values_by_case)),
        orientation="horizontal", whis=(5, 95), widths=0.6, flierprops={"markersize": 3},
        medianprops={"color": "black"}, patch_artist=True, boxprops={"facecolor": BOX_COLOUR},
    )  # fmt: skip
    set_row_labels(ax, list(values_by_case))
    return "case"


def plot_violin(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot violins with their medians."""
    grid = value_grid(values_by_case)
    for at, value in enumerate(values_by_case.values()):
        shape = kernel_density(value, grid)
        half = 0.42 * shape / shape.max()
        ax.fill_between(grid, at - half, at + half, color=PALETTE[0], alpha=0.35, linewidth=0.8)
        ax.plot(np.median(value), at, "o", color="black", markersize=4)
    set_row_labels(ax, list(values_by_case))
    return "case"


def plot_ridge(ax: Axes, values_by_case: ValuesByCase) -> str:
    """Plot a ridge per case, all of equal area, with median and 5 to 95 % below it."""
    grid = value_grid(values_by_case)
    shapes = {case: kernel_density(value, grid) for case, value in values_by_case.items()}
    highest = max(shape.max() for shape in shapes.values())
    for at, (case, shape) in enumerate(shapes.items()):
        ridge = at - 0.95 * shape / highest
        ax.fill_between(grid, at, ridge, color=PALETTE[0], alpha=0.35, linewidth=0)
        ax.plot(grid, ridge, color=PALETTE[0], linewidth=1)
        low, middle, high = np.quantile(values_by_case[case], [0.05, 0.5, 0.95])
        ax.plot([low, high], [at, at], color="black", linewidth=1.2)
        ax.plot(middle, at, "o", color="black", markersize=3.5)
    set_row_labels(ax, list(values_by_case))
    ax.set_ylim(len(values_by_case) - 0.7, -1.1)
    return "case"


DISTRIBUTION_KINDS: dict[str, Callable[[Axes, ValuesByCase], str]] = {
    "histogram": plot_histogram,
    "density": plot_density,
    "ecdf": plot_ecdf,
    "box": plot_box,
    "violin": plot_violin,
    "ridge": plot_ridge,
}
ROW_KINDS = ("box", "violin", "ridge")


def distribution(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    kind: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Plot the distribution of an outcome over runs, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    kind
        histogram, density, ecdf, box, violin or ridge; empty for density up to four cases and
        ridge for more.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A case with two modes by Hartigans' dip test is marked with the p-value, unless several
        of its runs share a replicate.

    Raises
    ------
    AnalysisError
        If there is no such kind or outcome.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "days": [60, 70, 65, 80, 75, 90]})
    >>> distribution(runs, "days", kind="ecdf").get_xlabel()
    'length of the run (days)'
    """
    table = tag_cases(runs, by, numeric_outcome(runs, outcome), "")
    parts = {
        dip_test_label(str(case), part): part["value"].to_numpy()
        for case, part in table.groupby("case", observed=True)
    }
    kind = kind or ("density" if len(parts) <= 4 else "ridge")
    if kind not in DISTRIBUTION_KINDS:
        raise AnalysisError(
            f"no kind of plot is called '{kind}' (there are: {', '.join(DISTRIBUTION_KINDS)})"
        )
    row_count = len(parts) if kind in ROW_KINDS else 0
    ax = axes_or_new(ax, row_count)
    y_label = DISTRIBUTION_KINDS[kind](ax, parts)
    if not row_count:
        add_legend(ax, list(parts))
    return set_labels(ax, f"{len(runs):,} runs", outcome_label(outcome), y_label)


def dip_test_label(case: str, case_runs: pd.DataFrame) -> str:
    """Return a case's label, with the p-value of the dip test if it has two modes."""
    p = dip_test_p(case_runs["value"].to_numpy()) if has_unique_replicates(case_runs) else 1.0
    return f"{case} (two modes, dip test p = {p:.2g})" if p < DIP_TEST_LEVEL else case
