"""Unit generation: formations are split into units of equal size and into battalions."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mesa_mosul.engine.codes import (
    AIR_WING,
    ARRIVAL_INDEPENDENT,
    ARTILLERY,
    ATTACKER,
    BANK_CODES,
    DEFENDER,
    FORCES,
    ISIS,
    MISSIONS,
    NO_BANK,
    NO_INDEX,
    ROLE_ATTACK,
    ROLE_AWAITING_ENTRY,
    ROLE_GARRISON,
    ROLE_HOLD,
    ROLE_HOLD_LINE,
    ROLE_MOBILE,
    ROLE_OFF_MAP,
    UNIT_KINDS,
)
from mesa_mosul.engine.columns import Battalions, Formations, Units
from mesa_mosul.engine.world import column_specs, set_columns
from mesa_mosul.initialization.force_totals import ForceTotals, apportion_total, split_totals
from mesa_mosul.initialization.later_arrivals import LaterFormation, arrival_ticks
from mesa_mosul.inputs.scenario import ScenarioError
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.parameters.registry import Parameters

INITIAL_ROLES = {
    "assault": ROLE_ATTACK,
    "hold": ROLE_HOLD,
    "line": ROLE_HOLD_LINE,
    "garrison": ROLE_GARRISON,
    "mobile": ROLE_MOBILE,
}
MAX_UNITS_PER_FORMATION, MAX_BATTALIONS_PER_FORMATION = 1_000_000, 1_000
"""Upper bounds; the uid of a unit, and of a battalion, is code * bound + ordinal."""


class UnitTables(NamedTuple):
    """Units, battalions and formations, not yet placed on the map."""

    units: Units
    battalions: Battalions
    formations: Formations


def combat_effectiveness(kind: int, p: Parameters) -> float:
    """Return the combat effectiveness of a kind of unit; 1 is the line infantry."""
    quality = p.effectiveness
    value_by_kind = {
        "counter_terrorism": quality.counter_terrorism,
        "army": quality.army,
        "federal_police": quality.police,
        "emergency_response": quality.police,
        "peshmerga": quality.peshmerga,
        "fighters": quality.isis_garrison,
        "car_bombs": quality.isis_garrison,
        "mobile_group": quality.isis_mobile,
        "snipers": quality.snipers,
    }
    return value_by_kind.get(UNIT_KINDS[kind], quality.tribal)


def men_per_unit_of(force: str, p: Parameters) -> int:
    """Return the size of a full unit of a force."""
    return {
        "iraqi": p.iraqi.men_per_unit,
        "isis": p.isis.men_per_unit,
        "peshmerga": p.peshmerga.men_per_unit,
        "us": p.coalition.men_per_unit,
        "pmf": p.pmf.men_per_unit,
    }[force]


def count_units(kind: int, men: int, equipment: int, men_per_unit: int, p: Parameters) -> int:
    """Return the number of units into which a formation is split."""
    if kind == AIR_WING:
        return -(-equipment // p.resolution.aircraft_per_wing)
    if kind == ARTILLERY:
        return -(-equipment // p.resolution.guns_per_battery)
    return -(-men // men_per_unit)


def check_counts(formation: Formation, men: int, n_units: int, men_per_battalion: int) -> None:
    """Raise ScenarioError if a formation has more units or battalions than have ids."""
    for count, bound, parts in (
        (n_units, MAX_UNITS_PER_FORMATION, "units"),
        (-(-men // men_per_battalion), MAX_BATTALIONS_PER_FORMATION, "battalions"),
    ):
        if count > bound:
            raise ScenarioError(
                f"the {men} men of '{formation.name}' make {count} {parts}; at most {bound} can"
                f" be told apart: set fewer men, or larger {parts}"
            )


def decision_group_ordinals(
    first_man: np.ndarray, men_per_unit: int, is_isis: bool, p: Parameters
) -> np.ndarray:
    """Return the decision group of each unit; a unit of at least its size is its own."""
    group_size = (
        p.resolution.men_per_isis_decision_group
        if is_isis
        else p.resolution.men_per_decision_group
    )
    return first_man // group_size if men_per_unit < group_size else np.arange(first_man.size)


def split_formation(
    formation: Formation,
    formation_row: int,
    men: int,
    equipment: int,
    axis_names: tuple[str, ...],
    p: Parameters,
) -> tuple[Units, Battalions]:
    """Split one formation into units, and its strength into battalions."""
    force, kind = FORCES.index(formation.force), UNIT_KINDS.index(formation.kind)
    men_per_unit = men_per_unit_of(formation.force, p)
    count = count_units(kind, men, equipment, men_per_unit, p)
    is_isis = force == ISIS
    men_per_battalion = (
        p.resolution.men_per_isis_battalion if is_isis else p.resolution.men_per_battalion
    )
    check_counts(formation, men, count, men_per_battalion)
    if kind in (AIR_WING, ARTILLERY):
        strengths = apportion_total(men, np.ones(count))
    else:
        strengths = np.full(count, men_per_unit)
        strengths[count - 1 :] = men - men_per_unit * (count - 1)
    first_man = np.cumsum(strengths) - strengths
    battalion = first_man // men_per_battalion
    n_battalions = int(battalion[-1]) + 1 if count else 0
    cohesion = 1.0 if is_isis else p.cohesion.at_start
    ordinals = np.arange(count)
    units = new_group(
        Units,
        count,
        uid=formation.code * MAX_UNITS_PER_FORMATION + ordinals,
        decision_group=formation.code * MAX_UNITS_PER_FORMATION
        + decision_group_ordinals(first_man, men_per_unit, is_isis, p),
        force=force,
        side=DEFENDER if is_isis else ATTACKER,
        kind=kind,
        formation=formation_row,
        battalion=battalion,
        mission=MISSIONS.index(formation.task),
        authorized_strength=strengths,
        strength=strengths,
        combat_effectiveness=combat_effectiveness(kind, p),
        equipment=apportion_total(equipment, np.ones(count)),
        role=INITIAL_ROLES.get(formation.task, ROLE_OFF_MAP),
        axis=axis_names.index(formation.axis) if formation.axis else NO_INDEX,
        assigned_bank=BANK_CODES.get(formation.bank or "", NO_BANK),
        cell=NO_INDEX,
    )
    codes = formation.code * MAX_BATTALIONS_PER_FORMATION + np.arange(n_battalions)
    return units, new_group(Battalions, n_battalions, uid=codes, cohesion=cohesion)


def new_group[Group: tuple[Any, ...]](
    group: type[Group], size: int, **values_by_column: object
) -> Group:
    """Return a group of columns of one size; columns without values are zero."""
    columns = group(*(np.zeros(size, spec.dtype) for spec in column_specs(group).values()))
    set_columns(columns, **values_by_column)
    return columns


def concatenate_groups[Group: tuple[Any, ...]](groups: Sequence[Group]) -> Group:
    """Return groups of columns concatenated by rows."""
    return type(groups[0])(*map(np.concatenate, zip(*groups, strict=True)))


def generate_units(
    order_of_battle: Sequence[Formation],
    totals: ForceTotals,
    axis_names: tuple[str, ...],
    later_formations: Sequence[LaterFormation],
    start_tick: int,
    p: Parameters,
) -> UnitTables:
    """Return all formations split into units, off the map.

    totals: strength and equipment split among the order of battle.
    """
    men, pieces = split_totals(order_of_battle, totals)
    all_formations = [*order_of_battle, *(later.formation for later in later_formations)]
    sizes = zip(
        [*men, *(later.formation.men for later in later_formations)],
        [*pieces, *(0 for _ in later_formations)],
        strict=True,
    )
    groups, offset = [], 0
    for row, (formation, (n_men, n_pieces)) in enumerate(
        zip(all_formations, sizes, strict=True)
    ):
        units, battalions = split_formation(
            formation, row, int(n_men), int(n_pieces), axis_names, p
        )
        units.battalion[:] += offset
        offset += battalions.uid.size
        groups.append((units, battalions))
    units, battalions = (
        concatenate_groups([units for units, _ in groups]),
        concatenate_groups([battalions for _, battalions in groups]),
    )
    for row, later in enumerate(later_formations, len(order_of_battle)):
        set_arrivals(units, row, later, start_tick, p)
    formations = new_group(
        Formations,
        len(all_formations),
        code=[formation.code for formation in all_formations],
        mission=[MISSIONS.index(formation.task) for formation in all_formations],
        axis=[
            axis_names.index(formation.axis) if formation.axis else NO_INDEX
            for formation in all_formations
        ],
        committed_axis=NO_INDEX,
        arrival_mode=[ARRIVAL_INDEPENDENT] * len(order_of_battle)
        + [later.arrival_mode for later in later_formations],
    )
    return UnitTables(units, battalions, formations)


def set_arrivals(
    units: Units, formation_row: int, later: LaterFormation, start_tick: int, p: Parameters
) -> None:
    """Set the arrival ticks of the units of one later formation."""
    rows = units.formation == formation_row
    ticks_per_day = 24 // p.resolution.hours_per_tick
    units.arrival_tick[rows] = arrival_ticks(
        later, units.authorized_strength[rows], start_tick, ticks_per_day
    )
    units.role[rows] = ROLE_AWAITING_ENTRY
