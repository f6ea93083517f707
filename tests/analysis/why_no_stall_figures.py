"""The figures of the page `experiments/why_no_stall.md`."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure

from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE
from tests.analysis.why_no_stall_tables import FIRST, Effects, Tables

BLUE, ORANGE, GREEN, PINK, YELLOW, SKY, BLACK = PALETTE
TITLE_SIZE, TEXT_SIZE = 15, 12
LAST = pd.Timestamp("2016-12-13")
SEED = 1
"""Seed of the runs that are followed."""
BRIGADE, BRIGADE_NAME = 101, "1st brigade of the Counter-Terrorism Service"
NEIGHBOURHOOD, NEIGHBOURHOOD_NAME = 9, "Karkukli"


def style_axes(ax: Axes, title: str = "", y_label: str = "") -> None:
    """Set title, labels and what is left of the frame."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.set_ylabel(y_label, fontsize=TEXT_SIZE)
    ax.set_title(title, fontsize=TEXT_SIZE, loc="left")


def date_axis(ax: Axes) -> None:
    """Set the horizontal axis to the days of the battle for the city."""
    ax.set_xlim(FIRST, LAST + pd.Timedelta(days=0.6))
    ax.set_xticks([FIRST, *pd.to_datetime(["2016-11-15", "2016-12-01"]), LAST])
    ax.xaxis.set_major_formatter(DateFormatter("%-d %b"))


def set_title(figure: Figure, text: str) -> None:
    """Set the title of a figure, which says its finding."""
    figure.suptitle(text, fontsize=TITLE_SIZE, fontweight="bold", x=0.02, ha="left")


