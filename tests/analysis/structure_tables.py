"""The tables of mechanisms in `experiments/ensemble.md`, from a sweep `structure` or
`structure_by_rules`: `python -m tests.analysis.structure_tables RESULTS`.
"""

import sys

import pandas as pd

import mesa_mosul as mm
from mesa_mosul.experiments.report.markdown_page import render_table_markdown

MECHANISMS = {
    "switch.counter_attacks": "counter-attacks",
    "switch.bridges": "bridges",
    "switch.exhaustion": "exhaustion",
    "switch.lead_formations": "lead",
    "switch.out_of_step": "out of step",
    "switch.holding_binds": "holding binds",
    "switch.call_delay": "call delay",
}
"""Switches and what the page calls them."""
JOINT, PLATEAU_THEN_FASTER = "all four", "plateau, then faster"


def patterns(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the switches of each run, and whether it shows the two patterns."""
    plateau, faster = (runs[f"pattern.{name}"].astype(bool) for name in ("plateau", "speedup"))
    shown = {JOINT: runs["pattern.joint"].astype(bool), PLATEAU_THEN_FASTER: plateau & faster}
    return runs[list(MECHANISMS)].astype(bool).rename(columns=MECHANISMS).assign(**shown)


def shares_by_mechanism(table: pd.DataFrame) -> pd.DataFrame:
    """Return % of runs that show each pattern, with each mechanism and without."""
    shown = [JOINT, PLATEAU_THEN_FASTER]
    columns = {"": list(MECHANISMS.values())}
    for pattern in shown:
        for word, is_on in (("with", True), ("without", False)):
            shares = [
                100.0 * table.loc[table[name] == is_on, pattern].mean() for name in columns[""]
            ]
            columns[f"{pattern}: {word}"] = [f"{share:.1f}" for share in shares]
    return pd.DataFrame(columns)


def subsets_that_show_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return each subset with a run that shows all criteria, those with most runs first."""
    names = list(MECHANISMS.values())
    counts = table.groupby(names)[[JOINT, PLATEAU_THEN_FASTER]].sum().reset_index()
    order = [JOINT, PLATEAU_THEN_FASTER, *names]
    counts = counts[counts[JOINT] > 0].sort_values(order, ascending=False)
    words = {True: "on", False: ""}
    return counts.assign(**{name: counts[name].map(words) for name in names})


def main(folder: str) -> None:
    """Print both tables."""
    table = patterns(mm.read_results(folder).runs)
    for shown in (shares_by_mechanism(table), subsets_that_show_all(table)):
        print(render_table_markdown(shown), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1])
