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

COALITION_SIDE, ISIS_SIDE = 0, 1

SIDES = 2
COALITION_SIDE, ISIS_SIDE = range(SIDES)

COMMANDS = ("Iraqi command", "ISIS command in Mosul")
IRAQI_COMMAND, ISIS_COMMAND = range(len(COMMANDS))

PHASES_OF_WAR = ("approach", "fight for the east", "regroup", "fight for the west")
APPROACH, EASTERN_FIGHT, REGROUP, WESTERN_FIGHT = range(len(PHASES_OF_WAR))

AXIS_POSTURES = ("press", "pause")
PRESS, PAUSE = range(len(AXIS_POSTURES))

ISIS_POSTURES = ("stand", "strike back")
STAND, STRIKE_BACK = range(len(ISIS_POSTURES))

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
) = range(len(EVENTS))

NO_ONE = -1
NEVER = 1_000_000
