"""The ledger as a table: labels for codes, shares for thousandths, and sums of columns."""

import datetime
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.engine.codes import AREAS, EAST_BANK, FORCES, MEASURES, WEST_BANK
from mesa_mosul.engine.ledger_column import LedgerColumn
from mesa_mosul.initialization.world_builder import BuiltWorld
from mesa_mosul.simulation.ledger import ledger_columns

CAUSES = ("by_isis", "in_crossfire", "by_fires")


def derived_columns() -> tuple[LedgerColumn, ...]:
    """Return the columns of a daily table that are made of those of the ledger."""
    shares = tuple(
        LedgerColumn(
            f"share_{area}_{measure}", "share", f"Territory {measure} over that of the area."
        )
        for area in AREAS
        for measure in MEASURES
    )
    men = tuple(
        column
        for force in FORCES
        for column in (
            LedgerColumn(f"{force}_casualties", "personnel", "Killed or wounded so far."),
            LedgerColumn(
                f"{force}_absent", "personnel", "Killed so far, or wounded and not yet back."
            ),
        )
    )
    killed = LedgerColumn(
        "civilians_killed", "persons", "Civilians killed so far, by any cause."
    )
    return (*shares, *men, killed)


def daily_columns(axis_names: tuple[str, ...]) -> tuple[LedgerColumn, ...]:
    """Return what is declared of every column of `run.daily`."""
    return (*ledger_columns(axis_names), *derived_columns())


def area_sizes_km2(built: BuiltWorld) -> dict[str, float]:
    """Return the size of each area in km2: city, east, west, old_city, theatre."""
    cells, contested = built.world.cells, built.world.contested_cells
    return {
        "city": float(cells.city_area_km2[contested].sum()),
        "east": float(cells.city_area_km2[contested][cells.bank[contested] == EAST_BANK].sum()),
        "west": float(cells.city_area_km2[contested][cells.bank[contested] == WEST_BANK].sum()),
        "old_city": float(cells.old_city_area_km2[contested].sum()),
        "theatre": float(cells.area_km2[contested].sum()),
    }


def daily_table(
    ledger: np.ndarray,
    start: datetime.date,
    axis_names: tuple[str, ...],
    km2_by_area: dict[str, float],
) -> pd.DataFrame:
    """Return the ledger as users read it: one row a day, indexed by date.

    ledger: (days, columns), as rules wrote it.
    """
    days = pd.date_range(start, periods=len(ledger), name="date")
    values = {
        column.name: to_shown_values(column, ledger[:, at])
        for at, column in enumerate(ledger_columns(axis_names))
    }
    return pd.DataFrame(values | derive_columns(values, km2_by_area), index=days)


def to_shown_values(column: LedgerColumn, values: np.ndarray) -> np.ndarray:
    """Return a ledger's stored numbers as labels, measures or counts."""
    if column.labels:
        return np.array(column.labels, dtype=object)[values.astype(np.int64)]
    return values / column.divisor if column.is_float else values.astype(np.int64)


def derive_columns(values: dict[str, Any], km2_by_area: dict[str, float]) -> dict[str, Any]:
    """Return shares of areas, casualties of forces and the civilians killed; in their order."""
    derived: dict[str, Any] = {}
    for area, km2 in km2_by_area.items():
        for measure in MEASURES:
            derived[f"share_{area}_{measure}"] = values[f"km2_{area}_{measure}"] / (km2 or 1.0)
    for force in FORCES:
        killed = values[f"{force}_killed"]
        derived[f"{force}_casualties"] = killed + values[f"{force}_wounded"]
        derived[f"{force}_absent"] = killed + values[f"{force}_wounded_now"]
    derived["civilians_killed"] = sum(values[f"civilians_killed_{cause}"] for cause in CAUSES)
    return derived
