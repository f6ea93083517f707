"""The laboratory: one piece of ground and two sides, for the same rules as in the city."""

import numpy as np

from mesa_mosul.city import Ground
from mesa_mosul.names import EAST, GROUNDS, OUTSIDE, WESTERN_FIGHT
from mesa_mosul.rows.battle import Formation
from mesa_mosul.rows.ground import RoutePoint
from mesa_mosul.setting import LAUNCH, Scenario
from mesa_mosul.state import World
from mesa_mosul.strength import Strength
from mesa_mosul.tables import Tables

PAD_KM = 2.0
"""Empty ground around the place, wider than anybody is near."""
BLUE, RED = 901, 902
"""Formation codes of the two sides."""


def bench() -> Tables:
    """Return the tables of a laboratory: one axis, and the two sides."""
    blue = Formation(
        code=BLUE, id="blue", name="Blue", force="iraqi", kind="army", men=1, pieces=0,
        axis="lane", task="assault", enters=LAUNCH, km_off_map=0, evidence="A150",
    )  # fmt: skip
    red = Formation(
        code=RED, id="red", name="Red", force="isis", kind="fighters", men=1, pieces=0,
        axis="lane", bank="east", task="garrison", evidence="A150",
    )  # fmt: skip
    lane = RoutePoint(axis="lane", seq=0, lat=36.35, lon=43.13, half_width_km=1)
    empty = Tables(*((),) * len(Tables._fields))
    return empty._replace(axes=(lane,), forces=(blue, red))


def sides(scenario: Scenario) -> Strength:
    """Return the men of the two sides."""
    p, name = scenario.parameters, scenario.laboratory or "duel"
    return Strength({"iraqi": getattr(p, name).blue, "isis": getattr(p, name).red}, {})


def plot(scenario: Scenario) -> Ground:
    """Return a map of one cell of ground in the middle of nothing."""
    cell_km = scenario.parameters.scale.cell_metres / 1000
    pad = int(np.ceil(PAD_KM / cell_km))
    side = 2 * pad + 1
    there = np.zeros(side * side, bool)
    there[side * side // 2] = True
    none = np.full(side * side, -1)
    north, east = np.divmod(np.arange(side * side), side)
    blank = np.zeros(side * side)
    return Ground(
        rows=side, cols=side, pad=pad, cell_km=cell_km, west=43.13, south=36.35,
        km_per_lon=1.0, km_per_lat=1.0,
        kind=np.where(there, GROUNDS.index(scenario.ground), OUTSIDE),
        bank=np.where(there, EAST, 0),
        area=np.where(there, cell_km**2, 0.0),
        city_area=blank, old_city_area=blank.copy(),
        quarter=none, axis=np.where(there, 0, -1), bridge=none.copy(), place=none.copy(),
        lat=36.35 + north * cell_km, lon=43.13 + east * cell_km,
        x=(east + 0.5) * cell_km, y=(north + 0.5) * cell_km,
    )  # fmt: skip


def face(world: World) -> None:
    """Put both sides on the one place; nobody waits for a campaign."""
    world.units.cell[:] = world.fought[0]
    world.commands.posture[0] = WESTERN_FIGHT


def survivors(world: World) -> dict[str, int]:
    """Return the men of each side who still stand."""
    men, side = world.units.men, world.units.side
    return {"blue": int(men[side == 0].sum()), "red": int(men[side == 1].sum())}
