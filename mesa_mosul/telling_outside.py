"""What is told of decisions about what comes from outside, and of holding the city at all.

An event's numbers are those that its rule noted (`rules/isis_command.py` and others).
"""

from typing import TYPE_CHECKING, Any

from mesa_mosul.names import (
    COMMANDS,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    KURDISH_COMMAND,
    RAQQA,
    ROAD_SHUT,
    ROADS,
    WASHINGTON,
)
from mesa_mosul.told import Told
from mesa_mosul.words import percent

if TYPE_CHECKING:
    from mesa_mosul.fight import Run


def weighed(event: Any) -> str:
    """Return what ISIS stands to lose and what holding is worth to it."""
    return (
        f"{percent(event.one)} of its ground and men in danger, for which holding is worth"
        f" {percent(event.two)}"
    )


def withdraw(run: "Run", event: Any) -> Told:
    """Tell of a defence that leaves the city."""
    forced = run.scenario.parameters.isis.withdraws
    return Told(
        COMMANDS[ISIS_COMMAND],
        "withdraw",
        "withdraw by the western road, or hold",
        f"{weighed(event)}; {event.three:.0f} days of its last posture",
        "it is set to leave" if forced else "it stands to lose more than holding is worth",
    )


def hold_on(run: "Run", event: Any) -> Told:
    """Tell of a plan to leave that is given up."""
    cut_off = event.one >= event.two or run.scenario.parameters.isis.withdraws
    return Told(
        COMMANDS[ISIS_COMMAND],
        "give up the plan to leave",
        "hold, or go on leaving",
        f"{weighed(event)}; {event.three:.0f} days of leaving",
        "there is no way out" if cut_off else "it stands to lose less than holding is worth",
    )


def thin(run: "Run", event: Any) -> Told:
    """Tell of mobile groups that are taken out of the east."""
    return Told(
        COMMANDS[ISIS_COMMAND],
        "thin the east for the west",
        "thin the east while a bridge stands, or leave all where they are",
        f"{percent(event.one)} of the east lost, {event.two:.1f} km2 and"
        f" {event.three:.0f} men lost a day of late",
        f"it thinks of this from {percent(run.scenario.parameters.isis.thin_at)} lost",
    )


def urge(run: "Run", event: Any) -> Told:
    """Tell of Raqqa's message to Mosul."""
    return Told(
        COMMANDS[RAQQA],
        "send a message to hold",
        "urge Mosul to hold, or leave it to decide",
        weighed(event),
        f"a message adds {percent(event.three)} to the value of holding",
    )


def send_fighters(run: "Run", event: Any) -> Told:
    """Tell of men whom Raqqa sends."""
    return Told(
        COMMANDS[RAQQA],
        "send fighters",
        "send them, or keep them",
        f"{event.one:,.0f} men, {event.two:.0f} days on the way",
        f"the road is not shut, and {percent(event.three)} of what Mosul has is in danger",
    )


def strike_elsewhere(run: "Run", event: Any) -> Told:
    """Tell of operations in step with Mosul."""
    away = run.scenario.parameters.raqqa.sorties_away
    return Told(
        COMMANDS[RAQQA],
        "strike elsewhere",
        "draw sorties away from Mosul, or stay quiet",
        f"{weighed(event)}; {event.three:.0f} days",
        f"Mosul is pressed, and {percent(away)} of the sorties are drawn away",
    )


def stop_on_line(run: "Run", event: Any) -> Told:
    """Tell of the Peshmerga who leave the offensive."""
    return Told(
        COMMANDS[KURDISH_COMMAND],
        "stop on the line and fortify it",
        "stop, or go on attacking",
        f"{percent(event.one)} of their ground held after {event.two:.0f} days",
        "that is the line agreed, on its date"
        if event.three
        else "their ground is as good as taken",
    )


def reinforce(run: "Run", event: Any) -> Told:
    """Tell of reinforcements that are sent."""
    return Told(
        COMMANDS[WASHINGTON],
        "send reinforcements",
        "send them, or leave the plan pending",
        f"{event.one:,.0f} men who come after {event.two:.0f} days",
        f"the plan has been pending for {event.three:.0f} days",
    )


def cut_bridge(run: "Run", event: Any) -> Told:
    """Tell of a bridge that the coalition cuts."""
    return Told(
        COMMANDS[WASHINGTON],
        f"cut the {run.stage.tables.bridges[int(event.who)].name}",
        "cut it, or leave it standing",
        f"{event.one:.0f} bridges left, {event.two:,.0f} men of ISIS on the east bank",
        "ISIS sends men over it",
    )


def cut_road(run: "Run", event: Any) -> Told:
    """Tell of the western road that is cut."""
    shut = int(event.one) == ROAD_SHUT
    return Told(
        COMMANDS[IRAQI_COMMAND],
        f"cut the western road {'at the city' if shut else 'beyond Tal Afar'}",
        "cut it, or leave it to ISIS",
        f"{event.three:,.0f} men of ISIS are still to come by it",
        f"the road was {ROADS[int(event.two)]}, and men came and left by it",
    )


OUTSIDE = {
    "withdraw": withdraw,
    "hold on": hold_on,
    "thin the east": thin,
    "urge to hold": urge,
    "send fighters": send_fighters,
    "strike elsewhere": strike_elsewhere,
    "stop on the line": stop_on_line,
    "send reinforcements": reinforce,
    "cut a bridge": cut_bridge,
    "cut the road": cut_road,
}
