"""Sets of numbers drawn from the prior, weighted by an emulator's likelihood."""

from typing import NamedTuple

import numpy as np

from mesa_mosul.calibration.emulator import Emulator
from mesa_mosul.calibration.targets import Observed

STEPS, ADAPTED_STEPS = 600, 300
"""Steps of each chain, and the first of them, in which the length of a step is set."""
WANTED_ACCEPTANCE, ADAPTATION_RATE = 0.25, 0.05
CANDIDATES = 10
"""Draws from the prior of which the likeliest is where a chain starts."""


class Proposal(NamedTuple):
    """Sets that were drawn, and by what.

    scores: standard normal, shape (sets, numbers). log_weight: the power of the emulator's
    likelihood by which each was drawn, shape (sets,). acceptance: of the chains' last steps.
    """

    scores: np.ndarray
    log_weight: np.ndarray
    acceptance: float


def draw_proposal(
    emulator: Emulator,
    seen: Observed,
    shape: tuple[int, int],
    power: float,
    random: np.random.Generator,
) -> Proposal:
    """Return sets drawn from the prior times a power of the emulator's likelihood.

    shape: (sets, numbers). One chain for each set, with the Crank-Nicolson proposal, which
    keeps the prior in any number of dimensions (Cotter et al. 2013, doi:10.1214/13-STS421).
    """
    scores, log_weight = start_chains(emulator, seen, shape, power, random)
    step, acceptance = 0.3, 0.0
    for number in range(STEPS):
        scores, log_weight, accepted = step_chains(
            emulator, seen, (scores, log_weight), step, 1, random, power
        )
        if number < ADAPTED_STEPS:
            step *= np.exp(ADAPTATION_RATE * (accepted - WANTED_ACCEPTANCE))
            step = min(step, 1.0)
        else:
            acceptance += accepted / (STEPS - ADAPTED_STEPS)
    return Proposal(scores, log_weight, float(acceptance))


def step_chains(
    emulator: Emulator,
    seen: Observed,
    start: tuple[np.ndarray, np.ndarray],
    step: float,
    count: int,
    random: np.random.Generator,
    power: float = 1.0,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return chains some Crank-Nicolson steps on: scores, log weights, share accepted.

    start: scores and log weights, the power of the emulator's likelihood; left as they are.
    """
    (scores, log_weight), accepted = (one.copy() for one in start), 0.0
    for _ in range(count):
        moved = np.sqrt(1.0 - step**2) * scores + step * random.standard_normal(scores.shape)
        moved_weight = power * emulator.log_likelihood(moved, seen)
        is_taken = np.log(random.random(len(scores))) < moved_weight - log_weight
        scores[is_taken], log_weight[is_taken] = moved[is_taken], moved_weight[is_taken]
        accepted += float(is_taken.mean()) / count
    return scores, log_weight, accepted


def start_chains(
    emulator: Emulator,
    seen: Observed,
    shape: tuple[int, int],
    power: float,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the likeliest of some draws from the prior for each chain, and its weight."""
    scores = random.standard_normal(shape)
    log_weight = power * emulator.log_likelihood(scores, seen)
    for _ in range(CANDIDATES - 1):
        other = random.standard_normal(shape)
        other_weight = power * emulator.log_likelihood(other, seen)
        better = other_weight > log_weight
        scores[better], log_weight[better] = other[better], other_weight[better]
    return scores, log_weight
