"""Effects with their intervals: forests, tornados, shares of runs, the fate of car bombs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis import distributions
from mesa_mosul.analysis.cases import cases, check_columns
from mesa_mosul.plots.frames import COLOURS, label, rows_named, rows_of, sheet, titled, unit

FATES = {
    "car_bombs_stopped_from_the_air": ("stopped from the air", "#56B4E9", "///"),
    "car_bombs_stopped_by_craters": ("stopped by craters", "#E69F00", "..."),
    "car_bombs_stopped_by_fire": ("stopped by fire", "#0072B2", "\\\\\\"),
    "car_bombs_failed": ("failed", "#999999", ""),
    "car_bombs_effective": ("effective", "#D55E00", "xxx"),
}


def forest(effects: pd.DataFrame, outcome: str, axes: Axes | None = None) -> Axes:
    """Draw paired differences with their 95 % intervals, a row a case.

    effects: what `analysis.comparison.paired` or `two_level` returns. Differences whose
    interval holds 0, or is not known, are hollow.
    """
    check_columns(effects, ["case", "difference", "low", "high"])
    axes = sheet(axes, len(effects))
    for at, row in enumerate(rows_of(effects)):
        nothing = not (row.low > 0.0 or row.high < 0.0)
        axes.plot([row.low, row.high], [at, at], color=COLOURS[0], linewidth=1.6)
        axes.plot(row.difference, at, "o", color=COLOURS[0], markersize=5,
                  markerfacecolor="white" if nothing else COLOURS[0])  # fmt: skip
    axes.axvline(0.0, color="black", linewidth=0.8)
    rows_named(axes, effects["case"].tolist())
    about, _, _ = label(outcome).rpartition(" (")
    axes = titled(
        axes,
        f"Change of {about}",
        f"paired difference, 95 % interval ({unit(outcome)})",
        "case",
    )
    axes.title.set_position((0.0, 1.0))
    return axes


def tornado(effects: pd.DataFrame, outcome: str, axes: Axes | None = None) -> Axes:
    """Draw how far each number moves an outcome, a row for each of its values.

    The number that moves it most is on top. effects: paired differences with columns varied
    (the number), to (its value), difference, low, high.
    """
    check_columns(effects, ["varied", "to", "difference", "low", "high"])
    reach = effects["difference"].abs().groupby(effects["varied"]).transform("max")
    told = effects.assign(reach=reach).sort_values(["reach", "varied"], ascending=[False, True])
    axes = sheet(axes, len(told))
    for at, row in enumerate(rows_of(told)):
        colour = COLOURS[0] if row.difference >= 0 else COLOURS[1]
        axes.barh(at, row.difference, height=0.65, color=colour, alpha=0.45)
        axes.plot([row.low, row.high], [at, at], color="black", linewidth=1)
    axes.axvline(0.0, color="black", linewidth=0.8)
    rows_named(axes, [f"{row.varied}: {row.to}" for row in rows_of(told)])
    about, _, _ = label(outcome).rpartition(" (")
    across = f"change from the base ({unit(outcome)})"
    return titled(axes, f"Change of {about}", across, "number and its value")


def probability(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    axes: Axes | None = None,
    sets: str = "",
) -> Axes:
    """Draw the share of runs in which an outcome is yes, with its 95 % interval.

    sets: as in `analysis.distributions.probability`.
    """
    told = distributions.probability(runs, outcome, by, sets)
    axes = sheet(axes, len(told))
    at = np.arange(len(told))
    axes.barh(at, told["share"], height=0.6, color=COLOURS[0], alpha=0.4)
    axes.hlines(at, told["low"], told["high"], color="black", linewidth=1.4)
    rows_named(axes, told["case"].tolist())
    axes.set_xlim(0.0, 1.0)
    return titled(axes, f"{len(runs):,} runs, 95 % intervals", label(outcome), "case")


def funnel(
    daily: pd.DataFrame, runs: pd.DataFrame, by: Sequence[str] = (), axes: Axes | None = None
) -> Axes:
    """Draw what becomes of the car bombs that are launched, means by case.

    daily: one row a run and day, with the recorded columns of FATES.
    """
    check_columns(daily, ["key", "date", *FATES])
    last = daily.sort_values("date").groupby("key").tail(1)
    unique = runs.drop_duplicates("key").assign(case=cases(runs.drop_duplicates("key"), by))
    means = (
        last.merge(unique[["key", "case"]], on="key")
        .groupby("case", observed=True)[list(FATES)]
        .mean()
    )
    axes, left = sheet(axes, len(means)), np.zeros(len(means))
    for name, (about, colour, hatch) in FATES.items():
        axes.barh(np.arange(len(means)), means[name], left=left, height=0.65, color=colour,
                  hatch=hatch, edgecolor="white", label=about)  # fmt: skip
        left = left + means[name].to_numpy()
    rows_named(axes, [str(case) for case in means.index])
    below = -0.75 / axes.figure.get_figheight()  # type: ignore[union-attr]
    axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper left", bbox_to_anchor=(0, below))
    return titled(
        axes, "What becomes of car bombs, mean of runs", "car bombs launched (number)", "case"
    )
