"""The tables of ODD.md, the description of the model, generated from the code.

`python -m mesa_mosul.odd` (or `make odd`) writes them between their markers.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs
from mesa_mosul.parameters.errors import PACKAGE_FOLDER, MosulError
from mesa_mosul.parameters.measure import GROUPS, SHAPES
from mesa_mosul.parameters.registry import (
    ParameterEntry,
    Parameters,
    format_bound,
    parameters,
    read_meanings,
)
from mesa_mosul.simulation.rule_reads import columns_read_by
from mesa_mosul.simulation.schedule import SCHEDULE, SHARED_COLUMNS

ODD_PATH = PACKAGE_FOLDER / "ODD.md"
TYPE_LABELS = {np.int64: "int", np.float64: "float", np.bool_: "bool"}


class OddError(MosulError):
    """A page into which the tables cannot be inserted."""


class MarkdownTable(NamedTuple):
    """A table of the page: the name in its markers and its lines."""

    name: str
    lines: list[str]


def markdown_row(cells: Iterable[object]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def markdown_header(*names: str) -> list[str]:
    """Return the header of a Markdown table."""
    return [markdown_row(names), "|---" * len(names) + "|"]


def first_docstring_line(cls: type) -> str:
    """Return the first line of a class's docstring."""
    return (cls.__doc__ or "").split("\n")[0]


def parameter_table_row(parameter: ParameterEntry) -> str:
    """Return a parameter's line: name, value, unit, range, measure, source, meaning."""
    spec, is_switch = parameter.spec, parameter.value_type is bool
    value = f"{parameter.default:g}"
    if parameter.value_type is int:
        value = str(parameter.default)
    if is_switch:
        value = "yes" if parameter.default else "no"
    bounds = f"{format_bound(spec.low)} to {format_bound(spec.high)}"
    return markdown_row(
        (
            f"`{parameter.name}`",
            value,
            "boolean" if is_switch else spec.unit,
            "yes, no" if is_switch else bounds,
            spec.measure_label(),
            spec.source.replace(";", " "),
            parameter.meaning,
        )
    )


def parameter_table_lines() -> list[str]:
    """Return the tables of shapes, of parameters drawn together, and of parameters by group."""
    lines = markdown_header("measure", "law of probability over the range")
    lines += [markdown_row((f"`{shape}`", law)) for shape, law in SHAPES.items()]
    lines += ["", *markdown_header("drawn together", "why")]
    lines += [markdown_row(row) for row in GROUPS.items()]
    for group, values in Parameters()._asdict().items():
        lines += ["", f"**`{group}`**: {first_docstring_line(type(values))}", ""]
        lines += markdown_header(
            *("name", "value", "unit", "range", "measure", "source", "meaning")
        )
        for name, entry in parameters().items():
            if name.startswith(f"{group}."):
                lines.append(parameter_table_row(entry))
    return lines


def group_columns(columns: Iterable[str]) -> str:
    """Return dotted names of columns as text, by group; a dash for none."""
    names_by_group: dict[str, list[str]] = {}
    for column in columns:
        group, name = column.split(".")
        names_by_group.setdefault(group, []).append(name)
    text = "; ".join(f"{group}: {', '.join(names)}" for group, names in names_by_group.items())
    return text or "-"


def sort_columns(columns: Collection[str]) -> list[str]:
    """Return dotted names in the order in which the columns are declared."""
    declared = [
        f"{group}.{name}" for group, kind in STATE_GROUPS.items() for name in kind._fields
    ]
    return [name for name in declared if name in columns]


def phase_table_lines() -> list[str]:
    """Return the tables of phases, in the order in which they run, and of what they read."""
    lines = markdown_header("order", "phase", "rule", "what it does", "columns written")
    reads = markdown_header("phase", "columns read")
    for number, phase in enumerate(SCHEDULE, 1):
        rule = plain_twin(phase.run)
        file = rule.__module__.removeprefix("mesa_mosul.").replace(".", "/") + ".py"
        summary = (rule.__doc__ or "").split("\n")[0]
        name = f"`{rule.__name__}` in `{file}`"
        lines.append(
            markdown_row((number, phase.name, name, summary, group_columns(phase.writes)))
        )
        columns = sort_columns(columns_read_by(phase.run))
        reads.append(markdown_row((phase.name, group_columns(columns))))
    return [
        *lines,
        "",
        f"Any phase may write: {group_columns(SHARED_COLUMNS)}.",
        "",
        "A phase may read these columns; the table is derived from the source of the rules.",
        "",
        *reads,
    ]


def column_table_lines() -> list[str]:
    """Return the tables of columns, one per group."""
    lines: list[str] = []
    for group, kind in STATE_GROUPS.items():
        lines += ["", f"**`{group}`**: {first_docstring_line(kind)}", ""]
        lines += markdown_header("column", "type", "unit", "written by", "meaning")
        for name, (dtype, _, column) in column_specs(kind).items():
            type_label = TYPE_LABELS[dtype.type]
            lines.append(
                markdown_row(
                    (f"`{name}`", type_label, column.unit, column.writer, column.meaning)
                )
            )
    lines += [
        "",
        "Outside the groups are arrays of cell indices, written at initialization:",
        "",
    ]
    return [*lines, *(f"- `{name}`: {text}" for name, text in read_meanings(World).items())]


def build_tables() -> tuple[MarkdownTable, ...]:
    """Return the tables of the page, generated from the code."""
    return (
        MarkdownTable("phases", phase_table_lines()),
        MarkdownTable("parameters", parameter_table_lines()),
        MarkdownTable("columns", column_table_lines()),
    )


def insert_tables(text: str) -> str:
    """Return the page with its tables generated from the code.

    Raises OddError unless both markers of each table are in the page exactly once.
    """
    for name, lines in build_tables():
        start, end = f"<!-- {name}: from the code -->", f"<!-- end of {name} -->"
        if text.count(start) != 1 or text.count(end) != 1:
            raise OddError(
                f"ODD.md must contain the markers '{start}' and '{end}' exactly once"
            )
        before, _, rest = text.partition(start)
        after = rest.partition(end)[2]
        text = before + "\n".join((start, "", *lines, "", end)) + after
    return text


def main() -> None:
    """Write the tables of the page."""
    ODD_PATH.write_text(insert_tables(ODD_PATH.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
