"""What is told of each kind of event: who decided what, out of what, on which numbers and why.

An event's numbers are those that its rule noted (`rules/command.py` and others).
"""

import datetime
from typing import TYPE_CHECKING, Any

from mesa_mosul.names import COMMANDS, IRAQI_COMMAND, ISIS_COMMAND
from mesa_mosul.setting import LAUNCH
from mesa_mosul.telling_outside import OUTSIDE
from mesa_mosul.told import Teller, Told
from mesa_mosul.words import percent, sentence

if TYPE_CHECKING:
    from mesa_mosul.fight import Run


ON_ITS_DATE = "on its date in the record"


def is_dated(run: "Run", event: Any, tick: int) -> bool:
    """Tell whether an event is the decision that was dated to a tick."""
    return event.date.date() == LAUNCH + datetime.timedelta(
        days=int(tick) * run.scenario.parameters.scale.hours_per_tick // 24
    )


def axis(run: "Run", number: float) -> str:
    """Return what an axis is called."""
    return f"{run.stage.axes[int(number)].replace('_', '-')} axis"


def span(event: Any) -> str:
    """Return the smallest and the largest share, or the one that both are."""
    return " to ".join(dict.fromkeys((percent(event.one), percent(event.two))))


def storm(run: "Run", event: Any) -> Told:
    """Tell of the order to enter the city."""
    p = run.scenario.parameters
    all_there = event.one >= p.command.ground_done
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "storm the city",
        "storm now, or wait for the axes that lag",
        f"eastern axes hold {span(event)} of their ground before it, {event.three:.0f} days"
        " after the first got there",
        "all stand at its edge"
        if all_there
        else f"the wait of {p.advance.city_wait_days:g} days is over",
    )


def halt(run: "Run", event: Any) -> Told:
    """Tell of a pause of the whole front."""
    p = run.scenario.parameters.command
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "halt the front",
        "halt and refit, or press on",
        f"eastern axes hold {span(event)} of their ground in the city after"
        f" {event.three:.0f} days",
        ON_ITS_DATE
        if is_dated(run, event, run.stage.world.dated.halt[0])
        else f"gains behind the {p.wanted_pace:g} km2 a day wanted of an axis, or men worn",
    )


def restart(run: "Run", event: Any) -> Told:
    """Tell of a fight for the east that is taken up again."""
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "restart the fight for the east",
        "restart, or rest longer",
        f"eastern axes hold {span(event)} of their ground in the city, {event.three:.0f} days"
        " of rest",
        ON_ITS_DATE
        if is_dated(run, event, run.stage.world.dated.restart[0])
        else "men rested; from now on the axes attack in step",
    )


def embed(run: "Run", event: Any) -> Told:
    """Tell of advisers who go forward."""
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "ask for advisers with the leading battalions",
        "have them forward, or call through headquarters",
        f"calls take {event.two:g} h instead of {event.one:g} h",
        "fires come late",
    )


def regroup(run: "Run", event: Any) -> Told:
    """Tell of the pause between the two banks."""
    done = run.scenario.parameters.command.ground_done
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "regroup for the west",
        "regroup, or clear on in the east",
        f"eastern axes hold {span(event)} of their ground in the city after"
        f" {event.three:.0f} days",
        f"the east counts as taken from {percent(done)} on every axis",
    )


def attack_west(run: "Run", event: Any) -> Told:
    """Tell of the order to attack the west bank."""
    return Told(
        COMMANDS[IRAQI_COMMAND],
        "attack the west",
        "attack, or regroup longer",
        f"{event.three:.0f} days of regrouping",
        f"regrouping takes {run.scenario.parameters.advance.west_wait_days:g} days",
    )


def pause(run: "Run", event: Any) -> Told:
    """Tell of an axis that pauses."""
    command = run.scenario.parameters.command
    reasons = (
        f"cohesion under {command.pause_cohesion:g}"
        if event.one < command.pause_cohesion
        else "",
        f"losses over {percent(command.pause_losses, 1)} a day"
        if event.two > command.pause_losses
        else "",
    )
    return Told(
        COMMANDS[IRAQI_COMMAND],
        f"pause the {axis(run, event.who)}",
        "pause, or press on",
        f"cohesion {event.one:.2f}, {percent(event.two, 1)} of its men lost in a day,"
        f" {event.three:.0f} days of attack",
        sentence(reasons),
    )


def resume(run: "Run", event: Any) -> Told:
    """Tell of an axis that attacks again."""
    command = run.scenario.parameters.command
    return Told(
        COMMANDS[IRAQI_COMMAND],
        f"take up the attack of the {axis(run, event.who)} again",
        "attack, or rest longer",
        f"cohesion {event.one:.2f}, {event.three:.0f} days of rest",
        f"{command.rest_days:g} days of rest are over, and cohesion is"
        f" {'at' if event.one >= command.resume_cohesion else 'near'}"
        f" {command.resume_cohesion:g}",
    )


def commit(run: "Run", event: Any) -> Told:
    """Tell of a reserve sent to an axis."""
    dated = is_dated(run, event, run.stage.world.formations.ordered[int(event.who)])
    return Told(
        COMMANDS[IRAQI_COMMAND],
        f"send {run.stage.tables.forces[int(event.who)].name} to the {axis(run, event.one)}",
        "send it, or keep it in reserve",
        f"{event.two:.0f} days of waiting",
        ON_ITS_DATE if dated else "that axis has paused longest, or holds least of its ground",
    )


def shift(run: "Run", event: Any) -> Told:
    """Tell of a formation that has done its task and helps another axis."""
    name = run.stage.formations[int(event.who)].name
    done = run.scenario.parameters.command.ground_done
    return Told(
        COMMANDS[IRAQI_COMMAND],
        f"shift {name} to the {axis(run, event.one)}",
        "shift it, or leave it where it stands",
        f"that axis holds {percent(event.two)} of its ground in the city",
        f"the formation's own axis holds {percent(done)} or more",
    )


def strike_back(run: "Run", event: Any) -> Told:
    """Tell of a defence that turns to counter-attack."""
    return Told(
        COMMANDS[ISIS_COMMAND],
        "strike back",
        "strike back and infiltrate, or stand",
        in_contact(event),
        f"fewer than {run.scenario.parameters.command.raid_ratio:g} attackers to a defender",
    )


def stand(run: "Run", event: Any) -> Told:
    """Tell of a defence that only stands."""
    return Told(
        COMMANDS[ISIS_COMMAND],
        "stand",
        "stand, or go on striking back",
        in_contact(event),
        f"more than {run.scenario.parameters.command.raid_ratio:g} attackers to a defender",
    )


def in_contact(event: Any) -> str:
    """Return how many stand against how many."""
    return f"{event.one:.1f} attackers to a defender, {event.two:,.0f} defenders in contact"


DECISIONS: dict[str, Teller] = {
    "storm the city": storm,
    "regroup": regroup,
    "attack the west": attack_west,
    "halt the front": halt,
    "restart": restart,
    "embed advisers": embed,
    "pause": pause,
    "resume": resume,
    "commit a reserve": commit,
    "shift a formation": shift,
    "strike back": strike_back,
    "stand": stand,
    **OUTSIDE,
}
