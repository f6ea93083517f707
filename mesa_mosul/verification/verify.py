"""`mosul verify`: checks of the rules against exact results and against other battles."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.single_run.summary import DISCLAIMER
from mesa_mosul.single_run.temporary_folder import temporary_sibling
from mesa_mosul.verification.exact_fights import (
    Check,
    concentration_checks,
    deitchman_law_checks,
    linear_law_checks,
    run_fights,
    square_law_checks,
)
from mesa_mosul.verification.historical_regularities import (
    force_ratio_checks,
    urban_effect_checks,
)
from mesa_mosul.verification.invariance import invariance_checks, reproducibility_checks
from mesa_mosul.verification.known_misses import with_reason
from mesa_mosul.verification.markov_chains import fight_outcome, square_law_rates
from mesa_mosul.verification.unit_breaking import unit_breaking_checks

CHECKS: dict[int, Callable[[int], Iterator[Check]]] = {
    1: square_law_checks,
    2: linear_law_checks,
    3: deitchman_law_checks,
    4: concentration_checks,
    5: invariance_checks,
    6: reproducibility_checks,
    7: force_ratio_checks,
    8: urban_effect_checks,
    9: unit_breaking_checks,
}
FULL_COUNTS = {1: 4000, 2: 4000, 3: 4000, 4: 4000, 5: 10000, 6: 4000, 7: 2000, 8: 40, 9: 6000}
"""Fights of each check; of the eighth, runs on each kind of terrain."""
QUICK_COUNTS = dict.fromkeys(FULL_COUNTS, 1000) | {4: 400, 5: 200, 7: 500, 8: 10, 9: 2000}


class VerificationError(MosulError):
    """A check that does not exist."""


def run_checks(
    check_numbers: tuple[int, ...] = (),
    quick: bool = False,
    on_check: Callable[[Check], None] | None = None,
) -> list[Check]:
    """Run checks and return every measured figure.

    check_numbers: all if empty; quick: fewer fights. Raises VerificationError for a number
    that no check has.
    """
    unknown = [number for number in check_numbers if number not in CHECKS]
    if unknown:
        raise VerificationError(
            f"no check has the number {unknown[0]}: they are 1 to {max(CHECKS)}"
        )
    counts, checks = QUICK_COUNTS if quick else FULL_COUNTS, []
    for number in check_numbers or CHECKS:
        for check in map(with_reason, CHECKS[number](counts[number])):
            checks.append(check)
            if on_check is not None:
                on_check(check)
    return checks


def checks_table(checks: list[Check]) -> str:
    """Return the checks as a Markdown table."""
    lines = [
        "| check | figure | measured | expected | interval | |",
        "|---|---|---|---|---|---|",
    ]
    for check in checks:
        lines.append(
            f"| {check.number} | {check.label} | {check.measured:.4g} | {check.expected}"
            f" | {check.interval} | {check.verdict} |"
        )
    return "\n".join(lines)


def checks_to_json(checks: list[Check]) -> str:
    """Return the checks as JSON."""
    records = [{**check._asdict(), "verdict": check.verdict} for check in checks]
    return json.dumps(records, indent=1)


def checks_summary(checks: list[Check]) -> str:
    """Return in one line how many figures hold, are known misses, or fail."""
    n_hold = sum(check.holds for check in checks)
    n_fail = sum(check.fails for check in checks)
    return (
        f"{n_hold} of {len(checks)} figures hold, {len(checks) - n_hold - n_fail} are outside"
        f" their band for a declared reason, {n_fail} failed."
    )


def write_verification(checks: list[Check], folder: Path, fight_count: int = 1000) -> Path:
    """Write `verification.md` and its figure to a folder, whole; return the page's path."""
    with temporary_sibling(folder) as temporary:
        draw_duels(temporary / "square_law.png", fight_count)
        (temporary / "verification.md").write_text(
            f"# Verification\n\n{checks_summary(checks)} Expected figures come from exact"
            " Markov chains and, in checks 7 to 9, from other battles.\n\n"
            f"{checks_table(checks)}\n\n"
            f"![Survivors of a duel, fights and exact chain](square_law.png)\n\n{DISCLAIMER}\n",
            encoding="utf-8",
        )
        folder.mkdir(parents=True, exist_ok=True)
        for file in temporary.iterdir():
            file.replace(folder / file.name)
    return folder / "verification.md"


def draw_duels(path: Path, fight_count: int) -> None:
    """Draw the survivors of duels beside their exact distribution."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.6), layout="constrained")
    ax = figure.subplots()
    exact = fight_outcome(100, 50, square_law_rates())
    survivors = run_fights("duel", 100, 50, fight_count).blue
    men = np.arange(60, 101)
    ax.bar(
        men,
        np.bincount(survivors, minlength=101)[60:] / fight_count,
        color="#56B4E9",
        label="fights",
    )
    ax.plot(men, exact.survivor_probabilities[60:], color="black", label="exact chain")
    ax.set_xlabel("survivors of 100 men after a duel with 50")
    ax.set_ylabel("share of fights")
    ax.legend(frameon=False)
    figure.savefig(path, dpi=150)
