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
    error_covariance,
    log_likelihood,
    observed,
    read_targets,
    simulate_observation,
    to_scale,
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


NO_VARIATION = np.zeros((2, 2))


def test_the_density_is_that_of_errors_and_random_variation():
    targets = (make_target(1, 10.0, 0.5, scale="root"), make_target(2, 3.0, 0.2))
    means, variation = np.array([[3.3, np.log(2.5)]]), np.diag([0.01, 0.02])
    slope = 0.5 / np.sqrt(10.0)
    sds = np.sqrt(
        [
            (slope * 0.5) ** 2 + (slope * DISCREPANCY * 10.0) ** 2 + 0.01,
            0.2**2 + DISCREPANCY**2 + 0.02,
        ]
    )
    expected = scipy.stats.norm.logpdf([np.sqrt(10.0), np.log(3.0)], means[0], sds).sum()
    found = log_likelihood(targets, means, variation, observed(targets))
    assert found == pytest.approx([expected])


def test_an_error_on_the_scale_of_roots_is_that_of_the_value():
    values = np.random.default_rng(1).normal(100.0, 3.0, 100_000)
    target = make_target(1, 100.0, 3.0, scale="root")
    spread = to_scale((target,), values[:, None]).var()
    without = error_covariance((target,))[0, 0] - (DISCREPANCY * 100.0 * 0.05) ** 2
    assert without == pytest.approx(spread, rel=0.03)


def test_targets_of_a_group_share_a_part_of_their_error():
    group = {"group": "clerk", "shared_fraction": 0.5}
    targets = (make_target(1, 10.0, 0.4, **group), make_target(2, 20.0, 0.2, **group))
    covariance = error_covariance(targets)
    assert covariance[0, 1] == pytest.approx(0.5 * 0.4 * 0.2)
    assert covariance[0, 0] == pytest.approx(0.4**2 + DISCREPANCY**2)


@pytest.mark.parametrize("form", ["at_most", "at_least"])
def test_a_bound_counts_by_the_chance_that_the_quantity_with_its_error_lies_within(form):
    targets = (make_target(1, 5.0, 1.0), make_target(2, 8.0, 2.0, form, "root"))
    values, random = np.array([np.log(5.0), 3.0]), np.random.default_rng(1)
    holds = np.mean(
        [simulate_observation(targets, values, random).bound_holds[1] for _ in range(20_000)]
    )
    seen = observed(targets)
    within, beyond = (
        np.exp(
            log_likelihood(
                targets,
                values[None],
                NO_VARIATION,
                seen._replace(bound_holds=np.array(holding)),
            )[0]
        )
        for holding in ([True, True], [True, False])
    )
    alone = log_likelihood(
        targets[:1], values[None, :1], NO_VARIATION[:1, :1], observed(targets[:1])
    )
    assert within + beyond == pytest.approx(np.exp(alone)[0])
    assert holds == pytest.approx(within / (within + beyond), abs=4 * np.sqrt(0.25 / 20_000))


def test_a_bound_far_away_says_nothing():
    targets = (make_target(1, 5.0), make_target(2, 100.0, 1.0, "at_most", "root"))
    means = np.array([[np.log(4.0), 1.0], [np.log(4.0), 3.0]])
    near, far = log_likelihood(targets, means, NO_VARIATION, observed(targets))
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
