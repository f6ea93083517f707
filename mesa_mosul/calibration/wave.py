"""A wave: parameter sets, and the runs that were made with them."""

from typing import NamedTuple

import numpy as np
import pandas as pd


class Wave(NamedTuple):
    """Sets and the runs that were made with them.

    scores: standard normal, shape (sets, numbers). log_weight: by which each was drawn.
    numbers: as the runs took them. values: of the targets on their scales, shape (sets,
    replications, targets). seeds: of the runs, shape (sets, replications).
    """

    scores: np.ndarray
    log_weight: np.ndarray
    numbers: pd.DataFrame
    values: np.ndarray
    seeds: np.ndarray


def pick_sets(wave: Wave, rows: np.ndarray) -> Wave:
    """Return some sets of a wave."""
    return Wave(
        wave.scores[rows],
        wave.log_weight[rows],
        wave.numbers.iloc[rows].reset_index(drop=True),
        wave.values[rows],
        wave.seeds[rows],
    )


def join_runs(first: Wave, again: Wave) -> Wave:
    """Return the same sets, run a first time and again, with all their runs."""
    return again._replace(
        values=np.concatenate([first.values, again.values], axis=1),
        seeds=np.concatenate([first.seeds, again.seeds], axis=1),
    )


def pool_runs(waves: list[Wave]) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and values of the runs of some waves, one row for each run.

    Of sets that were run again only the new runs: the first is in the wave before.
    """
    values = [one.values[:, min(1, one.values.shape[1] - 1) :] for one in waves]
    scores = [
        np.repeat(one.scores, part.shape[1], axis=0)
        for one, part in zip(waves, values, strict=True)
    ]
    return np.concatenate(scores), np.concatenate(
        [part.reshape(-1, part.shape[2]) for part in values]
    )
