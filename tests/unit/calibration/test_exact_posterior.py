"""Emulator, proposal and weights, in a world whose posterior is known exactly."""

import numpy as np
import pandas as pd
import pytest
from linear_world import NOISE, SLOPES, TARGETS, exact_posterior, simulate_values

from mesa_mosul.calibration.emulator import fit_emulator
from mesa_mosul.calibration.posterior import effective_size, weigh_sets
from mesa_mosul.calibration.procedure import select_sets
from mesa_mosul.calibration.proposal import draw_proposal
from mesa_mosul.calibration.recovery import recover_truths
from mesa_mosul.calibration.targets import observed
from mesa_mosul.calibration.walk import merge_equal_sets, walk_sets
from mesa_mosul.calibration.wave import Wave, join_runs, pick_sets, pool_runs

SETS = 4000


@pytest.fixture(scope="module")
def emulator():
    random = np.random.default_rng(1)
    scores = random.standard_normal((800, SLOPES.shape[1]))
    return fit_emulator(TARGETS, scores, simulate_values(scores, random)[:, 0])


@pytest.fixture(scope="module")
def proposals(emulator):
    shape = (SETS, SLOPES.shape[1])
    return {
        power: draw_proposal(
            emulator, observed(TARGETS), shape, power, np.random.default_rng(2)
        )
        for power in (0.0, 0.25, 1.0)
    }


def test_the_emulator_finds_effects_and_noise(emulator):
    scores = np.eye(SLOPES.shape[1])
    predicted = np.column_stack([one.predict(scores) for one in emulator.regressions])
    assert predicted == pytest.approx(SLOPES.T, abs=0.05)
    assert np.sqrt(np.diag(emulator.residual_covariance)) == pytest.approx(
        np.full(len(SLOPES), NOISE), rel=0.12
    )


def test_chains_without_a_likelihood_keep_the_prior(proposals):
    scores = proposals[0.0].scores
    assert scores.mean(axis=0) == pytest.approx(np.zeros(4), abs=4 / np.sqrt(SETS))
    assert scores.var(axis=0) == pytest.approx(np.ones(4), abs=6 / np.sqrt(SETS))


def test_chains_with_the_likelihood_reach_the_exact_posterior(proposals):
    mean, covariance = exact_posterior()
    scores = proposals[1.0].scores
    assert scores.mean(axis=0) == pytest.approx(mean, abs=0.07)
    assert np.cov(scores.T) == pytest.approx(covariance, abs=0.08)


def test_weights_mend_a_proposal_that_went_part_of_the_way(proposals):
    mean, covariance = exact_posterior()
    part, random = proposals[0.25], np.random.default_rng(3)
    values = simulate_values(part.scores, random, replications=8)
    weights = weigh_sets(TARGETS, values, part.log_weight, observed(TARGETS))
    error = np.sqrt(np.diag(covariance) / effective_size(weights))
    assert np.abs(part.scores.mean(axis=0) - mean).max() > 4 * error.max()  # else no test
    assert (np.abs(weights @ part.scores - mean) < 4 * error + 0.02).all()


def make_wave(scores, random, replications):
    """Return a wave drawn from the prior."""
    numbers = pd.DataFrame(scores, columns=list("abcd"))
    values = simulate_values(scores, random, replications)
    seeds = random.integers(0, 2**60, (len(scores), replications))
    return Wave(scores, np.zeros(len(scores)), numbers, values, seeds)


def test_a_selection_by_first_runs_favours_no_set_for_its_luck(emulator):
    mean, covariance = exact_posterior()
    random = np.random.default_rng(7)
    wave = make_wave(random.standard_normal((SETS, SLOPES.shape[1])), random, 1)
    rows, log_chance = select_sets(wave, emulator, 600, random)
    few = pick_sets(wave, rows)
    again = make_wave(few.scores, random, 7)._replace(log_weight=log_chance)
    joined = join_runs(few, again)
    assert joined.values.shape == (600, 8, len(TARGETS))
    assert (joined.values[:, 0] == few.values[:, 0]).all()
    weights = weigh_sets(TARGETS, joined.values, joined.log_weight, observed(TARGETS))
    error = np.sqrt(np.diag(covariance) / effective_size(weights))
    assert (np.abs(weights @ joined.scores - mean) < 4 * error + 0.02).all()
    unselected = make_wave(wave.scores[:600], random, 8)
    other = weigh_sets(TARGETS, unselected.values, unselected.log_weight, observed(TARGETS))
    assert effective_size(weights) > 1.5 * effective_size(other)


