"""Decisions of ISIS in Mosul: hold or withdraw, defend or counter-attack.

The value of holding is weighed against the expected loss, judged from remembered rates.
"""

from mesa_mosul.engine.codes import (
    ATTACKER,
    BEGIN_COUNTER_ATTACK,
    BEGIN_WITHDRAWAL,
    CANCEL_WITHDRAWAL,
    COUNTER_ATTACK,
    DEFENDER,
    EAST_BANK,
    ISIS_COMMAND,
    NO_INDEX,
    REDEPLOY_WEST,
    RETURN_TO_DEFENCE,
    ROAD_CLOSED,
    STATIC_DEFENCE,
    WITHDRAWAL,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_POSTURE,
    STREAM_STRATEGIC_DECISION,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.hazards import relative_shortfall
from mesa_mosul.rules.lines_of_communication import is_any_bridge_open
from mesa_mosul.rules.raids import order_raids


@compiled
def men_in_contact(world: World, p: Parameters, side: int) -> int:
    """Return the strength of one side in cells in contact with the other."""
    strength, local_density = 0, world.local_density
    for cell in range(local_density.men.shape[1]):
        if (
            local_density.men[side, cell] > 0
            and local_density.density[1 - side, cell] >= p.detection.contact_density
        ):
            strength += local_density.men[side, cell]
    return strength


@compiled
def city_km2_lost(world: World, bank: int) -> tuple[float, float]:
    """Return the km2 of the city lost on a bank, and its area; bank -1: both banks."""
    cells, lost_km2, area_km2 = world.cells, 0.0, 0.0
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if bank == NO_INDEX or cells.bank[cell] == bank:
            lost_km2 += cells.control[cell] * cells.city_area_km2[cell]
            area_km2 += cells.city_area_km2[cell]
    return lost_km2, area_km2


@compiled
def isis_strength_and_casualties(world: World, clock: Clock) -> tuple[int, int]:
    """Return the strength of ISIS and its cumulative casualties."""
    units, strength, casualties = world.units, 0, 0
    for row in range(units.uid.size):
        if units.side[row] == DEFENDER and units.arrival_tick[row] <= clock.tick:
            strength += units.strength[row]
            casualties += units.killed[row] + units.wounded_total[row]
    return strength, casualties


@compiled
def update_memory(world: World, p: Parameters, clock: Clock) -> None:
    """Update the remembered advance and casualty rates (exponential moving averages)."""
    external, weight = world.external, 1.0 / p.isis.memory_days
    lost_km2, _ = city_km2_lost(world, NO_INDEX)
    _, casualties = isis_strength_and_casualties(world, clock)
    if clock.tick > world.totals.first_tick[0]:
        external.remembered_advance_rate_km2_per_day[0] += weight * (
            lost_km2
            - external.remembered_city_km2[0]
            - external.remembered_advance_rate_km2_per_day[0]
        )
        external.remembered_casualty_rate_per_day[0] += weight * (
            casualties
            - external.remembered_casualties[0]
            - external.remembered_casualty_rate_per_day[0]
        )
    external.remembered_city_km2[0], external.remembered_casualties[0] = lost_km2, casualties


@compiled
def projected_loss_fraction(
    advance_rate: float,
    casualty_rate: float,
    territory_km2: float,
    strength: float,
    days: float,
) -> float:
    """Return the fraction of territory plus strength that ISIS loses at these rates, 0 to 1.

    advance_rate: km2 lost per day; casualty_rate: men per day; days: the horizon.
    """
    lost_km2, casualties = advance_rate * days, casualty_rate * days
    if lost_km2 >= max(territory_km2, 1e-9) or casualties >= max(strength, 1e-9):
        return 1.0
    loss_fraction = lost_km2 / territory_km2 if min(lost_km2, territory_km2) > 0.0 else 0.0
    loss_fraction += casualties / strength if min(casualties, strength) > 0.0 else 0.0
    return min(1.0, loss_fraction)


@compiled
def expected_loss_fraction(world: World, p: Parameters, clock: Clock) -> float:
    """Return the loss fraction that ISIS expects over the horizon of its memory."""
    lost_km2, area_km2 = city_km2_lost(world, NO_INDEX)
    strength, _ = isis_strength_and_casualties(world, clock)
    external = world.external
    return projected_loss_fraction(
        external.remembered_advance_rate_km2_per_day[0],
        external.remembered_casualty_rate_per_day[0],
        area_km2 - lost_km2,
        float(strength),
        p.isis.memory_days,
    )


@compiled
def value_of_holding(world: World, p: Parameters) -> float:
    """Return the loss fraction that ISIS accepts in order to hold."""
    return p.isis.value_of_holding + (
        p.raqqa.hold_order_value if world.external.hold_order_received[0] else 0.0
    )


@compiled
def decide_withdrawal(world: World, p: Parameters, clock: Clock) -> None:
    """Begin a withdrawal while the western road is open, or cancel it."""
    commands, expected_loss, holding_value = (
        world.commands,
        expected_loss_fraction(world, p, clock),
        value_of_holding(world, p),
    )
    is_withdrawing = commands.posture[ISIS_COMMAND] == WITHDRAWAL
    is_road_open = world.external.western_road_state[0] != ROAD_CLOSED
    if is_withdrawing:
        reason = relative_shortfall(expected_loss, holding_value) if is_road_open else 1.0
    else:
        reason = (
            relative_shortfall(holding_value, expected_loss)
            if is_road_open and expected_loss > holding_value
            else 0.0
        )
    if p.isis.forced_withdrawal:
        reason = 1.0 if is_withdrawing != is_road_open else 0.0
    u = uniform(clock, ISIS_COMMAND, STREAM_STRATEGIC_DECISION, 1)
    is_forced = p.isis.forced_withdrawal and reason > 0.0
    if is_forced or u < rate_to_probability(p.isis.withdrawal_decision_rate * reason, 1.0):
        days = (clock.tick - commands.posture_since_tick[ISIS_COMMAND]) / clock.ticks_per_day
        commands.posture[ISIS_COMMAND] = STATIC_DEFENCE if is_withdrawing else WITHDRAWAL
        commands.posture_since_tick[ISIS_COMMAND] = clock.tick
        event_code = CANCEL_WITHDRAWAL if is_withdrawing else BEGIN_WITHDRAWAL
        log_event(
            world, clock, event_code, ISIS_COMMAND, NO_INDEX, expected_loss, holding_value, days
        )


@compiled
def decide_redeployment(world: World, p: Parameters, clock: Clock) -> None:
    """Redeploy mobile groups to the west bank once most of the east is lost."""
    external = world.external
    lost_km2, area_km2 = city_km2_lost(world, EAST_BANK)
    if external.redeploys_west[0] or area_km2 <= 0.0 or not is_any_bridge_open(world, clock):
        return
    reason = relative_shortfall(1.0 - lost_km2 / area_km2, 1.0 - p.isis.redeployment_threshold)
    u = uniform(clock, ISIS_COMMAND, STREAM_STRATEGIC_DECISION, 2)
    if u < rate_to_probability(p.isis.redeployment_rate * reason, 1.0):
        external.redeploys_west[0] = True
        advance_rate = external.remembered_advance_rate_km2_per_day[0]
        log_event(
            world,
            clock,
            REDEPLOY_WEST,
            ISIS_COMMAND,
            NO_INDEX,
            lost_km2 / area_km2,
            advance_rate,
            external.remembered_casualty_rate_per_day[0],
        )


@compiled
def decide_counter_attack(world: World, p: Parameters, clock: Clock) -> None:
    """Counter-attack if few attackers are in contact per defender, else return to defence."""
    commands = world.commands
    attackers = men_in_contact(world, p, ATTACKER)
    defenders = men_in_contact(world, p, DEFENDER)
    if defenders == 0:
        return
    ratio = attackers / defenders
    reason_to_attack = relative_shortfall(ratio, p.isis.counter_attack_ratio)
    reason_to_defend = (
        relative_shortfall(p.isis.counter_attack_ratio, ratio) if ratio > 0.0 else 0.0
    )
    is_attacking = commands.posture[ISIS_COMMAND] == COUNTER_ATTACK
    reason = reason_to_defend if is_attacking else reason_to_attack
    u = uniform(clock, ISIS_COMMAND, STREAM_POSTURE, 1)
    if u < rate_to_probability(p.isis.posture_rate * reason, 1.0):
        days = (clock.tick - commands.posture_since_tick[ISIS_COMMAND]) / clock.ticks_per_day
        commands.posture[ISIS_COMMAND] = STATIC_DEFENCE if is_attacking else COUNTER_ATTACK
        commands.posture_since_tick[ISIS_COMMAND] = clock.tick
        event_code = RETURN_TO_DEFENCE if is_attacking else BEGIN_COUNTER_ATTACK
        log_event(
            world, clock, event_code, ISIS_COMMAND, NO_INDEX, ratio, float(defenders), days
        )


@compiled
def decide_isis_posture(world: World, p: Parameters, clock: Clock) -> None:
    """Run the daily decisions of the ISIS command, in order of precedence."""
    update_memory(world, p, clock)
    if p.switch.withdrawal:
        decide_withdrawal(world, p, clock)
    if world.commands.posture[ISIS_COMMAND] == WITHDRAWAL:
        return
    if p.switch.withdrawal and p.switch.bridges:
        decide_redeployment(world, p, clock)
    decide_counter_attack(world, p, clock)
    if p.switch.counter_attacks:
        order_raids(world, p, clock)
