"""Scheduled decisions: dates in tables and parameters become ticks in the initial world."""

import datetime

import numpy as np

from mesa_mosul.engine.codes import (
    APPROACH,
    ARRIVAL_BY_DECISION,
    EASTERN_OFFENSIVE,
    KURDISH_ATTACK,
    KURDISH_COMMAND,
    NEVER,
    OBSERVE,
    RAQQA_COMMAND,
    ROAD_OPEN,
    ROAD_RESTRICTED,
    STATIC_DEFENCE,
    UNDECIDED,
    WASHINGTON,
)
from mesa_mosul.engine.world import World, set_columns
from mesa_mosul.initialization.city_map import CityMap
from mesa_mosul.initialization.deployment import CITY_ENTRY_DAY
from mesa_mosul.initialization.later_arrivals import LaterFormation
from mesa_mosul.inputs.scenario import CAMPAIGN_START, Scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.registry import Parameters


def date_to_tick(date: datetime.date, p: Parameters) -> int:
    """Return the first tick of a day."""
    return (date - CAMPAIGN_START).days * (24 // p.resolution.hours_per_tick)


def scheduled_tick(date: datetime.date, scenario: Scenario) -> int:
    """Return the tick of a dated historical decision; NEVER if it is left to the rules.

    Decisions before the start always count; later ones up to the scenario's `decisions_until`.
    """
    is_supplied = (
        scenario.parameters.switch.dated_decisions and date <= scenario.decisions_until
    )
    return (
        date_to_tick(date, scenario.parameters)
        if is_supplied or date < scenario.start
        else NEVER
    )


def decision_tick(
    tables: Tables, decision: str, decision_object: str, scenario: Scenario
) -> int:
    """Return the tick of a decision in the timeline about an object; NEVER without one."""
    ticks = [
        scheduled_tick(row.date, scenario)
        for row in tables.timeline
        if (row.decision, row.object) == (decision, decision_object)
    ]
    return min(ticks, default=NEVER)


def set_bridges(world: World, tables: Tables, city_map: CityMap, scenario: Scenario) -> None:
    """Set the bridges' cells and the ticks at which they are cut by date."""
    start = date_to_tick(scenario.start, scenario.parameters)
    for row, bridge in enumerate(tables.bridges):
        world.bridges.cell[row] = np.flatnonzero(city_map.bridge == row)[0]
        cut_tick = scheduled_tick(bridge.cut_on, scenario)
        if scenario.parameters.coalition.bridges_cut_at_start:
            cut_tick = min(cut_tick, start)
        world.bridges.cut_at[row] = cut_tick


def set_commands(
    world: World,
    tables: Tables,
    later_formations: tuple[LaterFormation, ...],
    scenario: Scenario,
) -> None:
    """Set the commands' initial postures and the ticks of their dated decisions."""
    p, start = scenario.parameters, date_to_tick(scenario.start, scenario.parameters)
    ticks_per_day = 24 // p.resolution.hours_per_tick
    in_city = scenario.start_day >= CITY_ENTRY_DAY
    posture = (
        EASTERN_OFFENSIVE if in_city else APPROACH,
        STATIC_DEFENCE,
        OBSERVE,
        KURDISH_ATTACK,
        UNDECIDED,
    )
    set_columns(world.commands, posture_since_tick=start, posture=posture, scheduled_tick=NEVER)
    if p.peshmerga.leaves_offensive:
        stop_tick = decision_tick(tables, "stop_on_line", "peshmerga_east", scenario)
        world.commands.scheduled_tick[KURDISH_COMMAND] = max(start, stop_tick)
    if p.raqqa.reinforcement_men > 0:
        world.commands.scheduled_tick[RAQQA_COMMAND] = start + round(
            p.raqqa.reinforcement_day * ticks_per_day
        )
    if any(later.arrival_mode == ARRIVAL_BY_DECISION for later in later_formations):
        decision = start + round(p.reinforcement.decision_day * ticks_per_day)
        world.commands.scheduled_tick[WASHINGTON] = decision


def set_external(world: World, tables: Tables, scenario: Scenario) -> None:
    """Set the state of the western road and the tick from which rules decide."""
    p, start = scenario.parameters, date_to_tick(scenario.start, scenario.parameters)
    restricted_tick = decision_tick(tables, "cut_road", "tal_afar_sinjar", scenario)
    closed_tick = decision_tick(tables, "cut_road", "mosul_tal_afar", scenario)
    if p.corridor.closed_at_start or not p.switch.corridor:
        closed_tick = start
    first_free_tick = date_to_tick(scenario.decisions_until, p) + (
        24 // p.resolution.hours_per_tick
    )
    set_columns(
        world.external,
        western_road_state=ROAD_RESTRICTED if restricted_tick < start else ROAD_OPEN,
        road_restricted_tick=restricted_tick,
        road_closed_tick=closed_tick,
        endogenous_from_tick=max(start, first_free_tick) if p.switch.dated_decisions else start,
        hold_order_received=p.raqqa.hold_order_at_start and p.switch.raqqa,
        diversion_until_tick=start,
        advisers_arrival_tick=NEVER,
    )


def set_scheduled_orders(world: World, tables: Tables, scenario: Scenario) -> None:
    """Set the Iraqi command's dated orders: pause, restart, advisers, reserves."""
    set_columns(
        world.scheduled_orders,
        pause_tick=decision_tick(tables, "pause", "east", scenario),
        resume_tick=decision_tick(tables, "restart", "city", scenario),
        embed_tick=decision_tick(tables, "embed_advisers", "coalition_advisers", scenario),
    )
    set_columns(world.formations, scheduled_commit_tick=NEVER)
    for row, formation in enumerate(tables.forces):
        world.formations.scheduled_commit_tick[row] = decision_tick(
            tables, "move", formation.id, scenario
        )
