"""One row a day: what is counted, and how. Glossary of the words: `seeds/README.md`."""

import math

from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    ATTACK,
    EAST,
    FORCES,
    HOLD,
    IRAQI,
    REFIT,
    WEST,
)
from mesa_mosul.rules.count import present
from mesa_mosul.rules.fire import PARTS, engagement
from mesa_mosul.rules.people import in_fighting

OF_FORCE = (
    "arrived",
    "effective",
    "wounded",
    "killed",
    "withdrawn",
    "engaged",
    "resting",
    "wounded_ever",
    "cohesion",
)
OF_IRAQI = ("iraqi_attacking", "iraqi_holding")
AREAS = ("city", "east", "west", "old_city", "theatre")
MEASURES = ("held", "entered", "secured", "claimed")
OF_BOMBS = (
    "car_bombs_built",
    "car_bombs_launched",
    "car_bombs_effective",
    "car_bombs_stopped_from_the_air",
    "car_bombs_stopped_by_craters",
    "car_bombs_stopped_by_fire",
    "car_bombs_failed",
)
OF_FIRES = ("munitions", "rounds", "refusals")
OF_PEOPLE = (
    "civilians",
    "civilians_killed_by_isis",
    "civilians_killed_in_crossfire",
    "civilians_killed_by_fires",
    "civilians_hurt",
    "civilians_displaced",
    "civilians_at_risk",
)
OF_STATE = (
    "bridges_open",
    "iraqi_posture",
    "isis_posture",
    "raqqa_posture",
    "kurdish_posture",
    "washington_posture",
    "road",
    "sorties_away",
)
OF_AXIS = ("held", "posture")

AT_IRAQI = len(FORCES) * len(OF_FORCE)
AT_AREAS = AT_IRAQI + len(OF_IRAQI)
AT_BOMBS = AT_AREAS + len(AREAS) * len(MEASURES)
AT_FIRES = AT_BOMBS + len(OF_BOMBS)
AT_PEOPLE = AT_FIRES + len(OF_FIRES)
AT_STATE = AT_PEOPLE + len(OF_PEOPLE)
AT_AXES = AT_STATE + len(OF_STATE)

PER_FORCE, PER_AREA, PER_AXIS = len(OF_FORCE), len(MEASURES), len(OF_AXIS)


