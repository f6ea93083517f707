"""What a comparison found, in three sentences: ground, stall, harm."""

import pandas as pd

from mesa_mosul.experiments.findings import Findings
from mesa_mosul.plots.frames import unit
from mesa_mosul.report.words import about, difference, number

HARM = "civilians_killed"


def strongest(effects: pd.DataFrame) -> pd.Series:
    """Return the case that differs most from the base."""
    return effects.iloc[int(effects["difference"].abs().fillna(-1.0).to_numpy().argmax())]


def told(row: pd.Series, scale: float = 1.0) -> str:
    """Return a case's difference with its interval."""
    return difference(*(scale * row[name] for name in ("difference", "low", "high")))


def three_sentences(found: Findings, by: list[str], main: str) -> str:
    """Return what a comparison of cases found, with 95 % intervals."""
    base = found.base(by)
    effects = {name: found.compare(name, by=by) for name in (main, "stalled", HARM)}
    return " ".join(
        [
            ground(effects[main], main, base),
            stall(effects["stalled"]),
            harm(effects, main),
        ]
    )


def ground(effects: pd.DataFrame, main: str, base: str) -> str:
    """Return what moves the main outcome most, and what does not move it."""
    top = strongest(effects)
    clear = (effects["low"] > 0) | (effects["high"] < 0)
    many = f"{top['pairs']:.0f} pairs of runs" if "pairs" in top else f"{top['sets']:.0f} sets"
    first = f"Against '{base}', '{top['case']}' changes {about(main)} most: {told(top)}"
    first += f" {unit(main)}, 95 % interval, {many}"
    if len(effects) > 1:
        none = int((~clear).sum())
        first += f"; of all {len(effects)} cases, {none} have an interval that holds 0"
    if len(effects) > 1 and "p_holm" in effects:
        few = int((effects["p_holm"] < 0.05).sum())
        first += f" ({few} keep clear of it after Holm's adjustment)"
    return first + "."


def stall(effects: pd.DataFrame) -> str:
    """Return what moves the chance of a stall most."""
    top = strongest(effects)
    if (effects["difference"] == 0.0).all():
        return f"The share of runs that stall is {number(100 * top['base'])} % in every case."
    return (
        f"The share of runs that stall moves most with '{top['case']}', by"
        f" {told(top, 100.0)} points, from {number(100 * top['base'])} % to"
        f" {number(100 * top['mean'])} %."
    )


def harm(effects: dict[str, pd.DataFrame], main: str) -> str:
    """Return what the same cases do to civilians."""
    table = effects[HARM]
    top, worst = strongest(effects[main])["case"], strongest(effects[HARM])
    same = table.iloc[table["case"].tolist().index(top)]
    first = (
        f"Civilians killed, simulated and no body count, change by {told(same)} with the first"
    )
    if worst["case"] == top:
        return first + ", the most of all cases." if len(table) > 1 else first + "."
    return f"{first} of these, and most with '{worst['case']}': {told(worst)}."
