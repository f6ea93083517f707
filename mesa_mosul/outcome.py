"""What a run came to, in the words of the glossary (`seeds/README.md`)."""

from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.build import Stage
from mesa_mosul.laboratory import survivors
from mesa_mosul.names import (
    AIR_WING,
    ARTILLERY,
    EAST,
    EASTERN_FIGHT,
    EASTERN_REFIT,
    FORCES,
    WEST,
    WESTERN_FIGHT,
)

FORMAT = 1
"""Version of outcome.json and of the tables beside it."""
SHARES = ("share_city_held", "share_east_held", "share_west_held", "share_city_claimed")
COUNTED = (
    *(
        f"{force}_{what}"
        for force in FORCES
        for what in ("killed", "wounded", "wounded_ever", "losses")
    ),
    *("civilians_killed", "civilians_hurt", "civilians_displaced", "munitions"),
    *("car_bombs_launched", "car_bombs_effective"),
)
MEASURES = ("held", "entered", "secured", "claimed")
STALL_DAYS = 14
STALL_KM2 = 3.0
"""Fewer km2 than this, net, in this many days of contact are a stall."""
FIGHTS_FOR_CITY = (EASTERN_FIGHT, EASTERN_REFIT, WESTERN_FIGHT)
"""Parts of the campaign in which ground is wanted; a pause of the front is among them."""


def areas(stage: Stage) -> dict[str, float]:
    """Return the size of each area in km2: city, east, west, old_city, theatre."""
    city, fought = stage.world.city, stage.world.fought
    return {
        "city": float(city.city_area[fought].sum()),
        "east": float(city.city_area[fought][city.bank[fought] == EAST].sum()),
        "west": float(city.city_area[fought][city.bank[fought] == WEST].sum()),
        "old_city": float(city.old_area[fought].sum()),
        "theatre": float(city.area[fought].sum()),
    }


def forces_at_start(stage: Stage) -> dict[str, int]:
    """Return the men of each force, the warplanes and the guns at the start of a run."""
    units, start = stage.world.units, stage.world.counts.first_tick[0]
    there = units.arrives <= start
    men = {
        name: int(units.paper[there & (units.force == code)].sum())
        for code, name in enumerate(FORCES)
    }
    pieces = {"warplanes": AIR_WING, "guns": ARTILLERY}
    return men | {
        name: int(units.pieces[there & (units.kind == kind)].sum())
        for name, kind in pieces.items()
    }


def first_day(reached: pd.Series) -> str | None:
    """Return the first date on which something holds, as ISO text, or None."""
    when = reached.index[reached.to_numpy()]
    return when[0].date().isoformat() if len(when) else None


def stall(daily: pd.DataFrame) -> str | None:
    """Return the date from which the offensive first stalled, None if it never did.

    A stall is a gain of under 3 km2 of the city, net, over 14 days of contact in which the
    Iraqi command fought for the city; waiting at its edge and regrouping are none. daily: a
    run's ledger.
    """
    held, fights = daily["km2_city_held"], daily["iraqi_posture"].isin(FIGHTS_FOR_CITY)
    gained = held - held.shift(STALL_DAYS)
    in_contact = (fights & (daily["iraqi_engaged"] > 0)).rolling(STALL_DAYS + 1).min() == 1
    stalled = ((gained < STALL_KM2) & in_contact).to_numpy()
    if not stalled.any():
        return None
    return held.index[int(np.argmax(stalled)) - STALL_DAYS].date().isoformat()


def with_shares(daily: pd.DataFrame, sizes: dict[str, float]) -> pd.DataFrame:
    """Return a ledger with the shares and sums that its readers ask for."""
    more: dict[str, Any] = {}
    for area, km2 in sizes.items():
        for measure in MEASURES:
            more[f"share_{area}_{measure}"] = daily[f"km2_{area}_{measure}"] / (km2 or 1.0)
    for force in FORCES:
        more[f"{force}_losses"] = daily[f"{force}_killed"] + daily[f"{force}_wounded"]
    causes = ("by_isis", "in_crossfire", "by_fires")
    more["civilians_killed"] = sum(daily[f"civilians_killed_{cause}"] for cause in causes)
    return pd.concat([daily, pd.DataFrame(more, index=daily.index)], axis=1)


def outcome(stage: Stage, daily: pd.DataFrame, seed: int, digest: str) -> dict[str, Any]:
    """Return what a run came to.

    daily: the ledger with its shares, at least one day.
    """
    end, done = daily.iloc[-1], stage.scenario.parameters.command.captured_share
    captured_on = first_day(daily["share_city_held"] >= done)
    cleared_on = first_day(daily["share_east_held"] >= done)
    stalled_from = stall(daily)
    return {
        "format": FORMAT,
        "scenario": stage.scenario.name,
        "seed": seed,
        "start": stage.scenario.start.isoformat(),
        "last_day": daily.index[-1].date().isoformat(),
        "days": len(daily),
        "captured": captured_on is not None,
        "captured_on": captured_on,
        "east_cleared": cleared_on is not None,
        "east_cleared_on": cleared_on,
        "stalled": stalled_from is not None,
        "stalled_from": stalled_from,
        "km2_east_held": float(end["km2_east_held"]),
        **{name: float(end[name]) for name in SHARES},
        **{name: int(end[name]) for name in COUNTED},
        "forces_at_start": forces_at_start(stage),
        "units": int(np.count_nonzero(stage.world.units.paper + stage.world.units.pieces)),
        "digest": digest,
        **({"survivors": survivors(stage.world)} if stage.scenario.laboratory else {}),
    }
