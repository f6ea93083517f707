"""How often 95 % intervals hold the truth: `python -m tests.analysis.interval_coverage`.

Sweeps are simulated with known components of variance, and read by the functions that users
call. The table is written to tests/analysis/README.md.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.distributions import probability, quantile_intervals, summary
from mesa_mosul.analysis.paired_comparison import paired_differences
from mesa_mosul.analysis.survival import restricted_mean, survival

README = Path(__file__).with_name("README.md")
HORIZON = 60.0
"""Last day of the simulated runs."""
EFFECT = 0.3
"""Difference between the two cases."""
SHARE = 0.25
"""Probability of the simulated boolean outcome."""
TIME_SHIFT, TIME_SCALE = np.log(40.0), 0.5
"""Location and scale of the logarithm of the day of the event."""
EVENT_DAY = 40


class Design(NamedTuple):
    """Parameter sets and seeds, and whether sets share the seeds."""

    sets: int
    seeds: int
    shares_seeds: bool = True

    def __str__(self) -> str:
        own = "" if self.shares_seeds else ", own seeds"
        return f"{self.sets} x {self.seeds}{own}"


DESIGNS = (
    Design(200, 1, shares_seeds=False),
    Design(100, 5, shares_seeds=False),
    Design(50, 2, shares_seeds=False),
    Design(10, 200),
    Design(20, 100),
    Design(100, 10),
    Design(129, 20),
    Design(33, 3),
    Design(1, 200),
)
COMPONENTS = {
    "sets": (0.90, 0.02, 0.08),
    "mixed": (0.50, 0.20, 0.30),
    "seeds": (0.10, 0.60, 0.30),
}
"""Shares of the variance that are of sets, of seeds, and of neither, by name."""
SEEDS_ONLY = {"one set": (0.0, 0.5, 0.5)}


def simulated_runs(
    design: Design, components: Sequence[float], rng: np.random.Generator
) -> pd.DataFrame:
    """Return the runs of a sweep of two cases under common random numbers."""
    shape = (design.sets, design.seeds)
    of_set, of_seed, rest = (share**0.5 for share in components)
    seed_shape = (1, design.seeds) if design.shares_seeds else shape
    shared = of_set * rng.normal(size=(design.sets, 1)) + of_seed * rng.normal(size=seed_shape)
    row, column = np.indices(shape)
    own_seeds = 0 if design.shares_seeds else row.ravel() * design.seeds
    cases = []
    for case in (0, 1):
        z = (shared + rest * rng.normal(size=shape)).ravel()
        day = np.ceil(np.exp(TIME_SHIFT + TIME_SCALE * z))
        cases.append(
            pd.DataFrame(
                {
                    "point": case * design.sets + row.ravel(),
                    "set": row.ravel(),
                    "replicate": column.ravel(),
                    "seed": column.ravel() + own_seeds,
                    "case": case,
                    "z": z,
                    "km2": z + case * (EFFECT + effect_of_set(row.ravel(), shared.ravel())),
                    "stalled": z > stats.norm.ppf(1.0 - SHARE),
                    "cleared": day <= HORIZON,
                    "cleared_day": np.where(day <= HORIZON, day, np.nan),
                    "days": int(HORIZON),
                }
            )
        )
    return pd.concat(cases, ignore_index=True)


def effect_of_set(sets: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Return how the effect varies with what both cases share; 0 on average."""
    return 0.3 * shared


def true_restricted_mean() -> float:
    """Return the mean of the day of the event, HORIZON at most, of whole days."""
    days = np.arange(0, int(HORIZON))
    return float(
        stats.norm.sf((np.log(np.maximum(days, 1e-9)) - TIME_SHIFT) / TIME_SCALE).sum()
    )


def true_survival() -> float:
    """Return the probability of no event up to EVENT_DAY."""
    return float(stats.norm.sf((np.log(EVENT_DAY) - TIME_SHIFT) / TIME_SCALE))


def survival_on_event_day(base: pd.DataFrame, set_column: str) -> pd.Series:
    """Return the row of the curve that holds on EVENT_DAY."""
    curve = survival(base, "cleared", set_column=set_column)
    return curve[curve["day"] <= EVENT_DAY].iloc[-1]


