"""The events of a run in words, in their order: all of them, or the main decisions in brief."""

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mesa_mosul.telling import DECISIONS
from mesa_mosul.telling_events import HAPPENINGS
from mesa_mosul.told import Teller, Told
from mesa_mosul.words import day_in_words, sentence

if TYPE_CHECKING:
    from mesa_mosul.fight import Run


class Entry(NamedTuple):
    """One line of the chronicle: when, which kind of event, and what is told of it."""

    date: datetime.date
    kind: str
    told: Told


def entries(run: "Run", kinds: dict[str, Teller]) -> list[Entry]:
    """Return a run's events of some kinds in words, in their order."""
    events: Any = run.events[run.events["what"].isin(list(kinds))]
    return [
        Entry(event.date.date(), event.what, kinds[event.what](run, event))
        for event in events.itertuples()
    ]


def chronicle(run: "Run") -> pd.DataFrame:
    """Return all events of a run in words, one row each."""
    rows = [
        {"date": entry.date, "kind": entry.kind, **entry.told._asdict()}
        for entry in entries(run, DECISIONS | HAPPENINGS)
    ]
    return pd.DataFrame(rows, columns=["date", "kind", *Told._fields])


def in_brief(run: "Run") -> list[str]:
    """Return the main decisions: the first of each kind, and how many more there were."""
    found = entries(run, DECISIONS)
    kinds = [entry.kind for entry in found]
    lines = []
    for kind in dict.fromkeys(kinds):
        date, _, told = found[kinds.index(kind)]
        more = kinds.count(kind) - 1
        said = sentence((f"{told.who}: {told.decided}", told.numbers, told.reason))
        lines.append(f"{day_in_words(date)}, {said}" + (f" ({more} more)" if more else ""))
    return lines
