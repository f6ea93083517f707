"""Integer codes of the model and their labels, so that compiled rules can compare them."""

from typing import Literal, get_args

Force = Literal["iraqi", "isis", "peshmerga", "us", "pmf"]
FORCES = get_args(Force)
IRAQI, ISIS, PESHMERGA, US, PMF = range(len(FORCES))

UnitKind = Literal[
    "counter_terrorism",
    "army",
    "federal_police",
    "emergency_response",
    "tribal",
    "support",
    "militia",
    "peshmerga",
    "fighters",
    "mobile_group",
    "snipers",
    "car_bombs",
    "officials",
    "advisers",
    "air_wing",
    "artillery",
]
UNIT_KINDS = get_args(UnitKind)
(
    COUNTER_TERRORISM,
    ARMY,
    FEDERAL_POLICE,
    EMERGENCY_RESPONSE,
    TRIBAL,
    SUPPORT,
    MILITIA,
    PESHMERGA_KIND,
    FIGHTERS,
    MOBILE_GROUP,
    SNIPERS,
    CAR_BOMB_CELLS,
    OFFICIALS,
    ADVISERS,
    AIR_WING,
    ARTILLERY,
) = range(len(UNIT_KINDS))

Mission = Literal[
    "assault",
    "hold",
    "reserve",
    "rear",
    "line",
    "corridor",
    "garrison",
    "mobile",
    "fires",
]
MISSIONS = get_args(Mission)
(
    MISSION_ASSAULT,
    MISSION_HOLD,
    MISSION_RESERVE,
    MISSION_REAR_AREA,
    MISSION_HOLD_LINE,
    MISSION_WESTERN_CORRIDOR,
    MISSION_GARRISON,
    MISSION_MOBILE,
    MISSION_FIRE_SUPPORT,
) = range(len(MISSIONS))

ROLES = (
    *("off map", "awaiting entry", "attack", "hold", "refit", "hold line"),
    *("garrison", "mobile", "raid"),
)
(
    ROLE_OFF_MAP,
    ROLE_AWAITING_ENTRY,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_REFIT,
    ROLE_HOLD_LINE,
    ROLE_GARRISON,
    ROLE_MOBILE,
    ROLE_RAID,
) = range(len(ROLES))

LandClass = Literal[
    "outside",
    "open",
    "river",
    "bridge",
    "village",
    "new_city",
    "old_city",
    "industrial",
    "camp",
]
LAND_CLASSES = get_args(LandClass)
OUTSIDE, OPEN, RIVER, BRIDGE, VILLAGE, NEW_CITY, OLD_CITY, INDUSTRIAL, CAMP = range(
    len(LAND_CLASSES)
)

NO_BANK, EAST_BANK, WEST_BANK = range(3)
Bank = Literal["east", "west"]
BANK_CODES: dict[str, int] = dict(zip(get_args(Bank), (EAST_BANK, WEST_BANK), strict=True))

Area = Literal["city", "east", "west", "old_city", "theatre"]
AREAS = get_args(Area)
"""Areas of which territory is reported."""
Measure = Literal["held", "entered", "secured", "claimed"]
MEASURES = get_args(Measure)
"""The four definitions by which territory is reported."""

BREAK_TRIGGERS = ("an open flank", "casualties", "exhaustion")
OPEN_FLANK, CASUALTIES, EXHAUSTION = range(len(BREAK_TRIGGERS))

CAR_BOMB_OUTCOMES = (
    "effective",
    "stopped from the air",
    "stopped by craters",
    "stopped by fire",
    "failed",
)
CAR_BOMB_EFFECTIVE, STOPPED_BY_AIR, STOPPED_BY_CRATERS, STOPPED_BY_FIRE, CAR_BOMB_FAILED = (
    range(len(CAR_BOMB_OUTCOMES))
)
"""What becomes of a car bomb."""

SIDE_COUNT = 2
ATTACKER, DEFENDER = range(SIDE_COUNT)