Estimator = Callable[[pd.DataFrame, pd.DataFrame], pd.Series]
ESTIMATES: dict[str, tuple[Estimator, float]] = {
    "mean": (lambda runs, base: summary(base, "z", set_column="set").iloc[0], 0.0),
    "share": (lambda runs, base: probability(base, "stalled", set_column="set").iloc[0], SHARE),
    "survival": (lambda runs, base: survival_on_event_day(base, "set"), true_survival()),
    "restricted mean": (
        lambda runs, base: restricted_mean(base, "cleared", set_column="set").iloc[0],
        true_restricted_mean(),
    ),
    "median": (
        lambda runs, base: quantile_intervals(base, "z", set_column="set", levels=[0.5]).iloc[
            0
        ],
        0.0,
    ),
    "90 % quantile": (
        lambda runs, base: quantile_intervals(base, "z", set_column="set", levels=[0.9]).iloc[
            0
        ],
        float(stats.norm.ppf(0.9)),
    ),
    "difference": (
        lambda runs, base: paired_differences(
            runs, "km2", ["case"], 0, set_columns=["set"]
        ).iloc[0],
        EFFECT,
    ),
    "difference of shares": (
        lambda runs, base: paired_differences(
            runs, "stalled", ["case"], 0, set_columns=["set"]
        ).iloc[0],
        0.0,
    ),
}
"""How each quantity is estimated from the runs of both cases or the base, and its truth."""


def coverage(
    design: Design,
    components: Sequence[float],
    trials: int,
    seed: int,
    quantities: Sequence[str] = tuple(ESTIMATES),
) -> pd.Series:
    """Return the share of trials whose 95 % interval holds the truth, by quantity."""
    rng = np.random.default_rng(seed)
    covered = dict.fromkeys(quantities, 0)
    for _ in range(trials):
        runs = simulated_runs(design, components, rng)
        base = runs[runs["case"] == 0]
        for name in quantities:
            estimate, truth = ESTIMATES[name]
            row = estimate(runs, base)
            covered[name] += int(row["low"] <= truth <= row["high"])
    return pd.Series(covered) / trials


def coverage_table(
    designs: Sequence[Design], quantities: Sequence[str], trials: int, seed: int
) -> Iterator[pd.DataFrame]:
    """Yield the table after each design that is done."""
    rows = []
    for design in designs:
        for name, components in (COMPONENTS if design.sets > 1 else SEEDS_ONLY).items():
            result = coverage(design, components, trials, seed, quantities)
            rows.append({"sets x seeds": str(design), "variance is of": name, **result})
        yield pd.DataFrame(rows)


def write_table(table: pd.DataFrame, trials: int, marker: str, left: int) -> None:
    """Write a table, in per cent, between its marks; cells that it does not have stay.

    left: number of columns of words, which together name a row.
    """
    shown = table.iloc[:, left:].astype(float).mul(100).round(1)
    shown = shown.map(lambda cell: "" if np.isnan(cell) else str(cell))
    keys = list(table.columns[:left])
    shown = pd.concat([table[keys], shown], axis=1).astype(str).set_index(keys)
    head, _, rest = README.read_text(encoding="utf-8").partition(f"<!-- {marker} -->\n")
    before, _, tail = rest.partition("<!-- end -->\n")
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in before.splitlines()
        if line.startswith("| ")
    ]
    if cells:
        old = pd.DataFrame(cells[1:], columns=cells[0]).set_index(keys)
        columns = list(dict.fromkeys([*old.columns, *shown.columns]))
        rows = list(dict.fromkeys([*old.index, *shown.index]))
        old = old.reindex(index=rows, columns=columns, fill_value="")
        old.loc[shown.index, shown.columns] = shown
        shown = old.fillna("")
    places = {str(design): at for at, design in enumerate(DESIGNS)}
    shown = shown.reset_index()
    if marker == "table":
        shown = shown.sort_values(keys[0], key=lambda name: name.map(places), kind="stable")
    lines = ["| " + " | ".join(row) + " |" for row in [shown.columns, *shown.to_numpy()]]
    lines.insert(1, "|" + "---|" * left + "--:|" * (len(shown.columns) - left))
    text = f"<!-- {marker} -->\n{trials:,} simulated sweeps a row; per cent.\n\n"
    README.write_text(
        head + text + "\n".join(lines) + "\n<!-- end -->\n" + tail, encoding="utf-8"
    )


def main() -> None:
    """Simulate, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--designs", default="", help="part of the names of designs, as 'own'")
    parser.add_argument("--quantities", default="", help="part of the names of quantities")
    arguments = parser.parse_args()
    designs = [design for design in DESIGNS if arguments.designs in str(design)]
    quantities = [name for name in ESTIMATES if arguments.quantities in name]
    for table in coverage_table(designs, quantities, arguments.trials, arguments.seed):
        print(table.tail(3).to_string(), flush=True)
        write_table(table, arguments.trials, "table", 2)


if __name__ == "__main__":
    main()
