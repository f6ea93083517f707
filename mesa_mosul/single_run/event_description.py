"""How one event is put in words: a template filled with the event's own numbers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mesa_mosul.engine.codes import COMMANDS
from mesa_mosul.formatting import format_date, format_percent
from mesa_mosul.simulation.event_schema import EventKind

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord


class EventDescription(NamedTuple):
    """One event in words; options and reason are empty where nobody decided."""

    actor: str
    decision: str
    options: str
    figures: str
    reason: str

    def sentence(self) -> str:
        """Return the event as a sentence without its full stop."""
        because = f", because {self.reason}" if self.reason else ""
        return f"{self.actor} {self.decision}{because}" + (
            f" ({self.figures})" if self.figures else ""
        )


class EventTemplate(NamedTuple):
    """The words for one kind of event.

    They are format strings: `e` is the event, `p` the parameters, `name` what the subject is
    called, `axis` the event's axis. A reason that depends on more is a function of run and
    event that returns such a string. actor: who does it; the command if empty.
    """

    decision: str
    options: str = ""
    figures: str = ""
    reason: str | Callable[["RunRecord", Any], str] = ""
    actor: str = ""


def describe_event(
    run: "RunRecord", event: Any, kind: EventKind, template: EventTemplate
) -> EventDescription:
    """Return an event in words; event: its row of `run.events`, columns as attributes."""
    values = {
        "e": event,
        "p": run.scenario.parameters,
        "name": subject_name(run, kind, event.subject),
        "axis": "" if pd.isna(event.axis) else event.axis.replace("_", "-"),
        "control": control_range(event),
        "date": format_date(event.date),
    }
    reason = (
        template.reason if isinstance(template.reason, str) else template.reason(run, event)
    )
    actor = template.actor or ("{name}" if kind.command is None else COMMANDS[kind.command])
    texts = (actor, template.decision, template.options, template.figures, reason)
    # Percentages have a space before their sign, as everywhere else in the summary.
    return EventDescription(*(text.format(**values).replace("%", " %") for text in texts))


def subject_name(run: "RunRecord", kind: EventKind, subject: str) -> str:
    """Return what a subject is called: its name in the tables, else its label in words."""
    tables: dict[str, Any] = {
        "formation": run.built.formations,
        "battalion": run.built.formations,
        "bridge": run.built.tables.bridges,
        "": run.built.tables.neighbourhoods,
    }
    names = {row.id: row.name for row in tables.get(kind.subject, ())}
    return names.get(subject, subject.replace("_", "-"))


def control_range(event: Any) -> str:
    """Return the smallest and the largest share that an axis controls, or the one share."""
    shares = (format_percent(event.min_control), format_percent(event.max_control))
    return " to ".join(dict.fromkeys(shares)).replace(" %", "%")
