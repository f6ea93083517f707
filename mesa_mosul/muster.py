"""Formations become units: so many men each, in battalions, on their places at the start."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mesa_mosul.columns import Battalions, Formations, Units
from mesa_mosul.late import Late, arrivals
from mesa_mosul.names import (
    AIR_WING,
    ARTILLERY,
    ATTACK,
    AWAY,
    COALITION_SIDE,
    EAST,
    FORCES,
    HOLD,
    IN_GARRISON,
    ISIS,
    ISIS_SIDE,
    KINDS,
    NO_BANK,
    NO_ONE,
    ON_LINE,
    OWN_WAY,
    ROVING,
    TASKS,
    WAITING,
    WEST,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.rows.battle import Formation
from mesa_mosul.state import dtype_of, fill
from mesa_mosul.strength import Strength, shares, strengths

BANKS = {"east": EAST, "west": WEST}
FIRST_ROLE = {
    "assault": ATTACK,
    "hold": HOLD,
    "line": ON_LINE,
    "garrison": IN_GARRISON,
    "mobile": ROVING,
}
UIDS = 1_000_000
"""Units that a formation may have."""


class Muster(NamedTuple):
    """Units, battalions and formations, ready but for their places."""

    units: Units
    battalions: Battalions
    formations: Formations


def skill(kind: int, p: Parameters) -> float:
    """Return the skill at arms of a kind of unit."""
    quality = p.quality
    known = {
        "counter_terrorism": quality.counter_terrorism,
        "army": quality.army,
        "federal_police": quality.police,
        "emergency_response": quality.police,
        "peshmerga": quality.peshmerga,
        "fighters": quality.isis,
        "car_bombs": quality.isis,
        "mobile_group": quality.isis_mobile,
        "snipers": quality.snipers,
    }
    return known.get(KINDS[kind], quality.tribal)


def unit_count(kind: int, men: int, pieces: int, per_unit: int, p: Parameters) -> int:
    """Return into how many units a formation is cut."""
    if kind == AIR_WING:
        return -(-pieces // p.scale.aircraft_per_wing)
    if kind == ARTILLERY:
        return -(-pieces // p.scale.guns_per_battery)
    return -(-men // per_unit)


def squad_ordinals(
    first_man: np.ndarray, per_unit: int, isis: bool, p: Parameters
) -> np.ndarray:
    """Return which squad of its formation each unit belongs to; a large unit is its own."""
    squad = p.scale.men_per_isis_squad if isis else p.scale.men_per_squad
    return first_man // squad if per_unit < squad else np.arange(first_man.size)


def cut(
    formation: Formation, row: int, men: int, pieces: int, axes: tuple[str, ...], p: Parameters
) -> tuple[Units, Battalions]:
    """Cut one formation into units, and its men into battalions."""
    force, kind = FORCES.index(formation.force), KINDS.index(formation.kind)
    per_unit = getattr(p, formation.force).men_per_unit
    count = unit_count(kind, men, pieces, per_unit, p)
    if kind in (AIR_WING, ARTILLERY):
        paper = shares(men, np.ones(count))
    else:
        paper = np.full(count, per_unit)
        paper[count - 1 :] = men - per_unit * (count - 1)
    isis = force == ISIS
    group = p.scale.men_per_isis_group if isis else p.scale.men_per_battalion
    first_man = np.cumsum(paper) - paper
    battalion = first_man // group
    size = int(battalion[-1]) + 1 if count else 0
    start = 1.0 if isis else p.cohesion.at_start
    ordinals = np.arange(count)
    units = filled(
        Units,
        count,
        uid=formation.code * UIDS + ordinals,
        squad=formation.code * UIDS + squad_ordinals(first_man, per_unit, isis, p),
        force=force,
        side=ISIS_SIDE if isis else COALITION_SIDE,
        kind=kind,
        formation=row,
        battalion=battalion,
        task=TASKS.index(formation.task),
        paper=paper,
        men=paper,
        skill=skill(kind, p),
        pieces=shares(pieces, np.ones(count)),
        role=FIRST_ROLE.get(formation.task, AWAY),
        axis=axes.index(formation.axis) if formation.axis else NO_ONE,
        bank=BANKS.get(formation.bank or "", NO_BANK),
        cell=NO_ONE,
    )
    codes = formation.code * 1000 + np.arange(size)
    return units, filled(Battalions, size, uid=codes, cohesion=start)


def filled[Group: tuple](group: type[Group], size: int, **values: object) -> Group:
    """Return a group of columns of one size, some with values, the others zero."""
    made = group(*(np.zeros(size, dtype) for dtype in dtype_of(group).values()))
    fill(made, **values)
    return made


def joined[Group: tuple](parts: Sequence[Group]) -> Group:
    """Return groups of columns one below the other."""
    return type(parts[0])(*map(np.concatenate, zip(*parts, strict=True)))


def muster(
    forces: Sequence[Formation],
    there: Strength,
    axes: tuple[str, ...],
    late: Sequence[Late],
    start: int,
    p: Parameters,
) -> Muster:
    """Return all formations cut into units, off the map.

    there: what is to be split among the forces; late: those who come later; start: first tick.
    """
    men, pieces = strengths(forces, there)
    everyone = [*forces, *(one.formation for one in late)]
    sizes = zip(
        [*men, *(one.formation.men for one in late)], [*pieces, *(0 for _ in late)], strict=True
    )
    cuts, offset = [], 0
    for row, (formation, (some, few)) in enumerate(zip(everyone, sizes, strict=True)):
        units, battalions = cut(formation, row, int(some), int(few), axes, p)
        units.battalion[:] += offset
        offset += battalions.uid.size
        cuts.append((units, battalions))
    units, battalions = joined([one for one, _ in cuts]), joined([two for _, two in cuts])
    for row, one in enumerate(late, len(forces)):
        arrive(units, row, one, start, p)
    formations = filled(
        Formations,
        len(everyone),
        code=[formation.code for formation in everyone],
        task=[TASKS.index(formation.task) for formation in everyone],
        axis=[axes.index(one.axis) if one.axis else NO_ONE for one in everyone],
        sent_to=NO_ONE,
        way=[OWN_WAY] * len(forces) + [one.way for one in late],
    )
    return Muster(units, battalions, formations)


def arrive(units: Units, row: int, late: Late, start: int, p: Parameters) -> None:
    """Let the units of one late formation wait until each comes."""
    rows = units.formation == row
    per_day = 24 // p.scale.hours_per_tick
    units.arrives[rows] = arrivals(late, units.paper[rows], start, per_day)
    units.role[rows] = WAITING
