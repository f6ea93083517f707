"""Rain keeps aircraft on the ground for some days after the weather has cleared."""


def hand_back(world, p, clock, state):
    """Give the weather its own value back, from which it goes on."""
    grounded = world.external.aircraft_grounded_permille
    grounded[0] = state.get("weather", grounded[0])


def stay_grounded(world, p, clock, state):
    """Keep aircraft down for `own.number_1` days after the last bad one."""
    grounded = world.external.aircraft_grounded_permille
    state["weather"] = int(grounded[0])
    if grounded[0] > 0:
        state["rain"] = [clock.tick, int(grounded[0])]
    tick, permille = state.get("rain", [clock.tick, 0])
    if clock.tick - tick <= p.own.number_1 * clock.ticks_per_day:
        grounded[0] = permille
