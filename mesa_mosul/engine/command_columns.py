"""Columns of the commands: axes of advance, postures, dated orders, external influences."""

from typing import Annotated, NamedTuple

from mesa_mosul.engine.columns import Bool, Column, Float, Int

# fmt: off

class AxesOfAdvance(NamedTuple):
    """One row per axis of advance, shape (axes,)."""

    bank: Annotated[Int, Column("code", "initialization",
        "Bank of the Tigris on which the axis lies: 1 east, 2 west.")]
    entry_cell: Annotated[Int, Column("index", "initialization",
        "Cell where units of the axis enter the map.")]
    enters_city: Annotated[Bool, Column("boolean", "initialization",
        "Whether any cell of the axis lies in the city.")]
    first_cell_index: Annotated[Int, Column("index", "initialization",
        "Where the axis' cells begin in `contested_cells`.")]
    end_cell_index: Annotated[Int, Column("index", "initialization",
        "Where the axis' cells end in `contested_cells`, exclusive.")]
    posture: Annotated[Int, Column("code", "command decisions",
        "Posture of the axis, an index of `codes.AXIS_POSTURES`.")]
    posture_since_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick of the last change of posture.")]
    casualties_total: Annotated[Int, Column("personnel", "casualties",
        "Casualties on the axis so far.")]
    casualties_at_review: Annotated[Int, Column("personnel", "command decisions",
        "Casualties on the axis up to the last daily review.")]
    city_km2_at_review: Annotated[Float, Column("km2", "command decisions",
        "City area that the axis controlled at the last daily review.")]
    advance_rate_km2_per_day: Annotated[Float, Column("km2/day", "command decisions",
        "Recent gain of city area, smoothed over days of fighting.")]
    attacks_today: Annotated[Bool, Column("boolean", "command decisions",
        "Whether the axis attacks on this day, unless it pauses.")]
    raid_objective: Annotated[Int, Column("index", "command decisions",
        "Cell that the last raid ordered on the axis is to win back.")]
    raid_since_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick at which the last raid on the axis was ordered.")]
    raid_until_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick at which the last raid on the axis ends; 0: there was none.")]
    crater_stop_probability: Annotated[Float, Column("probability", "command decisions",
        "Probability that a crater in a road to the front stops a car bomb.")]
    anti_tank_stop_probability: Annotated[Float, Column("probability", "command decisions",
        "Probability that anti-tank fire stops a car bomb.")]
    synchronized: Annotated[Bool, Column("boolean", "command decisions",
        "Whether the axis attacks every day, in step with all others.")]
    advisers_embedded: Annotated[Bool, Column("boolean", "command decisions",
        "Whether advisers who call fires are with the axis' leading battalions.")]


class Commands(NamedTuple):
    """One row per command, in the order of `codes.COMMANDS`, shape (commands,)."""

    posture: Annotated[Int, Column("code", "command decisions",
        "Posture, an index of the command's own list in `codes`.")]
    posture_since_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick of the last change of posture.")]
    tempo: Annotated[Float, Column("share", "command decisions",
        "Tempo of the attack, from 0 (deliberate) to 1 (hasty).")]
    scheduled_tick: Annotated[Int, Column("tick", "initialization",
        "Tick of the command's dated decision; 1,000,000: none.")]


class ScheduledOrders(NamedTuple):
    """Ticks of the dated orders of the Iraqi command, shape (1,)."""

    pause_tick: Annotated[Int, Column("tick", "initialization",
        "Tick at which the front is ordered to pause; 1,000,000: never.")]
    resume_tick: Annotated[Int, Column("tick", "initialization",
        "Tick at which the front is ordered to resume; 1,000,000: never.")]
    embed_tick: Annotated[Int, Column("tick", "initialization",
        "Tick at which advisers are ordered to the leading battalions; 1,000,000: never.")]


class ExternalInfluences(NamedTuple):
    """Influences from outside the city, and the memory of ISIS, shape (1,)."""

    western_road_state: Annotated[Int, Column("code", "command decisions",
        "State of the western road, an index of `codes.ROAD_STATES`.")]
    road_restricted_tick: Annotated[Int, Column("tick", "initialization",
        "Tick from which the western road is restricted, cut beyond Tal Afar.")]
    road_closed_tick: Annotated[Int, Column("tick", "initialization",
        "Tick from which the western road is closed at the city.")]
    endogenous_from_tick: Annotated[Int, Column("tick", "initialization",
        "Tick after the last dated decision, from which commands decide by rule.")]
    hold_order_received: Annotated[Bool, Column("boolean", "command decisions",
        "Whether Raqqa's order to hold has arrived.")]
    diversion_until_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick at which Raqqa's diversionary attacks end.")]
    sorties_diverted_permille: Annotated[Int, Column("permille", "command decisions",
        "Fraction of sorties that Raqqa's diversion draws away from the city.")]
    aircraft_grounded_permille: Annotated[Int, Column("permille", "weather",
        "Fraction of aircraft that the weather grounds.")]
    advisers_arrival_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick at which additional advisers arrive; 1,000,000: never.")]
    adviser_coverage: Annotated[Float, Column("share", "command decisions",
        "Fraction of the leading battalions that have advisers; 0: none are embedded.")]
    recovery_bonus_of_officials: Annotated[Float, Column("factor", "command decisions",
        "Relative increase of ISIS recovery due to officials who returned.")]
    redeploys_west: Annotated[Bool, Column("boolean", "command decisions",
        "Whether ISIS is moving its mobile groups out of the east.")]
    remembered_city_km2: Annotated[Float, Column("km2", "command decisions",
        "City area that ISIS knew it had lost at its last daily review.")]
    remembered_advance_rate_km2_per_day: Annotated[Float, Column("km2/day", "command decisions",
        "Attackers' recent gain of city area as ISIS remembers it.")]
    remembered_casualties: Annotated[Int, Column("personnel", "command decisions",
        "Casualties of ISIS up to its last daily review.")]
    remembered_casualty_rate_per_day: Annotated[Float, Column("personnel/day",
        "command decisions", "Recent casualties of ISIS as it remembers them.")]


class Bridges(NamedTuple):
    """One row per bridge, shape (bridges,)."""

    cell: Annotated[Int, Column("index", "initialization", "Cell of the bridge; -1: none.")]
    cut_at: Annotated[Int, Column("tick", "command decisions",
        "Tick at which the bridge is cut; 1,000,000: never.")]


# fmt: on
