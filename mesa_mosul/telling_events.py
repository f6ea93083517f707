"""What is told of events that nobody decides: breaks, car bombs, quarters won and lost."""

from typing import TYPE_CHECKING, Any

from mesa_mosul.names import BREAK_TRIGGERS
from mesa_mosul.told import Teller, Told
from mesa_mosul.words import percent

if TYPE_CHECKING:
    from mesa_mosul.fight import Run


def quarter(run: "Run", number: float) -> str:
    """Return what a quarter is called."""
    return run.stage.tables.quarters[int(number)].name


def formation(run: "Run", code: int) -> str:
    """Return what a formation is called, by its code."""
    return next(row.name for row in run.stage.formations if row.code == code)


def battalion_breaks(run: "Run", event: Any) -> Told:
    """Tell of a battalion that leaves the fight to refit."""
    numbers = f"cohesion {event.one:.2f}, {event.two:.0f} men"
    who = f"a battalion of {formation(run, int(event.who) // 1000)}"
    return Told(who, "breaks", "", numbers, BREAK_TRIGGERS[int(event.three)])


def car_bomb(run: "Run", event: Any) -> Told:
    """Tell of car bombs that reached their target."""
    return Told("ISIS", "car bomb reaches its target", "", f"{event.one:.0f} in one place", "")


def quarter_won(run: "Run", event: Any) -> Told:
    """Tell of a quarter that Baghdad calls freed."""
    what = f"win {quarter(run, event.one)}"
    return Told("the attackers", what, "", f"{percent(event.two)} of its ground held", "")


def quarter_lost(run: "Run", event: Any) -> Told:
    """Tell of a quarter that changes hands again."""
    what = f"lose {quarter(run, event.one)}"
    return Told("the attackers", what, "", f"{percent(event.two)} of its ground held", "")


HAPPENINGS: dict[str, Teller] = {
    "battalion breaks": battalion_breaks,
    "car bomb": car_bomb,
    "quarter won": quarter_won,
    "quarter lost": quarter_lost,
}
