"""Decisions by date: from the tables and the parameters to the columns of a world's start."""

import datetime

import numpy as np

from mesa_mosul.city import Ground
from mesa_mosul.late import Late
from mesa_mosul.names import (
    APPROACH,
    BY_DECISION,
    EASTERN_FIGHT,
    KURDISH_COMMAND,
    KURDS_ATTACK,
    NEVER,
    RAQQA,
    ROAD_NARROW,
    ROAD_OPEN,
    STAND,
    WASHINGTON,
    WATCH,
    WEIGH,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.places import AT_THE_EDGE
from mesa_mosul.setting import LAUNCH, Scenario
from mesa_mosul.state import World, fill
from mesa_mosul.tables import Tables


def tick_of(day: datetime.date, p: Parameters) -> int:
    """Return the first tick of a day."""
    return (day - LAUNCH).days * (24 // p.scale.hours_per_tick)


def made_at(day: datetime.date, scenario: Scenario) -> int:
    """Return the tick of a dated decision of the record; NEVER if it is left to the rules.

    What was decided before the start is a fact; later dates count up to the scenario's last.
    """
    dated = scenario.parameters.switch.dated_decisions and day <= scenario.decisions_until
    return tick_of(day, scenario.parameters) if dated or day < scenario.start else NEVER


def decided_at(tables: Tables, decision: str, thing: str, scenario: Scenario) -> int:
    """Return the tick of a decision of the timeline about a thing; NEVER if it is not made."""
    made = [
        made_at(row.date, scenario)
        for row in tables.timeline
        if (row.decision, row.object) == (decision, thing)
    ]
    return min(made, default=NEVER)


def fill_bridges(world: World, tables: Tables, ground: Ground, scenario: Scenario) -> None:
    """Fill the bridges: where, and when each is cut, if that is a decision by date."""
    start = tick_of(scenario.start, scenario.parameters)
    for row, bridge in enumerate(tables.bridges):
        world.bridges.cell[row] = np.flatnonzero(ground.bridge == row)[0]
        cut = made_at(bridge.cut_on, scenario)
        if scenario.parameters.us.bridges_cut:
            cut = min(cut, start)
        world.bridges.cut_at[row] = cut


def fill_commands(
    world: World, tables: Tables, late: tuple[Late, ...], scenario: Scenario
) -> None:
    """Fill the commands: what each does at the start, and what it decides by date."""
    p, start = scenario.parameters, tick_of(scenario.start, scenario.parameters)
    per_day = 24 // p.scale.hours_per_tick
    fighting = scenario.first_day >= AT_THE_EDGE
    posture = (EASTERN_FIGHT if fighting else APPROACH, STAND, WATCH, KURDS_ATTACK, WEIGH)
    fill(world.commands, since=start, posture=posture, due=NEVER)
    if p.peshmerga.leaves_offensive:
        stops = decided_at(tables, "stop_on_line", "peshmerga_east", scenario)
        world.commands.due[KURDISH_COMMAND] = max(start, stops)
    if p.raqqa.men > 0:
        world.commands.due[RAQQA] = start + round(p.raqqa.day * per_day)
    if any(one.way == BY_DECISION for one in late):
        decided = start + round(p.reinforcement.decided_day * per_day)
        world.commands.due[WASHINGTON] = decided


def fill_outside(world: World, tables: Tables, scenario: Scenario) -> None:
    """Fill the state of the western road, and from when rules decide what no date does."""
    p, start = scenario.parameters, tick_of(scenario.start, scenario.parameters)
    narrow = decided_at(tables, "cut_road", "tal_afar_sinjar", scenario)
    shut = decided_at(tables, "cut_road", "mosul_tal_afar", scenario)
    if p.corridor.shut or not p.switch.corridor:
        shut = start
    after = scenario.decisions_until + datetime.timedelta(days=1)
    fill(
        world.outside,
        road=ROAD_NARROW if narrow < start else ROAD_OPEN,
        narrow_from=narrow,
        shut_from=shut,
        rules_from=max(start, tick_of(after, p)) if p.switch.dated_decisions else start,
        urged=p.raqqa.message_sent and p.switch.raqqa,
        strikes_until=start,
        advisers_from=NEVER,
    )


def fill_dated(world: World, tables: Tables, scenario: Scenario) -> None:
    """Fill the Iraqi command's decisions by date: pause, restart, advisers, reserves sent."""
    fill(
        world.dated,
        halt=decided_at(tables, "pause", "east", scenario),
        restart=decided_at(tables, "restart", "city", scenario),
        embed=decided_at(tables, "embed_advisers", "coalition_advisers", scenario),
    )
    fill(world.formations, ordered=NEVER)
    for row, formation in enumerate(tables.forces):
        world.formations.ordered[row] = decided_at(tables, "move", formation.id, scenario)
