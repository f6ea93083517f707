"""The figures of the page `experiments/reported_question.md`."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import PALETTE

BLUE, ORANGE = PALETTE[:2]
TEXT_SIZE, TITLE_SIZE = 11, 14
SAMPLES = (
    ("numbers that agree with what was observed by 13 December", BLUE, "o", -0.14),
    ("every number drawn from its declared range", ORANGE, "s", 0.14),
)
"""What the sweeps draw from, their colours, markers, and places in a row."""
ARTICLE, NONE_LEFT = "the article's conditions", "all of these"
NEEDED_POINTS = 20.0
"""A stall needs a condition if so many points fewer stall without it."""
SHARES_TITLE = (
    "The offensive nearly always stalls, unless ISIS leaves;\n"
    "most runs clear the east all the same"
)
GROUPS_TITLE = "It seldom stalls only where ISIS leaves\nand the road lets it"


def rows_of(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a figure: nothing removed, each condition alone, all of them."""
    counts = shares["instead"].map(len)
    alone = shares[counts == 1].iloc[::-1]  # in the order of the conditions
    shown = pd.concat([shares[counts == 0], alone, shares[counts == counts.max()]])
    names = [ARTICLE, *(one[0] for one in alone["instead"]), NONE_LEFT]
    return shown.assign(name=names).set_index("name")


def style_axes(ax: Axes, names: Sequence[str], x_label: str) -> None:
    """Set rows, labels and grid of an axis of shares."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(-1, 101)
    ax.set_xlabel(x_label, fontsize=TEXT_SIZE)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)


def draw_share(ax: Axes, share: pd.Series, at: float, colour: str, marker: str) -> None:
    """Draw a share of runs with its 95 % interval."""
    ax.plot([100 * share["low"], 100 * share["high"]], [at, at], color=colour, linewidth=2)
    ax.plot(100 * share["share"], at, marker, color=colour, markersize=6.5)


def draw_rows(ax: Axes, shares: Sequence[pd.DataFrame], x_label: str) -> None:
    """Draw shares of runs with their intervals, a row per combination, a colour per sweep."""
    for table, (text, colour, marker, shift) in zip(shares, SAMPLES, strict=False):
        rows = rows_of(table)
        for at, (_, share) in enumerate(rows.iterrows()):
            draw_share(ax, share, at + shift, colour, marker)
        ax.plot([], [], f"{marker}-", color=colour, label=text)
    style_axes(ax, list(rows.index), x_label)


def draw_shares(stalled: Sequence[pd.DataFrame], cleared: Sequence[pd.DataFrame]) -> Figure:
    """Draw how often the offensive stalls, and how often the east falls all the same."""
    figure = new_figure(9, 5.2)
    figure.suptitle(SHARES_TITLE, fontsize=TITLE_SIZE, fontweight="bold", x=0.02, ha="left")
    left, right = figure.subplots(1, 2, sharey=True)
    draw_rows(left, stalled, "offensive stalls (% of runs)")
    draw_rows(right, cleared, "east cleared by 30 March 2017 (% of runs)")
    needed = 100 * float(rows_of(stalled[0])["share"].iloc[0]) - NEEDED_POINTS
    left.axvline(needed, color=BLUE, linestyle=":", linewidth=1.2)
    figure.legend(
        *left.get_legend_handles_labels(), loc="outside lower center", fontsize=TEXT_SIZE,
        frameon=False,
    )  # fmt: skip
    return figure


def draw_groups(stalled: pd.DataFrame, levers: Sequence[str], colour_lever: str) -> Figure:
    """Draw how often the offensive stalls in every combination.

    levers: their levels make a row each; colour_lever: its levels have a colour each. Shares
    of a row that are equal are drawn once: nobody returns where the road is closed.
    """
    figure = new_figure(7.5, 4)
    figure.suptitle(GROUPS_TITLE, fontsize=TITLE_SIZE, fontweight="bold", x=0.02, ha="left")
    ax = figure.subplots()
    names = stalled[list(levers)].agg(", ".join, axis=1)
    order, texts = list(dict.fromkeys(names)), list(dict.fromkeys(stalled[colour_lever]))
    for at, name in enumerate(order):
        group = stalled[names == name].drop_duplicates([colour_lever, "share", "low", "high"])
        for place, (_, share) in enumerate(group.iterrows()):
            which = texts.index(share[colour_lever])
            shift = 0.09 * (place - (len(group) - 1) / 2)
            draw_share(ax, share, at + shift, (BLUE, ORANGE)[which], "os"[which])
    for text, colour, marker in zip(texts, (BLUE, ORANGE), "os", strict=True):
        ax.plot([], [], f"{marker}-", color=colour, label=text)
    style_axes(ax, order, "offensive stalls (% of runs)")
    figure.legend(loc="outside lower center", ncols=2, fontsize=TEXT_SIZE, frameon=False)
    return figure


def save(shares: dict[str, list[pd.DataFrame]], levers: Sequence[str], folder: Path) -> None:
    """Save the figures; shares: by outcome (stalled, cleared), a table per sweep.

    levers: the two whose levels make the rows of the second figure, and that of its colours.
    """
    stalled, cleared = shares.values()
    folder.mkdir(parents=True, exist_ok=True)
    *row_levers, colour_lever = levers
    draw_shares(stalled, cleared).savefig(folder / "shares.png")
    draw_groups(stalled[0], row_levers, colour_lever).savefig(folder / "combinations.png")
