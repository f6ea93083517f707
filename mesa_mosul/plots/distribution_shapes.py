"""The shapes by which plots show a distribution: curves, and rows of boxes, ridges and dots."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE
from mesa_mosul.plots.sweep_bounds import bounded_density
from mesa_mosul.plots.sweep_cases import CaseSample

Bounds = tuple[float, float]
MAX_BINS = 24
MAX_DOTS = 50
"""Largest number of dots of a case; with more runs a dot stands for several."""
DOT_BINS = 40
BOX_COLOUR = "#cfe3f1"
SETS_COLOUR = PALETTE[1]
SETS_NOTES = {
    "ecdf": "Thin line: means of the parameter sets, chance averaged out.",
    "dots": "Ticks below: means of the parameter sets, chance averaged out.",
    "ridge": "Ticks below: means of the parameter sets, chance averaged out.",
}
"""What the note of a kind of plot says where it shows parameter sets with several runs."""


def dkw_half_width(unit_count: float) -> float:
    """Return the half-width of the 95 % band of a distribution function, as a share.

    By the inequality of Dvoretzky, Kiefer and Wolfowitz (1956) with the constant of Massart
    (1990), for all values at once.
    """
    return float(np.sqrt(np.log(2.0 / (1.0 - CONFIDENCE_LEVEL)) / (2.0 * unit_count)))


def draw_ecdf(
    ax: Axes, sample: CaseSample, grid: np.ndarray, bounds: Bounds, colour: str, dash: str
) -> Line2D:
    """Draw the share of all runs at or below each value, with its band."""
    value = np.sort(sample.value)
    x = np.concatenate([[grid[0]], value, [grid[-1]]])
    share = np.arange(len(value) + 1) / sample.run_count
    share = np.append(share, share[-1])
    half = dkw_half_width(sample.unit_count)
    inside = slice(1, -1) if len(value) > 1 else slice(None)
    low, high = np.clip(share - half, 0.0, 1.0), np.clip(share + half, 0.0, 1.0)
    ax.fill_between(
        x[inside],
        100.0 * low[inside],
        100.0 * high[inside],
        step="post",
        color=colour,
        alpha=0.16,
        linewidth=0,
    )
    if means := list(np.sort(sample.set_means)):
        at = 100.0 * np.linspace(0.0, 1.0, len(means) + 1)
        ax.step([grid[0], *means], at, color=colour, where="post", linewidth=0.9)
    return ax.step(x, 100.0 * share, dash, color=colour, where="post", linewidth=1.6)[0]


def draw_density(
    ax: Axes, sample: CaseSample, grid: np.ndarray, bounds: Bounds, colour: str, dash: str
) -> Line2D:
    """Draw a kernel density; its area is the share of runs that have a value."""
    if not len(sample.value):
        return ax.plot([], [], dash, color=colour)[0]
    density = bounded_density(sample.value, grid, bounds) * 100.0 * sample.known_share
    return ax.plot(grid, density, dash, color=colour, linewidth=1.6)[0]


def draw_histogram(
    ax: Axes, sample: CaseSample, grid: np.ndarray, bounds: Bounds, colour: str, dash: str
) -> Line2D:
    """Draw the outline of a histogram, in per cent of all runs, over bins of equal width."""
    edges = np.linspace(grid[0], grid[-1], MAX_BINS + 1)
    share = 100.0 * np.histogram(sample.value, edges)[0] / sample.run_count
    ax.stairs(share, edges, color=colour, alpha=0.25, fill=colour != BASE_COLOUR)
    ax.stairs(share, edges, color=colour, linestyle=dash, linewidth=1.4)
    return ax.plot([], [], dash, color=colour)[0]


def draw_boxes(
    ax: Axes, samples: Sequence[CaseSample], grid: np.ndarray, bounds: Bounds
) -> None:
    """Draw boxes."""
    ax.boxplot(
        [sample.value for sample in samples], positions=range(len(samples)),
        orientation="horizontal", whis=(5, 95), widths=0.6,
        flierprops={"marker": ".", "markersize": 2.5},
        medianprops={"color": "black"}, patch_artist=True, boxprops={"facecolor": BOX_COLOUR},
    )  # fmt: skip


def draw_violins(
    ax: Axes, samples: Sequence[CaseSample], grid: np.ndarray, bounds: Bounds
) -> None:
    """Draw violins with their medians and quartiles."""
    for at, sample in enumerate(samples):
        if len(sample.value):
            shape = bounded_density(sample.value, grid, bounds)
            half = 0.42 * shape / shape.max()
            ax.fill_between(grid, at - half, at + half, color=PALETTE[0], alpha=0.35, lw=0.8)
            draw_quantile_line(ax, sample.value, at, (0.25, 0.5, 0.75))


def draw_ridges(
    ax: Axes, samples: Sequence[CaseSample], grid: np.ndarray, bounds: Bounds
) -> None:
    """Draw a ridge per case, all of equal area, the first as a grey line behind the others."""
    shapes = [
        bounded_density(sample.value, grid, bounds) * sample.known_share
        if len(sample.value)
        else None
        for sample in samples
    ]
    scale = 0.95 / max(shape.max() for shape in shapes if shape is not None)
    for at, (sample, shape) in enumerate(zip(samples, shapes, strict=True)):
        if shape is None:
            continue
        ax.fill_between(grid, at, at - scale * shape, color=PALETTE[0], alpha=0.35, linewidth=0)
        ax.plot(grid, at - scale * shape, color=PALETTE[0], linewidth=1)
        if at and shapes[0] is not None:
            ax.plot(grid, at - scale * shapes[0], color=BASE_COLOUR, linewidth=1)
        draw_quantile_line(ax, sample.value, at, (0.05, 0.5, 0.95))
        draw_set_ticks(ax, sample, at)


def draw_dots(
    ax: Axes, samples: Sequence[CaseSample], grid: np.ndarray, bounds: Bounds
) -> None:
    """Draw a quantile dot plot per case (Kay et al. 2016): dots of equal share, stacked."""
    edges = np.linspace(grid[0], grid[-1], DOT_BINS + 1)
    stacks = []
    for sample in samples:
        count = min(MAX_DOTS, len(sample.value))
        share = (np.arange(count) + 0.5) / max(count, 1)
        dots = np.quantile(sample.value, share, method="inverted_cdf") if count else share
        column = np.clip(np.searchsorted(edges, dots, side="right") - 1, 0, DOT_BINS - 1)
        stacks.append((dots, column))
    highest = max(np.bincount(column).max() for _, column in stacks if len(column))
    for at, (dots, column) in enumerate(stacks):
        for one in np.unique(column):
            inside = dots[column == one]
            heights = at - (np.arange(len(inside)) + 0.5) * min(0.08, 0.95 / highest)
            middle = np.full(len(inside), np.median(inside))
            ax.plot(middle, heights, "o", color=PALETTE[0], markersize=3.4, markeredgewidth=0)
        ax.axhline(at, color="#b0b0b0", linewidth=0.8)
        draw_set_ticks(ax, samples[at], at)


def draw_set_ticks(ax: Axes, sample: CaseSample, at: int) -> None:
    """Draw a tick at the mean of each parameter set below a row: what chance does not do."""
    ax.vlines(sample.set_means, at + 0.06, at + 0.2, color=SETS_COLOUR, linewidth=0.6)


def draw_quantile_line(
    ax: Axes, value: np.ndarray, at: int, shares: tuple[float, float, float]
) -> None:
    """Draw the line between two quantiles of a row, and a dot at the one between them."""
    low, middle, high = np.quantile(value, shares)
    ax.plot([low, high], [at, at], color="black", linewidth=1.2, solid_capstyle="butt")
    ax.plot(middle, at, "o", color="black", markersize=3.5)


class RowShape(NamedTuple):
    """A kind of plot with a row per case: how it is drawn, its note, whether rows are high."""

    draw: Callable[[Axes, Sequence[CaseSample], np.ndarray, Bounds], None]
    note: str
    is_high: bool


ROW_SHAPES = {
    "dots": RowShape(draw_dots, "Dots: equal shares of the runs.", True),
    "box": RowShape(
        draw_boxes, "Box: median and quartiles; whiskers: 5 to 95 %; dots: beyond.", False
    ),
    "violin": RowShape(draw_violins, "Line: middle half of the runs; dot: median.", False),
    "ridge": RowShape(draw_ridges, "Line: 5 to 95 % of the runs; dot: median.", True),
}
