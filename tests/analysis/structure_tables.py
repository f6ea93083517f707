"""The tables of mechanisms in `experiments/ensemble.md`, from a sweep `structure` or
`structure_by_rules`: `python -m tests.analysis.structure_tables RESULTS`.
"""

import sys

import pandas as pd

import mesa_mosul as mm

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


def shares_by_mechanism(table: pd.DataFrame) -> list[str]:
    """Return a row for each mechanism: % of runs with both patterns, with it and without."""
    rows = [["", f"{JOINT}: with", "without", f"{PLATEAU_THEN_FASTER}: with", "without"]]
    rows.append(["---", *["--:"] * 4])
    for name in MECHANISMS.values():
        shares = 100.0 * table.groupby(name)[[JOINT, PLATEAU_THEN_FASTER]].mean()
        numbers = [shares.loc[on, one] for one in shares.columns for on in (True, False)]
        rows.append([name, *(f"{number:.1f}" for number in numbers)])
    return [f"| {' | '.join(row)} |" for row in rows]


def subsets_that_show_all(table: pd.DataFrame) -> list[str]:
    """Return a row for each subset with a run that shows all criteria, the most runs first."""
    names = list(MECHANISMS.values())
    counts = table.groupby(names)[[JOINT, PLATEAU_THEN_FASTER]].sum().reset_index()
    counts = counts[counts[JOINT] > 0]
    order = [JOINT, PLATEAU_THEN_FASTER, *names]
    counts = counts.sort_values(order, ascending=False)
    rows = [[*names, JOINT, PLATEAU_THEN_FASTER], ["---"] * len(names) + ["--:"] * 2]
    for row in counts.to_dict("records"):
        switches = ["on" if row[name] else "" for name in names]
        rows.append([*switches, str(row[JOINT]), str(row[PLATEAU_THEN_FASTER])])
    return [f"| {' | '.join(row)} |" for row in rows]


def main(folder: str) -> None:
    """Print both tables."""
    table = patterns(mm.read_results(folder).runs)
    print("\n".join([*shares_by_mechanism(table), "", *subsets_that_show_all(table)]))


if __name__ == "__main__":
    main(sys.argv[1])
