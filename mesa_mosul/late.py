"""Those who come later: formations made from parameters, each with a code of its own.

A code is permanent, and none depends on how many others there are or come.
"""

from typing import NamedTuple

import numpy as np

from mesa_mosul.names import BY_DECISION, BY_RAQQA, BY_ROAD, NEVER, OWN_WAY
from mesa_mosul.parameters import Parameters
from mesa_mosul.rows.battle import Formation
from mesa_mosul.setting import LAUNCH

RECRUITS, ARRIVALS, RETURNING, OFFICIALS, FROM_RAQQA = 990, 991, 992, 993, 994
IRAQI_BRIGADES, US_TROOPS, MORE_ADVISERS = 995, 996, 997
EAST, SOUTH_EAST = "east", "south_east"
"""Axes on which reinforcements attack."""


class Late(NamedTuple):
    """A formation that comes later.

    way: one of `names.WAYS`; first: days from the start to the first man; pace: men a day.
    A pace of 0 leaves its coming to a decision.
    """

    formation: Formation
    way: int
    first: float = 0.0
    pace: float = 0.0


def fighters(code: int, name: str, men: int, kind: str = "mobile_group") -> Formation:
    """Return a late formation of ISIS, which comes to the west bank."""
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


def reinforcement(code: int, name: str, force: str, men: int, axis: str | None) -> Formation:
    """Return a late formation of the attackers: to assault on an axis, or to advise."""
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
            "enters": LAUNCH if axis else None,
            "km_off_map": 0 if axis else None,
            "evidence": "R25",
        }
    )


def of_isis(days: int, p: Parameters) -> tuple[Late, ...]:
    """Return those who join ISIS: recruits, arrivals, men who come back, men from Raqqa."""
    isis, back = p.isis, p.isis.returning_day
    recruits, arrived = isis.recruits_a_day, isis.arrivals_a_day
    officials = isis.officials if isis.officials_return else 0
    sent = p.raqqa.men if p.switch.raqqa else 0
    joining = fighters(RECRUITS, "ISIS recruits", round(recruits * days))
    coming = fighters(ARRIVALS, "ISIS arrivals", round(arrived * days))
    returning = fighters(RETURNING, "ISIS returning fighters", isis.returning)
    officers = fighters(OFFICIALS, "ISIS returning officials", officials, "officials")
    return (
        Late(joining, OWN_WAY, 0.0, recruits),
        Late(coming, BY_ROAD, 0.0, arrived),
        Late(returning, BY_ROAD, back, isis.returning / isis.returning_days),
        Late(officers, BY_ROAD, back, officials / isis.returning_days),
        Late(fighters(FROM_RAQQA, "ISIS men from Raqqa", sent), BY_RAQQA),
    )


def of_attackers(p: Parameters) -> tuple[Late, ...]:
    """Return those who reinforce the attackers once it has been decided."""
    sent = p.reinforcement
    advisers = sent.adviser_men if sent.advisers else 0
    everyone = (
        reinforcement(IRAQI_BRIGADES, "Fresh Iraqi brigades", "iraqi", sent.iraqi, SOUTH_EAST),
        reinforcement(US_TROOPS, "US ground troops", "us", sent.us_troops, EAST),
        reinforcement(MORE_ADVISERS, "More advisers", "us", advisers, None),
    )
    return tuple(Late(one, BY_DECISION) for one in everyone)


def latecomers(days: int, p: Parameters) -> tuple[Late, ...]:
    """Return every formation that is to come in a run of so many days and has any men."""
    return tuple(one for one in (*of_isis(days, p), *of_attackers(p)) if one.formation.men > 0)


def arrivals(late: Late, paper: np.ndarray, start: int, per_day: int) -> np.ndarray:
    """Return the tick at which each unit of a late formation comes; NEVER until it is decided.

    paper: men of its units, in their order.
    """
    if late.pace == 0.0:
        return np.full(paper.size, NEVER)
    day = late.first + np.cumsum(paper) / late.pace
    return start + np.ceil(day * per_day).astype(np.int64)
