"""Samples with a planted box or none, and how often scenario discovery says so."""

import numpy as np
import pandas as pd

from mesa_mosul.analysis.scenario_discovery import prim_box


def sample_box(points, factors, seed, planted, replicates=1):
    """Return runs of uniform factors: noise at 0.3, or a planted box of two with 10 % noise."""
    rng = np.random.default_rng(seed)
    names = [f"x{at}" for at in range(factors)]
    table = pd.DataFrame(rng.random((points, factors)), columns=names)
    is_inside = ((table["x0"] > 0.5) & (table["x1"] < 0.5)).to_numpy()
    probability = np.where(is_inside, 0.9, 0.1) if planted else np.full(points, 0.3)
    table = table.assign(point=range(points)).loc[table.index.repeat(replicates)]
    target = rng.random(points * replicates) < np.repeat(probability, replicates)
    return table.reset_index(drop=True).assign(y=target), names


def count_boxes_of_noise(points, factors, trials):
    """Return in how many samples of pure noise a box has limits."""
    count = 0
    for seed in range(trials):
        table, names = sample_box(points, factors, seed, planted=False)
        count += len(prim_box(table, "y", names).limits) > 0
    return count


def count_planted_boxes(points, factors, replicates, trials):
    """Return how many planted boxes are found, and how many limits are not theirs."""
    n_found = n_wrong = 0
    for seed in range(trials):
        table, names = sample_box(points, factors, seed, True, replicates)
        limited = {*prim_box(table, "y", names).limits["factor"]}
        n_found += {"x0", "x1"} <= limited
        n_wrong += len(limited - {"x0", "x1"})
    return n_found, n_wrong
