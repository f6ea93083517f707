"""The events of a run in words, in their order: all of them, or the key decisions in brief."""

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mesa_mosul.formatting import format_date
from mesa_mosul.simulation.event_schema import EVENT_KINDS
from mesa_mosul.single_run.event_description import EventDescription, describe_event
from mesa_mosul.single_run.event_texts import EVENT_TEXTS

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

DECISION_KINDS = {kind.label for kind in EVENT_KINDS if kind.command is not None}
"""Kinds of event that a command decides."""


class ChronicleEntry(NamedTuple):
    """One entry of the chronicle: its date, its kind of event, and its words."""

    date: datetime.date
    event: str
    description: EventDescription


def list_entries(
    run: "RunRecord", decisions_only: bool = False, events: pd.DataFrame | None = None
) -> list[ChronicleEntry]:
    """Return a run's events in words, in their order; events: some of its rows, not all."""
    kinds = {kind.label: kind for kind in EVENT_KINDS}
    entries = []
    rows: Any = run.events if events is None else events
    for row in rows.itertuples():
        kind = kinds[row.event]
        if row.event in DECISION_KINDS or not decisions_only:
            description = describe_event(run, row, kind, EVENT_TEXTS[kind.code])
            entries.append(ChronicleEntry(row.date.date(), row.event, description))
    return entries


def chronicle(run: "RunRecord") -> pd.DataFrame:
    """Return all events of a run in words, one row each."""
    rows = [
        {"date": entry.date, "event": entry.event, **entry.description._asdict()}
        for entry in list_entries(run)
    ]
    return pd.DataFrame(rows, columns=["date", "event", *EventDescription._fields])


def brief_days(run: "RunRecord") -> dict[datetime.date, list[str]]:
    """Return what happened on each day: the first event of each kind, decisions first.

    Days on which nothing happened are missing.
    """
    by_day: dict[datetime.date, dict[str, list[str]]] = {}
    for date, event, description in list_entries(run):
        text = f"{description.actor} {description.decision}"
        by_day.setdefault(date, {}).setdefault(event, []).append(text)
    return {
        date: [
            f"{texts[0]} [{len(texts) - 1} more]" if len(texts) > 1 else texts[0]
            for _, texts in sorted(
                events.items(), key=lambda item: item[0] not in DECISION_KINDS
            )
        ]
        for date, events in by_day.items()
    }


def list_key_decisions(run: "RunRecord") -> list[str]:
    """Return the key decisions: the first of each kind, and how many more there were."""
    entries = list_entries(run, decisions_only=True)
    events = [entry.event for entry in entries]
    lines = []
    for event in dict.fromkeys(events):
        date, _, description = entries[events.index(event)]
        more = events.count(event) - 1
        line = f"{format_date(date)}: {description.sentence()}"
        lines.append(f"{line} [{more} more]" if more else line)
    return lines
