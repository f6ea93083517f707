"""How often 95 % intervals hold the truth in nested sweeps: sets with seeds of their own.

`python -m tests.analysis.nested_coverage` simulates sweeps over sets x seeds x cases whose
outcomes are normal, skewed, cut or boolean, with the truth of `tests/nested_sweeps.py`, and
writes its two tables to tests/analysis/README.md.
"""

import argparse
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.interactions import interactions, normalized, term_variances
from mesa_mosul.analysis.intervals import Sample, interval_of_mean
from mesa_mosul.analysis.paired_comparison import difference_interval
from mesa_mosul.analysis.rank_correlation import (
    partial_correlations,
    partial_rank_correlations,
)
from mesa_mosul.analysis.share_intervals import (
    interval_of_quantile,
    interval_of_restricted_mean,
    interval_of_share,
    wilson_interval,
)
from mesa_mosul.analysis.tipping_point import tipping_point
from mesa_mosul.analysis.variance_shares import shares_with_intervals
from tests.analysis.interval_coverage import write_table
from tests.nested_sweeps import GRID, MIXES, OUTCOMES, RUN_DAYS, Sweep, runs_of

DESIGNS = {"100 x 5": (100, 5, False), "50 x 2": (50, 2, False)}
SHARED_DESIGNS = {
    "100 x 10, shared seeds": (100, 10, True),
    "129 x 20, shared seeds": (129, 20, True),
    "33 x 3, shared seeds": (33, 3, True),
}
CASE_MEANS = tuple(
    0.25 * first + 0.15 * second + 0.1 * first * second
    for first in (-1.0, 1.0)
    for second in (-1.5, -0.5, 0.5, 1.5)
)
"""Latent means of two levers of 2 and 4 levels, which interact."""
FEW_SETS, FEW_EFFECT = 0.05, 1.0
"""Share of sets in which the last case differs from the others, and by how much."""
LEVERS_TERMS = ((0,), (1,), (0, 1))
COLUMNS = {
    **{"mean or share": "mean", "median": "median", "90 % quantile": "upper"},
    **{"difference": "difference", "sets above 0": "sign", "cases": "cases", "sets": "sets"},
    **{"sets x cases": "both", "seeds": "seeds", "lever": "lever"},
}
"""Titles of the columns of the first table."""


def interval_of_outcome(sample: Sample, outcome: str) -> tuple[float, float]:
    """Return the interval of a mean, a share or a restricted mean, as reports state it."""
    if outcome.startswith("stalls"):
        interval = interval_of_share(sample)
    elif outcome.startswith("days"):
        interval = interval_of_restricted_mean(sample, RUN_DAYS)
    else:
        interval = interval_of_mean(sample)
    return float(interval.low[0]), float(interval.high[0])


class Truth:
    """What the intervals of a sweep ought to hold."""

    def __init__(self, sweep: Sweep, outcome: str) -> None:
        self.means = sweep.means(outcome)
        self.shares = sweep.variance_shares(outcome)
        levers = term_variances(self.means.reshape(1, 2, 4), LEVERS_TERMS)
        self.lever = float(normalized(levers)[0, 1])
        values = OUTCOMES[outcome](sweep.case_means[0] + GRID)
        weights = np.exp(-(GRID**2) / 2.0)
        order, rising = np.argsort(values, kind="stable"), np.cumsum(weights) / weights.sum()
        self.quantiles = values[order][np.searchsorted(rising, [0.5, 0.9])]
        self.sign = self.share_of_sets_above(sweep, outcome)

    @staticmethod
    def share_of_sets_above(sweep: Sweep, outcome: str) -> float:
        """Return the share of sets with a higher mean in the last case, of 50,000 sets."""
        values = OUTCOMES[outcome](sweep._replace(sets=50_000).draw(np.random.default_rng(0)))
        return float((values[-1].mean(axis=1) > values[0].mean(axis=1)).mean())


