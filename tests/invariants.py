"""What holds of every battle on every day: all are accounted for, columns are sane."""

import numpy as np

from mesa_mosul.engine.codes import BRIDGE, FORCES, NO_BANK, NO_INDEX, OUTSIDE, RIVER
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.simulation.outcome import count_forces_at_start

MAY_BE_NEGATIVE = {
    "units.time_budget_min": "a unit on the march owes minutes",
    "kernel.offset": "a neighbour to the south or west",
    "axis_review.men_short": "where units are large, more may stand at the front than it wants",
    "external.remembered_advance_rate_km2_per_day": "what was lost may be won back",
    "axes_of_advance.advance_rate_km2_per_day": "an axis may lose more than it gains",
    "event_log.value_2": "the rate at which ISIS loses territory, in its decision to go west",
    "bridges.cut_at": "a bridge may be down before the campaign",
    **dict.fromkeys(
        (
            *("external.road_restricted_tick", "external.road_closed_tick"),
            *("scheduled_orders.pause_tick", "scheduled_orders.resume_tick"),
            *("scheduled_orders.embed_tick", "formations.scheduled_commit_tick"),
        ),
        "own tables may date a decision before the campaign",
    ),
}
NO_ONE_STANDS_FOR = {
    "units.axis",
    "units.cell",
    "formations.axis",
    "formations.committed_axis",
    "cells.axis",
    "cells.neighbourhood",
    "event_log.subject",
    "event_log.cell",
    "neighbourhoods.cell",
    "bridges.cell",
}
SHARES = (
    "cells.control",
    "cells.cover",
    "cells.concealment",
    "cells.mean_concealment",
    "battalions.cohesion",
    "units.exposed_fraction",
    "neighbourhoods.control",
    "cell_workspace.time_fraction_used",
)


def unaccounted(course):
    """Return, by force, the men missing from each day of a battle's ledger."""
    daily, start = course.daily(), count_forces_at_start(course.built)
    return {
        force: (
            start[force]
            + daily[f"{force}_arrived"]
            - daily[
                [f"{force}_{state}" for state in ("strength", "wounded_now", "killed")]
            ].sum(axis=1)
            - daily[f"{force}_withdrawn"]
        ).tolist()
        for force in FORCES
    }


def civilians_missing(course, civilians):
    daily = course.daily()
    gone = [name for name in daily if name.startswith("civilians_killed_")]
    return (civilians - daily[["civilians", "civilians_displaced", *gone]].sum(axis=1)).tolist()


def check_men(course):
    days = len(course.ledger)
    assert unaccounted(course) == {force: [0] * days for force in FORCES}


def check_civilians(course):
    civilians = course.scenario.parameters.civilians.in_city
    assert civilians_missing(course, civilians) == [0] * len(course.ledger)


def check_signs(world):
    wrong = []
    for name, column in iter_columns(world):
        least = -1 if name in NO_ONE_STANDS_FOR else 0
        if name not in MAY_BE_NEGATIVE and column.size and column.min() < least:
            wrong.append(f"{name}: {column.min()}")
    assert wrong == []


def check_shares(world):
    found = dict(iter_columns(world))
    wrong = [
        f"{name}: {found[name].min()} to {found[name].max()}"
        for name in SHARES
        if found[name].size and (found[name].min() < 0 or found[name].max() > 1 + 1e-12)
    ]
    assert wrong == []


def check_finite(world):
    wrong = [name for name, column in iter_columns(world) if not np.isfinite(column).all()]
    assert wrong == []


def check_land(world):
    there = world.units.cell[world.units.cell != NO_INDEX]
    assert not np.isin(world.cells.land_class[there], (RIVER, BRIDGE, OUTSIDE)).any()
    assert (world.cells.bank[there] != NO_BANK).all()


def check_events(course):
    last = min(int(course.world.totals.n_events[0]), course.world.event_log.tick.size)
    assert (np.diff(course.world.event_log.tick[:last]) >= 0).all()


CHECKS_OF_A_COURSE = [check_men, check_civilians, check_events]
CHECKS_OF_A_WORLD = [check_signs, check_shares, check_finite, check_land]
