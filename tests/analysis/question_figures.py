"""The figures of the page `experiments/reported_question.md`."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import PALETTE

BLUE, ORANGE = PALETTE[:2]
TEXT_SIZE, TITLE_SIZE = 11, 14
SAMPLES = (
    ("agrees with the record to 13 December", BLUE, "o", -0.14),
    ("every number drawn from its range", ORANGE, "s", 0.14),
)
"""What the sweeps draw from, their colours, markers, and places in a row."""
ARTICLE, NONE_LEFT = "the article's conditions", "all five removed"
NEEDED_POINTS = 20.0
"""A stall needs a condition if so many points fewer stall without it."""


def rows_of(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a figure: nothing removed, each condition alone, all of them."""
    counts = shares["instead"].map(len)
    shown = pd.concat([shares[counts <= 1], shares[counts == counts.max()]])
    names = [ARTICLE, *(one[0] for one in shown["instead"][1:-1]), NONE_LEFT]
    return shown.assign(name=names).set_index("name")


def draw_rows(ax: Axes, shares: list[pd.DataFrame], x_label: str) -> None:
    """Draw shares of runs with their intervals, a row per combination, a colour per sweep."""
    for table, (text, colour, marker, shift) in zip(shares, SAMPLES, strict=False):
        rows = rows_of(table)
        for at, row in enumerate(rows.itertuples()):
            ax.plot([100 * row.low, 100 * row.high], [at + shift] * 2, color=colour, lw=2)
            ax.plot(100 * row.share, at + shift, marker, color=colour, markersize=7)
        ax.plot([], [], marker + "-", color=colour, label=text)
    ax.set_yticks(range(len(rows)), rows.index, fontsize=TEXT_SIZE)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.set_xlabel(x_label, fontsize=TEXT_SIZE)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)


def draw_shares(stalled: list[pd.DataFrame], cleared: list[pd.DataFrame]) -> Figure:
    """Draw how often the offensive stalls, and how often the east falls all the same."""
    figure = new_figure(9, 4.8)
    left, right = figure.subplots(1, 2, sharey=True)
    draw_rows(left, stalled, "offensive stalls (% of runs)")
    draw_rows(right, cleared, "east cleared by 30 March 2017 (% of runs)")
    figure.legend(
        *left.get_legend_handles_labels(), loc="outside lower center", ncols=2,
        fontsize=TEXT_SIZE, frameon=False,
    )  # fmt: skip
    return figure


def draw_combinations(stalled: pd.DataFrame) -> Figure:
    """Draw how often the offensive stalls, by how many of the conditions are removed.

    Combinations are told apart by the one whose removal alone changes most.
    """
    alone = rows_of(stalled)["share"].drop([ARTICLE, NONE_LEFT])
    strongest = str(alone.idxmin())
    count = stalled["instead"].map(len)
    has = stalled["instead"].map(lambda one: strongest in one)
    table = stalled.assign(count=count, has=has).sort_values(["count", "has"])
    in_column = table.groupby("count")["has"]
    middle = (in_column.transform("size") - 1) / 2
    table["at"] = table["count"] + 0.075 * (in_column.cumcount() - middle)
    figure = new_figure(7, 4.4)
    ax = figure.subplots()
    for is_in, colour, marker in ((False, BLUE, "o"), (True, ORANGE, "s")):
        rows = table[table["has"] == is_in]
        ax.vlines(rows["at"], 100 * rows["low"], 100 * rows["high"], color=colour, lw=1.2)
        text = strongest if is_in else f"not {strongest}"
        ax.plot(rows["at"], 100 * rows["share"], marker, color=colour, label=text)
    ax.set_xlabel("conditions of the article removed", fontsize=TEXT_SIZE)
    ax.set_ylabel("offensive stalls (% of runs)", fontsize=TEXT_SIZE)
    ax.set_ylim(0, 102)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=TEXT_SIZE, frameon=False, loc="lower left")
    return figure


def save(shares: dict[str, list[pd.DataFrame]], folder: Path) -> None:
    """Save the figures; shares: by outcome (stalled, cleared), a table per sweep."""
    stalled, cleared = shares.values()
    folder.mkdir(parents=True, exist_ok=True)
    figures = {
        "shares": draw_shares(stalled, cleared), "combinations": draw_combinations(stalled[0]),
    }  # fmt: skip
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png")
