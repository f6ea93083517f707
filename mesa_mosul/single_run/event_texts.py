"""The words for every kind of event: what is done, out of which options, and why."""

from mesa_mosul.engine import codes
from mesa_mosul.single_run.decision_reasons import (
    describe_front_pause,
    reason_to_commit,
    reason_to_enter_city,
    reason_to_pause_axis,
    reason_to_resume_axis,
    reason_to_resume_front,
    reason_to_stay,
    reason_to_stop,
    reason_to_withdraw,
)
from mesa_mosul.single_run.event_description import EventTemplate

EASTERN_CONTROL = "eastern axes control {control} of their territory in the city"
CONTACT = "{e.defenders_in_contact:,.0f} defenders in contact"
RATIO = "it faces {e.attackers_per_defender:.1f} attackers per defender"
DANGER = (
    "ISIS in Mosul expects to lose {e.expected_loss:.0%} of its territory and fighters;"
    " holding is worth {e.holding_value:.0%}"
)

EVENT_TEXTS = {
    codes.ENTER_CITY: EventTemplate(
        "enters the city",
        "enter now, or wait for the axes that lag",
        "eastern axes control {control} of their territory before it,"
        " {e.days_in_posture:.0f} days after the first reached it",
        reason_to_enter_city,
    ),
    codes.PAUSE_FRONT: EventTemplate(
        "pauses the whole eastern front",
        "pause and refit, or continue",
        EASTERN_CONTROL + " after {e.days_in_posture:.0f} days",
        describe_front_pause,
    ),
    codes.RESUME_FRONT: EventTemplate(
        "resumes the offensive in the east",
        "resume, or rest longer",
        EASTERN_CONTROL + " after {e.days_in_posture:.0f} days of rest",
        reason_to_resume_front,
    ),
    codes.EMBED_ADVISERS: EventTemplate(
        "embeds advisers with the leading battalions",
        "have them forward, or call for fire through headquarters",
        "calls take {e.direct_response_hours:g} h instead of {e.response_hours:g} h",
        "fires come late",
    ),
    codes.BEGIN_REGROUPING: EventTemplate(
        "regroups for the west",
        "regroup, or go on clearing the east",
        EASTERN_CONTROL + " after {e.days_in_posture:.0f} days",
        "every eastern axis controls at least {p.command.axis_complete_threshold:.0%} of its"
        " territory, so that the east counts as taken",
    ),
    codes.ATTACK_WEST: EventTemplate(
        "attacks the west bank",
        "attack, or regroup longer",
        "{e.days_in_posture:.0f} days of regrouping",
        "the {p.advance.west_wait_days:g} days of regrouping are over",
    ),
    codes.PAUSE_AXIS: EventTemplate(
        "pauses the {name} axis",
        "pause, or continue the attack",
        "readiness {e.readiness:.2f}, {e.daily_loss_fraction:.1%} of its troops lost in a day,"
        " {e.days_in_posture:.0f} days of attack",
        reason_to_pause_axis,
    ),
    codes.RESUME_AXIS: EventTemplate(
        "resumes the attack on the {name} axis",
        "attack, or rest longer",
        "{e.days_in_posture:.0f} days of rest",
        reason_to_resume_axis,
    ),
    codes.COMMIT_RESERVE: EventTemplate(
        "sends {name} to the {axis} axis",
        "send it, or keep it in reserve",
        "{e.days_waited:.0f} days of waiting",
        reason_to_commit,
    ),
    codes.SHIFT_FORMATION: EventTemplate(
        "shifts {name} to the {axis} axis",
        "shift it, or leave it where it is",
        "that axis controls {e.control:.0%} of its territory in the city",
        "the formation's own axis controls at least {p.command.axis_complete_threshold:.0%}",
    ),
    codes.BEGIN_COUNTER_ATTACK: EventTemplate(
        "strikes back",
        "counter-attack and infiltrate, or only defend",
        CONTACT,
        RATIO + ", fewer than the {p.isis.counter_attack_ratio:g} at which it would only hold",
    ),
    codes.RETURN_TO_DEFENCE: EventTemplate(
        "returns to static defence",
        "only defend, or continue to counter-attack",
        CONTACT,
        RATIO + ", more than the {p.isis.counter_attack_ratio:g} up to which it strikes back",
    ),
    codes.BEGIN_WITHDRAWAL: EventTemplate(
        "withdraws",
        "withdraw by the western road, or hold",
        "{e.days_in_posture:.0f} days since its last change of posture",
        reason_to_withdraw,
    ),
    codes.CANCEL_WITHDRAWAL: EventTemplate(
        "cancels its withdrawal",
        "hold, or continue to withdraw",
        "{e.days_in_posture:.0f} days of withdrawal",
        reason_to_stay,
    ),
    codes.REDEPLOY_WEST: EventTemplate(
        "moves its mobile groups from the east to the west",
        "redeploy while a bridge is left, or leave all where they are",
        "{e.territory_loss_rate:.1f} km2 and {e.casualty_rate:.0f} fighters lost per day"
        " recently",
        "{e.east_lost:.0%} of the east is lost, and from {p.isis.redeployment_threshold:.0%} it"
        " considers this",
    ),
    codes.SEND_HOLD_ORDER: EventTemplate(
        "orders Mosul to hold",
        "order it to hold, or leave it to decide",
        "the order adds {e.order_value:.0%} to the value of holding",
        DANGER,
    ),
    codes.SEND_FIGHTERS: EventTemplate(
        "sends fighters",
        "send them, or keep them",
        "{e.personnel:,.0f} fighters, {e.delay_days:.0f} days on the way",
        "the road is not closed, and Mosul expects to lose {e.expected_loss:.0%} of its"
        " territory and fighters",
    ),
    codes.LAUNCH_DIVERSION: EventTemplate(
        "launches diversionary attacks",
        "draw sorties away from Mosul, or stay quiet",
        "for {e.duration_days:.0f} days, drawing away {p.raqqa.sorties_diverted_fraction:.0%}"
        " of the sorties",
        DANGER,
    ),
    codes.STOP_ON_LINE: EventTemplate(
        "stops and fortifies its line",
        "stop, or continue the attack",
        "{e.control:.0%} of its territory controlled",
        reason_to_stop,
    ),
    codes.SEND_REINFORCEMENTS: EventTemplate(
        "sends reinforcements",
        "send them, or leave the plan pending",
        "{e.personnel:,.0f} troops who arrive after {e.delay_days:.0f} days",
        "the day of the decision has come, after {e.days_in_posture:.0f} days of waiting",
    ),
    codes.CUT_BRIDGE: EventTemplate(
        "cuts the {name}",
        "cut it, or leave it standing",
        "bridges left after it: {e.bridges_left:.0f}; {e.isis_in_east:,.0f} ISIS fighters on"
        " the east bank",
        "ISIS supplied the east bank over it",
    ),
    codes.CUT_ROAD: EventTemplate(
        "cuts the western road",
        "cut it, or leave it to ISIS",
        "it was {e.road_before} and is now {e.road_state}; {e.en_route:,.0f} ISIS fighters were"
        " still to come by it",
        "ISIS fighters came and left by it",
    ),
    codes.ORDER_RAID: EventTemplate(
        "raids a thinly held place",
        "raid it, or only defend",
        "{e.men_in_reach:.0f} fighters within {p.hold.raid_reach_km:g} km, {e.raiders:.0f} sent"
        " for {e.duration_days:g} days",
        "it counter-attacks, and few of the attackers stand there",
    ),
    codes.BATTALION_BREAKS: EventTemplate(
        "breaks off to refit",
        figures="cohesion {e.cohesion:.2f}, {e.strength:.0f} fit",
        reason="of {e.trigger}",
        actor="a battalion of {name}",
    ),
    codes.CAR_BOMB_DETONATES: EventTemplate(
        "reaches a target with car bombs",
        figures="{e.detonations:.0f} in one place",
        actor="ISIS",
    ),
    codes.NEIGHBOURHOOD_CLEARED: EventTemplate(
        "is cleared", figures="{e.control:.0%} of it controlled by the attackers"
    ),
    codes.NEIGHBOURHOOD_LOST: EventTemplate(
        "is lost again", figures="{e.control:.0%} of it controlled by the attackers"
    ),
}
"""The template of each kind of event, by its code."""
