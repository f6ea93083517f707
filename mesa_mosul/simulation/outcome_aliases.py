"""Names that outcomes and daily columns had before version 0.2, for old experiment files.

`iraqi_wounded` and its like kept their name and changed their meaning: before version 0.2 they
counted those who had not yet returned to duty, which is `iraqi_wounded_now` today.
"""

from mesa_mosul.engine.codes import FORCES

RENAMED_COLUMNS = {
    "munitions": "air_munitions",
    "rounds": "artillery_rounds",
    "refusals": "refused_fires",
    "civilians_hurt": "civilians_injured",
    "road": "western_road",
    **{
        f"{force}_{old}": f"{force}_{new}"
        for force in FORCES
        for old, new in (
            ("effective", "strength"),
            ("engaged", "in_contact"),
            ("resting", "refitting"),
            ("wounded_ever", "wounded"),
        )
    },
}
"""The name of today for each that was renamed and means the same."""

REDEFINED_COLUMNS = {
    "sorties_away": "'sorties_diverted' is the share of sorties drawn away, not thousandths",
    **{
        f"{force}_losses": f"'{force}_casualties' is killed plus wounded so far; killed plus"
        f" wounded not yet back, which '{force}_losses' was, is the column '{force}_absent'"
        for force in FORCES
    },
}
"""What to take today instead of each that has no successor of the same meaning."""


def explain_old_name(name: str) -> str:
    """Return what an old outcome or column is called today; empty if the name is not old."""
    if name in REDEFINED_COLUMNS:
        return f"; since version 0.2 {REDEFINED_COLUMNS[name]}"
    successor = RENAMED_COLUMNS.get(name, "")
    if name.startswith("axis_") and name.endswith("_held"):
        successor = f"km2_{name}"
    return f"; it is called '{successor}' since version 0.2" if successor else ""
