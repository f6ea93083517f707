"""`mosul columns`: the words of the results, with unit and meaning."""

import itertools

from mesa_mosul.cli.listings import ListError, Listing
from mesa_mosul.formatting import has_word_beginning, wrap_text
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.glossary import collapse_entries, glossary_entries

SECTION_TITLES = {
    "daily column": "Columns of run.daily, daily.parquet and the daily table of a sweep",
    "event column": "Columns of run.events and events.parquet",
    "event": "Kinds of events",
    "outcome": "Outcomes: run.outcome, outcome.json and the table of runs of a sweep",
    "sweep outcome": "Outcomes that the table of runs of a sweep has besides",
    "summary": "Words of the printed summary",
    "area": "Parts of names: areas",
    "measure": "Parts of names: measures of territory",
}
"""Titles of the sections, by the kind of their words."""


def list_columns(search_text: str | None) -> Listing:
    """List the words of the results with a word in any field that begins so; or all."""
    part, order = search_text or "", list(SECTION_TITLES)
    entries = [one for one in glossary_entries() if has_word_beginning(part, " ".join(one))]
    if not entries:
        raise ListError(
            f"no column, outcome or word of the summary has a word that begins with"
            f" '{search_text}'; 'mosul columns' lists all"
        )
    entries.sort(key=lambda entry: order.index(entry.kind))
    lines: list[str] = []
    collapsed = collapse_entries(entries, list_axis_names(read_tables()))
    for kind, section in itertools.groupby(collapsed, key=lambda entry: entry.kind):
        lines += ["", SECTION_TITLES[kind]] if lines else [SECTION_TITLES[kind]]
        for entry in section:
            unit = f" [{entry.unit}]" if entry.unit else ""
            lines += [f"  {entry.word}{unit}", *wrap_text(entry.meaning, indent=6)]
    return Listing([entry._asdict() for entry in entries], lines)
