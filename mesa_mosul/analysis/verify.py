"""`mosul verify`: the experiments against exact results and against other battles.

As a table, a page and a picture.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from mesa_mosul.account import FRAME
from mesa_mosul.analysis.breaking import breaking
from mesa_mosul.analysis.chains import ending, square
from mesa_mosul.analysis.checks import (
    Check,
    ambush_law,
    concentration,
    fights,
    linear_law,
    square_law,
)
from mesa_mosul.analysis.invariances import invariances, luck
from mesa_mosul.analysis.misses import explained
from mesa_mosul.analysis.regularities import force_ratio, urban_effect

EXPERIMENTS: dict[int, Callable[[int], Iterator[Check]]] = {
    1: square_law,
    2: linear_law,
    3: ambush_law,
    4: concentration,
    5: invariances,
    6: luck,
    7: force_ratio,
    8: urban_effect,
    9: breaking,
}
FULL = {1: 4000, 2: 4000, 3: 4000, 4: 4000, 5: 10000, 6: 4000, 7: 2000, 8: 40, 9: 6000}
"""Fights of each experiment; of the eighth, battles on each kind of ground."""
QUICK = dict.fromkeys(FULL, 1000) | {4: 400, 5: 200, 7: 500, 8: 10, 9: 2000}


class VerifyError(ValueError):
    """An experiment that does not exist."""


def verify(
    only: tuple[int, ...] = (),
    quick: bool = False,
    progress: Callable[[Check], None] | None = None,
) -> list[Check]:
    """Run the experiments and return every check.

    only: numbers of experiments, else all; quick: fewer fights. Raises VerifyError for a
    number that no experiment has.
    """
    unknown = [number for number in only if number not in EXPERIMENTS]
    if unknown:
        known = ", ".join(map(str, EXPERIMENTS))
        raise VerifyError(f"no experiment has the number {unknown[0]}; there are {known}")
    counts, found = QUICK if quick else FULL, []
    for number in only or EXPERIMENTS:
        for check in map(explained, EXPERIMENTS[number](counts[number])):
            found.append(check)
            if progress is not None:
                progress(check)
    return found


def table(checks: list[Check]) -> str:
    """Return the checks as a Markdown table."""
    lines = ["| | what | measured | expected | interval | |", "|---|---|---|---|---|---|"]
    for one in checks:
        measured = f"{one.measured:.4g}"
        lines.append(
            f"| {one.experiment} | {one.what} | {measured} | {one.expected}"
            f" | {one.interval} | {one.verdict} |"
        )
    return "\n".join(lines)


def as_json(checks: list[Check]) -> str:
    """Return the checks as JSON."""
    told = [{**one._asdict(), "verdict": one.verdict} for one in checks]
    return json.dumps(told, indent=1)


def summary(checks: list[Check]) -> str:
    """Return in one line how many checks hold, are known misses, or fail."""
    held, failed = sum(one.holds for one in checks), sum(one.fails for one in checks)
    known = len(checks) - held - failed
    return (
        f"{held} of {len(checks)} checks hold, {known} outside their band for a reason given,"
        f" {failed} failed."
    )


def write(checks: list[Check], folder: Path, count: int = 1000) -> Path:
    """Write `verification.md` and its figure to a folder; return the page's path."""
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes = figure.subplots()
    exact = ending(100, 50, square())
    left = fights("duel", 100, 50, count).blue
    men = np.arange(60, 101)
    axes.bar(
        men, np.bincount(left, minlength=101)[60:] / count, color="#56B4E9", label="fights"
    )
    axes.plot(men, exact.by_men[60:], color="black", label="exact chain")
    axes.set_xlabel("men of 100 who survive a duel with 50")
    axes.set_ylabel("share of fights")
    axes.legend(frameon=False)
    figure.savefig(folder / "square_law.png", dpi=150)
    page = folder / "verification.md"
    page.write_text(
        f"# Verification\n\n{summary(checks)} The rules of the battle fight; expected figures"
        " come from exact Markov chains and, in experiments 7 to 9, from other battles.\n\n"
        f"{table(checks)}\n\n"
        f"![Survivors of a duel, fights and exact chain](square_law.png)\n\n{FRAME}\n",
        encoding="utf-8",
    )
    return page
