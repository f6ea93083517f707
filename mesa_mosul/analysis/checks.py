"""Experiments 1 to 4: fights to the end, held against their exact chains."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from scipy import stats

from mesa_mosul.analysis.chains import (
    Ending,
    Hits,
    ambush,
    ending,
    in_two_parts,
    linear,
    square,
)
from mesa_mosul.build import build
from mesa_mosul.many import run_many
from mesa_mosul.setting import scenario
from mesa_mosul.tables import read_all

ALPHA = 0.001
"""Level of the exact binomial test of a chance."""
MEN = 0.5
SPREAD = 0.1
"""How far mean survivors (men) and their standard deviation (share) may be off."""
AREA_ONLY = {
    "sight.shown_attacking": 0,
    "sight.shown_holding": 0,
    "sight.detection": 0,
    "fire.area_rate": 1e-2,
}
"""Nobody is seen: all fire goes at the ground."""


class Check(NamedTuple):
    """One figure held against what it must be.

    reason: why it is known to be outside its band; a check outside without one fails.
    """

    experiment: int
    what: str
    measured: float
    expected: str
    interval: str
    holds: bool
    reason: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is outside its band and nobody has said why."""
        return not (self.holds or self.reason)

    @property
    def verdict(self) -> str:
        """What a reader is told of it."""
        if self.holds:
            return "holds"
        return "FAILS" if self.fails else f"OUTSIDE ({self.reason})"


def fights(name: str, blue: int, red: int, count: int, **changes: object) -> pd.DataFrame:
    """Return so many fights of a laboratory, seeds from 0."""
    sizes = {f"{name}.blue": blue, f"{name}.red": red}
    return run_many(name, range(count), {**sizes, **changes})


def chance_check(experiment: int, what: str, won: int, count: int, exact: float) -> Check:
    """Hold a share of fights won against an exact chance."""
    test = stats.binomtest(won, count, min(exact, 1.0))
    low, high = test.proportion_ci(1 - ALPHA, "exact")
    holds = bool(test.pvalue >= ALPHA)
    shown = f"{low:.3f} to {high:.3f}"
    return Check(experiment, f"{what}: P(blue wins)", won / count, f"{exact:.3f}", shown, holds)


def survivor_checks(
    experiment: int, what: str, left: pd.Series, exact: Ending, men: float = MEN
) -> Iterator[Check]:
    """Hold the survivors of the fights that blue won against the chain's."""
    mean, sd = float(left.mean()), float(left.std())
    wide = 1.96 * sd / len(left) ** 0.5
    shown = f"{mean - wide:.2f} to {mean + wide:.2f}"
    near = abs(mean - exact.mean) <= men
    aim = f"{exact.mean:.2f} +-{men}"
    yield Check(experiment, f"{what}: mean survivors", mean, aim, shown, near)
    like = abs(sd / exact.sd - 1.0) <= SPREAD
    aim = f"{exact.sd:.2f} +-{SPREAD:.0%}"
    yield Check(experiment, f"{what}: sd of survivors", sd, aim, "", like)


def fight_checks(
    experiment: int, what: str, found: pd.DataFrame, exact: Ending, survivors: bool = False
) -> Iterator[Check]:
    """Hold fights against a chain: the chance to win, and the survivors if asked."""
    left = found.blue[found.blue > 0]
    yield chance_check(experiment, what, len(left), len(found), exact.chance)
    if survivors:
        yield from survivor_checks(experiment, what, left, exact)


def square_law(count: int) -> Iterator[Check]:
    """Experiment 1: aimed fire in the open, Lanchester's square law."""
    for blue, red in ((100, 50), (55, 50), (60, 50)):
        found = fights("duel", blue, red, count)
        exact = ending(blue, red, square())
        yield from fight_checks(1, f"{blue} v {red}", found, exact, survivors=red * 2 == blue)


def linear_law(count: int) -> Iterator[Check]:
    """Experiment 2: area fire and quality."""
    cases: tuple[tuple[str, dict[str, object], Hits], ...] = (
        ("area, 50 twice as effective", {**AREA_ONLY, "quality.isis": 2}, linear(1, 2)),
        ("aimed, four times", {"quality.isis": 4}, square(1, 4)),
        ("aimed, twice", {"quality.isis": 2}, square(1, 2)),
    )
    for what, changes, hits in cases:
        found = fights("duel", 100, 50, count, **changes)
        yield from fight_checks(2, f"100 v 50, {what}", found, ending(100, 50, hits))


def ambush_law(count: int) -> Iterator[Check]:
    """Experiment 3: Deitchman's ambush at half, full and twice parity."""
    stage = build(scenario("ambush"), read_all())
    own = float(stage.world.bell.weight.max())
    aimed = stage.scenario.parameters.fire.aimed_rate
    area = 2.0 * aimed * 20 / 100**2
    for effect in (0.5, 1.0, 2.0):
        rates = {"fire.aimed_rate": effect * aimed, "fire.area_rate": area / own}
        found = fights("ambush", 100, 20, count, **rates)
        exact = ending(100, 20, ambush(effect * aimed, area))
        yield from fight_checks(3, f"100 v 20 hidden, {effect:g} of parity", found, exact)


def concentration(count: int) -> Iterator[Check]:
    """Experiment 4: 100 v 100 at once, and 100 v 50 and then 50."""
    found = fights("duel", 100, 100, count)
    yield from fight_checks(4, "100 v 100", found, ending(100, 100, square()))
    first = fights("duel", 100, 50, count)
    left = [
        second_fight(int(men), seed) for seed, men in zip(first.seed, first.blue, strict=True)
    ]
    exact = in_two_parts(100, 50, 50, square())
    after = pd.Series([men for men in left if men > 0])
    yield chance_check(4, "100 v 50, then 50", len(after), count, exact.chance)
    yield from survivor_checks(4, "100 v 50, then 50", after, exact, men=1.0)


def second_fight(men: int, seed: int) -> int:
    """Return who is left of so many men after another 50, with luck of its own."""
    if men == 0:
        return 0
    sizes = {"duel.blue": men, "duel.red": 50}
    return int(run_many("duel", [1_000_000 + seed], sizes).blue.iloc[0])
