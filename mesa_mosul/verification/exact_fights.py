"""Checks 1 to 4: fights to the end, compared with their exact Markov chains."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
import scipy

from mesa_mosul.initialization.world_builder import build_world
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.laboratory_runs import run_many
from mesa_mosul.verification.markov_chains import (
    FightOutcome,
    HitRates,
    deitchman_rates,
    fight_outcome,
    linear_law_rates,
    square_law_rates,
    two_stage_fight_outcome,
)

ALPHA = 0.001
"""Level of the exact binomial test of a probability."""
SURVIVORS_TOLERANCE = 0.5
SD_TOLERANCE = 0.1
"""Largest error of mean survivors (men) and of their standard deviation (relative)."""
AREA_FIRE_ONLY = {
    "detection.exposed_attacking": 0,
    "detection.exposed_holding": 0,
    "detection.detection_rate": 0,
    "fire.area_rate": 5e-3,
}
"""Nobody is detected: all fire is area fire."""


class Check(NamedTuple):
    """One measured figure compared with its expected value.

    number: of the check in `mosul verify`, from 1. reason: why the figure is known to be
    outside its band; a check that is outside its band without a reason fails.
    """

    number: int
    label: str
    measured: float
    expected: str
    interval: str
    holds: bool
    reason: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is outside its band without a declared reason."""
        return not (self.holds or self.reason)

    @property
    def verdict(self) -> str:
        """The result in a word, with the reason of a known miss."""
        if self.holds:
            return "holds"
        return "FAILS" if self.fails else f"OUTSIDE ({self.reason})"


def run_fights(name: str, blue: int, red: int, count: int, **changes: object) -> pd.DataFrame:
    """Return `count` fights in a laboratory scenario, one row a seed, seeds from 0."""
    sizes = {f"{name}.blue": blue, f"{name}.red": red}
    return run_many(name, range(count), {**sizes, **changes})


def win_probability_check(
    number: int, label: str, wins: int, count: int, exact_probability: float
) -> Check:
    """Compare the share of fights won with its exact probability."""
    test = scipy.stats.binomtest(wins, count, min(exact_probability, 1.0))
    low, high = test.proportion_ci(1 - ALPHA, "exact")
    holds = bool(test.pvalue >= ALPHA)
    interval = f"{low:.3f} to {high:.3f}"
    return Check(
        number,
        f"{label}: P(blue wins)",
        wins / count,
        f"{exact_probability:.3f}",
        interval,
        holds,
    )


def survivor_checks(
    number: int,
    label: str,
    survivors: pd.Series,
    exact: FightOutcome,
    tolerance: float = SURVIVORS_TOLERANCE,
) -> Iterator[Check]:
    """Compare the survivors of the fights that blue won with the exact chain."""
    mean, sd = float(survivors.mean()), float(survivors.std())
    half_width = 1.96 * sd / len(survivors) ** 0.5
    interval = f"{mean - half_width:.2f} to {mean + half_width:.2f}"
    mean_holds = abs(mean - exact.mean_survivors) <= tolerance
    expected = f"{exact.mean_survivors:.2f} +-{tolerance}"
    yield Check(number, f"{label}: mean survivors", mean, expected, interval, mean_holds)
    sd_holds = abs(sd / exact.sd_survivors - 1.0) <= SD_TOLERANCE
    expected = f"{exact.sd_survivors:.2f} +-{SD_TOLERANCE:.0%}"
    yield Check(number, f"{label}: sd of survivors", sd, expected, "", sd_holds)


def fight_checks(
    number: int,
    label: str,
    fight_table: pd.DataFrame,
    exact: FightOutcome,
    check_survivors: bool = False,
) -> Iterator[Check]:
    """Compare fights with an exact chain: the win probability, optionally the survivors."""
    survivors = fight_table.blue[fight_table.blue > 0]
    yield win_probability_check(
        number, label, len(survivors), len(fight_table), exact.win_probability
    )
    if check_survivors:
        yield from survivor_checks(number, label, survivors, exact)


def square_law_checks(count: int) -> Iterator[Check]:
    """Check 1: aimed fire in the open, Lanchester's square law."""
    for blue, red in ((100, 50), (55, 50), (60, 50)):
        fight_table = run_fights("duel", blue, red, count)
        exact = fight_outcome(blue, red, square_law_rates())
        yield from fight_checks(
            1, f"{blue} v {red}", fight_table, exact, check_survivors=red * 2 == blue
        )


def linear_law_checks(count: int) -> Iterator[Check]:
    """Check 2: area fire and effectiveness."""
    cases: tuple[tuple[str, dict[str, object], HitRates], ...] = (
        (
            "area, 50 twice as effective",
            {**AREA_FIRE_ONLY, "effectiveness.isis_garrison": 2},
            linear_law_rates(1, 2),
        ),
        ("aimed, four times", {"effectiveness.isis_garrison": 4}, square_law_rates(1, 4)),
        ("aimed, twice", {"effectiveness.isis_garrison": 2}, square_law_rates(1, 2)),
    )
    for label, changes, hit_rates in cases:
        fight_table = run_fights("duel", 100, 50, count, **changes)
        exact = fight_outcome(100, 50, hit_rates)
        yield from fight_checks(2, f"100 v 50, {label}", fight_table, exact)


def deitchman_law_checks(count: int) -> Iterator[Check]:
    """Check 3: Deitchman's ambush at half, full and twice parity."""
    built = build_world(scenario("ambush"), read_tables())
    own_cell_weight = float(built.world.kernel.weight.max())
    aimed_rate = built.scenario.parameters.fire.aimed_rate
    area_rate = 2.0 * aimed_rate * 20 / 100**2
    for parity in (0.5, 1.0, 2.0):
        rates = {
            "fire.aimed_rate": parity * aimed_rate,
            "fire.area_rate": area_rate / own_cell_weight,
        }
        fight_table = run_fights("ambush", 100, 20, count, **rates)
        exact = fight_outcome(100, 20, deitchman_rates(parity * aimed_rate, area_rate))
        label = f"100 v 20 hidden, {parity:g} of parity"
        yield from fight_checks(3, label, fight_table, exact)


def concentration_checks(count: int) -> Iterator[Check]:
    """Check 4: 100 v 100 at once, and 100 v 50 and then 50."""
    rates = square_law_rates()
    fight_table = run_fights("duel", 100, 100, count)
    yield from fight_checks(4, "100 v 100", fight_table, fight_outcome(100, 100, rates))
    first = run_fights("duel", 100, 50, count)
    final_men = [
        survivors_of_second_fight(int(men), seed)
        for seed, men in zip(first.seed, first.blue, strict=True)
    ]
    exact = two_stage_fight_outcome(100, 50, 50, rates)
    survivors = pd.Series([men for men in final_men if men > 0])
    label = "100 v 50, then 50"
    yield win_probability_check(4, label, len(survivors), count, exact.win_probability)
    yield from survivor_checks(4, label, survivors, exact, tolerance=1.0)


def survivors_of_second_fight(first_survivors: int, seed: int) -> int:
    """Return the survivors of a further fight against 50 men, with its own random numbers."""
    if first_survivors == 0:
        return 0
    sizes = {"duel.blue": first_survivors, "duel.red": 50}
    return int(run_many("duel", [1_000_000 + seed], sizes).blue.iloc[0])
