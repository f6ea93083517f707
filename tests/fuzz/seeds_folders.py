"""Folders of seeds: a shipped table is changed in its rows, its columns or its bytes."""

import csv
import io
from typing import Any

from hypothesis import strategies as st

from fuzz.mutations import changed_bytes
from fuzz.wild import dates, mostly, numbers, texts
from mesa_mosul.inputs.tables import SCHEMAS, Tables, find_seeds_folder

FOLDER = find_seeds_folder()
SHIPPED = {
    name: list(csv.reader(io.StringIO((FOLDER / f"{name}.csv").read_text(encoding="utf-8"))))
    for name in Tables._fields
}
MAP_TABLES = (
    *("river", "river", "bridges", "outline", "outline", "places", "axes_of_advance"),
    *("neighbourhoods", "forces", "forces", "timeline"),
)
LATITUDES = (
    "36.0",
    "36.7",
    "36.15",
    "36.55",
    "36.35",
    "35.999",
    "90",
    "-36.35",
    "36.349999999999994",
)
LONGITUDES = ("42.7", "43.6", "42.9", "43.42", "43.13", "43.601", "180", "-43.13", "4.3e1")
EXTREMES = {
    "lat": LATITUDES,
    "lon": LONGITUDES,
    "half_width_km": ("0", "1e-300", "100", "0.001", "101"),
    "radius_km": ("0", "1e-300", "100", "0.001", "101"),
    "men": ("0", "1", "1000000", "1000001", "-1"),
    "pieces": ("0", "1", "1000000", "1000001"),
    "km_off_map": ("0", "1000", "1001", "1e-300"),
    "code": ("1", "999", "1000", "0"),
    "seq": ("0", "1", "5", "-1"),
    "bank": ("east", "west", "belt", ""),
    "task": ("assault", "hold", "reserve", "line", "garrison"),
    "state": ("none", "entered", "held"),
    "value": ("0", "1", "-1", "1e308", ""),
}
"""Values at the ends of what columns take, and beyond."""
ROW_CHANGES = (
    *(
        "cell",
        "cell",
        "cell",
        "cell",
        "column",
        "lost row",
        "lost rows",
        "first row",
        "two rows",
    ),
    *("doubled row", "swapped rows", "reversed", "ragged", "lost column", "doubled column"),
    *("renamed column", "turned columns", "same place", "moved"),
)


@st.composite
def cells(draw: st.DrawFn, column: str, rows: list[list[str]], at: int) -> str:
    """Draw a cell of a column: another row's, one of an extreme, or a wild one."""
    others = st.sampled_from(sorted({row[at] for row in rows}))
    extremes = st.sampled_from(EXTREMES.get(column, ("",)))
    wild = texts | numbers | dates
    return draw(mostly(others | extremes, wild, 5))


@st.composite
def changed_rows(draw: st.DrawFn, table: list[list[str]], change: str) -> list[list[str]]:
    """Draw a change of a table; its first row has the names of the columns."""
    head, rows = [*table[0]], [[*row] for row in table[1:]]
    if not rows or not head or any(len(row) != len(head) for row in rows):
        return table
    row, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(head) - 1))
    match change:
        case "cell":
            rows[row][column] = draw(cells(head[column], rows, column))
        case "column":
            value = draw(cells(head[column], rows, column))
            for one in rows:
                one[column] = value
        case "lost row":
            del rows[row]
        case "lost rows":
            rows = rows[:row]
        case "first row" | "two rows":
            rows = rows[: 1 if change == "first row" else 2]
        case "doubled row":
            rows.insert(row, [*rows[row]])
        case "swapped rows":
            rows[0], rows[row] = rows[row], rows[0]
        case "reversed":
            rows.reverse()
        case "ragged":
            rows[row] = rows[row][:column] if draw(st.booleans()) else [*rows[row], "x"]
        case "lost column":
            head, rows = (
                head[:column] + head[column + 1 :],
                [one[:column] + one[column + 1 :] for one in rows],
            )
        case "doubled column":
            head, rows = [*head, head[column]], [[*one, one[column]] for one in rows]
        case "renamed column":
            head[column] = draw(mostly(st.sampled_from(sorted(EXTREMES)), texts))
        case "turned columns":
            head, rows = (
                [*head[column:], *head[:column]],
                [[*one[column:], *one[:column]] for one in rows],
            )
        case "same place" | "moved" if {"lat", "lon"} <= {*head}:
            at = [head.index(name) for name in ("lat", "lon")]
            places = [draw(st.sampled_from(one)) for one in (LATITUDES[:5], LONGITUDES[:5])]
            for one in rows if change == "same place" else rows[row:]:
                for index, place in zip(at, places, strict=True):
                    one[index] = place
    return renumbered(head, rows) if draw(st.booleans()) else [head, *rows]


def renumbered(head: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Return a table whose points are counted anew, so that what is left is a line."""
    if "seq" not in head or any(len(row) != len(head) for row in rows):
        return [head, *rows]
    at, parts = (
        head.index("seq"),
        [head.index(one) for one in ("area", "part", "axis") if one in head],
    )
    counts: dict[tuple[str, ...], int] = {}
    for row in rows:
        part = tuple(row[index] for index in parts)
        row[at] = str(counts.get(part, 0))
        counts[part] = counts.get(part, 0) + 1
    return [head, *rows]


def to_csv(table: list[list[str]]) -> bytes:
    """Return a table as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode("utf-8", "surrogatepass")


@st.composite
def changed_tables(draw: st.DrawFn) -> dict[str, bytes | None]:
    """Draw the tables that differ from the shipped ones; None for one that is lost."""
    changed: dict[str, bytes | None] = {}
    names = (
        st.sampled_from(MAP_TABLES)
        | st.sampled_from(MAP_TABLES)
        | st.sampled_from(Tables._fields)
    )
    for name in draw(st.lists(names, min_size=1, max_size=2, unique=True)):
        table: list[list[str]] = SHIPPED[name]
        for change in draw(st.lists(st.sampled_from(ROW_CHANGES), max_size=2)):
            table = draw(changed_rows(table, change))
        changed[name] = draw(changed_bytes(to_csv(table)))
        if draw(st.integers(0, 40)) == 40:
            changed[name] = None
    return changed


def columns_of(name: str) -> set[Any]:
    """Return the columns that a table takes."""
    return set(SCHEMAS[name].model_fields)
