"""Damage to a results folder: files lost, cut, flipped, swapped, foreign, or of wrong types."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from fuzz.mutations import container_at, list_paths

FILES = (
    *("manifest.json", "manifest.json", "design.parquet", "runs.sqlite", "runs.sqlite"),
    *("daily/part-000001.parquet", "runs.parquet", "daily.parquet", "lock"),
)
JSON_VALUES = (
    *(None, True, False, 0, -1, 3, 1e308, 10**400, "", "x", "reported", "2016-12-06", [], {}),
    *([None], [1, "a"], {"a": 1}, {"": None}, "../x", "\ud800", float("nan"), [[]], "9" * 5000),
)
FOREIGN = (
    *("mine.txt", "daily/mine.txt", "daily/x/", "mine/", "daily/part-000009.parquet"),
    *(".manifest.json.part", "runs.sqlite-journal", "runs.sqlite-wal"),
)
"""Files and folders of somebody else, or of a sweep that was stopped."""
INDEX_COLUMNS = ("key", "status", "error", "seconds", "attempts", "outcomes", "part")
INDEX_VALUES = (
    None,
    0,
    -1,
    2**62,
    1e300,
    "",
    "x",
    "done",
    "failed",
    "{}",
    "[]",
    "null",
    b"\xff",
)
Damage = Callable[[Path], None]


class Case(NamedTuple):
    """A damage and what it is called."""

    name: str
    apply: Damage


def damage_bytes(name: str, change: str, at: float, bits: int) -> Damage:
    """Return a damage of the bytes of a file; at: where, from 0 to 1."""

    def apply(folder: Path) -> None:
        path = folder / name
        data = path.read_bytes() if path.is_file() else b""
        place = int(at * max(len(data) - 1, 0))
        if change == "cut":
            path.write_bytes(data[:place])
        elif change == "flipped" and data:
            path.write_bytes(data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :])
        elif change == "zeros" and data:
            path.write_bytes(data[:place] + bytes(64) + data[place + 64 :])
        elif change == "longer":
            path.write_bytes(data + b"x" * 10)
        elif change == "empty":
            path.write_bytes(b"")

    return apply


def damage_place(name: str, change: str, other: str) -> Damage:
    """Return a damage to where a file is; other: the file that it is mixed up with."""

    def apply(folder: Path) -> None:
        path = folder / name
        data = (folder / other).read_bytes() if (folder / other).is_file() else b""
        path.unlink(missing_ok=True)
        if change == "a folder":
            path.mkdir()
        elif change == "another":
            path.write_bytes(data)
        elif change == "a link to nowhere":
            os.symlink("nowhere", path)
        elif change == "a link to itself":
            os.symlink(path.name, path)
        elif change == "lost folder":
            shutil.rmtree(folder / "daily", ignore_errors=True)

    return apply


def damage_manifest(at: int, change: str, value: object) -> Damage:
    """Return a damage of a value of the manifest, which stays JSON; at: number of the value."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        table = json.loads(path.read_text(encoding="utf-8"))
        if at % 2 and isinstance(table, dict):
            table.pop("checksum", None)  # a manifest of an earlier version has none
        paths = list_paths(table)
        if not paths:
            return
        chosen = paths[at % len(paths)]
        place = container_at(table, chosen)
        if change == "put":
            place[chosen[-1]] = value
        elif change == "lost":
            del place[chosen[-1]]
        else:
            table = value
        path.write_text(json.dumps(table), encoding="utf-8")

    return apply


def damage_index(row: int, column: str, value: object) -> Damage:
    """Return a damage of a cell of the index, which stays an index."""

    def apply(folder: Path) -> None:
        connection = sqlite3.connect(folder / "runs.sqlite")
        with connection:
            if column == "table":
                connection.execute("DROP TABLE runs")
            elif column == "row":
                connection.execute("DELETE FROM runs WHERE rowid = ?", (row,))
            elif column == "doubled":
                connection.execute("CREATE TABLE others AS SELECT * FROM runs")
            else:
                line = f"UPDATE OR IGNORE runs SET {column} = ? WHERE rowid = ?"
                connection.execute(line, (value, row))
        connection.close()

    return apply


def damage_by_others(name: str) -> Damage:
    """Return a damage by a file or a folder of somebody else."""

    def apply(folder: Path) -> None:
        place = folder / name
        if name.endswith("/"):
            place.mkdir(exist_ok=True)
        elif place.parent.is_dir():
            place.write_bytes(b"mine")

    return apply


@st.composite
def damages(draw: st.DrawFn) -> tuple[Case, ...]:
    """Draw one damage, sometimes two."""
    cases = []
    for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
        name, other = draw(st.sampled_from(FILES)), draw(st.sampled_from(FILES))
        row, at = draw(st.integers(1, 7)), draw(st.integers(0, 499))
        change = draw(
            st.sampled_from(("bytes", "bytes", "place", "manifest", "index", "others"))
        )
        match change:
            case "bytes":
                how = draw(
                    st.sampled_from(("cut", "flipped", "flipped", "zeros", "longer", "empty"))
                )
                bits = draw(st.integers(1, 255))
                where = draw(st.floats(0, 1))
                cases.append(
                    Case(f"{name} {how} {where} {bits}", damage_bytes(name, how, where, bits))
                )
            case "place":
                how = draw(st.sampled_from(("lost", "a folder", "another", "a link to nowhere",
                                            "a link to itself", "lost folder")))  # fmt: skip
                cases.append(Case(f"{name} {how} {other}", damage_place(name, how, other)))
            case "manifest":
                how = draw(st.sampled_from(("put", "put", "put", "lost", "whole")))
                value = draw(st.sampled_from(JSON_VALUES))
                cases.append(
                    Case(f"manifest {at} {how} {value!r:.40}", damage_manifest(at, how, value))
                )
            case "index":
                column = draw(st.sampled_from((*INDEX_COLUMNS, "table", "row", "doubled")))
                value = draw(st.sampled_from(INDEX_VALUES))
                cases.append(
                    Case(f"index {row} {column} {value!r}", damage_index(row, column, value))
                )
            case "others":
                name = draw(st.sampled_from(FOREIGN))
                cases.append(Case(f"others {name}", damage_by_others(name)))
    return tuple(cases)