def of_days(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return 5 %, median and 95 % of a column over the seeds, by date."""
    return table.groupby("date")[column].quantile([0.05, 0.5, 0.95]).unstack()


def plot_band(ax: Axes, table: pd.DataFrame, column: str, colour: str, width: float) -> float:
    """Draw the median over seeds with a band of 90 %; return the last median."""
    values = of_days(table, column).loc[FIRST:]
    ax.fill_between(values.index, values[0.05], values[0.95], color=colour, alpha=0.18, lw=0)
    ax.plot(values.index, values[0.5], color=colour, linewidth=width)
    return float(values[0.5].iloc[-1])


def draw_command(before: Tables) -> Figure:
    """Draw what the command saw and the state of those who attack, with one brigade."""
    figure = new_figure(7, 7.4)
    set_title(figure, "Command saw a cohesion of 0.8;\nthose who attack were down to 0.4")
    top, low = figure.subplots(2, 1, sharex=True)
    for column, colour, text in (
        ("cohesion_of_all", BASE_COLOUR, "all who attack or hold:\nwhat command saw"),
        ("cohesion_of_lead", BLUE, "lead formations"),
        ("readiness", ORANGE, "lead formations, men lost\nor refitting counting 0"),
    ):
        at = plot_band(top, before["days"], column, colour, 2.5)
        top.text(
            LAST + pd.Timedelta(days=1), at, text, color=colour, va="center", fontsize=TEXT_SIZE
        )
    style_axes(top, "Eastern axes, 50 runs of version 0.2.0", "cohesion, 0 to 1")
    top.set_ylim(0, 1.02)
    table = before["formations"]
    table = table[(table["seed"] == SEED) & (table["code"] == BRIGADE)].set_index("date")
    bottom = pd.Series(0.0, table.index)
    for column, colour, text in (
        ("attack", BLUE, "attack"), ("hold", SKY, "hold"), ("refit", YELLOW, "refit"),
    ):  # fmt: skip
        upper = bottom + table[column]
        low.fill_between(table.index, bottom, upper, color=colour, lw=0, step="mid", label=text)
        bottom = upper
    low.fill_between(
        table.index,
        bottom,
        table["authorized"],
        color="#DDDDDD",
        lw=0,
        step="mid",
        label="lost",
    )
    style_axes(low, f"{BRIGADE_NAME}, seed {SEED}", "men")
    low.set_ylim(0)
    low.legend(fontsize=TEXT_SIZE, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    date_axis(low)
    return figure


def draw_raid(before: Tables, now: Tables) -> Figure:
    """Draw the control of one neighbourhood and its raiders, in both versions."""
    figure = new_figure(7, 6.6)
    set_title(figure, "Raiders won nothing in version 0.2.0;\nnow a raid takes a neighbourhood")
    panels = figure.subplots(2, 1, sharex=True)
    for ax, tables, name in zip(panels, (before, now), ("version 0.2.0", "now"), strict=True):
        table = tables["neighbourhoods"]
        is_ours = (table["seed"] == SEED) & (table["index"] == NEIGHBOURHOOD)
        table = table[is_ours].set_index("date")
        ax.plot(table.index, 100 * table["control"], color=BLUE, linewidth=2.5)
        style_axes(ax, f"{NEIGHBOURHOOD_NAME}, seed {SEED}, {name}", "% controlled")
        ax.set_ylim(0, 104)
        ax.yaxis.label.set_color(BLUE)
        twin = ax.twinx()
        twin.bar(table.index, table["raiders"], color=ORANGE, width=0.8)
        style_axes(twin, "", "raiders per km²")
        twin.yaxis.label.set_color(ORANGE)
        twin.set_ylim(0, 100)
        date_axis(ax)
    return figure


def draw_men(before: Tables) -> Figure:
    """Draw where the men of the eastern axes are."""
    figure = new_figure(7, 5)
    days = before["days"]
    days = days.groupby("date").mean(numeric_only=True).loc[FIRST:]
    parts = (
        ("hold_hold", BASE_COLOUR, "formations that\nonly hold"),
        ("lead_hold", SKY, "lead: bound\nas holders"),
        ("lead_refit", YELLOW, "lead: refit"),
        ("lead_attack", BLUE, "lead: attack"),
    )
    ax = figure.subplots()
    bottom = pd.Series(0.0, days.index)
    for column, colour, text in parts:
        upper = bottom + days[column]
        ax.fill_between(days.index, bottom, upper, color=colour, lw=0)
        middle = (bottom.iloc[-3] + upper.iloc[-3]) / 2
        ax.text(LAST + pd.Timedelta(days=1), middle, text, va="center", fontsize=TEXT_SIZE)
        bottom = upper
    set_title(figure, "Holding took 7,000 men, yet only\n1,800 of those who could attack")
    style_axes(ax, "Eastern axes, mean of 50 runs of version 0.2.0", "men")
    ax.set_ylim(0)
    date_axis(ax)
    return figure


def draw_switches(shipped: Effects, sets: Effects) -> Figure:
    """Draw the effect of each switch on neighbourhoods lost and on the share of the east."""
    figure = new_figure(8, 6.5)
    set_title(
        figure, "Raids win neighbourhoods back; exhaustion\nslows most, and holding not at all"
    )
    panels = figure.subplots(1, 2, sharey=True)
    outcomes = list(shipped)[:2]
    shares = shipped[outcomes[1]]["difference"]
    cases = list(shares.sort_values(ascending=False).index)
    texts = ("neighbourhoods claimed again", "points of the east held (%)")
    for ax, outcome, text in zip(panels, outcomes, texts, strict=True):
        for tables, colour, shift in ((shipped, BLUE, -0.15), (sets, ORANGE, 0.15)):
            if not tables:
                continue
            table = tables[outcome]
            for case in table.index:
                row, at = table.loc[case], cases.index(case) + shift
                ax.plot([row["low"], row["high"]], [at, at], color=colour, linewidth=2.5)
                ax.plot(row["difference"], at, "o", color=colour, markersize=7)
        ax.axvline(0, color=BLACK, linewidth=0.8)
        style_axes(ax)
        ax.set_xlabel(f"change by switching off:\n{text}", fontsize=TEXT_SIZE)
    panels[0].set_yticks(range(len(cases)), cases)
    panels[0].invert_yaxis()
    if sets:
        handles = [panels[0].plot([], [], "o-", color=colour)[0] for colour in (BLUE, ORANGE)]
        labels = ["50 seeds, as shipped", "50 sets of the ensemble"]
        figure.legend(
            handles, labels, loc="outside lower center", ncols=2, fontsize=TEXT_SIZE,
            frameon=False,
        )  # fmt: skip
    return figure


def draw(before: Tables, now: Tables, shipped: Effects, sets: Effects) -> dict[str, Figure]:
    """Return the figures of the page by their names."""
    return {
        "what_command_saw": draw_command(before),
        "one_neighbourhood": draw_raid(before, now),
        "where_the_men_are": draw_men(before),
        "switches": draw_switches(shipped, sets),
    }