COMMANDS = (
    "Iraqi command",
    "ISIS command in Mosul",
    "ISIS in Raqqa",
    "Kurdish command",
    "Washington",
)
IRAQI_COMMAND, ISIS_COMMAND, RAQQA_COMMAND, KURDISH_COMMAND, WASHINGTON = range(len(COMMANDS))

CAMPAIGN_PHASES = (
    "approach",
    "eastern offensive",
    "regrouping",
    "western offensive",
    "operational pause",
)
APPROACH, EASTERN_OFFENSIVE, REGROUPING, WESTERN_OFFENSIVE, OPERATIONAL_PAUSE = range(
    len(CAMPAIGN_PHASES)
)

AXIS_POSTURES = ("attack", "pause")
AXIS_ATTACK, AXIS_PAUSE = range(len(AXIS_POSTURES))

ISIS_POSTURES = ("static defence", "counter-attack", "withdrawal")
STATIC_DEFENCE, COUNTER_ATTACK, WITHDRAWAL = range(len(ISIS_POSTURES))

RAQQA_POSTURES = ("observe", "reinforce", "diversion")
OBSERVE, REINFORCE_DEFENDERS, DIVERSION = range(len(RAQQA_POSTURES))

KURDISH_POSTURES = ("attack", "hold the line")
KURDISH_ATTACK, KURDISH_HOLD_LINE = range(len(KURDISH_POSTURES))

WASHINGTON_POSTURES = ("undecided", "reinforce")
UNDECIDED, REINFORCE_ATTACKERS = range(len(WASHINGTON_POSTURES))

ROAD_STATES = ("open", "restricted", "closed")
ROAD_OPEN, ROAD_RESTRICTED, ROAD_CLOSED = range(len(ROAD_STATES))

ARRIVAL_MODES = (
    "its own way",
    "by the western road",
    "sent by Raqqa",
    "sent by Washington or Baghdad",
)
ARRIVAL_INDEPENDENT, ARRIVAL_WESTERN_ROAD, ARRIVAL_SENT_BY_RAQQA, ARRIVAL_BY_DECISION = range(
    len(ARRIVAL_MODES)
)

EVENTS = (
    "enter the city",
    "regroup",
    "attack the west",
    "pause the axis",
    "resume the axis",
    "commit a reserve",
    "shift a formation",
    "counter-attack",
    "defend",
    "battalion breaks",
    "car bomb detonates",
    "neighbourhood cleared",
    "neighbourhood lost",
    "pause the front",
    "resume the front",
    "embed advisers",
    "withdraw",
    "cancel withdrawal",
    "redeploy west",
    "order to hold",
    "send fighters",
    "diversionary attacks",
    "stop on the line",
    "send reinforcements",
    "cut a bridge",
    "cut the road",
    "raid",
)
(
    ENTER_CITY,
    BEGIN_REGROUPING,
    ATTACK_WEST,
    PAUSE_AXIS,
    RESUME_AXIS,
    COMMIT_RESERVE,
    SHIFT_FORMATION,
    BEGIN_COUNTER_ATTACK,
    RETURN_TO_DEFENCE,
    BATTALION_BREAKS,
    CAR_BOMB_DETONATES,
    NEIGHBOURHOOD_CLEARED,
    NEIGHBOURHOOD_LOST,
    PAUSE_FRONT,
    RESUME_FRONT,
    EMBED_ADVISERS,
    BEGIN_WITHDRAWAL,
    CANCEL_WITHDRAWAL,
    REDEPLOY_WEST,
    SEND_HOLD_ORDER,
    SEND_FIGHTERS,
    LAUNCH_DIVERSION,
    STOP_ON_LINE,
    SEND_REINFORCEMENTS,
    CUT_BRIDGE,
    CUT_ROAD,
    ORDER_RAID,
) = range(len(EVENTS))
"""Each is described in `simulation/event_schema.py`."""

NO_INDEX = -1
NEVER = 1_000_000
