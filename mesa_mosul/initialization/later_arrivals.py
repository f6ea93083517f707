"""Later arrivals: formations made from parameters, each with a permanent code.

No code depends on how many other formations there are.
"""

from typing import NamedTuple

import numpy as np

from mesa_mosul.engine.codes import (
    ARRIVAL_BY_DECISION,
    ARRIVAL_INDEPENDENT,
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    NEVER,
)
from mesa_mosul.initialization.force_totals import apportion_total
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.parameters.registry import Parameters

RECRUITS_CODE, ARRIVALS_CODE, RETURNING_CODE, OFFICIALS_CODE, RAQQA_MEN_CODE = (
    990,
    991,
    992,
    993,
    994,
)
IRAQI_BRIGADES_CODE, US_TROOPS_CODE, ADVISERS_CODE = 995, 996, 997
FURTHER_BRIGADES_CODE = 960
"""Code of a further Iraqi brigade, less its ordinal: the second has 962."""

EAST_AXIS, SOUTH_EAST_AXIS = "east", "south_east"
"""Axes on which reinforcements attack."""


class LaterFormation(NamedTuple):
    """A formation that arrives after the start.

    arrival_mode: an index of `engine.codes.ARRIVAL_MODES`; first_arrival_day: days since the
    start; men_per_day: 0 if its arrival depends on a decision.
    """

    formation: Formation
    arrival_mode: int
    first_arrival_day: float = 0.0
    men_per_day: float = 0.0


def make_isis_formation(
    code: int, name: str, men: int, kind: str = "mobile_group"
) -> Formation:
    """Return a later formation of ISIS, which arrives on the west bank."""
    return Formation.model_validate(
        {
            "code": code,
            "id": name.lower().replace(" ", "_"),
            "name": name,
            "force": "isis",
            "kind": kind,
            "men": men,
            "pieces": 0,
            "bank": "west",
            "task": "rear" if kind == "officials" else "mobile",
            "evidence": "A006",
        }
    )


def make_attacker_formation(
    code: int, name: str, force: str, men: int, axis: str | None
) -> Formation:
    """Return a later formation of the attackers: assault troops of an axis, or advisers."""
    return Formation.model_validate(
        {
            "code": code,
            "id": name.lower().replace(" ", "_"),
            "name": name,
            "force": force,
            "kind": "army" if axis else "advisers",
            "men": men,
            "pieces": 0,
            "axis": axis,
            "task": "assault" if axis else "rear",
            "enters": CAMPAIGN_START if axis else None,
            "km_off_map": 0 if axis else None,
            "evidence": "R25",
        }
    )


def list_isis_later(n_days: int, p: Parameters) -> tuple[LaterFormation, ...]:
    """Return the later formations of ISIS: recruits, arrivals, returnees, troops from Raqqa."""
    isis, start_day = p.isis, p.isis.return_start_day
    recruits, arrivals = isis.recruits_per_day, isis.arrivals_per_day
    officials = isis.official_count if isis.officials_return else 0
    raqqa_men = p.raqqa.reinforcement_men if p.switch.raqqa else 0
    recruit_formation = make_isis_formation(
        RECRUITS_CODE, "ISIS recruits", round(recruits * n_days)
    )
    arrival_formation = make_isis_formation(
        ARRIVALS_CODE, "ISIS arrivals", round(arrivals * n_days)
    )
    returning_formation = make_isis_formation(
        RETURNING_CODE, "ISIS returning fighters", isis.returning_men
    )
    official_formation = make_isis_formation(
        OFFICIALS_CODE, "ISIS returning officials", officials, "officials"
    )
    return (
        LaterFormation(recruit_formation, ARRIVAL_INDEPENDENT, 0.0, recruits),
        LaterFormation(arrival_formation, ARRIVAL_WESTERN_ROAD, 0.0, arrivals),
        LaterFormation(
            returning_formation,
            ARRIVAL_WESTERN_ROAD,
            start_day,
            isis.returning_men / isis.return_duration_days,
        ),
        LaterFormation(
            official_formation,
            ARRIVAL_WESTERN_ROAD,
            start_day,
            officials / isis.return_duration_days,
        ),
        LaterFormation(
            make_isis_formation(RAQQA_MEN_CODE, "ISIS men from Raqqa", raqqa_men),
            ARRIVAL_SENT_BY_RAQQA,
        ),
    )


def make_brigades(p: Parameters) -> tuple[Formation, ...]:
    """Return the fresh Iraqi brigades, equal in size; the axis of each is chosen when sent."""
    troops = p.reinforcement.iraqi_troops
    n_brigades = max(1, round(troops / p.reinforcement.brigade_men))
    return tuple(
        make_attacker_formation(
            IRAQI_BRIGADES_CODE if ordinal == 1 else FURTHER_BRIGADES_CODE + ordinal,
            f"Fresh Iraqi brigade {ordinal}",
            "iraqi",
            int(men),
            SOUTH_EAST_AXIS,
        )
        for ordinal, men in enumerate(apportion_total(troops, np.ones(n_brigades)), 1)
    )


def list_attackers_later(p: Parameters) -> tuple[LaterFormation, ...]:
    """Return the reinforcements of the attackers, which arrive by decision."""
    spec = p.reinforcement
    advisers = spec.adviser_men if spec.advisers else 0
    formations = (
        *make_brigades(p),
        make_attacker_formation(
            US_TROOPS_CODE, "US ground troops", "us", spec.us_troops, EAST_AXIS
        ),
        make_attacker_formation(ADVISERS_CODE, "More advisers", "us", advisers, None),
    )
    return tuple(LaterFormation(formation, ARRIVAL_BY_DECISION) for formation in formations)


def list_later_formations(n_days: int, p: Parameters) -> tuple[LaterFormation, ...]:
    """Return every later formation with any troops, in a run of `n_days`."""
    return tuple(
        later
        for later in (*list_isis_later(n_days, p), *list_attackers_later(p))
        if later.formation.men > 0
    )


def arrival_ticks(
    later: LaterFormation, authorized_strength: np.ndarray, start_tick: int, ticks_per_day: int
) -> np.ndarray:
    """Return the arrival tick of each unit of a later formation; NEVER until it is decided.

    authorized_strength: of its units, in their order.
    """
    if later.men_per_day == 0.0:
        return np.full(authorized_strength.size, NEVER)
    day = later.first_arrival_day + np.cumsum(authorized_strength) / later.men_per_day
    return start_tick + np.ceil(day * ticks_per_day).astype(np.int64)
