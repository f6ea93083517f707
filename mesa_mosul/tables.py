"""The tables in `seeds/`, read and checked at the door; nothing further in checks again."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from mesa_mosul.parameters import parameters
from mesa_mosul.rows.base import Row
from mesa_mosul.rows.battle import Formation
from mesa_mosul.rows.ground import Bridge, OutlinePoint, Place, Quarter, RiverPoint, RoutePoint
from mesa_mosul.rows.reading import SeedError, load
from mesa_mosul.rows.record import (
    Assumption,
    Claim,
    Decision,
    Effect,
    Evidence,
    Observation,
    QuarterEvent,
)

__all__ = ["ROWS", "SeedError", "Tables", "folder", "read", "read_all"]

ROWS: dict[str, type[Row]] = {
    "evidence": Evidence,
    "assumptions": Assumption,
    "claims": Claim,
    "quarters": Quarter,
    "quarter_history": QuarterEvent,
    "history": Observation,
    "river": RiverPoint,
    "bridges": Bridge,
    "outline": OutlinePoint,
    "places": Place,
    "axes": RoutePoint,
    "forces": Formation,
    "timeline": Decision,
    "effects": Effect,
}


class Tables(NamedTuple):
    """Every table that battles and comparisons need; row n of a tuple stood on line n + 2."""

    evidence: tuple[Evidence, ...]
    assumptions: tuple[Assumption, ...]
    claims: tuple[Claim, ...]
    quarters: tuple[Quarter, ...]
    quarter_history: tuple[QuarterEvent, ...]
    history: tuple[Observation, ...]
    river: tuple[RiverPoint, ...]
    bridges: tuple[Bridge, ...]
    outline: tuple[OutlinePoint, ...]
    places: tuple[Place, ...]
    axes: tuple[RoutePoint, ...]
    forces: tuple[Formation, ...]
    timeline: tuple[Decision, ...]


def folder() -> Path:
    """Return the seeds folder: the installed package's, else the checkout's."""
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "seeds"


def read(table: str, seeds: Path | None = None) -> tuple[Row, ...]:
    """Read one table and check what can be seen from it alone.

    Raises SeedError at the first fault, with file, line and remedy.
    """
    if table not in ROWS:
        raise SeedError(f"there is no table '{table}'; the tables are {', '.join(ROWS)}")
    return load((seeds or folder()) / f"{table}.csv", ROWS[table])


def read_all(seeds: Path | None = None) -> Tables:
    """Read every table and check that what they say of one another exists."""
    found: dict[str, Any] = {table: read(table, seeds) for table in Tables._fields}
    tables = Tables(**found)
    sourced = {row.id for row in tables.evidence} | {row.id for row in tables.assumptions}
    sourced |= {row.id for row in tables.claims}
    quarters = {row.id for row in tables.quarters}
    axes = {row.axis for row in tables.axes}
    _check_known("quarter_history", "quarter", tables.quarter_history, quarters, "quarters.csv")
    _check_known("quarters", "axis", tables.quarters, axes, "axes.csv")
    _check_known("forces", "axis", tables.forces, axes, "axes.csv")
    _check_known("history", "id", tables.history, sourced, "evidence.csv")
    for table in ("claims", "bridges", "places", "forces", "timeline"):
        home = "evidence.csv, assumptions.csv or claims.csv"
        _check_known(table, "evidence", found[table], sourced, home)
    _check_claims(tables, {path.stem for path in (seeds or folder()).glob("scenarios/*.toml")})
    cuts = tuple(row if row.decision == "cut_bridge" else None for row in tables.timeline)
    _check_known("timeline", "object", cuts, {row.id for row in tables.bridges}, "bridges.csv")
    return tables


def _check_claims(tables: Tables, scenarios: set[str]) -> None:
    """Check that what of the model stands for a claim exists."""
    known = set(parameters())
    home = "the parameters ('mosul parameters' lists all)"
    for column in ("parameters", "switch"):
        _check_known("claims", column, tables.claims, known, home)
    _check_known("claims", "scenario", tables.claims, scenarios, "scenarios/")


def _check_known(
    table: str, column: str, rows: tuple[Row | None, ...], known: set[str], where: str
) -> None:
    for line, row in enumerate(rows, 2):
        value = getattr(row, column, None)
        for name in value if isinstance(value, tuple) else (value,):
            if name is not None and name not in known:
                near = get_close_matches(name, sorted(known), n=3, cutoff=0.7)
                hint = f"; near it: {', '.join(near)}" if near else ""
                raise SeedError(
                    f"{table}.csv line {line}: {column} '{name}' is not in {where}{hint}"
                )