def covered_by(
    sweep: Sweep, outcome: str, values: np.ndarray, truth: Truth
) -> dict[str, float]:
    """Return for each quantity of one sweep whether its interval holds the truth.

    NaN for what is not stated of the outcome.
    """

    def holds(ends: tuple[float, float], wanted: float) -> float:
        low, high = ends
        return float(low - 1e-9 <= wanted <= high + 1e-9) if low <= high else np.nan

    base = Sample(values[0][..., None], sweep.shares_seeds)
    change = Sample((values[-1] - values[0])[..., None], sweep.shares_seeds)
    is_boolean = outcome.startswith("stalls")
    row = {"mean": holds(interval_of_outcome(base, outcome), truth.means[0])}
    for name, level, wanted in zip(
        ("median", "upper"), (0.5, 0.9), truth.quantiles, strict=True
    ):
        if outcome in ("normal", "lognormal"):
            interval = interval_of_quantile(base, level)
            row[name] = holds((interval.low[0], interval.high[0]), wanted)
    _, *ends = difference_interval(change, is_boolean)
    row["difference"] = holds(ends, truth.means[-1] - truth.means[0])
    above = int((change.values.mean(axis=(1, 2)) > 0.0).sum())
    row["sign"] = holds(wilson_interval(above, sweep.sets), truth.sign)
    _, low, high, _ = shares_with_intervals(values, sweep.shares_seeds)
    for at, name in enumerate(("cases", "sets", "both", "seeds")):
        row[name] = holds((low[at], high[at]), truth.shares[at])
    if sweep.shares_seeds or outcome not in ("normal", "lognormal"):
        return row
    runs = runs_of(values)
    runs = runs.assign(first=runs["case"] // 4, second=runs["case"] % 4)
    try:
        table = interactions(runs, "y", ["first", "second"], 500, resampling_unit="set")
        row["lever"] = holds((table["low"][1], table["high"][1]), truth.lever)
    except AnalysisError:
        row["lever"] = np.nan
    return row


def outcome_rows(
    sweeps: int, seed: int, designs: str, outcomes: str
) -> Iterator[dict[str, object]]:
    """Yield a row of the first table after the other.

    designs, outcomes: part of their names.
    """
    for design, size in (DESIGNS | SHARED_DESIGNS).items():
        if designs not in design:
            continue
        for outcome in OUTCOMES if design in DESIGNS else ("normal",):
            if outcomes not in outcome:
                continue
            for mix, components in MIXES.items():
                if mix == "sets x cases" and outcome != "normal":
                    continue
                sets, seeds, is_shared = size
                sweep = Sweep(sets, seeds, components, CASE_MEANS, is_shared)
                truth, rng = Truth(sweep, outcome), np.random.default_rng(seed)
                rows = [
                    covered_by(sweep, outcome, OUTCOMES[outcome](sweep.draw(rng)), truth)
                    for _ in range(sweeps)
                ]
                means = pd.DataFrame(rows).mean()
                shown = {title: means.get(name) for title, name in COLUMNS.items()}
                yield {
                    "sets x seeds": design,
                    "outcome": outcome,
                    "variance is of": mix,
                } | shown
            if design in DESIGNS and outcome in ("normal", "stalls in 50 %"):
                yield few_sets_row(design, outcome, sweeps, seed)


def few_sets_row(design: str, outcome: str, sweeps: int, seed: int) -> dict[str, object]:
    """Return the coverage of the difference of a case that differs in few sets only."""
    sets, seeds, _ = DESIGNS[design]
    sweep = Sweep(sets, seeds, MIXES["mixed"]._replace(sets_x_cases=0.0), (0.0,))
    sweep = sweep._replace(components=sweep.components._replace(seeds_x_cases=0.25))
    rng, rows = np.random.default_rng(seed), []
    moved = Sweep(*sweep[:3], (FEW_EFFECT,))
    truth = FEW_SETS * float(moved.means(outcome)[0] - sweep.means(outcome)[0])
    for _ in range(sweeps):
        base = sweep.draw(rng)[0]
        case = base + FEW_EFFECT * (rng.random((sets, 1)) < FEW_SETS)
        change = Sample((OUTCOMES[outcome](case) - OUTCOMES[outcome](base))[..., None], False)
        _, low, high = difference_interval(change, outcome.startswith("stalls"))
        rows.append(low <= truth <= high)
    return {"sets x seeds": design, "outcome": outcome,
            "variance is of": "mixed; case differs in 5 % of sets",
            **dict.fromkeys(COLUMNS), "difference": np.mean(rows)}  # fmt: skip


def factor_rows(
    sweeps: int, seed: int, designs: str, _outcomes: str
) -> Iterator[dict[str, object]]:
    """Yield the coverage of what is stated of drawn parameters, a row per design."""
    for design, (sets, seeds, _) in DESIGNS.items():
        if designs not in design:
            continue
        rng, rows = np.random.default_rng(seed), []
        large = drawn_factors(100_000, seeds, np.random.default_rng(0))
        correlation = partial_rank_correlations_of_sets(large)
        crossing = float(
            tipping_point(large, "stalled", "x", set_column="set")["value"].iloc[0]
        )
        for _ in range(sweeps):
            runs = drawn_factors(sets, seeds, rng)
            table = partial_rank_correlations(runs, "y", ["x", "w"], "set").set_index("factor")
            tip = tipping_point(runs, "stalled", "x", set_column="set").iloc[0]
            rows.append({
                "partial rank correlation, strong":
                    table.loc["x", "low"] <= correlation[0] <= table.loc["x", "high"],
                "partial rank correlation, weak":
                    table.loc["w", "low"] <= correlation[1] <= table.loc["w", "high"],
                "tipping point": tip["low"] <= crossing <= tip["high"],
            })  # fmt: skip
        yield {"sets x seeds": design, **pd.DataFrame(rows).mean()}


def drawn_factors(sets: int, seeds: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return runs whose outcome rises with a drawn parameter x, and a little with w."""
    x, w = rng.random((2, sets, 1))
    z = 2.5 * x + 0.5 * w - 1.5 + 0.5 * rng.normal(size=(sets, 1))
    z = z + 0.6 * rng.normal(size=(sets, seeds))
    ones = np.ones((1, sets, seeds))
    return runs_of(np.exp(0.5 * z)[None], stalled=z[None] > 0.0, x=x * ones, w=w * ones)


def partial_rank_correlations_of_sets(runs: pd.DataFrame) -> np.ndarray:
    """Return the correlations of x and w in a sample so large that they are the truth."""
    means = runs.groupby("set")[["x", "w", "y"]].mean()
    return partial_correlations(means.to_numpy())


def main() -> None:
    """Simulate, print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--designs", default="", help="part of the names of designs")
    parser.add_argument("--outcomes", default="", help="part of the names of outcomes")
    parser.add_argument("--tables", default="factors nested", help="which, of these")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    for marker, left, make in (("factors", 1, factor_rows), ("nested", 3, outcome_rows)):
        rows: list[dict[str, object]] = []
        if marker not in arguments.tables:
            continue
        for row in make(
            arguments.sweeps, arguments.seed, arguments.designs, arguments.outcomes
        ):
            rows.append(row)
            print(row, flush=True)
            write_table(pd.DataFrame(rows), arguments.sweeps, marker, left)


if __name__ == "__main__":
    main()
