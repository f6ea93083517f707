"""Lines of communication: the western road, the bridges, arrivals and withdrawals."""

from mesa_mosul.engine.codes import (
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    CUT_ROAD,
    DEFENDER,
    EAST_BANK,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    MISSION_GARRISON,
    NEVER,
    NO_INDEX,
    ROAD_CLOSED,
    ROAD_OPEN,
    ROAD_RESTRICTED,
    WITHDRAWAL,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_STRATEGIC_DECISION,
    STREAM_WITHDRAWAL,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.event_log import log_event


@compiled
def is_any_bridge_open(world: World, clock: Clock) -> bool:
    """Return whether at least one bridge is open."""
    for bridge in range(world.bridges.cut_at.size):
        if clock.tick < world.bridges.cut_at[bridge]:
            return True
    return False


@compiled
def is_en_route(world: World, row: int) -> bool:
    """Return whether a unit is due to arrive by the western road."""
    mode = world.formations.arrival_mode[world.units.formation[row]]
    by_road = mode in (ARRIVAL_WESTERN_ROAD, ARRIVAL_SENT_BY_RAQQA)
    return by_road and world.units.strength[row] > 0 and world.units.arrival_tick[row] < NEVER


@compiled
def men_en_route(world: World, clock: Clock) -> int:
    """Return the strength of units still to arrive by the western road."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        if units.arrival_tick[row] >= clock.tick and is_en_route(world, row):
            strength += units.strength[row]
    return strength


@compiled
def update_road_state(world: World, clock: Clock) -> None:
    """Restrict or close the western road on its dates."""
    external, state = world.external, ROAD_OPEN
    if clock.tick >= external.road_restricted_tick[0]:
        state = ROAD_RESTRICTED
    if clock.tick >= external.road_closed_tick[0]:
        state = ROAD_CLOSED
    if state > external.western_road_state[0]:
        previous_state, strength = (
            float(external.western_road_state[0]),
            float(men_en_route(world, clock)),
        )
        external.western_road_state[0] = state
        log_event(
            world,
            clock,
            CUT_ROAD,
            IRAQI_COMMAND,
            NO_INDEX,
            float(state),
            previous_state,
            strength,
        )


@compiled
def is_road_passable(world: World, p: Parameters, clock: Clock) -> bool:
    """Return whether the western road is passable today and ISIS still holds the city."""
    external = world.external
    if (
        external.western_road_state[0] == ROAD_CLOSED
        or world.commands.posture[ISIS_COMMAND] == WITHDRAWAL
    ):
        return False
    u = uniform(clock, ISIS_COMMAND, STREAM_STRATEGIC_DECISION, 0)
    return external.western_road_state[0] == ROAD_OPEN or u < p.corridor.passable_day_fraction


@compiled
def delay_arrivals(world: World, p: Parameters, clock: Clock) -> None:
    """Delay arrivals by the western road by one day while it is not passable."""
    units = world.units
    if is_road_passable(world, p, clock):
        return
    for row in range(units.uid.size):
        if units.arrival_tick[row] >= clock.tick and is_en_route(world, row):
            units.arrival_tick[row] += clock.ticks_per_day


@compiled
def schedule_arrival(world: World, arrival_mode: int, arrival_tick: int) -> int:
    """Set the arrival tick of units that wait for a decision; return their strength."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        if (
            world.formations.arrival_mode[units.formation[row]] == arrival_mode
            and units.arrival_tick[row] == NEVER
        ):
            units.arrival_tick[row] = arrival_tick
            strength += units.strength[row]
    return strength


@compiled
def exfiltration_rate(world: World, p: Parameters, clock: Clock, bank: int) -> float:
    """Return the rate per day at which units without territory on a bank exfiltrate."""
    if world.external.western_road_state[0] != ROAD_CLOSED:
        return p.defence.exfiltration_rate
    if bank != EAST_BANK:
        return 0.0
    is_bridge_open = p.switch.bridges and is_any_bridge_open(world, clock)
    return p.defence.exfiltration_rate if is_bridge_open else p.defence.boat_exfiltration_rate


@compiled
def withdraw_from_city(world: World, p: Parameters, clock: Clock) -> None:
    """Mark ISIS units that leave by the western road: mobile groups first, then garrisons."""
    units, commands = world.units, world.commands
    is_withdrawing = commands.posture[ISIS_COMMAND] == WITHDRAWAL
    if not is_withdrawing or world.external.western_road_state[0] == ROAD_CLOSED:
        return
    days = (clock.tick - commands.posture_since_tick[ISIS_COMMAND]) / clock.ticks_per_day
    probability = rate_to_probability(p.isis.departure_rate, 1.0 / clock.ticks_per_day)
    is_bridge_open = p.switch.bridges and is_any_bridge_open(world, clock)
    for row in range(units.uid.size):
        is_in_city = units.strength[row] > 0 and units.arrival_tick[row] <= clock.tick
        if units.side[row] != DEFENDER or not is_in_city:
            continue
        is_rearguard = units.mission[row] == MISSION_GARRISON and days < p.isis.rearguard_days
        if is_rearguard or (units.assigned_bank[row] == EAST_BANK and not is_bridge_open):
            continue
        if uniform(clock, units.decision_group[row], STREAM_WITHDRAWAL, 0) < probability:
            world.unit_workspace.is_leaving[row] = True
