"""The tables in `seeds/`, read and checked here and nowhere else."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from mesa_mosul.inputs.csv_reader import SeedError, read_rows
from mesa_mosul.inputs.schemas.base import TableRow
from mesa_mosul.inputs.schemas.evidence import (
    Assumption,
    CalibrationTarget,
    Claim,
    Decision,
    Effect,
    Evidence,
    NeighbourhoodEvent,
    Observation,
)
from mesa_mosul.inputs.schemas.geography import (
    Bridge,
    Neighbourhood,
    OutlinePoint,
    Place,
    RiverPoint,
    RoutePoint,
)
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.parameters.registry import parameters

__all__ = ["SCHEMAS", "SeedError", "Tables", "find_seeds_folder", "read_table", "read_tables"]

SCHEMAS: dict[str, type[TableRow]] = {
    "evidence": Evidence,
    "assumptions": Assumption,
    "claims": Claim,
    "neighbourhoods": Neighbourhood,
    "neighbourhood_history": NeighbourhoodEvent,
    "history": Observation,
    "river": RiverPoint,
    "bridges": Bridge,
    "outline": OutlinePoint,
    "places": Place,
    "axes_of_advance": RoutePoint,
    "forces": Formation,
    "timeline": Decision,
    "effects": Effect,
    "calibration_targets": CalibrationTarget,
}


class Tables(NamedTuple):
    """Every table that runs and comparisons need; row n is line n + 2 of its file."""

    evidence: tuple[Evidence, ...]
    assumptions: tuple[Assumption, ...]
    claims: tuple[Claim, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    neighbourhood_history: tuple[NeighbourhoodEvent, ...]
    history: tuple[Observation, ...]
    river: tuple[RiverPoint, ...]
    bridges: tuple[Bridge, ...]
    outline: tuple[OutlinePoint, ...]
    places: tuple[Place, ...]
    axes_of_advance: tuple[RoutePoint, ...]
    forces: tuple[Formation, ...]
    timeline: tuple[Decision, ...]


def find_seeds_folder() -> Path:
    """Return the seeds folder: the installed package's, else the checkout's."""
    inside = Path(__file__).parents[1] / "seeds"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "seeds"


def resolve_seeds_folder(seeds_folder: str | Path | None) -> Path:
    """Return a seeds folder as a path; None is the shipped one."""
    return find_seeds_folder() if seeds_folder is None else Path(seeds_folder)


def read_table(table: str, seeds_folder: str | Path | None = None) -> tuple[TableRow, ...]:
    """Read one table and check everything that its file alone can show.

    Parameters
    ----------
    table : str
        The name of the file without `.csv`, such as "bridges".
    seeds_folder : str or pathlib.Path, optional
        The folder of the tables; the shipped one by default.

    Returns
    -------
    tuple of TableRow
        The rows in the order of the file, one model a row.

    Raises
    ------
    SeedError
        At the first fault, with file, line and remedy.

    Examples
    --------
    >>> from mesa_mosul.inputs.tables import read_table
    >>> [bridge.id for bridge in read_table("bridges")]
    ['third', 'fifth', 'old', 'hurriya', 'fourth']
    """
    if table not in SCHEMAS:
        raise SeedError(f"there is no table '{table}'; the tables are {', '.join(SCHEMAS)}")
    return read_rows(resolve_seeds_folder(seeds_folder) / f"{table}.csv", SCHEMAS[table])


def read_tables(seeds_folder: str | Path | None = None) -> Tables:
    """Read every table and check that the rows they refer to exist.

    Parameters
    ----------
    seeds_folder : str or pathlib.Path, optional
        The folder of the tables; the shipped one by default.

    Returns
    -------
    Tables
        Every table but `effects.csv`, which no run reads.

    Raises
    ------
    SeedError
        At the first fault, with file, line and remedy.

    Examples
    --------
    >>> from mesa_mosul.inputs.tables import read_tables
    >>> read_tables().claims[0].parameters
    ('iraqi.troops',)
    """
    rows: dict[str, Any] = {table: read_table(table, seeds_folder) for table in Tables._fields}
    tables = Tables(**rows)
    sourced = {row.id for row in tables.evidence} | {row.id for row in tables.assumptions}
    sourced |= {row.id for row in tables.claims}
    neighbourhoods = {row.id for row in tables.neighbourhoods}
    axes = {row.axis for row in tables.axes_of_advance}
    _check_references(
        "neighbourhood_history",
        "neighbourhood",
        tables.neighbourhood_history,
        neighbourhoods,
        "neighbourhoods.csv",
    )
    _check_references(
        "neighbourhoods", "axis", tables.neighbourhoods, axes, "axes_of_advance.csv"
    )
    _check_references("forces", "axis", tables.forces, axes, "axes_of_advance.csv")
    _check_references("history", "id", tables.history, sourced, "evidence.csv")
    for table in ("claims", "bridges", "places", "forces", "timeline"):
        home = "evidence.csv, assumptions.csv or claims.csv"
        _check_references(table, "evidence", rows[table], sourced, home)
    _check_claim_references(
        tables,
        {path.stem for path in resolve_seeds_folder(seeds_folder).glob("scenarios/*.toml")},
    )
    cuts = tuple(row if row.decision == "cut_bridge" else None for row in tables.timeline)
    _check_references(
        "timeline", "object", cuts, {row.id for row in tables.bridges}, "bridges.csv"
    )
    return tables


def _check_claim_references(tables: Tables, scenarios: set[str]) -> None:
    """Check that the parameters, the switch and the scenario of a claim exist."""
    known = set(parameters())
    home = "the parameters ('mosul parameters' lists all)"
    for column in ("parameters", "switch"):
        _check_references("claims", column, tables.claims, known, home)
    _check_references("claims", "scenario", tables.claims, scenarios, "scenarios/")


def _check_references(
    table: str, column: str, rows: tuple[TableRow | None, ...], known: set[str], target: str
) -> None:
    for line, row in enumerate(rows, 2):
        value = getattr(row, column, None)
        for name in value if isinstance(value, tuple) else (value,):
            if name is not None and name not in known:
                near = get_close_matches(name, sorted(known), n=3, cutoff=0.7)
                hint = f"; near it: {', '.join(near)}" if near else ""
                raise SeedError(
                    f"{table}.csv line {line}: {column} '{name}' is not in {target}{hint}"
                )
