"""The words of results that no column declares: areas, measures, outcomes, summary."""

from typing import NamedTuple


class GlossaryEntry(NamedTuple):
    """A word of the results.

    Attributes
    ----------
    word : str
        The word as it stands in a table, in `run.outcome` or in the printed summary.
    kind : str
        Where the word stands: area, measure, outcome, daily column, event, event column,
        summary.
    unit : str
        The unit of its values; "label" for a word from a list, empty for parts of names.
    meaning : str
        A sentence.

    Examples
    --------
    >>> from mesa_mosul.simulation.glossary import find_words
    >>> find_words("captured_on")[0].meaning
    'First day at whose end the city counts as captured; none if never.'
    """

    word: str
    kind: str
    unit: str
    meaning: str


def _entries(kind: str, *rows: tuple[str, str, str]) -> tuple[GlossaryEntry, ...]:
    return tuple(GlossaryEntry(word, kind, unit, meaning) for word, unit, meaning in rows)


AREA_ENTRIES = _entries(
    "area",
    ("city", "", "The built-up area of Mosul, about 175 km2 without the river (E121)."),
    ("east", "", "The city on the east bank of the Tigris."),
    ("west", "", "The city on the west bank of the Tigris."),
    ("old_city", "", "The Old City on the west bank."),
    ("theatre", "", "The city and the corridors of the axes of advance within the map."),
)
MEASURE_ENTRIES = _entries(
    "measure",
    ("held", "", "Territory cleared and not made unsafe since; cells count by fraction."),
    ("entered", "", "All territory of neighbourhoods of which at least a twentieth is held."),
    ("secured", "", "All territory of neighbourhoods held to 95 % for three days or more."),
    (
        "claimed",
        "",
        "All territory of neighbourhoods of which a quarter was held at some time, so that"
        " Baghdad calls them freed; this measure never falls.",
    ),
)
RUN_ENTRIES = _entries(
    "outcome",
    ("format", "version", "Version of the files of results."),
    ("scenario", "text", "Name of the scenario and what was changed in it."),
    ("seed", "integer", "Random seed of the run."),
    ("start", "date", "First day."),
    ("last_day", "date", "Last day that was simulated."),
    ("days", "days", "Days that were simulated."),
    ("captured", "boolean", "Whether the city was captured: held to 97 %."),
    (
        "captured_on",
        "date",
        "First day at whose end the city counts as captured; none if never.",
    ),
    ("east_cleared", "boolean", "Whether the east was cleared: held to 97 %."),
    (
        "east_cleared_on",
        "date",
        "First day at whose end the east counts as cleared; none if never.",
    ),
    (
        "stalled",
        "boolean",
        "Whether less than 3 km2 of the city were gained, net, in some 14 consecutive days of"
        " fighting for it.",
    ),
    ("stalled_from", "date", "First day of the first such 14 days; none if never."),
    (
        "forces_at_start",
        "personnel, aircraft, guns",
        "Personnel of each force, aircraft and guns on the first day.",
    ),
    ("units", "units", "Units of the run, one Mesa agent each."),
    (
        "digest",
        "hash",
        "Hash of every ledger row and the final state; equal digests are equal runs.",
    ),
    (
        "survivors",
        "personnel",
        "In a laboratory: survivors of the blue and of the red side.",
    ),
)
SUMMARY_ENTRIES = _entries(
    "summary",
    ("at start", "personnel", "Personnel of a force present on the first day."),
    ("arrived", "personnel", "Personnel who have joined since the first day."),
    ("killed", "personnel", "Personnel killed so far."),
    ("wounded", "personnel", "Personnel wounded so far, those back on duty included."),
    ("casualties", "personnel", "Personnel killed or wounded so far."),
    ("wounded now", "personnel", "Wounded personnel who have not yet returned to duty."),
    ("withdrawn", "personnel", "Personnel who have left the battle for good."),
    ("strength", "personnel", "Personnel fit for duty."),
    ("in contact", "personnel", "Personnel exchanging fire, by intensity of engagement."),
    ("refitting", "personnel", "Personnel of broken battalions that are out of the line."),
    ("combat zone", "persons", "Civilians in contact with the fighting on that day."),
    ("injured", "persons", "Civilians injured so far in crossfire or by fires."),
    ("displaced", "persons", "Civilians who have left the city so far."),
    ("munitions", "munitions", "Munitions released from aircraft so far."),
    ("rounds", "rounds", "Artillery rounds fired so far."),
    (
        "refused",
        "munitions and rounds",
        "Fires that were requested and refused for the risk to civilians nearby.",
    ),
    (
        "craters",
        "car bombs",
        "Craters that air strikes leave on the roads before a front stop car bombs.",
    ),
    (
        "anti-tank fire",
        "car bombs",
        "Anti-tank weapons of the attackers stop car bombs.",
    ),
    ("failed", "car bombs", "Car bombs that no defence stopped and that missed their target."),
)
SWEEP_ENTRIES = _entries(
    "sweep outcome",
    ("captured_day", "days", "Days from the start to the capture of the city; none if never."),
    ("east_cleared_day", "days", "Days from the start to the clearing of the east, or none."),
    ("stalled_day", "days", "Days from the start to the first stall; none if never."),
    ("pattern.entered_day", "days", "Days from 17 October 2016 to the entry into the city."),
    ("pattern.plateau_gain", "share", "Share of the east gained from 13 to 28 December 2016."),
    (
        "pattern.speed_ratio",
        "ratio",
        "Gain of the east per day from 29 December to 18 January over that from 1 November to"
        " 13 December.",
    ),
    ("pattern.cleared_day", "days", "Days from 17 October 2016 to the clearing of the east."),
    ("pattern.entered", "boolean", "Whether the city was entered on day 12 to 18."),
    ("pattern.plateau", "boolean", "Whether the plateau gained at most 5 % of the east."),
    ("pattern.speedup", "boolean", "Whether the speed ratio is at least 1.6."),
    ("pattern.cleared", "boolean", "Whether the east was cleared on day 92 to 108."),
    ("pattern.joint", "boolean", "Whether all four criteria hold in one run."),
)
