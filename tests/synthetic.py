"""Results of sweeps whose truth is known: levers with a given effect, and some with none."""

import functools
import itertools
import types
from pathlib import Path

import numpy as np
import pandas as pd

from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_plots import ResultsPlots

MEN, DAY, ROAD = "isis.returning_men", "isis.return_start_day", "corridor.closed_at_start"
LEVERS = {MEN: [0, 500, 3000], DAY: [3, 14], ROAD: [False, True]}
LABELS = {
    MEN: ["none return", "500 return", "3,000 return"],
    DAY: ["on day 3", "on day 14"],
    ROAD: ["road open", "road shut"],
}
EFFECT_KM2 = {(500, 3): -1.0, (3000, 3): -2.0, (500, 14): 0.5, (3000, 14): 1.5}
"""True effect on territory by number and day, with the road open; none with the road shut."""
EFFECT_CIVILIANS = {(500, 3): 5.0, (3000, 3): 32.0, (500, 14): 2.0, (3000, 14): -12.0}
RUNS, NOISE_KM2 = 200, 0.5
"""Replications, and the standard deviation of what a pair of runs does not share."""
OUTCOME = "km2_city_held@2016-12-31"


def make_runs(levers=LEVERS, replications=RUNS, seed=5):
    """Return one row per run: identical rows where nobody returns or the road is shut."""
    rng = np.random.default_rng(seed)
    common = rng.normal(67.0, 2.6, replications)
    own = {key: rng.normal(0.0, NOISE_KM2, replications) for key in EFFECT_KM2}
    shut = rng.normal(0.0, NOISE_KM2, replications)
    parts = []
    for point, levels in enumerate(itertools.product(*levers.values())):
        values = dict(zip(levers, levels, strict=True))
        key = (values[MEN], values.get(DAY, 3))
        closed = values.get(ROAD, False)
        acts = not closed and key in EFFECT_KM2
        km2 = common + (shut if closed else 0.0)
        km2 = km2 + (EFFECT_KM2[key] + own[key] if acts else 0.0)
        civilians = np.round(980.0 + 10.0 * (km2 - 67.0))
        civilians = civilians + (EFFECT_CIVILIANS[key] if acts else 0.0)
        count = np.arange(replications)
        parts.append(pd.DataFrame({
            "key": [f"{point}-{r}" for r in count], "point": point, "replicate": count,
            "seed": 2016 + count, "status": "done", "seconds": 0.1, **values,
            "last_day": "2016-12-31", "days": 26, "stalled": (count % 100 == 7) & acts,
            "stalled_day": np.where((count % 100 == 7) & acts, 10.0, np.nan),
            "east_cleared": False, "east_cleared_day": np.nan, OUTCOME: km2,
            "iraqi_casualties": np.round(1000 + 20 * (km2 - 67)), "isis_casualties": 500,
            "civilians_killed": civilians, "units": 3817 + values[MEN] // 10,
            "digest": [f"{point}-{r}" for r in count], "error": "", "attempts": 1,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def make_results(levers=LEVERS, runs=None, primary=None, labels=LABELS, **experiment):
    """Return what `ResultsAnalysis` and a report read of a sweep's results."""
    runs = make_runs(levers) if runs is None else runs
    spec = {
        "design": {"kind": "factorial"}, "seed": 2016, "levers": levers, "uncertainties": {},
        "constants": {}, "outcomes": [OUTCOME], "common_random_numbers": True,
        "labels": {name: labels[name] for name in levers if name in labels},
        **({"primary": primary} if primary else {}), **experiment,
    }  # fmt: skip
    scenario = {"name": "reported", "start": "2016-12-06", "end": "2017-03-31",
                "decisions_until": "2016-12-06"}  # fmt: skip
    results = types.SimpleNamespace(
        runs=runs, sound_runs=runs, folder=Path("nowhere"), lost_parts=[],
        index=types.SimpleNamespace(rows=[], n_damaged=0), digest=lambda: "0" * 64,
        design=runs[["key", "point", "replicate", "seed", *levers, *spec["uncertainties"]]],
        daily=pd.DataFrame(columns=["key", "point", "replicate", "date"]),
        manifest={
            "experiment": spec, "scenarios": [scenario], "name": "synthetic",
            "about": "What do they change?", "digests": {"model": "m" * 64}, "commit": None,
            "versions": {"python": "3"},
            "output_spec": {"days": 26, "record": [], "outcomes": [OUTCOME]},
        },
    )  # fmt: skip
    results.analysis = ResultsAnalysis(results)
    results.plot = ResultsPlots(results.analysis)
    return results


def complete_runs(runs):
    """Return runs with what every run of a sweep has, where it is missing."""
    count = len(runs)
    columns = {
        "key": [f"k{at}" for at in range(count)], "seed": 2016 + runs["replicate"],
        "status": "done", "seconds": 0.1, "last_day": "2016-12-31", "days": 26,
        "captured": False, "captured_day": np.nan, "stalled": False, "stalled_day": np.nan,
        "east_cleared": False, "east_cleared_day": np.nan,
        "iraqi_casualties": 1000 + np.arange(count) % 7, "isis_casualties": 500,
        "civilians_killed": 900 + np.arange(count) % 11, "units": 3817,
        "digest": [f"d{at}" for at in range(count)], "error": "", "attempts": 1,
    }  # fmt: skip
    return runs.assign(**{key: v for key, v in columns.items() if key not in runs.columns})


FIGHTERS = "isis.fighters"


def drawn_runs(levels=(0,), sets=30, replications=10, lever=MEN):
    """Return runs of fighters drawn evenly from 2,500 to 10,000, at each level of a lever."""
    drawn = np.linspace(2500.0, 10000.0, sets)
    rows = [
        {"point": at * sets + number, "replicate": replicate, lever: level, FIGHTERS: value}
        for at, level in enumerate(levels)
        for number, value in enumerate(drawn) for replicate in range(replications)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def drawn_results(runs, levers=(MEN,), outcome=OUTCOME, kind="latin_hypercube", **experiment):
    """Return results of runs whose parameters were drawn: all columns that no lever has."""
    levels = {name: list(dict.fromkeys(runs[name])) for name in levers}
    count = runs["point"].nunique() // max(1, len(runs[list(levers)].drop_duplicates()))
    options = {
        "uncertainties": {FIGHTERS: "evidence"}, "design": {"kind": kind, "points": count},
        "outcomes": [outcome], "labels": {},
    }  # fmt: skip
    return make_results(levels, complete_runs(runs), **(options | experiment))


@functools.cache
def known_results():
    """Return results in which the effect of returning fighters changes its sign by the day."""
    return make_results(primary={"outcome": OUTCOME, "lever": MEN, "case": 3000})
