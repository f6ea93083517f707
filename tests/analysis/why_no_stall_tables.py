"""The tables of the page `experiments/why_no_stall.md`."""

import math
from collections.abc import Mapping

import pandas as pd

from mesa_mosul.analysis.distributions import summary
from mesa_mosul.formatting import decimal_text
from mesa_mosul.plots.sweep_effects import effect_label

Tables = Mapping[str, pd.DataFrame]
Effects = dict[str, pd.DataFrame]
FIRST, EVE = pd.Timestamp("2016-11-01"), pd.Timestamp("2016-12-12")
"""Days of the battle for the city, up to the day before the dated pause of the front."""
TAKEN, LOST = 0.8, 0.6
"""Control at which a neighbourhood counts as taken here, and below which it is lost again."""
DIGITS_PER_WIDTH = 4.0
"""The last digit of a mean is at most its interval's width over this."""
EASTERN_AXES = ("north", "east", "south_east")
ON_EVE = {
    "cohesion of all who attack or hold on the eastern axes": ("cohesion_of_all", 1),
    "cohesion of the Iraqi force": ("iraqi_cohesion", 1),
    "cohesion of eastern lead formations": ("cohesion_of_lead", 1),
    "their readiness: men lost or refitting count 0": ("readiness", 1),
    "their men who attack": ("lead_attack", 1),
    "their men who refit": ("lead_refit", 1),
    "their men bound as holders": ("lead_hold", 1),
    "men of eastern formations that only hold": ("hold_hold", 1),
    "ISIS in the east with attackers near": ("isis_threatened", 1),
    "ISIS exchanging fire anywhere, by intensity": ("isis_in_contact", 1),
    "% of the east held": ("share_east", 100),
}
"""Rows of the first table: columns of the probe's days, and factors."""
OF_RAIDERS = {
    "raiders per km2 where they stand": "raiders_per_km2",
    "holders per km2 there": "holders_per_km2",
    "all attackers per km2 there": "attackers_per_km2",
}


def count_lost(neighbourhoods: pd.DataFrame) -> pd.Series:
    """Return by seed how many neighbourhoods fell below LOST after they reached TAKEN."""

    def is_lost(control: pd.Series) -> bool:
        taken = control.ge(TAKEN).cummax()
        return bool((control[taken] < LOST).any())

    of_each = neighbourhoods.groupby(["seed", "index"])["control"].apply(is_lost)
    return of_each.groupby("seed").sum()


def raiders_by_seed(raiders: pd.DataFrame) -> pd.DataFrame:
    """Return means over raiders by seed, each raider and tick counting once."""
    raiders = raiders[raiders["date"].between(FIRST, EVE)]
    columns = [*OF_RAIDERS.values()]
    sums = raiders[columns].mul(raiders["men"], axis=0).groupby(raiders["seed"]).sum()
    return sums.div(raiders.groupby("seed")["men"].sum(), axis=0)


def facts(tables: Tables) -> dict[str, pd.Series]:
    """Return what the first table shows of a version, by seed."""
    days = tables["days"][tables["days"]["date"].between(FIRST, EVE)]
    seeds = days["seed"].unique()
    by_seed = days.groupby("seed")
    near, events = raiders_by_seed(tables["raiders"]), tables["events"]
    is_pause = events["event"].eq("pause the axis") & events["subject"].isin(EASTERN_AXES)
    is_pause &= events["date"].le(EVE)
    rows = {
        "raiders in the east of the city, mean": by_seed["isis_raid"].mean(),
        **{name: near[column] for name, column in OF_RAIDERS.items()},
        "km2 of the east gained a day": by_seed["gain_km2"].mean(),
        "km2 of the east lost a day": by_seed["loss_km2"].mean(),
        "neighbourhoods lost again": count_lost(tables["neighbourhoods"]),
        "pauses of eastern axes": events[is_pause]
        .groupby("seed")
        .size()
        .reindex(seeds, fill_value=0),
    }
    eve = days[days["date"] == EVE].set_index("seed")
    return rows | {name: factor * eve[column] for name, (column, factor) in ON_EVE.items()}


def mean_text(values: pd.Series) -> str:
    """Return a mean over seeds with its interval."""
    if values.nunique() == 1:
        return f"{values.iloc[0]:g} in all runs"
    runs = pd.DataFrame({"value": values.to_numpy(float), "replicate": range(len(values))})
    row = summary(runs, "value").iloc[0]
    return interval_text(row["mean"], row["low"], row["high"])


def interval_text(mean: float, low: float, high: float) -> str:
    """Return a mean with its interval."""
    digits = max(0, math.ceil(-math.log10((high - low) / DIGITS_PER_WIDTH)))
    ends = f"{decimal_text(low, digits)} to {decimal_text(high, digits)}"
    return f"{decimal_text(mean, digits)} ({ends})"


def facts_table(before: Tables, extreme: Tables, now: Tables) -> str:
    """Return the table of what was measured in both versions."""
    columns = [facts(before), facts(extreme), facts(now)]
    lines = ["| | 0.2.0 | 0.2.0, raids at their strongest | now |", "|---|--:|--:|--:|"]
    for name in columns[0]:
        cells = " | ".join(mean_text(column[name]) for column in columns)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def cell(table: pd.DataFrame, case: str) -> str:
    """Return a difference with its interval as text."""
    row = table.loc[case]
    if row["identical_pairs"] == row["pairs"]:
        return "equal runs"
    return effect_label(row["difference"], row["low"], row["high"])


def effects_table(effects: Effects, names: Mapping[str, str]) -> str:
    """Return the table of a sweep: one row per case, one column per outcome.

    names: of the outcomes.
    """
    heads = [names[outcome] for outcome in effects]
    lines = ["| switched off | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    tables = list(effects.values())
    means = [
        interval_text(*table[["base_mean", "base_low", "base_high"]].iloc[0])
        for table in tables
    ]
    lines.append(f"| *nothing: mean of the runs* | {' | '.join(means)} |")
    for case in tables[0].index:
        cells = " | ".join(cell(table, case) for table in tables)
        lines.append(f"| {case} | {cells} |")
    return "\n".join(lines)
