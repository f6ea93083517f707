"""Effects with their intervals: forests and tornados."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.formatting import decimal_text
from mesa_mosul.plots.style import (
    PALETTE,
    clean_text,
    factor_text,
    outcome_text,
    outcome_unit,
    three_digits,
    with_unit,
)
from mesa_mosul.plots.sweep_cases import join_equal_cases
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    LegendMark,
    add_legend,
    axes_or_new,
    count_lines,
    named_rows,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import fit_names

LOW_COLOUR, MIDDLE_COLOUR, HIGH_COLOUR = PALETTE[5], "#999999", PALETTE[0]
"""Of the first, the middle and the last level of a factor in a tornado."""


def difference_unit(outcome: str, is_share: bool) -> tuple[float, str]:
    """Return the factor and the unit in which differences of an outcome are plotted."""
    if is_share or outcome_unit(outcome) == "share of runs":
        return 100.0, "percentage points of runs"
    return 1.0, outcome_unit(outcome)


def forest(
    effects: pd.DataFrame,
    outcome: str,
    ax: Axes | None = None,
    base: str = "",
    is_share: bool = False,
) -> Axes:
    """Plot paired differences from the base with their 95 % intervals, a row per case.

    Parameters
    ----------
    effects
        As `analysis.paired_comparison.paired_differences` returns it.
    outcome
        Name of the outcome, for the labels.
    ax
        Axes to plot on; None for a new figure.
    base
        Name of the base case, for the note.
    is_share
        Whether the outcome is a custom boolean, so that differences are in percentage points.

    Returns
    -------
    matplotlib.axes.Axes
        A point and a line per case, hollow if the interval contains 0 or is unknown, with the
        numbers below its name. Cases with equal effects share a row; those that are exactly 0
        are counted in the note.

    Raises
    ------
    AnalysisError
        If a column is missing, or there is no row.

    Examples
    --------
    >>> import pandas as pd
    >>> effects = pd.DataFrame({"case": ["4,000 troops"], "difference": 1.0, "low": 0.5,
    ...     "high": 1.5})
    >>> forest(effects, "isis_killed").get_xlabel()
    'difference from the base (personnel)'
    """
    check_columns(effects, ["case", "difference", "low", "high"])
    check_rows(effects)
    scale, unit = difference_unit(outcome, is_share)
    numbers = effects[["difference", "low", "high"]].astype(float) * scale
    groups: dict[tuple[float, ...], list[str]] = {}
    for case, row in zip(effects["case"], numbers.to_numpy(), strict=True):
        groups.setdefault(tuple(np.nan_to_num(row, nan=np.inf)), []).append(str(case))
    equal = groups.pop((0.0, 0.0, 0.0), []) if len(groups) > 1 else []
    names = [
        f"{name}\n{effect_label(*row)}"
        for name, row in zip(
            fit_names([join_equal_cases(cases) for cases in groups.values()], ROW_WIDTH_IN),
            groups,
            strict=True,
        )
    ]
    ax = axes_or_new(ax, count_lines(names))
    for at, (difference, low, high) in enumerate(groups):
        excludes_zero = np.isfinite([low, high]).all() and (low > 0.0 or high < 0.0)
        if np.isfinite([low, high]).all():
            ax.plot(
                [low, high], [at, at], color=PALETTE[0], linewidth=1.8, solid_capstyle="butt"
            )
        if np.isfinite(difference):
            ax.plot(difference, at, "o", color=PALETTE[0], markersize=5.5,
                    markerfacecolor=PALETTE[0] if excludes_zero else "white")  # fmt: skip
    ax.axvline(0.0, color="black", linewidth=0.8)
    set_row_labels(ax, names)
    against = f" from '{clean_text(base)}'" if base else " from the base"
    notes = [f"Paired differences{against}; lines: 95 %; hollow: 0 is within."]
    if equal:
        which = (
            f"'{clean_text(equal[0])}' does" if len(equal) == 1 else f"{len(equal)} cases do"
        )
        notes.append(f"{which} not differ from the base in any pair.")
    x_label = with_unit("difference from the base", unit)
    return set_labels(ax, f"Change of {outcome_text(outcome)}", x_label, "", " ".join(notes))


def check_rows(effects: pd.DataFrame) -> None:
    """Raise AnalysisError for a table without an effect."""
    if effects.empty:
        raise AnalysisError("no case differs from the base; there is nothing to plot")


def effect_label(difference: float, low: float, high: float) -> str:
    """Return an effect and its interval as text; not finite: unknown."""
    if not np.isfinite(difference):
        return "no pairs"
    if not np.isfinite([low, high]).all():
        is_zero = difference == 0.0
        return "0 in all pairs" if is_zero else f"{three_digits(difference)} (no interval)"
    digits = interval_decimals(low, high)
    ends = f"{decimal_text(low, digits)} to {decimal_text(high, digits)}"
    return f"{decimal_text(difference, digits, signed=True)} ({ends})"


def interval_decimals(low: float, high: float) -> int:
    """Return the decimals of an interval: to a twentieth of its width or better."""
    width = high - low or abs(high)
    return max(0, int(np.ceil(-np.log10(width / 20.0)))) if width else 0


def tornado(
    effects: pd.DataFrame, outcome: str, ax: Axes | None = None, is_share: bool = False
) -> Axes:
    """Plot the effect of each factor that was varied alone, a row per factor.

    Parameters
    ----------
    effects
        Paired differences with the columns factor, level, difference, low, high.
    outcome
        Name of the outcome, for the labels.
    ax
        Axes to plot on; None for a new figure.
    is_share
        As for `forest`.

    Returns
    -------
    matplotlib.axes.Axes
        A bar per level from the base, with its interval; the levels are named below the factor.
        The factor with the largest effect is on top.

    Raises
    ------
    AnalysisError
        If a column is missing, or there is no row.

    Examples
    --------
    >>> import pandas as pd
    >>> effects = pd.DataFrame({"factor": ["R05"], "level": ["4,750 fighters"],
    ...     "difference": -1.0, "low": -1.5, "high": -0.5})
    >>> tornado(effects, "km2_city_held").get_xlabel()
    'difference from the base (km²)'
    """
    check_columns(effects, ["factor", "level", "difference", "low", "high"])
    check_rows(effects)
    scale, unit = difference_unit(outcome, is_share)
    largest = effects["difference"].abs().groupby(effects["factor"]).max()
    order = sorted(largest.index, key=lambda factor: (-largest[factor], str(factor)))
    parts = [sort_levels(effects[effects["factor"] == factor]) for factor in order]
    names = [
        f"{name}\n{level}"
        for name, level in zip(
            fit_names([factor_text(str(factor)) for factor in order], ROW_WIDTH_IN),
            fit_names([describe_levels(part) for part in parts], ROW_WIDTH_IN),
            strict=True,
        )
    ]
    ax, handles = axes_or_new(ax, count_lines(names)), dict[str, LegendMark]()
    for at, part in enumerate(parts):
        colours = level_colours(len(part))
        heights = np.linspace(-0.18, 0.18, len(part)) if len(part) > 1 else [0.0]
        for row, shift, colour in zip(named_rows(part), heights, colours, strict=True):
            height = 0.66 / len(part)
            bar = ax.barh(at + shift, scale * row.difference, height, color=colour)
            if colour != MIDDLE_COLOUR:
                is_first = colour == LOW_COLOUR
                handles.setdefault("first level" if is_first else "last level", bar)
            ends = [scale * row.low, scale * row.high]
            ax.plot(ends, [at + shift] * 2, color="black", linewidth=1, solid_capstyle="butt")
    ax.axvline(0.0, color="black", linewidth=0.8)
    set_row_labels(ax, names)
    add_legend(ax, handles, beside_rows=True)
    x_label = with_unit("difference from the base", unit)
    title = f"Change of {outcome_text(outcome)}, each factor varied alone"
    return set_labels(ax, title, x_label, "", "Black lines: 95 % intervals.")


def level_colours(count: int) -> list[str]:
    """Return the colours of the levels of a factor in a tornado."""
    if count == 1:
        return [HIGH_COLOUR]
    return [LOW_COLOUR, *[MIDDLE_COLOUR] * (count - 2), HIGH_COLOUR]


def sort_levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a factor by level, numbers in ascending order."""
    number = pd.to_numeric(rows["level"], errors="coerce")
    return rows.iloc[np.argsort(number, kind="stable")] if number.notna().all() else rows


def describe_levels(rows: pd.DataFrame) -> str:
    """Return the levels of a factor as text, numbers with three digits."""
    numbers = pd.to_numeric(rows["level"], errors="coerce")
    if numbers.isna().any():
        return ", ".join(clean_text(str(level)) for level in rows["level"])
    return " to ".join(three_digits(numbers.iloc[at]) for at in sorted({0, len(rows) - 1}))
