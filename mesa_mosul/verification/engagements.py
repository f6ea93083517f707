"""Engagements between forces that break off: the rules of the battle in a single cell.

No side is fought to the last man: a battalion that breaks withdraws to refit.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from mesa_mosul.engine.codes import ATTACKER
from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.world import World
from mesa_mosul.initialization.world_builder import build_world
from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.registry import Parameters, parameters, with_changes
from mesa_mosul.simulation.laboratory_runs import reset_worlds
from mesa_mosul.simulation.schedule import compiled_table, run_to_annihilation

TERRAIN_PARAMETERS: dict[str, tuple[str, ...]] = {
    "open": ("terrain.cover_open", "terrain.concealment_open"),
    "new_city": ("terrain.cover_new_city", "terrain.concealment_built"),
}
"""Terrain of an engagement, with the parameters of its effect on detection and fire."""
EFFECTIVENESS_PARAMETERS = ("effectiveness.army", "effectiveness.isis_garrison")
DETECTION_PARAMETERS = (
    "detection.exposed_attacking",
    "detection.exposed_holding",
    "detection.detection_rate",
)
INITIAL_COHESION = "cohesion.at_start"
SHARED_GROUPS = ("detection", "fire", "cohesion", "effectiveness", "terrain")
"""Parameter groups that an engagement takes from the battle, unlike other laboratories."""
ENGAGEMENT_SETTINGS = {
    "resolution.hours_per_tick": 6,
    "iraqi.men_per_unit": 40,
    "isis.men_per_unit": 10,
    "fire.return_to_duty_rate": 0,
    "hold.raid_contest_rate": 0,
    "hold.defender_contest_rate": 0,
}
"""Resolution of the battle; within one engagement no wounded return, and the line is fixed."""
EVEN_FRONT = 0.5
"""Share of the terrain controlled by attackers at which neither side is outflanked."""


class Engagement(NamedTuple):
    """Initial conditions of an engagement.

    cohesion: of attackers and defenders; control: share of the terrain controlled by
    attackers, above a half if the defenders are outflanked; changes: parameters.
    """

    terrain: str
    attackers: int
    defenders: int
    cohesion: tuple[float, float] = (1.0, 1.0)
    control: float = EVEN_FRONT
    changes: Mapping[str, float] = MappingProxyType({})

    @property
    def force_ratio(self) -> float:
        """Attackers over defenders."""
        return self.attackers / self.defenders


def engagement_scenario(terrain: str) -> Scenario:
    """Return a laboratory whose detection, fire and cohesion are those of the battle."""
    street, defaults = scenario("street"), Parameters()
    shared = {
        f"{group}.{name}": value
        for group in SHARED_GROUPS
        for name, value in getattr(defaults, group)._asdict().items()
    }
    changes = {**shared, **ENGAGEMENT_SETTINGS}
    values = with_changes(street.parameters, changes, laboratory=True)
    return dataclasses.replace(street, land_class=terrain, parameters=values)


def unbroken_men(world: World, last_tick: int, side: int) -> int:
    """Return the strength of one side's battalions that have not broken by the last tick."""
    units = world.units
    unbroken = world.battalions.refit_until_tick[units.battalion] <= last_tick
    return int(units.strength[unbroken & (units.side == side)].sum())


def final_strengths(engagement: Engagement, seeds: Iterable[int]) -> np.ndarray:
    """Return the unbroken men of attackers and defenders at the end: shape (seeds, 2).

    An engagement lasts at most for the refit of a battalion. Once a side has broken the other
    has no more casualties, so that the final strengths show which side broke first.
    """
    sizes = {"street.blue": engagement.attackers, "street.red": engagement.defenders}
    laboratory = engagement_scenario(engagement.terrain)
    laboratory = laboratory.with_parameters(**sizes, **engagement.changes)
    built, p = build_world(laboratory, read_tables()), laboratory.parameters
    world = built.world
    world.battalions.cohesion[world.units.battalion] = np.take(
        engagement.cohesion, world.units.side
    )
    world.cells.control[world.contested_cells] = engagement.control
    compiled_world: Any = built.compiled_world
    rules: Any = CompiledParameters(p)
    strengths = []
    for _, clock in reset_worlds(built, seeds):
        end_tick = clock.tick + int(p.cohesion.refit_days * clock.ticks_per_day)
        run_to_annihilation(compiled_world, rules, clock, end_tick, compiled_table())
        strengths.append([unbroken_men(world, end_tick, side) for side in (0, 1)])
    return np.array(strengths)


def attacker_wins(engagement: Engagement, seeds: Iterable[int]) -> np.ndarray:
    """Return 1.0 for every seed in which only attackers are unbroken, else 0.0: shape (seeds,).

    An undecided engagement is a failure of the attackers.
    """
    strengths = final_strengths(engagement, seeds)
    attackers, defenders = strengths[:, ATTACKER], strengths[:, 1 - ATTACKER]
    return ((attackers > 0) & (defenders == 0)).astype(float)


def random_engagement(
    rng: np.random.Generator, terrain: str, ratio_range: tuple[float, float]
) -> Engagement:
    """Return a random engagement: each quantity uniform over its declared range.

    Defenders: from the smallest group that breaks together, about a company, to the largest, a
    battalion. Control: to either side of an even front up to the threshold at which defenders
    fall back.
    """
    defaults, entries = Parameters(), parameters()

    def draw_value(name: str) -> float:
        return float(rng.uniform(entries[name].spec.low, entries[name].spec.high))

    ratio = np.exp(rng.uniform(*np.log(ratio_range)))
    smallest = defaults.resolution.men_per_isis_battalion
    largest = defaults.resolution.men_per_battalion
    threshold = defaults.defence.fall_back_threshold
    defenders = round(np.exp(rng.uniform(np.log(smallest), np.log(largest))))
    return Engagement(
        terrain=terrain,
        attackers=round(ratio * defenders),
        defenders=defenders,
        cohesion=(draw_value(INITIAL_COHESION), draw_value(INITIAL_COHESION)),
        control=float(rng.uniform(1.0 - threshold, threshold)),
        changes={
            name: draw_value(name)
            for name in (
                *EFFECTIVENESS_PARAMETERS,
                *DETECTION_PARAMETERS,
                *TERRAIN_PARAMETERS[terrain],
            )
        },
    )
