"""What every kind of event records: who decided, about what, and its numbers by name and unit.

A rule logs an event as a code, a subject and up to three numbers (`rules/event_log.py`). Here
each kind is declared once; `event_table.py` turns the log into a table by these declarations.
"""

from typing import NamedTuple

from mesa_mosul.engine.codes import (
    ATTACK_WEST,
    BATTALION_BREAKS,
    BEGIN_COUNTER_ATTACK,
    BEGIN_REGROUPING,
    BEGIN_WITHDRAWAL,
    BREAK_TRIGGERS,
    CANCEL_WITHDRAWAL,
    CAR_BOMB_DETONATES,
    COMMIT_RESERVE,
    CUT_BRIDGE,
    CUT_ROAD,
    EMBED_ADVISERS,
    ENTER_CITY,
    EVENTS,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    KURDISH_COMMAND,
    LAUNCH_DIVERSION,
    NEIGHBOURHOOD_CLEARED,
    NEIGHBOURHOOD_LOST,
    ORDER_RAID,
    PAUSE_AXIS,
    PAUSE_FRONT,
    RAQQA_COMMAND,
    REDEPLOY_WEST,
    RESUME_AXIS,
    RESUME_FRONT,
    RETURN_TO_DEFENCE,
    ROAD_STATES,
    SEND_FIGHTERS,
    SEND_HOLD_ORDER,
    SEND_REINFORCEMENTS,
    SHIFT_FORMATION,
    STOP_ON_LINE,
    WASHINGTON,
)


class EventField(NamedTuple):
    """A number that an event records, and its column.

    labels: of a field that holds a code; names: the kind of thing of which it holds the row.
    """

    name: str
    unit: str
    meaning: str
    labels: tuple[str, ...] = ()
    names: str = ""


class EventKind(NamedTuple):
    """A kind of event.

    code: of `engine.codes.EVENTS`. subject: what `subject` names: command, force, axis,
    formation, battalion or bridge; empty if a field is the subject. fields: of its numbers,
    in order. command: who decides; None for an incident, which nobody decides.
    """

    code: int
    subject: str
    fields: tuple[EventField, ...]
    command: int | None = None

    @property
    def label(self) -> str:
        """What the column `event` calls it."""
        return EVENTS[self.code]


class EventColumn(NamedTuple):
    """A column of `run.events`; events: the kinds that fill it, all if empty."""

    name: str
    unit: str
    meaning: str
    events: tuple[str, ...] = ()


