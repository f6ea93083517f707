"""The last sets of a calibration walk on until they are draws from the posterior.

An emulator of 184 numbers is never so good that weights mend what it does not see: of 1,500
sets that it proposed a few would have most of the weight. So the sets walk. Each takes many
steps under the emulator alone, which cost nothing, and the place where they end is run, and
taken or not by how far runs and emulator disagree there and here (delayed acceptance, Christen
and Fox 2005, doi:10.1198/106186005X76983; the steps between, Liu 2001, Monte Carlo Strategies
in Scientific Computing, 9.4.3).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from mesa_mosul.calibration.emulator import Emulator
from mesa_mosul.calibration.posterior import pooled_variation, truncate_weights
from mesa_mosul.calibration.proposal import step_chains
from mesa_mosul.calibration.targets import Observed, log_likelihood
from mesa_mosul.calibration.wave import Wave, pick_sets
from mesa_mosul.experiments.ensemble import repeat_sets
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget

INNER_STEPS, STEP = 100, 0.25
"""Steps under the emulator between two places that are run, and their length. So many lead
nearly anywhere in what the emulator leaves open, and are taken hardly less often than few."""
Simulate = Callable[[np.ndarray, int], tuple[np.ndarray, Wave]]
"""From scores and the number of a move to the rows that could be run, and their runs."""


class Walk(NamedTuple):
    """Where sets have arrived; acceptance: by move, the share of them that moved."""

    wave: Wave
    acceptance: tuple[float, ...]


def walk_sets(
    targets: Sequence[CalibrationTarget],
    weighted: tuple[Wave, np.ndarray],
    emulator: Emulator,
    seen: Observed,
    size: tuple[int, int, int],
    seed: Sequence[int],
    simulate: Simulate,
) -> Walk:
    """Let sets walk from weighted ones, and return where they arrive.

    weighted: sets and their weights. size: sets that walk, moves, runs of a set at each place.
    The likelihood is that of `weigh_sets`. A mean of four runs varies itself by a quarter of
    what runs do, so that with it random variation counts 1.25 times, as there with eight.
    A place whose runs fail is not taken.
    """
    wave, weights = weighted
    walkers, moves, n_runs = size
    variation = pooled_variation(wave.values, weights)

    def fit(one: Wave) -> np.ndarray:
        return log_likelihood(targets, one.values.mean(axis=1), variation, seen)

    random = np.random.default_rng([*seed, 0])
    rows = repeat_sets(truncate_weights(weights), walkers, random.random())
    now = pick_sets(wave, rows)
    now = now._replace(values=now.values[:, -n_runs:], seeds=now.seeds[:, -n_runs:])
    likelihood, acceptance = fit(now), list[float]()
    for move in range(moves):
        random = np.random.default_rng([*seed, move + 1])
        here = emulator.log_likelihood(now.scores, seen)
        scores, there, _ = step_chains(
            emulator, seen, (now.scores, here), STEP, INNER_STEPS, random
        )
        done, new = simulate(scores, move)
        new_likelihood = fit(new)
        gain = new_likelihood - there[done] - (likelihood - here)[done]
        is_taken = np.log(random.random(len(done))) < gain
        taken = done[is_taken]
        likelihood[taken] = new_likelihood[is_taken]
        now = replace_sets(now, taken, pick_sets(new, np.flatnonzero(is_taken)))
        acceptance.append(len(taken) / walkers)
    return Walk(now, tuple(acceptance))


def replace_sets(wave: Wave, rows: np.ndarray, other: Wave) -> Wave:
    """Return a wave with some of its sets replaced, each with its runs."""
    numbers = wave.numbers.copy()
    numbers.iloc[rows] = other.numbers
    changed = Wave(
        wave.scores.copy(), np.zeros(len(numbers)), numbers,
        wave.values.copy(), wave.seeds.copy(),
    )  # fmt: skip
    changed.scores[rows] = other.scores
    changed.values[rows], changed.seeds[rows] = other.values, other.seeds
    return changed


def merge_equal_sets(wave: Wave) -> tuple[Wave, np.ndarray]:
    """Return the different sets of a wave, and their weights: by how often each is in it."""
    _, rows, counts = np.unique(wave.scores, axis=0, return_index=True, return_counts=True)
    order = np.argsort(rows)
    return pick_sets(wave, rows[order]), counts[order] / counts.sum()
