"""Why a decision was taken, where that depends on more than one condition.

Each function returns a format string for `EventTemplate.reason`.
"""

import datetime
from typing import TYPE_CHECKING, Any

from mesa_mosul.inputs.scenario import CAMPAIGN_START

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

DATED = "this is a dated decision of the historical record"


def is_dated(run: "RunRecord", event: Any, tick: int) -> bool:
    """Return whether an event is the decision that was dated to a tick."""
    hours = int(tick) * run.scenario.parameters.resolution.hours_per_tick
    return event.date.date() == CAMPAIGN_START + datetime.timedelta(days=hours // 24)


def reason_to_enter_city(run: "RunRecord", event: Any) -> str:
    """Return why the city is entered on this day."""
    if event.min_control >= run.scenario.parameters.command.axis_complete_threshold:
        return "all eastern axes have reached its edge"
    return "the wait of {p.advance.city_wait_days:g} days for the axes that lag is over"


def describe_front_pause(run: "RunRecord", event: Any) -> str:
    """Return why the whole front pauses."""
    if is_dated(run, event, run.built.world.scheduled_orders.pause_tick[0]):
        return DATED
    return (
        "gains fall short of the {p.command.target_advance_rate:g} km2 per day and axis aimed"
        " at, or troops are worn"
    )


def reason_to_resume_front(run: "RunRecord", event: Any) -> str:
    """Return why the offensive in the east resumes."""
    if is_dated(run, event, run.built.world.scheduled_orders.resume_tick[0]):
        return DATED
    return "troops have rested; from now on the axes attack on the same days"


def reason_to_pause_axis(run: "RunRecord", event: Any) -> str:
    """Return why an axis pauses: its readiness, its casualties or both."""
    command = run.scenario.parameters.command
    reasons = []
    if event.readiness < command.pause_readiness:
        reasons.append(
            "the readiness of its lead formations, {e.readiness:.2f}, is below the"
            " {p.command.pause_readiness:g} at which it may pause"
        )
    if event.daily_loss_fraction > command.axis_pause_daily_loss:
        reasons.append(
            "casualties of {e.daily_loss_fraction:.1%} per day exceed the"
            " {p.command.axis_pause_daily_loss:.1%} at which it may pause"
        )
    return " and ".join(reasons)


def reason_to_resume_axis(run: "RunRecord", event: Any) -> str:
    """Return why an axis attacks again."""
    at_level = event.readiness >= run.scenario.parameters.command.resume_readiness
    return (
        "it has rested for at least {p.command.rest_days:g} days and the readiness of its lead"
        f" formations, {{e.readiness:.2f}}, is {'at or above' if at_level else 'near'}"
        " {p.command.resume_readiness:g}"
    )


def reason_to_commit(run: "RunRecord", event: Any) -> str:
    """Return why a reserve is sent."""
    row = [formation.id for formation in run.built.formations].index(event.subject)
    if is_dated(run, event, run.built.world.formations.scheduled_commit_tick[row]):
        return DATED
    return "that axis has paused longest, or controls least of its territory"


def reason_to_withdraw(run: "RunRecord", event: Any) -> str:
    """Return why ISIS leaves the city."""
    if run.scenario.parameters.isis.forced_withdrawal:
        return "the scenario sets that it leaves"
    return (
        "it expects to lose {e.expected_loss:.0%} of its territory and fighters, more than the"
        " {e.holding_value:.0%} that holding is worth to it"
    )


def reason_to_stay(run: "RunRecord", event: Any) -> str:
    """Return why ISIS gives up its withdrawal."""
    forced = run.scenario.parameters.isis.forced_withdrawal
    if forced or event.expected_loss >= event.holding_value:
        return "no way out is left"
    return (
        "it expects to lose {e.expected_loss:.0%} of its territory and fighters, less than the"
        " {e.holding_value:.0%} that holding is worth to it"
    )


def reason_to_stop(run: "RunRecord", event: Any) -> str:
    """Return why the Peshmerga stop."""
    if event.is_dated:
        return "the agreed line is reached, a dated decision of {date}"
    return "nearly all of their territory is taken"
