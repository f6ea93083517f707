"""One seed file, from bytes to checked rows.

A fault names the file, the line and what would be right.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mesa_mosul.inputs.schemas.base import TableRow
from mesa_mosul.parameters.errors import MosulError, shorten


class SeedError(MosulError):
    """A fault in a seed file; the message gives file, line and remedy."""


def read_rows(path: Path, schema: type[TableRow]) -> tuple[TableRow, ...]:
    """Read a file into rows and check everything that the file alone can show.

    Raises SeedError at the first fault.
    """
    name, lines = path.name, _read_lines(path)
    header = next(lines, [])
    _check_header(name, header, schema)
    rows = tuple(
        _validate_row(schema, header, cells, f"{name} line {n}")
        for n, cells in enumerate(lines, 2)
    )
    if not rows:
        raise SeedError(f"{name} has no rows under its header")
    _check_unique(name, schema, rows)
    _check_sequence(name, schema, rows)
    return rows


def _read_lines(path: Path) -> Iterator[list[str]]:
    if not os.path.isfile(path):
        raise SeedError(f"{path.name} is missing from {path.parent}; every table must be there")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise SeedError(f"{path.name} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise SeedError(
            f"{path.name} line {line}: not UTF-8; save the file as UTF-8"
        ) from fault
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num != number:
                raise SeedError(
                    f"{path.name} line {number}: a cell runs on over the line's end"
                )
            yield cells
    except csv.Error as fault:
        raise SeedError(
            f"{path.name} line {reader.line_num}: not a CSV line ({fault})"
        ) from fault


def _check_header(name: str, header: list[str], schema: type[TableRow]) -> None:
    where = f"{name} line 1"
    for column in header:
        if header.count(column) > 1:
            raise SeedError(f"{where}: column '{column}' is given twice; keep one")
        if column not in schema.model_fields:
            known = ", ".join(schema.model_fields)
            raise SeedError(f"{where}: unknown column '{column}'; the columns are {known}")
    for column in schema.model_fields:
        if column not in header:
            raise SeedError(f"{where}: column '{column}' is missing; add it, empty if need be")


def _validate_row(
    schema: type[TableRow], header: list[str], cells: list[str], where: str
) -> TableRow:
    if len(cells) != len(header):
        raise SeedError(
            f"{where}: {len(cells)} cells under {len(header)} columns;"
            " a comma inside a cell needs quotes"
        )
    given = {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}
    try:
        return schema.model_validate(given)
    except ValidationError as fault:
        raise SeedError(f"{where}: {_explain_fault(fault.errors()[0])}") from fault


def _explain_fault(fault: Any) -> str:
    """Put a fault found by pydantic into plain English."""
    kind, context = fault["type"], fault.get("ctx", {})
    if not fault["loc"]:
        return str(context["error"])
    subject = f"{fault['loc'][0]} is '{shorten(fault['input'])}'"
    match kind:
        case "missing":
            return f"{fault['loc'][0]} is empty; it must be given"
        case "literal_error":
            return f"{subject}; permitted: {context['expected']}"
        case "value_error":
            return f"{subject}; {context['error']}"
        case "greater_than_equal":
            return f"{subject}; it must be {context['ge']:.10g} or more"
        case "greater_than":
            return f"{subject}; it must be more than {context['gt']:.10g}"
        case "less_than_equal":
            return f"{subject}; it must be {context['le']:.10g} or less"
        case "int_parsing_size":
            return f"{subject}; that is too large"
        case "string_pattern_mismatch":
            return f"{subject}; it must look like {context['pattern']}"
        case _ if kind.startswith("int"):
            return f"{subject}; it must be an integer"
        case _:
            return f"{subject}; it must be a number"


def _check_unique(name: str, schema: type[TableRow], rows: tuple[TableRow, ...]) -> None:
    for columns in schema.unique_keys:
        seen: dict[tuple[Any, ...], int] = {}
        for line, row in enumerate(rows, 2):
            value = tuple(getattr(row, column) for column in columns)
            if value in seen:
                what = " ".join(f"{c} '{v}'" for c, v in zip(columns, value, strict=True))
                raise SeedError(f"{name} line {line}: {what} is already on line {seen[value]}")
            seen[value] = line


def _check_sequence(name: str, schema: type[TableRow], rows: tuple[TableRow, ...]) -> None:
    if schema.sequence_keys is None:
        return
    following: dict[tuple[Any, ...], int] = {}
    for line, row in enumerate(rows, 2):
        part, seq = (
            tuple(getattr(row, column) for column in schema.sequence_keys),
            getattr(row, "seq", 0),
        )
        expected = following.get(part, 0)
        if seq != expected:
            raise SeedError(
                f"{name} line {line}: seq is {seq}; it counts up, so {expected} is next"
            )
        following[part] = expected + 1
    for part, n_points in following.items():
        if n_points < schema.min_points:
            named = zip(schema.sequence_keys, part, strict=True)
            which = "".join(f", {column} '{value}'" for column, value in named)
            raise SeedError(
                f"{name}{which}: {schema.min_points} points or more are needed, not {n_points}"
            )
