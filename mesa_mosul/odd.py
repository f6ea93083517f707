"""The written description of the model, ODD.md: the tables in it come from the code.

`python -m mesa_mosul.odd` (or `make odd`) writes them anew between their markers.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, get_args, get_type_hints

import numpy as np

from mesa_mosul.compiled import plain
from mesa_mosul.parameters import Entry, Parameters, meanings, parameters, told
from mesa_mosul.state import GROUPS, World
from mesa_mosul.tick import LOG, ROOM, TICK

PAGE = Path(__file__).with_name("ODD.md")
TYPES = {np.int64: "whole", np.float64: "real", np.bool_: "yes/no"}
ANY_PHASE, AT_THE_START = "any phase", "the start"


class Table(NamedTuple):
    """A table in the page: its marker's word and its lines."""

    name: str
    lines: list[str]


def row(cells: Iterable[object]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def head(*names: str) -> list[str]:
    """Return the head of a Markdown table."""
    return [row(names), "|---" * len(names) + "|"]


def first_line(kind: type) -> str:
    """Return what a class says of itself in its first line."""
    return (kind.__doc__ or "").split("\n")[0]


def parameter_row(entry: Entry) -> str:
    """Return a parameter's line: name, value, unit, range, source, meaning."""
    known, switch = entry.known, entry.kind is bool
    value = ("yes" if entry.default else "no") if switch else f"{entry.default:g}"
    value = str(entry.default) if entry.kind is int else value
    span = "yes, no" if switch else f"{told(known.low)} to {told(known.high)}"
    unit = "" if switch else known.unit
    sources = known.source.replace(";", " ")
    return row((f"`{entry.name}`", value, unit, span, sources, entry.meaning))


def parameter_lines() -> list[str]:
    """Return the tables of parameters, one a subject."""
    lines: list[str] = []
    for subject, values in Parameters()._asdict().items():
        lines += ["", f"**`{subject}`**: {first_line(type(values))}", ""]
        lines += head("name", "value", "unit", "range", "source", "meaning")
        for name, entry in parameters().items():
            if name.startswith(f"{subject}."):
                lines.append(parameter_row(entry))
    return lines


def grouped(columns: Sequence[str]) -> str:
    """Return the dotted names of some columns, by group."""
    found: dict[str, list[str]] = {}
    for column in columns:
        group, name = column.split(".")
        found.setdefault(group, []).append(name)
    return "; ".join(f"{group}: {', '.join(names)}" for group, names in found.items())


def phase_lines() -> list[str]:
    """Return the table of phases, in the order in which they run."""
    lines = head("", "phase", "rule", "what it does", "what it writes")
    for number, phase in enumerate(TICK, 1):
        rule = plain(phase.run)
        file = rule.__module__.removeprefix("mesa_mosul.").replace(".", "/") + ".py"
        does = (rule.__doc__ or "").split("\n")[0]
        lines.append(
            row(
                (
                    number,
                    phase.name,
                    f"`{rule.__name__}` in `{file}`",
                    does,
                    grouped(phase.writes),
                )
            )
        )
    return [*lines, "", f"Any phase may write: {grouped((*LOG, *ROOM))}."]


def owners() -> dict[str, str]:
    """Return the phase that writes each column, by dotted name."""
    owned = {column: phase.name for phase in TICK for column in phase.writes}
    return owned | dict.fromkeys((*LOG, *ROOM), ANY_PHASE)


def column_lines() -> list[str]:
    """Return the tables of columns, one a group."""
    owned, lines = owners(), []
    for group, kind in GROUPS.items():
        hints, meaning = get_type_hints(kind, include_extras=True), meanings(kind)
        lines += ["", f"**`{group}`**: {first_line(kind)}", ""]
        lines += head("column", "type", "written by", "meaning")
        for name, hint in hints.items():
            owner = owned.get(f"{group}.{name}", AT_THE_START)
            kind_of = TYPES[get_args(hint)[1]]
            lines.append(row((f"`{name}`", kind_of, owner, meaning.get(name, ""))))
    lines += ["", "Beside the groups stand two lists of cells, settled at the start:"]
    return [*lines, *(f"- `{name}`: {said}" for name, said in meanings(World).items())]


def tables() -> tuple[Table, ...]:
    """Return every table of the page as the code has it now."""
    return (
        Table("phases", phase_lines()),
        Table("parameters", parameter_lines()),
        Table("columns", column_lines()),
    )


def filled(text: str) -> str:
    """Return the page with its tables as the code has them now.

    Raises ValueError unless each table has its two markers in the page once.
    """
    for name, lines in tables():
        start, end = f"<!-- {name}: from the code -->", f"<!-- end of {name} -->"
        if text.count(start) != 1 or text.count(end) != 1:
            raise ValueError(f"ODD.md: the markers '{start}' and '{end}' must stand there once")
        before, _, rest = text.partition(start)
        after = rest.partition(end)[2]
        text = before + "\n".join((start, "", *lines, "", end)) + after
    return text


def main() -> None:
    """Write the page's tables anew."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
