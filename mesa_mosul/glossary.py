"""The words of results, defined in one place; `seeds/README.md` carries the same table.

Columns of the ledger join them: `km2_east_held`, `share_city_claimed`, `iraqi_killed`.
"""

AREAS = {
    "city": "the built-up area of Mosul, about 175 km2 without the river (E121)",
    "east": "the city on the left bank of the Tigris",
    "west": "the city on the right bank",
    "old_city": "the Old City on the right bank",
    "theatre": "the city and the corridors of the axes within the map",
}

MEASURES = {
    "held": "ground cleared and not made unsafe since; cells count by fraction",
    "entered": "all ground of quarters of which at least a twentieth is held",
    "secured": "all ground of quarters held to 95 % for three days or more",
    "claimed": "all ground of quarters that Baghdad has ever called freed; it never falls",
}

OUTCOMES = {
    "captured": "yes/no: the city is held, to 97 %",
    "captured_on": "date of the first day on which it is; none if never",
    "east_cleared": "yes/no: the east is held, to 97 %",
    "east_cleared_on": "date of the first day on which it is; none if never",
    "km2_east_held": "km2 of the east held at the end of the run",
    "share_city_held": "share of the city held at the end",
    "share_east_held": "share of the east held at the end",
    "share_west_held": "share of the west held at the end",
    "share_city_claimed": "share of the city claimed at the end",
    "stalled": "yes/no: under 3 km2 of the city won, net, in some 14 days of fight for it",
    "stalled_from": "date on which the first such 14 days began; none if never",
    "civilians_killed": "people killed by ISIS, in crossfire or by fires; no body count",
    "civilians_hurt": "people hurt in crossfire or by fires",
    "civilians_displaced": "people who left the city during the run",
    "car_bombs_launched": "car bombs sent out, those stopped included",
    "car_bombs_effective": "car bombs that reached their target",
    "munitions": "munitions released from the air",
    "forces_at_start": "men of each force, warplanes and guns on the first day",
    "units": "units of the run, one Mesa agent each",
    "survivors": "in a laboratory: men of the blue and of the red side who still stand",
    "digest": "hash of the whole course; equal digests are equal runs",
    "start": "the first day",
    "last_day": "the last day that was fought",
    "days": "days that were fought",
    "scenario": "the scenario's name and what was changed in it",
    "seed": "the run's seed",
    "format": "version of the files of results",
}

OF_FORCES = {
    "killed": "men of the force who were killed",
    "wounded": "men of the force who are wounded and have not come back",
    "wounded_ever": "men of the force who were ever wounded",
    "losses": "killed + wounded",
}


def lines() -> list[str]:
    """Return the glossary as the lines of a Markdown table."""
    parts = {
        "area": AREAS,
        "measure": MEASURES,
        "outcome": OUTCOMES,
        "outcome of each force (`iraqi_`, `isis_`, `peshmerga_`, `us_`, `pmf_`)": OF_FORCES,
    }
    found = ["| word | kind | meaning |", "|---|---|---|"]
    for kind, words in parts.items():
        found += [f"| `{word}` | {kind} | {meaning} |" for word, meaning in words.items()]
    return found
