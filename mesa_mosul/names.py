"""The words of the model as whole numbers, so that rules can compare them."""

IRAQI, ISIS, PESHMERGA, US, PMF = range(5)
FORCES = ("iraqi", "isis", "peshmerga", "us", "pmf")

KINDS = (
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
)
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
    CAR_BOMBS,
    OFFICIALS,
    ADVISERS,
    AIR_WING,
    ARTILLERY,
) = range(len(KINDS))

TASKS = (
    "assault",
    "hold",
    "reserve",
    "rear",
    "line",
    "corridor",
    "garrison",
    "mobile",
    "fires",
)
ASSAULT, HOLDING, RESERVE, REAR, LINE, CORRIDOR, GARRISON, MOBILE, FIRES = range(len(TASKS))

ROLES = ("away", "waiting", "attack", "hold", "refit", "line", "garrison", "roving", "raiding")
AWAY, WAITING, ATTACK, HOLD, REFIT, ON_LINE, IN_GARRISON, ROVING, RAIDING = range(len(ROLES))

GROUNDS = (
    "outside",
    "open",
    "river",
    "bridge",
    "village",
    "new_city",
    "old_city",
    "industrial",
    "camp",
)
OUTSIDE, OPEN, RIVER, BRIDGE, VILLAGE, NEW_CITY, OLD_CITY, INDUSTRIAL, CAMP = range(
    len(GROUNDS)
)

NO_BANK, EAST, WEST = range(3)

BREAK_TRIGGERS = ("an open flank", "losses", "exhaustion")
FLANK, LOSSES, WORN = range(len(BREAK_TRIGGERS))

FATES = ("effective", "stopped from the air", "stopped by craters", "stopped by fire", "failed")
EFFECTIVE, BY_AIR, BY_CRATERS, BY_FIRE, FAILED = range(len(FATES))
"""What becomes of a car bomb."""

SIDES = 2
COALITION_SIDE, ISIS_SIDE = range(SIDES)

COMMANDS = (
    "Iraqi command",
    "ISIS command in Mosul",
    "ISIS in Raqqa",
    "Kurdish command",
    "Washington",
)
IRAQI_COMMAND, ISIS_COMMAND, RAQQA, KURDISH_COMMAND, WASHINGTON = range(len(COMMANDS))

PHASES_OF_WAR = (
    "approach",
    "fight for the east",
    "regroup",
    "fight for the west",
    "pause in the east",
)
APPROACH, EASTERN_FIGHT, REGROUP, WESTERN_FIGHT, EASTERN_REFIT = range(len(PHASES_OF_WAR))

AXIS_POSTURES = ("press", "pause")
PRESS, PAUSE = range(len(AXIS_POSTURES))

ISIS_POSTURES = ("stand", "strike back", "withdraw")
STAND, STRIKE_BACK, WITHDRAW = range(len(ISIS_POSTURES))

RAQQA_POSTURES = ("watch", "reinforce", "strike elsewhere")
WATCH, REINFORCE, STRIKE_ELSEWHERE = range(len(RAQQA_POSTURES))

KURDISH_POSTURES = ("attack", "stand on the line")
KURDS_ATTACK, KURDS_ON_LINE = range(len(KURDISH_POSTURES))

WASHINGTON_POSTURES = ("weigh", "reinforce")
WEIGH, SEND_HELP = range(len(WASHINGTON_POSTURES))

ROADS = ("open", "narrow", "shut")
ROAD_OPEN, ROAD_NARROW, ROAD_SHUT = range(len(ROADS))

WAYS = ("its own way", "by the western road", "sent by Raqqa", "sent by Washington or Baghdad")
OWN_WAY, BY_ROAD, BY_RAQQA, BY_DECISION = range(len(WAYS))

EVENTS = (
    "storm the city",
    "regroup",
    "attack the west",
    "pause",
    "resume",
    "commit a reserve",
    "shift a formation",
    "strike back",
    "stand",
    "battalion breaks",
    "car bomb",
    "quarter won",
    "quarter lost",
    "halt the front",
    "restart",
    "embed advisers",
    "withdraw",
    "hold on",
    "thin the east",
    "urge to hold",
    "send fighters",
    "strike elsewhere",
    "stop on the line",
    "send reinforcements",
    "cut a bridge",
    "cut the road",
)
(
    TO_STORM,
    TO_REGROUP,
    TO_THE_WEST,
    TO_PAUSE,
    TO_RESUME,
    TO_COMMIT,
    TO_SHIFT,
    TO_STRIKE_BACK,
    TO_STAND,
    BATTALION_BREAKS,
    CAR_BOMB_HITS,
    QUARTER_WON,
    QUARTER_LOST,
    TO_HALT,
    TO_RESTART,
    TO_EMBED,
    TO_WITHDRAW,
    TO_HOLD_ON,
    TO_THIN,
    TO_URGE,
    TO_SEND_FIGHTERS,
    TO_STRIKE_ELSEWHERE,
    TO_STOP_ON_LINE,
    TO_REINFORCE,
    TO_CUT_BRIDGE,
    TO_CUT_ROAD,
) = range(len(EVENTS))

NO_ONE = -1
NEVER = 1_000_000
