"""The words of results, with unit and meaning: the source of `mosul columns`.

`seeds/README.md` carries the same table; `python -m mesa_mosul.simulation.glossary` writes it
anew from the code. Columns join an area and a measure
(`km2_east_held`, `share_city_claimed`) or a force and a count (`iraqi_killed`).
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from mesa_mosul.engine.codes import AREAS, COMMANDS, FORCES
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.tables import find_seeds_folder, read_tables
from mesa_mosul.simulation.daily_table import daily_columns
from mesa_mosul.simulation.event_schema import EVENT_KINDS, EventKind, event_columns
from mesa_mosul.simulation.glossary_words import (
    AREA_ENTRIES,
    MEASURE_ENTRIES,
    RUN_ENTRIES,
    SUMMARY_ENTRIES,
    SWEEP_ENTRIES,
    GlossaryEntry,
)
from mesa_mosul.simulation.outcome import COUNT_OUTCOMES, SHARE_OUTCOMES

README_PATH = find_seeds_folder() / "README.md"
START_MARK, END_MARK = "<!-- glossary: from the code -->", "<!-- end of glossary -->"
COLUMN_OUTCOMES = ("km2_east_held", *SHARE_OUTCOMES, *COUNT_OUTCOMES)
"""Outcomes that are the value of a daily column at the end of the last day."""


class DeclaredColumn(Protocol):
    """A column that declares its name, unit and meaning."""

    @property
    def name(self) -> str:
        """The column's name."""
        ...

    @property
    def unit(self) -> str:
        """The unit of its values."""
        ...

    @property
    def meaning(self) -> str:
        """What it holds, in a sentence."""
        ...


def column_entries(kind: str, columns: Iterable[DeclaredColumn]) -> tuple[GlossaryEntry, ...]:
    """Return entries for declared columns; a meaning lists the column's labels and events."""
    entries = []
    for column in columns:
        labels, events = (", ".join(getattr(column, name, ())) for name in ("labels", "events"))
        one_of, used_by = labels and f" One of: {labels}.", events and f" Events: {events}."
        meaning = f"{column.meaning}{one_of}{used_by}"
        entries.append(GlossaryEntry(column.name, kind, column.unit, meaning))
    return tuple(entries)


def outcome_entries() -> tuple[GlossaryEntry, ...]:
    """Return an entry for every key of `run.outcome`."""
    columns = {column.name: column for column in daily_columns(())}
    of_columns = column_entries("outcome", (columns[name] for name in COLUMN_OUTCOMES))
    at_end = (
        entry._replace(meaning=f"{entry.meaning.removesuffix('.')}, at the end of the run.")
        for entry in of_columns
    )
    return (*RUN_ENTRIES, *at_end)


def event_entry(kind: EventKind) -> GlossaryEntry:
    """Return the entry of a kind of event: who decides, about what, and what is recorded."""
    decider = "Incident"
    if kind.command is not None:
        name = COMMANDS[kind.command]
        decider = f"Decision of {'the ' if 'command' in name else ''}{name}"
    article = "an" if kind.subject.startswith("a") else "a"
    about = f" about {article} {kind.subject}" if kind.subject not in ("", "command") else ""
    fields = ", ".join(field.name for field in kind.fields if field.name != "subject")
    return GlossaryEntry(kind.label, "event", "", f"{decider}{about}; records {fields}.")


def glossary_entries(axis_names: Sequence[str] | None = None) -> tuple[GlossaryEntry, ...]:
    """Return every word of the results; axis_names: those of the shipped seeds by default."""
    names = list_axis_names(read_tables()) if axis_names is None else tuple(axis_names)
    return (
        *AREA_ENTRIES,
        *MEASURE_ENTRIES,
        *outcome_entries(),
        *SWEEP_ENTRIES,
        *column_entries("daily column", daily_columns(names)),
        *(event_entry(kind) for kind in EVENT_KINDS),
        *column_entries("event column", event_columns()),
        *SUMMARY_ENTRIES,
    )


def find_words(text: str) -> tuple[GlossaryEntry, ...]:
    """Return the entries whose word or kind contains a text, in any case."""
    part = text.lower()
    return tuple(
        entry
        for entry in glossary_entries()
        if part in entry.word.lower() or part in entry.kind
    )


def collapse_entries(
    entries: Sequence[GlossaryEntry], axis_names: Sequence[str]
) -> tuple[GlossaryEntry, ...]:
    """Return entries with one for all forces, areas or axes where all have the same."""
    known = {(entry.word, entry.kind) for entry in entries}
    collapsed: dict[GlossaryEntry, None] = {}
    for entry in entries:
        word = entry.word
        for placeholder, names in (("force", FORCES), ("area", AREAS), ("axis", axis_names)):
            for name in names:
                template = re.sub(rf"(?<![a-z]){name}_", f"{{{placeholder}}}_", entry.word)
                words = {template.format(**{placeholder: other}) for other in names}
                if len(words) > 1 and {(one, entry.kind) for one in words} <= known:
                    word = template
        collapsed[entry._replace(word=word)] = None
    return tuple(collapsed)


def glossary_lines() -> list[str]:
    """Return the glossary as the lines of a Markdown table."""
    axis_names = list_axis_names(read_tables())
    entries = collapse_entries(glossary_entries(axis_names), axis_names)
    rows = (f"| `{word}` | {kind} | {unit} | {text} |" for word, kind, unit, text in entries)
    return ["| word | kind | unit | meaning |", "|---|---|---|---|", *rows]


def insert_glossary(text: str) -> str:
    """Return a page with its glossary as the code has it now.

    Raises ValueError unless the page has each of the two markers once.
    """
    if text.count(START_MARK) != 1 or text.count(END_MARK) != 1:
        raise ValueError(f"the page takes '{START_MARK}' and '{END_MARK}' once each")
    before, _, rest = text.partition(START_MARK)
    after = rest.partition(END_MARK)[2]
    return before + "\n".join((START_MARK, "", *glossary_lines(), "", END_MARK)) + after


def main(path: Path = README_PATH) -> None:
    """Write the glossary of the seeds' README anew."""
    path.write_text(insert_glossary(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
