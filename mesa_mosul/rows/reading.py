"""One seed file, from bytes to checked rows.

A fault names the file, the line and what would be right.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mesa_mosul.rows.base import Row


class SeedError(ValueError):
    """A fault in a seed file, in words for whoever keeps the file."""


def load(path: Path, model: type[Row]) -> tuple[Row, ...]:
    """Read a file into rows and check what can be seen from it alone.

    Raises SeedError at the first fault.
    """
    name, lines = path.name, _lines(path)
    header = next(lines, [])
    _check_header(name, header, model)
    rows = tuple(
        _row(model, header, cells, f"{name} line {n}") for n, cells in enumerate(lines, 2)
    )
    if not rows:
        raise SeedError(f"{name} has no rows under its header")
    _check_unique(name, model, rows)
    _check_sequence(name, model, rows)
    return rows


def _lines(path: Path) -> Iterator[list[str]]:
    if not path.is_file():
        raise SeedError(f"{path.name} is missing from {path.parent}; every table must be there")
    try:
        text = path.read_text(encoding="utf-8-sig")
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


def _check_header(name: str, header: list[str], model: type[Row]) -> None:
    where = f"{name} line 1"
    for column in header:
        if header.count(column) > 1:
            raise SeedError(f"{where}: column '{column}' stands there twice; keep one")
        if column not in model.model_fields:
            known = ", ".join(model.model_fields)
            raise SeedError(f"{where}: unknown column '{column}'; the columns are {known}")
    for column in model.model_fields:
        if column not in header:
            raise SeedError(f"{where}: column '{column}' is missing; add it, empty if need be")


def _row(model: type[Row], header: list[str], cells: list[str], where: str) -> Row:
    if len(cells) != len(header):
        raise SeedError(
            f"{where}: {len(cells)} cells under {len(header)} columns;"
            " a comma inside a cell needs quotes"
        )
    given = {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}
    try:
        return model.model_validate(given)
    except ValidationError as fault:
        raise SeedError(f"{where}: {_plain(fault.errors()[0])}") from fault


def _plain(fault: Any) -> str:
    """Put a fault found by pydantic into plain English."""
    kind, context = fault["type"], fault.get("ctx", {})
    if not fault["loc"]:
        return str(context["error"])
    subject = f"{fault['loc'][0]} is '{fault['input']}'"
    match kind:
        case "missing":
            return f"{fault['loc'][0]} is empty; it must be given"
        case "literal_error":
            return f"{subject}; permitted: {context['expected']}"
        case "value_error":
            return f"{subject}; {context['error']}"
        case "greater_than_equal":
            return f"{subject}; it must be {context['ge']:g} or more"
        case "greater_than":
            return f"{subject}; it must be more than {context['gt']:g}"
        case "less_than_equal":
            return f"{subject}; it must be {context['le']:g} or less"
        case "string_pattern_mismatch":
            return f"{subject}; it must look like {context['pattern']}"
        case _ if kind.startswith("int"):
            return f"{subject}; it must be a whole number"
        case _:
            return f"{subject}; it must be a number"


def _check_unique(name: str, model: type[Row], rows: tuple[Row, ...]) -> None:
    for columns in model.unique:
        seen: dict[tuple[Any, ...], int] = {}
        for line, row in enumerate(rows, 2):
            value = tuple(getattr(row, column) for column in columns)
            if value in seen:
                what = " ".join(f"{c} '{v}'" for c, v in zip(columns, value, strict=True))
                raise SeedError(
                    f"{name} line {line}: {what} stands on line {seen[value]} already"
                )
            seen[value] = line


def _check_sequence(name: str, model: type[Row], rows: tuple[Row, ...]) -> None:
    if model.along is None:
        return
    following: dict[tuple[Any, ...], int] = {}
    for line, row in enumerate(rows, 2):
        part, seq = (
            tuple(getattr(row, column) for column in model.along),
            getattr(row, "seq", 0),
        )
        expected = following.get(part, 0)
        if seq != expected:
            raise SeedError(
                f"{name} line {line}: seq is {seq}; it counts up, so {expected} is next"
            )
        following[part] = expected + 1
