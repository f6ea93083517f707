"""The daily ledger: one row per day. A section is declared beside the rule that it counts."""

import math

import numpy as np

from mesa_mosul.engine.codes import (
    AREAS,
    AXIS_POSTURES,
    CAMPAIGN_PHASES,
    FORCES,
    IRAQI,
    ISIS_POSTURES,
    KURDISH_POSTURES,
    RAQQA_POSTURES,
    ROAD_STATES,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_REFIT,
    WASHINGTON_POSTURES,
)
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE, PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.attrition import unit_engagement
from mesa_mosul.rules.car_bombs import CAR_BOMB_LEDGER, record_car_bombs
from mesa_mosul.rules.civilians import CIVILIAN_LEDGER, record_civilians
from mesa_mosul.rules.density import is_present
from mesa_mosul.rules.fire_support import FIRE_SUPPORT_LEDGER, record_fire_support
from mesa_mosul.rules.territorial_control import (
    AREA_LEDGER,
    NEIGHBOURHOOD_LEDGER,
    record_areas,
    record_neighbourhoods,
)

FORCE_LEDGER = (
    LedgerColumn("{force}_arrived", "personnel", "Personnel who have joined since the start."),
    LedgerColumn("{force}_strength", "personnel", "Personnel fit for duty."),
    LedgerColumn(
        "{force}_wounded_now", "personnel", "Wounded who have not yet returned to duty."
    ),
    LedgerColumn("{force}_killed", "personnel", "Personnel killed so far."),
    LedgerColumn(
        "{force}_withdrawn", "personnel", "Personnel who have left the battle for good."
    ),
    LedgerColumn(
        "{force}_in_contact",
        "personnel",
        "Personnel exchanging fire, by intensity of engagement.",
    ),
    LedgerColumn(
        "{force}_refitting", "personnel", "Personnel of battalions withdrawn to refit."
    ),
    LedgerColumn(
        "{force}_wounded", "personnel", "Wounded so far, those back on duty included."
    ),
    LedgerColumn("{force}_cohesion", "share", "Mean cohesion of those fit for duty, 0 to 1."),
)
IRAQI_LEDGER = (
    LedgerColumn("iraqi_attacking", "personnel", "Iraqi personnel with orders to attack."),
    LedgerColumn("iraqi_holding", "personnel", "Iraqi personnel who hold cleared territory."),
)
COMMAND_LEDGER = (
    LedgerColumn("bridges_open", "bridges", "Bridges over the Tigris that are not cut."),
    LedgerColumn("iraqi_posture", "label", "Phase of the Iraqi campaign.", CAMPAIGN_PHASES),
    LedgerColumn("isis_posture", "label", "Posture of ISIS in Mosul.", ISIS_POSTURES),
    LedgerColumn("raqqa_posture", "label", "Posture of ISIS in Raqqa.", RAQQA_POSTURES),
    LedgerColumn("kurdish_posture", "label", "Posture of the Peshmerga.", KURDISH_POSTURES),
    LedgerColumn("washington_posture", "label", "Decision of Washington.", WASHINGTON_POSTURES),
    LedgerColumn("western_road", "label", "State of the road to the west.", ROAD_STATES),
    LedgerColumn(
        "sorties_diverted", "share", "Sorties drawn away from the city.", divisor=PERMILLE
    ),
)
AXIS_LEDGER = (
    LedgerColumn("km2_axis_{axis}_held", "km2", "Territory of the axis that is held."),
    LedgerColumn("axis_{axis}_posture", "label", "Posture of the axis.", AXIS_POSTURES),
)
SECTIONS = (
    (FORCE_LEDGER, "force", FORCES),
    (IRAQI_LEDGER, "", ("",)),
    (AREA_LEDGER, "area", AREAS),
    (NEIGHBOURHOOD_LEDGER, "", ("",)),
    (CAR_BOMB_LEDGER, "", ("",)),
    (FIRE_SUPPORT_LEDGER, "", ("",)),
    (CIVILIAN_LEDGER, "", ("",)),
    (COMMAND_LEDGER, "", ("",)),
)
"""The sections in order, each with its placeholder and the values that it is repeated for.

A section for each axis of advance follows.
"""


def section_starts() -> tuple[int, ...]:
    """Return the index of each section's first column; that of the axes comes last."""
    lengths = [len(columns) * len(values) for columns, _, values in SECTIONS]
    return tuple(sum(lengths[:index]) for index in range(len(lengths) + 1))


(
    FORCE_START,
    IRAQI_START,
    AREA_START,
    NEIGHBOURHOOD_START,
    CAR_BOMB_START,
    FIRE_SUPPORT_START,
    CIVILIAN_START,
    COMMAND_START,
    AXIS_START,
) = section_starts()
FORCE, OF_IRAQI, COMMAND, AXIS = (
    positions(*section) for section in (FORCE_LEDGER, IRAQI_LEDGER, COMMAND_LEDGER, AXIS_LEDGER)
)


def ledger_columns(axis_names: tuple[str, ...]) -> tuple[LedgerColumn, ...]:
    """Return the columns of a ledger in order, for a world with these axes of advance."""
    sections = (*SECTIONS, (AXIS_LEDGER, "axis", axis_names))
    return tuple(
        column._replace(name=column.name.format(**{placeholder: value}))
        for columns, placeholder, values in sections
        for value in values
        for column in columns
    )


