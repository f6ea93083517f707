"""What was observed, and how likely a run is by it."""

import datetime

import numpy as np
import pytest
import scipy
from linear_world import make_target
from pydantic import ValidationError

from mesa_mosul.calibration.observables import LAST_DATE, OBSERVABLES
from mesa_mosul.calibration.targets import (
    DISCREPANCY,
    Observed,
    error_covariance,
    log_likelihood,
    observed,
    read_targets,
    simulate_observation,
)
from mesa_mosul.inputs.tables import read_tables


def test_no_target_is_dated_after_13_december():
    last = datetime.date.fromisoformat(LAST_DATE)
    assert all(target.date <= last for target in read_targets())
    assert last == datetime.date(2016, 12, 13)


def test_every_target_has_evidence_and_an_observable():
    evidence = {row.id: row for row in read_tables().evidence}
    for target in read_targets():
        assert target.observable in OBSERVABLES, target.id
        assert target.evidence in {*evidence, "neighbourhood_history"}, target.id
        dated = evidence.get(target.evidence)
        if dated is not None:
            assert (dated.until or dated.date) <= datetime.date(2016, 12, 13), target.id


def test_the_density_is_that_of_the_errors():
    targets = (make_target(1, 10.0, 0.5, scale="linear"), make_target(2, 3.0, 0.2))
    values = np.array([[11.0, np.log(2.5)]])
    sds = np.sqrt([0.5**2 + (DISCREPANCY * 10.0) ** 2, 0.2**2 + DISCREPANCY**2])
    expected = scipy.stats.norm.logpdf([10.0, np.log(3.0)], values[0], sds).sum()
    assert log_likelihood(targets, values, observed(targets))[0] == pytest.approx(expected)


def test_targets_of_a_group_share_a_part_of_their_error():
    group = {"group": "clerk", "shared_fraction": 0.5}
    targets = (make_target(1, 10.0, 0.4, **group), make_target(2, 20.0, 0.2, **group))
    covariance = error_covariance(targets)
    assert covariance[0, 1] == pytest.approx(0.5 * 0.4 * 0.2)
    assert covariance[0, 0] == pytest.approx(0.4**2 + DISCREPANCY**2)


@pytest.mark.parametrize("form", ["at_most", "at_least"])
def test_a_bound_counts_by_the_chance_that_the_quantity_with_its_error_lies_within(form):
    targets = (make_target(1, 5.0, 1.0), make_target(2, 8.0, 2.0, form, "linear"))
    value, random = np.array([np.log(5.0), 9.0]), np.random.default_rng(1)
    holds = np.mean(
        [simulate_observation(targets, value, random).bound_holds[1] for _ in range(20_000)]
    )
    seen = observed(targets)
    within, beyond = (
        log_likelihood(targets, value[None], Observed(seen.values, np.array([True, flag])))[0]
        for flag in (True, False)
    )
    assert np.exp(within) + np.exp(beyond) == pytest.approx(
        np.exp(log_likelihood(targets[:1], value[None, :1], observed(targets[:1])))[0]
    )
    share = np.exp(within) / (np.exp(within) + np.exp(beyond))
    assert holds == pytest.approx(share, abs=4 * np.sqrt(0.25 / 20_000))


def test_a_bound_far_away_says_nothing():
    targets = (make_target(1, 5.0), make_target(2, 100.0, 1.0, "at_most", "linear"))
    values = np.array([[np.log(4.0), 1.0], [np.log(4.0), 30.0]])
    near, far = log_likelihood(targets, values, observed(targets))
    assert near == pytest.approx(far, abs=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0.0},
        {"error": 0.0},
        {"shared_fraction": 0.5},
        {"shared_fraction": 0.5, "group": "one", "form": "at_most"},
    ],
)
def test_a_target_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        make_target(1, **{"value": 2.0, **wrong})