MIN_CONTROL = EventField(
    "min_control", "share", "Smallest share that an eastern axis controls of its territory."
)
MAX_CONTROL = EventField(
    "max_control", "share", "Largest share that an eastern axis controls of its territory."
)
CONTROL = EventField(
    "control", "share", "Share controlled by the attackers of the territory in question."
)
DAYS_IN_POSTURE = EventField(
    "days_in_posture", "days", "Days since the command or axis took the posture it leaves."
)
COHESION = EventField("cohesion", "share", "Cohesion of the battalion.")
READINESS = EventField(
    "readiness", "share", "Mean cohesion of lead formations, men lost or refitting counting 0."
)
MEN_IN_REACH = EventField("men_in_reach", "personnel", "Fighters near enough for the raid.")
RAIDERS = EventField("raiders", "personnel", "Fighters sent on the raid, on average.")
LOSS_FRACTION = EventField(
    "daily_loss_fraction", "share", "Share of the axis' troops lost on the day before."
)
AXIS = EventField("axis", "label", "Axis to which the formation goes.", names="axis")
DAYS_WAITED = EventField(
    "days_waited", "days", "Days since the axis, or the whole front, paused."
)
RATIO = EventField(
    "attackers_per_defender", "ratio", "Attackers per defender among those in contact."
)
IN_CONTACT = EventField("defenders_in_contact", "personnel", "Defenders in contact.")
STRENGTH = EventField("strength", "personnel", "Fit personnel of the battalion.")
TRIGGER = EventField("trigger", "label", "Why the battalion breaks.", labels=BREAK_TRIGGERS)
DETONATIONS = EventField("detonations", "car bombs", "Car bombs that reach a target there.")
NEIGHBOURHOOD = EventField(
    "subject", "label", "Neighbourhood that changes hands.", names="neighbourhood"
)
RESPONSE_HOURS = EventField("response_hours", "h", "Time that calls for fire took before.")
DIRECT_HOURS = EventField("direct_response_hours", "h", "Time that calls for fire now take.")
EXPECTED_LOSS = EventField(
    "expected_loss", "share", "Share of its territory and fighters that ISIS expects to lose."
)
HOLDING_VALUE = EventField(
    "holding_value", "share", "Share of the same that holding the city is worth to ISIS."
)
ORDER_VALUE = EventField("order_value", "share", "What the order adds to that value.")
EAST_LOST = EventField("east_lost", "share", "Share of the east bank that ISIS has lost.")
TERRITORY_LOSS = EventField(
    "territory_loss_rate", "km2/day", "Territory that ISIS has recently lost per day."
)
CASUALTY_RATE = EventField(
    "casualty_rate", "personnel/day", "Fighters that ISIS has recently lost per day."
)
PERSONNEL = EventField("personnel", "personnel", "Troops or fighters that are sent.")
DELAY_DAYS = EventField("delay_days", "days", "Days until they arrive.")
DURATION_DAYS = EventField(
    "duration_days", "days", "Days for which the attacks or the raid last."
)
IS_DATED = EventField("is_dated", "boolean", "Whether it is a dated decision.")
BRIDGES_LEFT = EventField("bridges_left", "bridges", "Bridges that can still be crossed.")
ISIS_IN_EAST = EventField("isis_in_east", "personnel", "ISIS fighters on the east bank.")
ROAD_STATE = EventField("road_state", "label", "State of the western road.", labels=ROAD_STATES)
ROAD_BEFORE = EventField("road_before", "label", "Its state until then.", labels=ROAD_STATES)
EN_ROUTE = EventField("en_route", "personnel", "ISIS fighters who are still to come by it.")

CAMPAIGN_FIELDS = (MIN_CONTROL, MAX_CONTROL, DAYS_IN_POSTURE)
"""Of the Iraqi command's decisions: before the city for "enter the city", else in the city."""
AXIS_FIELDS = (READINESS, LOSS_FRACTION, DAYS_IN_POSTURE)
CONTACT_FIELDS = (RATIO, IN_CONTACT, DAYS_IN_POSTURE)
WITHDRAWAL_FIELDS = (EXPECTED_LOSS, HOLDING_VALUE, DAYS_IN_POSTURE)
STATUS_FIELDS = (NEIGHBOURHOOD, CONTROL)

