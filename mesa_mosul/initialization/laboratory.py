"""The laboratory: one cell and two sides, under the same rules as the city."""

import numpy as np

from mesa_mosul.engine.codes import EAST_BANK, LAND_CLASSES, OUTSIDE, WESTERN_OFFENSIVE
from mesa_mosul.engine.world import World
from mesa_mosul.initialization.city_map import CityMap
from mesa_mosul.initialization.force_totals import ForceTotals
from mesa_mosul.inputs.scenario import CAMPAIGN_START, Scenario
from mesa_mosul.inputs.schemas.geography import RoutePoint
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.inputs.tables import Tables

PADDING_KM = 2.0
"""Empty padding around the cell, wider than the smoothing kernel."""
BLUE_CODE, RED_CODE = 901, 902
"""Formation codes of the two sides."""


def laboratory_tables() -> Tables:
    """Return the tables of a laboratory: one axis and two formations."""
    blue = Formation(
        code=BLUE_CODE, id="blue", name="Blue", force="iraqi", kind="army", men=1, pieces=0,
        axis="lane", task="assault", enters=CAMPAIGN_START, km_off_map=0, evidence="A150",
    )  # fmt: skip
    red = Formation(
        code=RED_CODE, id="red", name="Red", force="isis", kind="fighters", men=1, pieces=0,
        axis="lane", bank="east", task="garrison", evidence="A150",
    )  # fmt: skip
    lane = RoutePoint(axis="lane", seq=0, lat=36.35, lon=43.13, half_width_km=1)
    empty = Tables(*((),) * len(Tables._fields))
    return empty._replace(axes_of_advance=(lane,), forces=(blue, red))


def side_strengths(scenario: Scenario) -> ForceTotals:
    """Return the strengths of the two sides."""
    p, name = scenario.parameters, scenario.laboratory or "duel"
    return ForceTotals({"iraqi": getattr(p, name).blue, "isis": getattr(p, name).red}, {})


def single_cell_map(scenario: Scenario) -> CityMap:
    """Return a `CityMap` with a single contested cell surrounded by empty padding."""
    cell_km = scenario.parameters.resolution.cell_metres / 1000
    padding = int(np.ceil(PADDING_KM / cell_km))
    n_side = 2 * padding + 1
    is_cell = np.zeros(n_side * n_side, bool)
    is_cell[n_side * n_side // 2] = True
    no_index = np.full(n_side * n_side, -1)
    north, east = np.divmod(np.arange(n_side * n_side), n_side)
    zeros = np.zeros(n_side * n_side)
    return CityMap(
        rows=n_side, cols=n_side, padding=padding, cell_km=cell_km,
        west_lon=43.13, south_lat=36.35,
        km_per_lon=1.0, km_per_lat=1.0,
        land_class=np.where(is_cell, LAND_CLASSES.index(scenario.land_class), OUTSIDE),
        bank=np.where(is_cell, EAST_BANK, 0),
        area_km2=np.where(is_cell, cell_km**2, 0.0),
        city_area_km2=zeros, old_city_area_km2=zeros.copy(),
        neighbourhood=no_index, axis=np.where(is_cell, 0, -1),
        bridge=no_index.copy(), settlement=no_index.copy(),
        lat=36.35 + north * cell_km, lon=43.13 + east * cell_km,
        x=(east + 0.5) * cell_km, y=(north + 0.5) * cell_km,
    )  # fmt: skip


def place_sides(world: World) -> None:
    """Place both sides in the contested cell, in a phase in which they may fight."""
    world.units.cell[:] = world.contested_cells[0]
    world.commands.posture[0] = WESTERN_OFFENSIVE


def survivors(world: World) -> dict[str, int]:
    """Return the remaining strength of each side."""
    men, side = world.units.strength, world.units.side
    return {"blue": int(men[side == 0].sum()), "red": int(men[side == 1].sum())}
