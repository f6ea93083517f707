"""The event log: any phase may append an event, none may change one."""

from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World


@compiled
def log_event(
    world: World,
    clock: Clock,
    event_code: int,
    subject: int,
    cell: int,
    value_1: float,
    value_2: float,
    value_3: float,
) -> None:
    """Append an event with up to three explanatory values; a full log only counts it."""
    event_log, totals = world.event_log, world.totals
    index = totals.n_events[0]
    totals.n_events[0] += 1
    if index < event_log.tick.size:
        event_log.tick[index] = clock.tick
        event_log.event_code[index] = event_code
        event_log.subject[index] = subject
        event_log.cell[index] = cell
        event_log.value_1[index] = value_1
        event_log.value_2[index] = value_2
        event_log.value_3[index] = value_3
