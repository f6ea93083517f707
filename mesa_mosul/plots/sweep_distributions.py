"""The distribution of an outcome over runs, by case."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.formatting import percent_with_decimals
from mesa_mosul.plots.distribution_shapes import (
    ROW_SHAPES,
    SETS_NOTES,
    draw_density,
    draw_ecdf,
    draw_histogram,
)
from mesa_mosul.plots.style import (
    BASE_COLOUR,
    capitalize,
    case_styles,
    outcome_text,
    outcome_unit,
    with_unit,
)
from mesa_mosul.plots.sweep_bounds import known_values, outcome_bounds, value_grid
from mesa_mosul.plots.sweep_cases import CaseSample, case_samples, distinct_cases
from mesa_mosul.plots.sweep_layout import (
    FIGURE_HEIGHT_IN,
    ROW_WIDTH_IN,
    add_legend,
    axes_or_new,
    count_lines,
    panel_axes,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import fit_names

MAX_ECDF_CASES = 4
"""Largest number of cases whose distribution functions are plotted by default."""
TO_THE_END = ", to the run's end at most"
"""What a label leaves out where runs that end before the event are counted apart."""
SHAPE_LINES = 3.2
"""Height of a row that holds a shape, in lines of text."""


class CurveKind(NamedTuple):
    """A kind of plot with a curve per case: how it is drawn, its vertical axis, its note.

    in_frame: largest number of cases whose curves share a frame. y_limits: least and largest
    value of the vertical axis; None for that of the curves.
    """

    draw: Callable[..., Line2D]
    y_label: str
    note: str
    in_frame: int
    y_limits: tuple[float, float | None]


CURVE_KINDS = {
    "ecdf": CurveKind(
        draw_ecdf,
        "at or below (% of runs)",
        "Band: 95 % for the whole curve (Dvoretzky, Kiefer, Wolfowitz).",
        2,
        (-2.0, 102.0),
    ),
    "density": CurveKind(draw_density, "density (% of runs per {unit})", "", 4, (0.0, None)),
    "histogram": CurveKind(draw_histogram, "runs (%)", "", 1, (0.0, None)),
}
DISTRIBUTION_KINDS = (*CURVE_KINDS, *ROW_SHAPES)
ROW_KINDS = tuple(ROW_SHAPES)


def distribution(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    kind: str = "",
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the distribution of an outcome over runs, by case.

    Nothing is drawn beyond the bounds of the outcome. Cases whose runs are equal are drawn
    once. Runs that end before the day in question have no value: their share is stated apart.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric column.
    by
        Factors that distinguish the cases.
    kind
        ecdf, density, histogram, dots, box, violin or ridge; empty for dots of one case, ecdf
        up to four cases, and ridge for more.
    ax
        Axes to plot on; None for a new figure, with a panel per case for more than two ecdf,
        more than four densities, and several histograms.
    set_column
        Column that identifies a parameter set, if parameters were sampled: the band of the
        ecdf then is that of the number of sets, and of sets with several runs the ecdf, dots
        and ridges show their means as well, in which chance is averaged out.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel, if there are several.

    Raises
    ------
    AnalysisError
        If there is no such kind or outcome, or if the outcome is boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "days": [60, 70, 65, 80, 75, 90]})
    >>> distribution(runs, "days", kind="ecdf").get_xlabel()
    'length of the run (days)'
    """
    runs = runs.reset_index(drop=True)
    value, absence = known_values(runs, outcome)
    cases = distinct_cases(runs, by, outcome)
    samples = case_samples(cases, value, set_column)
    several = "ecdf" if len(samples) <= MAX_ECDF_CASES else "ridge"
    kind = kind or ("dots" if len(samples) == 1 else several)
    if kind not in DISTRIBUTION_KINDS:
        raise AnalysisError(
            f"no kind of plot is called '{kind}' (there are: {', '.join(DISTRIBUTION_KINDS)})"
        )
    known = value.dropna().to_numpy()
    if not len(known):
        raise AnalysisError(f"'{outcome}': {absence} in any run; there is nothing to plot")
    names = [absence_label(name, sample, absence) for name, sample in samples.items()]
    samples = dict(zip(names, samples.values(), strict=True))
    bounds = outcome_bounds(runs, outcome, known)
    grid = value_grid(known, bounds)
    text, unit = outcome_text(outcome), outcome_unit(outcome)
    text = text.removesuffix(TO_THE_END) if absence else text
    notes = [f"{capitalize(cases.describe())}."]
    if kind in ROW_KINDS:
        ax = plot_rows(kind, samples, grid, bounds, ax)
        y_label, note = "", ROW_SHAPES[kind].note
        if kind == "ridge" and len(samples) > 1:
            note += f" Grey line: {next(iter(cases.names.values()))}."
    else:
        ax, y_label = plot_curves(kind, samples, grid, bounds, ax, unit)
        note = CURVE_KINDS[kind].note
    if any(len(sample.set_means) for sample in samples.values()):
        notes.append(SETS_NOTES.get(kind, ""))
    title, notes = f"Distribution: {text}", [*notes, note]
    return set_labels(ax, title, with_unit(text, unit), y_label, " ".join(notes))


def absence_label(name: str, sample: CaseSample, absence: str) -> str:
    """Return a case's label, with the share of its runs that have no value."""
    if not absence:
        return name
    share = (sample.run_count - len(sample.value)) / sample.run_count
    return f"{name}\n{percent_with_decimals(share, 0)} % {absence}"


def plot_rows(
    kind: str,
    samples: dict[str, CaseSample],
    grid: np.ndarray,
    bounds: tuple[float, float],
    ax: Axes | None,
) -> Axes:
    """Plot a row per case."""
    shape, names = ROW_SHAPES[kind], fit_names(list(samples), ROW_WIDTH_IN)
    lines = max(count_lines(names), SHAPE_LINES * len(names) * shape.is_high)
    ax = axes_or_new(ax, lines)
    shape.draw(ax, list(samples.values()), grid, bounds)
    set_row_labels(ax, names)
    ax.set_ylim(len(names) - 0.5 - 0.3 * shape.is_high, -0.6 - 0.5 * shape.is_high)
    return ax


def plot_curves(
    kind: str,
    samples: dict[str, CaseSample],
    grid: np.ndarray,
    bounds: tuple[float, float],
    ax: Axes | None,
    unit: str,
) -> tuple[Axes, str]:
    """Plot a curve per case, in one frame or in panels; return the axes and what is vertical.

    In panels the base, the first case, stands in grey behind each other case.
    """
    curve, names = CURVE_KINDS[kind], list(samples)
    y_label = curve.y_label.format(unit=unit or "unit of the outcome")
    if ax is not None or len(samples) <= curve.in_frame:
        ax = axes_or_new(ax, height_in=FIGURE_HEIGHT_IN)
        handles: dict[str, Artist] = {
            name: curve.draw(ax, samples[name], grid, bounds, colour, dash)
            for name, (colour, dash) in case_styles(names).items()
        }
        ax.set_ylim(*curve.y_limits)
        add_legend(ax, handles)
        return ax, y_label
    panels = panel_axes(names)
    for panel, (name, (colour, _)) in zip(panels, case_styles(names).items(), strict=True):
        if name != names[0]:
            curve.draw(panel, samples[names[0]], grid, bounds, BASE_COLOUR, "-")
        curve.draw(panel, samples[name], grid, bounds, colour, "-")
    panels[0].set_ylim(*curve.y_limits)
    return panels[0], y_label
