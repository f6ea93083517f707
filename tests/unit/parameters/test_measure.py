"""The measure over the parameters: what each declares, and what its law is.

Tests over all parameters list every failure.
"""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mesa_mosul.parameters.measure import GROUPS, SHAPES, measure_quantiles
from mesa_mosul.parameters.registry import parameters

ALL = parameters()
MAY_BE_FIXED = re.compile(r"resolution\..*|.*\.men_per_unit|(duel|ambush|street|hill|own)\..*")
NUMERICAL = "affects numerical accuracy"
"""What the meaning of a parameter says that no strength, rate or decision depends on."""
INSIDE = (np.arange(2000) + 0.5) / 2000


def failures(holds, names=ALL):
    return "\n".join(
        f"{name}: {ALL[name].spec}" for name in names if not holds(ALL[name], ALL[name].spec)
    )


def names_with(*shapes):
    return [name for name, entry in ALL.items() if entry.spec.shape in shapes]


def test_every_parameter_has_a_shape_that_is_explained():
    assert not failures(lambda _, spec: spec.shape in SHAPES)


def test_every_shape_is_declared_by_some_parameter():
    assert {entry.spec.shape for entry in ALL.values()} == SHAPES.keys()


def test_booleans_and_they_alone_are_coins():
    assert not failures(lambda one, spec: (one.value_type is bool) == (spec.shape == "coin"))


def test_resolution_numerical_accuracy_and_laboratories_and_they_alone_are_fixed():
    assert not failures(
        lambda one, spec: (
            bool(MAY_BE_FIXED.fullmatch(one.name) or NUMERICAL in one.meaning)
            == (spec.shape == "fixed")
        )
    )


def test_the_logarithm_is_taken_of_ranges_above_zero_alone():
    assert not failures(lambda _, spec: spec.low > 0, names_with("log_pert", "log_uniform"))


def test_no_best_value_is_left_out_where_one_source_alone_speaks(seeds):
    """Uniform is for sources that can conflict, and for assumptions that are only swept."""
    swept = {row.id for row in seeds.assumptions if "swept" in row.reason}
    assert not failures(
        lambda _, spec: any(
            source in swept or source[0] in "ER" for source in spec.source.split(";")
        ),
        names_with("uniform", "log_uniform"),
    )


def test_every_group_has_a_reason_and_two_members_or_more():
    members = [entry.spec.together for entry in ALL.values() if entry.spec.together]
    assert set(members) == GROUPS.keys()
    assert all(members.count(group) >= 2 for group in GROUPS)
    assert all(len(reason.split()) >= 5 for reason in GROUPS.values())


def test_a_parameter_without_a_distribution_is_in_no_group():
    assert not failures(lambda _, spec: not spec.together, names_with("coin", "fixed"))


RANGES = st.tuples(st.floats(0.001, 10.0), st.floats(1.1, 1000.0), st.floats(0.0, 1.0)).map(
    lambda one: (one[0], one[0] * (1.0 + (one[1] - 1.0) * one[2]), one[0] * one[1])
)
"""Bounds above 0 and a mode between them, the ends included."""


@given(st.sampled_from(["pert", "log_pert", "uniform", "log_uniform"]), RANGES)
def test_a_law_goes_from_end_to_end_and_never_back(shape, bounds):
    low, mode, high = bounds
    values = measure_quantiles(shape, low, min(mode, high), high, np.linspace(0.0, 1.0, 101))
    assert (values[0], values[-1]) == (low, high)
    assert np.all(np.diff(values) >= 0.0)


def peak(values):
    """Return where sorted quantiles at equal steps lie closest, smoothed over 41 of them."""
    widths = values[41:] - values[:-41]
    place = int(np.argmin(widths))
    return values[place : place + 42].mean()


@pytest.mark.parametrize("mode", [1.0, 2.0, 5.0, 9.0, 10.0])
def test_pert_is_densest_at_the_mode(mode):
    assert peak(measure_quantiles("pert", 1.0, mode, 10.0, INSIDE)) == pytest.approx(
        mode, abs=0.3
    )


@pytest.mark.parametrize("mode", [1.0, 2.0, 10.0, 50.0, 100.0])
def test_log_pert_is_densest_in_the_logarithm_at_that_of_the_mode(mode):
    logs = np.log10(measure_quantiles("log_pert", 1.0, mode, 100.0, INSIDE))
    assert peak(logs) == pytest.approx(np.log10(mode), abs=0.08)


@pytest.mark.parametrize("mode", [0.0, 3.0, 10.0])
def test_the_mean_of_pert_weighs_the_mode_four_times(mode):
    values = measure_quantiles("pert", 0.0, mode, 10.0, INSIDE)
    assert values.mean() == pytest.approx((0.0 + 4.0 * mode + 10.0) / 6.0, abs=0.01)


def test_log_pert_is_positive_and_symmetric_in_the_logarithm_about_a_central_mode():
    values = measure_quantiles("log_pert", 0.02, 0.2, 2.0, INSIDE)
    assert np.all(values > 0.0)
    assert np.log(values / 0.2) == pytest.approx(-np.log(values / 0.2)[::-1], abs=1e-9)
    assert np.prod(values ** (1 / len(values))) == pytest.approx(0.2)


@pytest.mark.parametrize("mode", [2.0, 4.0, 7.0])
def test_pert_is_the_beta_distribution_that_scipy_has(mode):
    law = stats.beta(1 + 4 * (mode - 2) / 5, 1 + 4 * (7 - mode) / 5, loc=2, scale=5)
    assert measure_quantiles("pert", 2.0, mode, 7.0, INSIDE) == pytest.approx(law.ppf(INSIDE))


def test_the_uniform_laws_are_those_that_scipy_has():
    uniform, log_uniform = stats.uniform(2, 5), stats.loguniform(2, 7)
    for shape, law in {"uniform": uniform, "log_uniform": log_uniform}.items():
        assert measure_quantiles(shape, 2.0, 3.0, 7.0, INSIDE) == pytest.approx(law.ppf(INSIDE))


@pytest.mark.parametrize("shape", ["coin", "fixed", "Pert"])
def test_what_is_no_law_of_a_number_is_refused(shape):
    with pytest.raises(ValueError, match=f"{shape} is no distribution of a number"):
        measure_quantiles(shape, 0.0, 0.5, 1.0, INSIDE)
