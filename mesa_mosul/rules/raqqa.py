"""ISIS in Raqqa: a message, men, operations in step; and officials who came back."""

from mesa_mosul.chance import COUNSEL, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    BY_RAQQA,
    BY_ROAD,
    NO_ONE,
    OFFICIALS,
    RAQQA,
    REINFORCE,
    ROAD_SHUT,
    STRIKE_ELSEWHERE,
    TO_SEND_FIGHTERS,
    TO_STRIKE_ELSEWHERE,
    TO_URGE,
    WATCH,
)
from mesa_mosul.rules.events import note
from mesa_mosul.rules.fire import PERMILLE
from mesa_mosul.rules.isis_command import danger, value_of_holding
from mesa_mosul.rules.ways import call_up


@compiled
def take_up(world, tick, posture):
    """Let Raqqa change its posture."""
    world.commands.posture[RAQQA] = posture
    world.commands.since[RAQQA] = tick.number


@compiled
def urge(world, p, tick, loss, worth):
    """Let Raqqa send a message to hold, the sooner the nearer Mosul is to leaving."""
    reason = min(1.0, loss / worth)
    luck = uniform(tick, RAQQA, COUNSEL, 0)
    if luck < chance_within(p.raqqa.message_rate * reason, 1.0):
        world.outside.urged[0] = True
        note(world, tick, TO_URGE, RAQQA, NO_ONE, loss, worth, p.raqqa.message_worth)


@compiled
def send_fighters(world, p, tick, loss):
    """Let Raqqa send men, on the day on which it so decides, while the road is open."""
    days = p.raqqa.march_days
    men = call_up(world, BY_RAQQA, tick.number + max(1, int(days * tick.per_day)))
    if men > 0:
        take_up(world, tick, REINFORCE)
        note(world, tick, TO_SEND_FIGHTERS, RAQQA, NO_ONE, float(men), days, loss)


@compiled
def strike_elsewhere(world, p, tick, loss, worth):
    """Let Raqqa strike elsewhere for some days, the sooner the harder Mosul is pressed."""
    reason = min(1.0, loss / worth)
    luck = uniform(tick, RAQQA, COUNSEL, 1)
    if luck < chance_within(p.raqqa.operations_rate * reason, 1.0):
        days = p.raqqa.operation_days
        world.outside.strikes_until[0] = tick.number + int(days * tick.per_day)
        take_up(world, tick, STRIKE_ELSEWHERE)
        note(world, tick, TO_STRIKE_ELSEWHERE, RAQQA, NO_ONE, loss, worth, days)


@compiled
def hold_counsel(world, p, tick):
    """Let Raqqa urge Mosul to hold and send men by the open road, or strike elsewhere."""
    outside = world.outside
    loss, worth = danger(world, p, tick), value_of_holding(world, p)
    if outside.road[0] != ROAD_SHUT:
        if not outside.urged[0]:
            urge(world, p, tick, loss, worth)
        if tick.number >= world.commands.due[RAQQA]:
            send_fighters(world, p, tick, loss)
    if tick.number >= outside.strikes_until[0]:
        strike_elsewhere(world, p, tick, loss, worth)


@compiled
def direct_raqqa(world, p, tick):
    """Let Raqqa decide, and draw sorties away while it strikes elsewhere."""
    outside = world.outside
    over = tick.number >= outside.strikes_until[0]
    if over and world.commands.posture[RAQQA] == STRIKE_ELSEWHERE:
        take_up(world, tick, WATCH)
    if p.switch.raqqa:
        hold_counsel(world, p, tick)
    striking = tick.number < outside.strikes_until[0]
    outside.sorties_away[0] = int(PERMILLE * p.raqqa.sorties_away) if striking else 0


@compiled
def count_officials(world, p, tick):
    """Find by how much officials who came back hasten the recovery of ISIS battalions."""
    units, there, all_of_them = world.units, 0, 0
    for row in range(units.uid.size):
        came = world.formations.way[units.formation[row]] == BY_ROAD
        if units.kind[row] == OFFICIALS and came:
            all_of_them += units.paper[row]
            if units.arrives[row] <= tick.number:
                there += units.men[row]
    share = there / all_of_them if all_of_them > 0 else 0.0
    world.outside.officials[0] = p.isis.officials_bonus * share
