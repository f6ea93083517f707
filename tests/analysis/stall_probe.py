"""Runs of the campaign to 13 December 2016 under a glass: `python stall_probe.py FOLDER`.

Reads the state of the world tick by tick and writes TABLES to a folder. It works with this
version and with version 0.2.0 (commit f7728eb), whose rules the page
`experiments/why_no_stall.md` is about: in a checkout of that, run this file by its path.
"""

import argparse
import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import mesa_mosul as mm
from mesa_mosul.engine import codes
from mesa_mosul.simulation.simulation import Simulation

LAST_DATE = datetime.date(2016, 12, 13)
TAKEN = 0.8
"""Control of a cell from which a loss is one of territory that was taken."""
LEAD = (codes.MISSION_ASSAULT, codes.MISSION_RESERVE)
TABLES = ("days", "formations", "neighbourhoods", "raiders", "events")
LEDGER = ("isis_in_contact", "iraqi_in_contact", "iraqi_cohesion", "iraqi_casualties")
"""Columns of the daily table that are kept beside what is read of the world."""
Row = dict[str, Any]


class Probe:
    """The observer of one run: its tables grow by the day."""

    def __init__(self, seed: int, changes: Mapping[str, Any]) -> None:
        self.scenario = mm.scenario("campaign").with_parameters(dict(changes))
        self.simulation = Simulation(self.scenario, seed)
        self.seed = seed
        self.built, self.world = self.simulation.built, self.simulation.world
        self.days: list[Row] = []
        self.formations: list[Row] = []
        self.neighbourhoods: list[Row] = []
        self.raiders: list[Row] = []
        self.events: list[Row] = []
        self.gain_km2 = self.loss_km2 = self.deep_loss_km2 = 0.0
        self.peak = np.zeros(self.world.neighbourhoods.cell.size)

    def run(self) -> None:
        """Run to the end of LAST_DATE."""
        cells = self.world.cells
        east = cells.city_area_km2 * (cells.bank == codes.EAST_BANK)
        while (date := self.simulation.date) <= LAST_DATE:
            before = cells.control.copy()
            is_day_end = self.simulation.step()
            change = (cells.control - before) * east
            self.gain_km2 += change[change > 0].sum()
            self.loss_km2 -= change[change < 0].sum()
            self.deep_loss_km2 -= change[(change < 0) & (before >= TAKEN)].sum()
            self.note_raiders(date)
            if is_day_end:
                self.note_day(date)
        for day, row in zip(self.days, self.simulation.daily().to_dict("records"), strict=True):
            day |= {name: row[name] for name in LEDGER}
        self.events = self.simulation.events().assign(seed=self.seed).to_dict("records")

    def on_map(self) -> np.ndarray:
        """Return which units are on the map."""
        return (self.world.units.cell >= 0) & (self.world.units.strength > 0)

    def note_raiders(self, date: datetime.date) -> None:
        """Note how many raiders there are in the east of the city and whom they meet."""
        units, cells = self.world.units, self.world.cells
        is_raider = self.on_map() & (units.role == codes.ROLE_RAID)
        cell = np.where(is_raider, units.cell, 0)
        is_raider &= (cells.bank[cell] == codes.EAST_BANK) & (cells.city_area_km2[cell] > 0)
        rows = np.flatnonzero(is_raider)
        if not rows.size:
            return
        place, men = units.cell[rows], units.strength[rows]
        raiders = np.zeros(cells.control.size)
        np.add.at(raiders, place, men)
        near = self.density_near(raiders, place)
        centres = self.world.neighbourhoods.cell
        self.peak = np.maximum(self.peak, self.density_near(raiders, centres))
        density, holders = self.world.local_density.density, self.world.holding.holder_density
        self.raiders.append(
            {
                "seed": self.seed, "date": date, "men": men.sum(),
                "cells": np.unique(place).size,
                "raiders_per_km2": np.average(near, weights=men),
                "attackers_per_km2": np.average(density[0, place], weights=men),
                "holders_per_km2": np.average(holders[place], weights=men),
            }
        )  # fmt: skip

    def density_near(self, men: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Return the kernel density of men at some cells; men: by cell."""
        kernel = self.world.kernel
        return np.array([men[at + kernel.offset] @ kernel.weight for at in places])

    def note_day(self, date: datetime.date) -> None:
        """Note the state at the end of a day."""
        units, axes = self.world.units, self.world.axes_of_advance
        cohesion = self.world.battalions.cohesion[units.battalion]
        is_lead = np.isin(units.mission, LEAD)
        has_axis = units.axis >= 0
        is_east = has_axis & (axes.bank[np.maximum(units.axis, 0)] == codes.EAST_BANK)
        is_east &= axes.enters_city[np.maximum(units.axis, 0)]
        is_iraqi = (units.force == codes.IRAQI) & is_east
        day: Row = {"seed": self.seed, "date": date}
        for name, of_kind in (("lead", is_lead), ("hold", units.mission == codes.MISSION_HOLD)):
            mine = is_iraqi & of_kind & (units.role != codes.ROLE_OFF_MAP)
            mine |= is_iraqi & of_kind & (units.strength == 0)
            for role in ("attack", "hold", "refit"):
                has_role = mine & (units.role == codes.ROLES.index(role))
                day[f"{name}_{role}"] = units.strength[has_role].sum()
            day[f"{name}_lost"] = (units.authorized_strength - units.strength)[mine].sum()
        busy = np.isin(units.role, (codes.ROLE_ATTACK, codes.ROLE_HOLD))
        seen = is_iraqi & busy
        lead = is_iraqi & is_lead & (busy | (units.role == codes.ROLE_REFIT))
        day["cohesion_of_all"] = mean(cohesion, units.strength * seen)
        day["cohesion_of_lead"] = mean(cohesion, units.strength * (lead & busy))
        day["readiness"] = float(
            (cohesion * units.strength * (lead & busy)).sum()
            / max(1, (units.authorized_strength * lead).sum())
        )
        day["axes_paused"] = int(
            (axes.posture * axes.enters_city * (axes.bank == codes.EAST_BANK)).sum()
        )
        self.note_isis(day)
        self.note_control(date, day)
        self.note_formations(date, cohesion)
        self.days.append(day)

    def note_formations(self, date: datetime.date, cohesion: np.ndarray) -> None:
        """Note strength, cohesion and roles of every Iraqi formation."""
        units = self.world.units
        for formation in np.unique(units.formation[units.force == codes.IRAQI]):
            mine = units.formation == formation
            row = {
                "seed": self.seed, "date": date,
                "code": int(self.world.formations.code[formation]),
                "authorized": units.authorized_strength[mine].sum(),
                "strength": units.strength[mine].sum(),
                "cohesion": mean(cohesion, units.strength * mine),
            }  # fmt: skip
            for role in ("attack", "hold", "refit"):
                has_role = mine & (units.role == codes.ROLES.index(role))
                row[role] = units.strength[has_role].sum()
            self.formations.append(row)

    def note_isis(self, day: Row) -> None:
        """Add what ISIS has in the east of the city, by role."""
        units, cells, density = self.world.units, self.world.cells, self.world.local_density
        cell = np.maximum(units.cell, 0)
        here = self.on_map() & (units.force == codes.ISIS)
        here &= (cells.bank[cell] == codes.EAST_BANK) & (cells.city_area_km2[cell] > 0)
        for role in ("garrison", "mobile", "raid"):
            has_role = here & (units.role == codes.ROLES.index(role))
            day[f"isis_{role}"] = units.strength[has_role].sum()
        near = here & (
            density.density[0, cell] >= self.scenario.parameters.detection.contact_density
        )
        day["isis_threatened"] = units.strength[near].sum()

    def note_control(self, date: datetime.date, day: Row) -> None:
        """Add the control of the east and of its neighbourhoods."""
        cells, areas = self.world.cells, self.world.neighbourhoods
        east = cells.city_area_km2 * (cells.bank == codes.EAST_BANK)
        day["share_east"] = float((east * cells.control).sum() / east.sum())
        day["gain_km2"], day["loss_km2"] = self.gain_km2, self.loss_km2
        day["deep_loss_km2"] = self.deep_loss_km2
        self.gain_km2 = self.loss_km2 = self.deep_loss_km2 = 0.0
        for index in np.flatnonzero(areas.bank == codes.EAST_BANK):
            self.neighbourhoods.append(
                {
                    "seed": self.seed, "date": date, "index": int(index),
                    "control": float(areas.control[index]), "raiders": float(self.peak[index]),
                    "holders": float(self.world.holding.holder_density[areas.cell[index]]),
                }
            )  # fmt: skip
        self.peak[:] = 0.0


def mean(values: np.ndarray, weights: np.ndarray) -> float:
    """Return a weighted mean; not a number where all weights are 0."""
    total = weights.sum()
    return float((values * weights).sum() / total) if total else float("nan")


def observe(seeds: Sequence[int], changes: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the tables of runs with the given seeds."""
    tables: dict[str, list[Row]] = {}
    for seed in seeds:
        probe = Probe(seed, changes)
        probe.run()
        for name in TABLES:
            tables.setdefault(name, []).extend(getattr(probe, name))
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


def main() -> None:
    """Observe runs and write their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--changes", type=json.loads, default={}, help="parameters, as JSON")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, table in observe(range(1, arguments.seeds + 1), arguments.changes).items():
        table.to_csv(arguments.folder / f"{name}.csv", index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