@compiled
def record_forces(world: World, p: Parameters, clock: Clock, ledger_row: np.ndarray) -> None:
    """Sum men by force, and the Iraqi men who attack or hold."""
    units, start = world.units, world.totals.first_tick[0]
    for unit in range(units.uid.size):
        at = FORCE_START + units.force[unit] * len(FORCE_LEDGER)
        if clock.tick < units.arrival_tick[unit]:
            continue
        if units.arrival_tick[unit] > start:
            ledger_row[at + FORCE.arrived] += units.authorized_strength[unit]
        ledger_row[at + FORCE.strength] += units.strength[unit]
        ledger_row[at + FORCE.wounded_now] += units.wounded_now[unit]
        ledger_row[at + FORCE.killed] += units.killed[unit]
        ledger_row[at + FORCE.withdrawn] += units.withdrawn[unit]
        ledger_row[at + FORCE.wounded] += units.wounded_total[unit]
        if is_present(units, unit):
            engaged = units.strength[unit] * unit_engagement(world, p, unit)
            ledger_row[at + FORCE.in_contact] += int(engaged * FIXED_POINT_ONE)
        if units.role[unit] == ROLE_REFIT:
            ledger_row[at + FORCE.refitting] += units.strength[unit]
        if units.force[unit] == IRAQI and units.role[unit] == ROLE_ATTACK:
            ledger_row[IRAQI_START + OF_IRAQI.iraqi_attacking] += units.strength[unit]
        if units.force[unit] == IRAQI and units.role[unit] == ROLE_HOLD:
            ledger_row[IRAQI_START + OF_IRAQI.iraqi_holding] += units.strength[unit]
    for force in range(len(FORCES)):
        at = FORCE_START + force * len(FORCE_LEDGER) + FORCE.in_contact
        ledger_row[at] = math.floor(ledger_row[at] / FIXED_POINT_ONE + 0.5)


@compiled
def record_cohesion(world: World, clock: Clock, ledger_row: np.ndarray) -> None:
    """Write the mean cohesion of each force's men fit for duty."""
    units = world.units
    for force in range(len(FORCES)):
        at, total = FORCE_START + force * len(FORCE_LEDGER), 0
        for unit in range(units.uid.size):
            has_arrived = clock.tick >= units.arrival_tick[unit] and units.strength[unit] > 0
            if has_arrived and units.force[unit] == force:
                cohesion = world.battalions.cohesion[units.battalion[unit]]
                total += units.strength[unit] * int(PERMILLE * cohesion)
        strength = ledger_row[at + FORCE.strength]
        if strength > 0.0:
            ledger_row[at + FORCE.cohesion] = min(1.0, total / (PERMILLE * strength))


@compiled
def record_commands(world: World, clock: Clock, ledger_row: np.ndarray) -> None:
    """Write the open bridges, the postures of all commands and the western road's state."""
    for bridge in range(world.bridges.cut_at.size):
        if clock.tick < world.bridges.cut_at[bridge]:
            ledger_row[COMMAND_START + COMMAND.bridges_open] += 1.0
    for command in range(world.commands.posture.size):
        at = COMMAND_START + COMMAND.iraqi_posture + command
        ledger_row[at] = world.commands.posture[command]
    external = world.external
    ledger_row[COMMAND_START + COMMAND.western_road] = external.western_road_state[0]
    ledger_row[COMMAND_START + COMMAND.sorties_diverted] = external.sorties_diverted_permille[0]


@compiled
def record_axes_of_advance(world: World, ledger_row: np.ndarray) -> None:
    """Write the controlled territory of each axis, and the posture of the axis."""
    axes_of_advance = world.axes_of_advance
    for axis in range(axes_of_advance.bank.size):
        at = AXIS_START + axis * len(AXIS_LEDGER)
        first, end = (
            axes_of_advance.first_cell_index[axis],
            axes_of_advance.end_cell_index[axis],
        )
        for index in range(first, end):
            cell = world.contested_cells[index]
            km2 = world.cells.control[cell] * world.cells.area_km2[cell]
            ledger_row[at + AXIS.km2_axis_held] += km2
        ledger_row[at + AXIS.axis_posture] = axes_of_advance.posture[axis]


@compiled
def record_day(world: World, p: Parameters, clock: Clock, ledger_row: np.ndarray) -> None:
    """Write the day's row of the ledger: float64, shape (columns,)."""
    ledger_row[:] = 0.0
    record_forces(world, p, clock, ledger_row)
    record_cohesion(world, clock, ledger_row)
    record_areas(world, ledger_row, AREA_START)
    record_neighbourhoods(world, ledger_row, NEIGHBOURHOOD_START)
    record_car_bombs(world, ledger_row, CAR_BOMB_START)
    record_fire_support(world, ledger_row, FIRE_SUPPORT_START)
    record_civilians(world, p, ledger_row, CIVILIAN_START)
    record_commands(world, clock, ledger_row)
    record_axes_of_advance(world, ledger_row)