def test_sets_that_walk_reach_the_exact_posterior_from_few_heavy_ones(emulator):
    """The emulator sees a half of one effect too little, and a set has most of the weight."""
    mean, covariance = exact_posterior()
    random = np.random.default_rng(8)
    start = make_wave(random.standard_normal((400, SLOPES.shape[1])), random, 8)
    weights = np.full(400, 0.2 / 399)
    weights[0] = 0.8

    def simulate(scores, move):
        return np.arange(len(scores)), make_wave(scores, random, 4)

    blind = emulator._replace(residual_covariance=4.0 * emulator.residual_covariance)
    walk = walk_sets(
        TARGETS, (start, weights), blind, observed(TARGETS), (2000, 12, 4), (3,), simulate
    )
    sets, shares = merge_equal_sets(walk.wave)
    assert shares.sum() == pytest.approx(1.0)
    assert 0.2 < np.mean(walk.acceptance) < 0.95
    assert effective_size(shares) > 1000
    error = np.sqrt(np.diag(covariance) / effective_size(shares))
    assert (np.abs(shares @ sets.scores - mean) < 4 * error + 0.02).all()
    assert np.cov(sets.scores.T, aweights=shares) == pytest.approx(covariance, abs=0.1)


def test_without_a_place_that_could_be_run_no_set_moves(emulator):
    random = np.random.default_rng(9)
    start = make_wave(random.standard_normal((50, SLOPES.shape[1])), random, 8)

    def simulate(scores, move):
        return np.arange(0), make_wave(scores[:0], random, 4)

    walk = walk_sets(
        TARGETS, (start, np.full(50, 0.02)), emulator, observed(TARGETS), (50, 2, 4), (3,),
        simulate,
    )  # fmt: skip
    assert walk.acceptance == (0.0, 0.0)
    assert (walk.wave.scores == start.scores).all()
    assert (walk.wave.values == start.values[:, -4:]).all()


def test_runs_are_pooled_once():
    random = np.random.default_rng(10)
    one = make_wave(random.standard_normal((5, SLOPES.shape[1])), random, 1)
    again = join_runs(one, make_wave(one.scores, random, 3))
    scores, values = pool_runs([one, again])
    assert len(scores) == len(values) == 5 + 15
    assert (values[5:8] == again.values[0, 1:]).all()
    assert (scores[5:8] == one.scores[0]).all()


def test_intervals_of_known_truths_cover_them():
    random = np.random.default_rng(4)
    wave = make_wave(random.standard_normal((SETS, SLOPES.shape[1])), random, 8)
    table, sizes = recover_truths(TARGETS, wave, 400, seed=5)
    assert table["covered"].between(0.8 - 0.07, 0.8 + 0.07).all(), table
    assert np.median(sizes) > 100
    assert table.loc["d", "shrinkage"] == pytest.approx(0.0, abs=0.05)
    assert table.loc["a", "shrinkage"] > 0.3


def test_a_wrong_error_is_found_by_the_recovery(monkeypatch):
    """The control: truths observed with twice the error that the weights assume."""
    random = np.random.default_rng(6)
    wave = make_wave(random.standard_normal((SETS, SLOPES.shape[1])), random, 8)
    from mesa_mosul.calibration import recovery

    exact = recovery.simulate_observation

    def careless(targets, values, random):
        seen = exact(targets, values, random)
        return seen._replace(values=values + 3.0 * (seen.values - values))

    monkeypatch.setattr(recovery, "simulate_observation", careless)
    table, _ = recover_truths(TARGETS, wave, 400, seed=5)
    assert table.loc["a", "covered"] < 0.73