def heads(axes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a ledger's columns, for a world with these axes."""
    forces = tuple(f"{force}_{what}" for force in FORCES for what in OF_FORCE)
    areas = tuple(f"km2_{area}_{measure}" for area in AREAS for measure in MEASURES)
    fronts = tuple(f"axis_{axis}_{what}" for axis in axes for what in OF_AXIS)
    fixed = (*forces, *OF_IRAQI, *areas, *OF_BOMBS, *OF_FIRES, *OF_PEOPLE, *OF_STATE)
    return (*fixed, *fronts)


def are_real(names: tuple[str, ...]) -> tuple[bool, ...]:
    """Tell of each column whether it is a measure and no count."""
    ends = ("_cohesion", *(f"_{measure}" for measure in MEASURES))
    return tuple(name.endswith(ends) for name in names)


@compiled
def note_forces(world, p, tick, row):
    """Count men by force: arrived, effective, wounded, killed, withdrawn, engaged, resting."""
    units, start = world.units, world.counts.first_tick[0]
    for unit in range(units.uid.size):
        at = units.force[unit] * PER_FORCE
        if tick.number < units.arrives[unit]:
            continue
        if units.arrives[unit] > start:
            row[at] += units.paper[unit]
        row[at + 1] += units.men[unit]
        row[at + 2] += units.wounded[unit]
        row[at + 3] += units.killed[unit]
        row[at + 4] += units.withdrawn[unit]
        if present(units, unit):
            row[at + 5] += int(units.men[unit] * engagement(world, p, unit) * PARTS)
        if units.role[unit] == REFIT:
            row[at + 6] += units.men[unit]
        row[at + 7] += units.wounded_ever[unit]
        if units.force[unit] == IRAQI and units.role[unit] == ATTACK:
            row[AT_IRAQI] += units.men[unit]
        if units.force[unit] == IRAQI and units.role[unit] == HOLD:
            row[AT_IRAQI + 1] += units.men[unit]
    for force in range(len(FORCES)):
        row[force * PER_FORCE + 5] = math.floor(row[force * PER_FORCE + 5] / PARTS + 0.5)


@compiled
def note_cohesion(world, tick, row):
    """Write the mean cohesion of each force's men, summed in thousandths."""
    units = world.units
    for force in range(len(FORCES)):
        at, total = force * PER_FORCE, 0
        for unit in range(units.uid.size):
            there = tick.number >= units.arrives[unit] and units.men[unit] > 0
            if there and units.force[unit] == force:
                cohesion = world.battalions.cohesion[units.battalion[unit]]
                total += units.men[unit] * int(1000.0 * cohesion)
        if row[at + 1] > 0.0:
            row[at + 8] = min(1.0, total / (1000.0 * row[at + 1]))


@compiled
def note_ground(world, row, area, weight, held, entered, secured, claimed):
    """Add one cell's ground to the four measures of an area."""
    at = AT_AREAS + area * PER_AREA
    row[at] += held * weight
    row[at + 1] += entered * weight
    row[at + 2] += secured * weight
    row[at + 3] += claimed * weight


@compiled
def note_areas(world, row):
    """Sum the ground held, entered, secured and claimed, in km2 by area."""
    city, quarters = world.city, world.quarters
    for at in range(world.fought.size):
        cell = world.fought[at]
        held, quarter = city.held[cell], city.quarter[cell]
        entered, secured, claimed = held, held, held
        if quarter >= 0:
            entered = 1.0 if quarters.entered[quarter] else 0.0
            secured = 1.0 if quarters.secured[quarter] else 0.0
            claimed = 1.0 if quarters.claimed[quarter] else 0.0
        inside, bank = city.city_area[cell], city.bank[cell]
        note_ground(world, row, 0, inside, held, entered, secured, claimed)
        if bank == EAST:
            note_ground(world, row, 1, inside, held, entered, secured, claimed)
        if bank == WEST:
            note_ground(world, row, 2, inside, held, entered, secured, claimed)
        note_ground(world, row, 3, city.old_area[cell], held, entered, secured, claimed)
        note_ground(world, row, 4, city.area[cell], held, entered, secured, claimed)


@compiled
def note_people(world, p, row):
    """Sum the people, their dead by cause, the hurt, the displaced and those at risk."""
    city = world.city
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        row[AT_PEOPLE] += city.people[cell]
        row[AT_PEOPLE + 1] += city.killed_isis[cell]
        row[AT_PEOPLE + 2] += city.killed_crossfire[cell]
        row[AT_PEOPLE + 3] += city.killed_fires[cell]
        row[AT_PEOPLE + 4] += city.hurt[cell]
        row[AT_PEOPLE + 5] += city.fled[cell]
        if city.people[cell] > 0 and in_fighting(world, p, cell):
            row[AT_PEOPLE + 6] += city.people[cell]


@compiled
def note_axes(world, row):
    """Write what each axis holds in km2 and whether it presses or pauses."""
    for axis in range(world.axes.bank.size):
        at = AT_AXES + axis * PER_AXIS
        for listed in range(world.axes.first[axis], world.axes.last[axis]):
            cell = world.fought[listed]
            row[at] += world.city.held[cell] * world.city.area[cell]
        row[at + 1] = world.axes.posture[axis]


@compiled
def note_day(world, p, tick, row):
    """Write the day's row; row is float64, shape (columns,)."""
    row[:] = 0.0
    note_forces(world, p, tick, row)
    note_cohesion(world, tick, row)
    note_areas(world, row)
    counts = world.counts
    row[AT_BOMBS] = counts.bombs_built[0]
    row[AT_BOMBS + 1] = counts.bombs_launched[0]
    row[AT_BOMBS + 2] = counts.bombs_effective[0]
    row[AT_BOMBS + 3] = counts.bombs_by_air[0]
    row[AT_BOMBS + 4] = counts.bombs_by_craters[0]
    row[AT_BOMBS + 5] = counts.bombs_by_fire[0]
    row[AT_BOMBS + 6] = counts.bombs_failed[0]
    row[AT_FIRES] = counts.munitions[0]
    row[AT_FIRES + 1] = counts.rounds[0]
    row[AT_FIRES + 2] = counts.refusals[0]
    note_people(world, p, row)
    for bridge in range(world.bridges.cut_at.size):
        if tick.number < world.bridges.cut_at[bridge]:
            row[AT_STATE] += 1.0
    for command in range(world.commands.posture.size):
        row[AT_STATE + 1 + command] = world.commands.posture[command]
    row[AT_AXES - 2] = world.outside.road[0]
    row[AT_AXES - 1] = world.outside.sorties_away[0]
    note_axes(world, row)
