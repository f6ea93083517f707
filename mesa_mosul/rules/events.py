"""The log: any phase may add a line to it, none may change one."""

from mesa_mosul.compiled import compiled


@compiled
def note(world, tick, what, who, cell, one, two, three):
    """Add an event with up to three numbers that explain it; a full log only counts."""
    events, counts = world.events, world.counts
    line = counts.events[0]
    counts.events[0] += 1
    if line < events.tick.size:
        events.tick[line] = tick.number
        events.what[line] = what
        events.who[line] = who
        events.cell[line] = cell
        events.one[line] = one
        events.two[line] = two
        events.three[line] = three
