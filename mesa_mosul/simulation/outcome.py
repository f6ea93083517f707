"""The outcome of a run, in the words of the glossary (`seeds/README.md`)."""

from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.engine.codes import (
    AIR_WING,
    ARTILLERY,
    CAMPAIGN_PHASES,
    EASTERN_OFFENSIVE,
    FORCES,
    OPERATIONAL_PAUSE,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.initialization.laboratory import survivors
from mesa_mosul.initialization.world_builder import BuiltWorld

OUTCOME_FORMAT = 1
"""Version of outcome.json and of the tables beside it."""
SHARE_OUTCOMES = ("share_city_held", "share_east_held", "share_west_held", "share_city_claimed")
COUNT_OUTCOMES = (
    *(
        f"{force}_{what}"
        for force in FORCES
        for what in ("killed", "wounded", "wounded_now", "casualties")
    ),
    *("civilians_killed", "civilians_injured", "civilians_displaced", "air_munitions"),
    *("car_bombs_launched", "car_bombs_effective"),
)
STALL_DAYS = 14
STALL_KM2 = 3.0
"""Fewer km2 than this, net, in this many days of contact are a stall."""
CITY_FIGHT_PHASES = tuple(
    CAMPAIGN_PHASES[phase]
    for phase in (EASTERN_OFFENSIVE, OPERATIONAL_PAUSE, WESTERN_OFFENSIVE)
)
"""Phases of the campaign that aim at territory of the city; a pause of the front is one."""


def count_forces_at_start(built: BuiltWorld) -> dict[str, int]:
    """Return the personnel of each force, the warplanes and the guns at the start of a run."""
    units, start = built.world.units, built.world.totals.first_tick[0]
    is_present = units.arrival_tick <= start
    personnel = {
        name: int(units.authorized_strength[is_present & (units.force == code)].sum())
        for code, name in enumerate(FORCES)
    }
    equipment_kinds = {"warplanes": AIR_WING, "guns": ARTILLERY}
    return personnel | {
        name: int(units.equipment[is_present & (units.kind == kind)].sum())
        for name, kind in equipment_kinds.items()
    }


def first_date(condition: pd.Series) -> str | None:
    """Return the first date on which a condition holds, as ISO text, or None."""
    dates = condition.index[condition.to_numpy()]
    return dates[0].date().isoformat() if len(dates) else None


def first_stall_date(daily: pd.DataFrame) -> str | None:
    """Return the date from which the offensive first stalled, None if it never did.

    A stall is a gain of under 3 km2 of the city, net, over 14 days of contact in which the
    Iraqi command fought for the city; waiting at its edge and regrouping do not count.
    """
    held = daily["km2_city_held"]
    is_offensive = daily["iraqi_posture"].isin(CITY_FIGHT_PHASES)
    gained = held - held.shift(STALL_DAYS)
    in_contact = (is_offensive & (daily["iraqi_in_contact"] > 0)).rolling(
        STALL_DAYS + 1
    ).min() == 1
    stalled = ((gained < STALL_KM2) & in_contact).to_numpy()
    if not stalled.any():
        return None
    return held.index[int(np.argmax(stalled)) - STALL_DAYS].date().isoformat()


def compute_outcome(
    built: BuiltWorld, daily: pd.DataFrame, seed: int, digest: str
) -> dict[str, Any]:
    """Return the outcome of a run.

    daily: the daily table, at least one day.
    """
    end, threshold = daily.iloc[-1], built.scenario.parameters.reporting.captured_threshold
    captured_on = first_date(daily["share_city_held"] >= threshold)
    cleared_on = first_date(daily["share_east_held"] >= threshold)
    stalled_from = first_stall_date(daily)
    return {
        "format": OUTCOME_FORMAT,
        "scenario": built.scenario.name,
        "seed": seed,
        "start": built.scenario.start.isoformat(),
        "last_day": daily.index[-1].date().isoformat(),
        "days": len(daily),
        "captured": captured_on is not None,
        "captured_on": captured_on,
        "east_cleared": cleared_on is not None,
        "east_cleared_on": cleared_on,
        "stalled": stalled_from is not None,
        "stalled_from": stalled_from,
        "km2_east_held": float(end["km2_east_held"]),
        **{name: float(end[name]) for name in SHARE_OUTCOMES},
        **{name: int(end[name]) for name in COUNT_OUTCOMES},
        "forces_at_start": count_forces_at_start(built),
        "units": int(
            np.count_nonzero(
                built.world.units.authorized_strength + built.world.units.equipment
            )
        ),
        "digest": digest,
        **({"survivors": survivors(built.world)} if built.scenario.laboratory else {}),
    }
