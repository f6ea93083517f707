"""The words and tables of the page, as HTML in which every text is escaped."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from mesa_mosul.formatting import format_date
from mesa_mosul.plots.map_layers import (
    FORCE_COLOUR,
    FORCE_LABEL,
    NOT_CONTESTED_COLOUR,
    WATER_COLOUR,
    control_colour,
)
from mesa_mosul.plots.map_scene import EVENT_MARKS
from mesa_mosul.plots.run_map import map_headings
from mesa_mosul.single_run.chronicle import DECISION_KINDS, list_entries
from mesa_mosul.single_run.run import Run
from mesa_mosul.view.live_battle import LiveBattle

TABLE_ROWS = {
    "share_east_held": "East held",
    "share_city_held": "City held",
    "iraqi_killed": "Iraqi killed",
    "iraqi_wounded": "Iraqi wounded",
    "isis_killed": "ISIS killed",
    "isis_wounded": "ISIS wounded",
    "civilians_killed": "Civilians killed",
    "civilians_killed_by_isis": "by ISIS",
    "civilians_killed_in_crossfire": "in crossfire",
    "civilians_killed_by_fires": "by the attackers' fires",
    "civilians_injured": "Civilians injured",
    "civilians_displaced": "Civilians displaced",
}
"""Rows of the table of losses and harm, by column of the daily table."""
HARM_NOTE = (
    "Since the start of the run. Simulated harm is no body count. One run is one random draw."
)
FORCE_SIGNS = {"iraqi": "●", "isis": "▲", "peshmerga": "■"}
"""Forces with units on the map, and their marks as characters."""
MAX_ENTRIES = 40
"""Entries of the log that the page shows, the newest."""


def map_heading(live: LiveBattle, runs: Sequence[Run], index: int) -> str:
    """Return what the map of a battle shows, in words."""
    battle = live.battles[index]
    text = (
        map_headings(runs[index], -1)[0]
        if runs
        else f"Morning of {format_date(battle.model.date)}"
    )
    return f"{battle.label}: {text}" if len(live.battles) > 1 else text


def legend_html() -> str:
    """Return what the colours and marks of a map stand for."""
    shares = {"held by ISIS": 0.0, "half": 0.5, "by the attackers": 1.0}
    colours = {
        name: to_hex(tuple(control_colour(np.array(share)))) for name, share in shares.items()
    }
    colours |= {"outside the fighting": NOT_CONTESTED_COLOUR, "Tigris": WATER_COLOUR}
    squares = [
        f'<span><b style="background:{colour}">&emsp;</b> {escape(name)}</span>'
        for name, colour in colours.items()
    ]
    marks = [
        f'<span><b style="color:{FORCE_COLOUR[force]}">{mark}</b> {FORCE_LABEL[force]}</span>'
        for force, mark in FORCE_SIGNS.items()
    ]
    signs = {**dict(zip(EVENT_MARKS, "★✓✗", strict=True)), "bridge": "□", "bridge, cut": "✖"}
    others = [f"<span>{sign} {text}</span>" for text, sign in {**signs, "front": "━"}.items()]
    return f'<p class="mosul-legend">{" ".join([*squares, *marks, *others])}</p>'


def cell_text(column: str, value: float) -> str:
    """Return a value of the daily table as the page writes it."""
    return f"{100 * value:.0f} %" if column.startswith("share_") else f"{value:,.0f}"


def difference_text(column: str, first: float, second: float) -> str:
    """Return how much a first value is above a second; a share in points."""
    if column.startswith("share_"):
        return f"{100 * (first - second):+.0f} points"
    return f"{first - second:+,.0f}"


def table_html(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Return an HTML table; the first cell of each row heads it."""
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = [
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    ]
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def losses_html(live: LiveBattle, runs: Sequence[Run]) -> str:
    """Return the losses and the harm to civilians of each battle, and how they differ."""
    labels = [battle.label for battle in live.battles]
    head = ["", *labels, *(["difference"] if len(labels) > 1 else [])]
    rows = []
    for column, name in TABLE_ROWS.items():
        values = [float(run.daily[column].iloc[-1]) for run in runs] or [0.0] * len(labels)
        cells = [cell_text(column, value) if runs else "-" for value in values]
        if len(values) > 1:
            cells.append(difference_text(column, *values) if runs else "-")
        rows.append([name, *cells])
    return table_html(head, rows, HARM_NOTE)


def log_html(run: Run | None, decisions: bool) -> str:
    """Return decisions with their reasons, or other events, as a list: the newest first."""
    if run is None:
        return "<p>None yet.</p>"
    is_own = run.events["event"].isin(DECISION_KINDS) == decisions
    newest = run.events[is_own].tail(MAX_ENTRIES)
    if newest.empty:
        return "<p>None yet.</p>"
    entries = list_entries(run, events=newest)
    items = [
        f"<li><time>{escape(format_date(entry.date))}</time> "
        f"{escape(entry.description.sentence())}.</li>"
        for entry in reversed(entries)
    ]
    older = int(is_own.sum()) - len(entries)
    note = f"<p>{older} earlier ones are not shown.</p>" if older > 0 else ""
    return f"<ol reversed>{''.join(items)}</ol>{note}"


def frame_html(table: pd.DataFrame, caption: str) -> str:
    """Return a table of texts as HTML, its first column heading the rows."""
    return table_html(list(table.columns), table.astype(str).to_numpy().tolist(), caption)
