"""Fights between forces that break off: the battle's own rules on one piece of ground.

Nobody is fought to the last man: a battalion that breaks goes to refit and leaves the field.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from mesa_mosul.build import build
from mesa_mosul.many import fresh
from mesa_mosul.names import COALITION_SIDE
from mesa_mosul.parameters import Parameters, changed, parameters, record
from mesa_mosul.setting import Scenario, scenario
from mesa_mosul.state import World
from mesa_mosul.tables import read_all
from mesa_mosul.tick import live_out

TERRAIN: dict[str, tuple[str, ...]] = {
    "open": ("ground.cover_open", "ground.hiding_open"),
    "new_city": ("ground.cover_new_city", "ground.hiding_built"),
}
"""Where laboratories can be fought, with what the ground does to those who fight on it."""
QUALITY = ("quality.army", "quality.isis")
SIGHT = ("sight.shown_attacking", "sight.shown_holding", "sight.detection")
COHESION = "cohesion.at_start"
FIGHTING = ("sight", "fire", "cohesion", "quality", "ground")
"""Subjects in which a laboratory differs from the battle, and an engagement does not."""
ALONE = {
    "scale.hours_per_tick": 6,
    "iraqi.men_per_unit": 40,
    "isis.men_per_unit": 10,
    "fire.return_rate": 0,
    "hold.retake": 0,
}
"""The battle's own cut; and within one fight no wounded return and the line stays where it is.
"""
STRAIGHT = 0.5
"""Share of the ground in attackers' hands at which neither side is outflanked."""


class Engagement(NamedTuple):
    """What is given before a fight: who meets whom, where, and in what state.

    cohesion: of attackers and defenders; held: share of the ground in attackers' hands, above
    a half if the defenders are outflanked; changes: parameters.
    """

    ground: str
    attackers: int
    defenders: int
    cohesion: tuple[float, float] = (1.0, 1.0)
    held: float = STRAIGHT
    changes: Mapping[str, float] = MappingProxyType({})

    @property
    def ratio(self) -> float:
        """Attackers over defenders, in men."""
        return self.attackers / self.defenders


def field_of(ground: str) -> Scenario:
    """Return a laboratory in which sight, fire and breaking are those of the battle."""
    world, usual = scenario("street"), Parameters()
    own = {
        f"{subject}.{name}": value
        for subject in FIGHTING
        for name, value in getattr(usual, subject)._asdict().items()
    }
    fighting = changed(world.parameters, {**own, **ALONE}, laboratory=True)
    return dataclasses.replace(world, ground=ground, parameters=fighting)


def still_fight(world: World, last: int, side: int) -> int:
    """Return the men of one side whose battalion has not broken by the last tick."""
    units = world.units
    there = (units.side == side) & (world.battalions.resting_until[units.battalion] <= last)
    return int(units.men[there].sum())


def outcomes(one: Engagement, seeds: Iterable[int]) -> np.ndarray:
    """Return who still fights at the end, attackers and defenders: shape (seeds, 2).

    A fight lasts at most until who broke first might be back. A side that is out of it leaves
    the other alone, so that the end tells which went first.
    """
    sizes = {"street.blue": one.attackers, "street.red": one.defenders}
    world = field_of(one.ground).with_(**sizes, **one.changes)
    stage, p = build(world, read_all()), world.parameters
    units, battalions = stage.world.units, stage.world.battalions
    battalions.cohesion[units.battalion] = np.take(one.cohesion, units.side)
    stage.world.city.held[stage.world.fought] = one.held
    rules, found = record(p), []
    for _, first in fresh(stage, seeds):
        last = first.number + int(p.cohesion.refit_days * first.per_day)
        live_out(stage.addresses, rules, first, last)
        found.append([still_fight(stage.world, last, side) for side in (0, 1)])
    return np.array(found)


def won(one: Engagement, seeds: Iterable[int]) -> np.ndarray:
    """Return, for every seed, whether attackers still fight and no defender does.

    A fight that is not decided in its days is the attackers' failure.
    """
    left = outcomes(one, seeds)
    attackers = left[:, COALITION_SIDE]
    return ((attackers > 0) & (left[:, 1 - COALITION_SIDE] == 0)).astype(float)


def drawn(dice: np.random.Generator, ground: str, ratios: tuple[float, float]) -> Engagement:
    """Draw an engagement: each quantity from anywhere in its range as declared.

    Defenders: from the smallest body of men who break together, about a company, to the
    largest, a battalion. Ground: as far to either side of a straight line as it is when
    defenders fall back.
    """
    usual, known = Parameters(), parameters()

    def anywhere(name: str) -> float:
        return float(dice.uniform(known[name].known.low, known[name].known.high))

    ratio = np.exp(dice.uniform(*np.log(ratios)))
    smallest, largest = usual.scale.men_per_isis_group, usual.scale.men_per_battalion
    defenders = round(np.exp(dice.uniform(np.log(smallest), np.log(largest))))
    return Engagement(
        ground=ground,
        attackers=round(ratio * defenders),
        defenders=defenders,
        cohesion=(anywhere(COHESION), anywhere(COHESION)),
        held=float(dice.uniform(1.0 - usual.defence.leave_at, usual.defence.leave_at)),
        changes={name: anywhere(name) for name in (*QUALITY, *SIGHT, *TERRAIN[ground])},
    )