EVENT_KINDS = (
    EventKind(ENTER_CITY, "command", CAMPAIGN_FIELDS, IRAQI_COMMAND),
    EventKind(BEGIN_REGROUPING, "command", CAMPAIGN_FIELDS, IRAQI_COMMAND),
    EventKind(ATTACK_WEST, "command", CAMPAIGN_FIELDS, IRAQI_COMMAND),
    EventKind(PAUSE_AXIS, "axis", AXIS_FIELDS, IRAQI_COMMAND),
    EventKind(RESUME_AXIS, "axis", AXIS_FIELDS, IRAQI_COMMAND),
    EventKind(COMMIT_RESERVE, "formation", (AXIS, DAYS_WAITED), IRAQI_COMMAND),
    EventKind(SHIFT_FORMATION, "formation", (AXIS, CONTROL), IRAQI_COMMAND),
    EventKind(BEGIN_COUNTER_ATTACK, "command", CONTACT_FIELDS, ISIS_COMMAND),
    EventKind(RETURN_TO_DEFENCE, "command", CONTACT_FIELDS, ISIS_COMMAND),
    EventKind(BATTALION_BREAKS, "battalion", (COHESION, STRENGTH, TRIGGER)),
    EventKind(CAR_BOMB_DETONATES, "force", (DETONATIONS,)),
    EventKind(NEIGHBOURHOOD_CLEARED, "", STATUS_FIELDS),
    EventKind(NEIGHBOURHOOD_LOST, "", STATUS_FIELDS),
    EventKind(PAUSE_FRONT, "command", CAMPAIGN_FIELDS, IRAQI_COMMAND),
    EventKind(RESUME_FRONT, "command", CAMPAIGN_FIELDS, IRAQI_COMMAND),
    EventKind(EMBED_ADVISERS, "command", (RESPONSE_HOURS, DIRECT_HOURS), IRAQI_COMMAND),
    EventKind(BEGIN_WITHDRAWAL, "command", WITHDRAWAL_FIELDS, ISIS_COMMAND),
    EventKind(CANCEL_WITHDRAWAL, "command", WITHDRAWAL_FIELDS, ISIS_COMMAND),
    EventKind(
        REDEPLOY_WEST, "command", (EAST_LOST, TERRITORY_LOSS, CASUALTY_RATE), ISIS_COMMAND
    ),
    EventKind(
        SEND_HOLD_ORDER, "command", (EXPECTED_LOSS, HOLDING_VALUE, ORDER_VALUE), RAQQA_COMMAND
    ),
    EventKind(SEND_FIGHTERS, "command", (PERSONNEL, DELAY_DAYS, EXPECTED_LOSS), RAQQA_COMMAND),
    EventKind(
        LAUNCH_DIVERSION,
        "command",
        (EXPECTED_LOSS, HOLDING_VALUE, DURATION_DAYS),
        RAQQA_COMMAND,
    ),
    EventKind(STOP_ON_LINE, "command", (CONTROL, DAYS_IN_POSTURE, IS_DATED), KURDISH_COMMAND),
    EventKind(
        SEND_REINFORCEMENTS, "command", (PERSONNEL, DELAY_DAYS, DAYS_IN_POSTURE), WASHINGTON
    ),
    EventKind(CUT_BRIDGE, "bridge", (BRIDGES_LEFT, ISIS_IN_EAST), WASHINGTON),
    EventKind(CUT_ROAD, "command", (ROAD_STATE, ROAD_BEFORE, EN_ROUTE), IRAQI_COMMAND),
    EventKind(ORDER_RAID, "axis", (MEN_IN_REACH, RAIDERS, DURATION_DAYS), ISIS_COMMAND),
)
"""Every kind of event, in the order of `engine.codes.EVENTS`."""

COMMON_COLUMNS = (
    EventColumn("date", "date", "Day of the event."),
    EventColumn("tick", "ticks", "Tick of the event, counted from the start of the campaign."),
    EventColumn("event", "label", "Kind of event."),
    EventColumn("command", "label", "Command that decided; missing for an incident."),
    EventColumn(
        "subject",
        "label",
        "What the event is about: an axis, a formation, a bridge or a neighbourhood by its"
        " identifier, else a command or a force.",
    ),
    EventColumn("east_km", "km", "Place of the event, east of the map's south-west corner."),
    EventColumn("north_km", "km", "Place of the event, north of the map's south-west corner."),
    EventColumn(
        "battalion",
        "id",
        "Identifier of a battalion that breaks.",
        (EVENTS[BATTALION_BREAKS],),
    ),
)


def event_fields() -> tuple[EventField, ...]:
    """Return every field that some kind of event records, once."""
    fields = dict.fromkeys(field for kind in EVENT_KINDS for field in kind.fields)
    return tuple(field for field in fields if field != NEIGHBOURHOOD)


def event_columns() -> tuple[EventColumn, ...]:
    """Return the columns of `run.events` with unit, meaning and the kinds that fill them."""
    fields = (
        EventColumn(
            field.name,
            field.unit,
            field.meaning,
            tuple(kind.label for kind in EVENT_KINDS if field in kind.fields),
        )
        for field in event_fields()
    )
    return (*COMMON_COLUMNS, *fields)
