"""Experiments 7 and 8 measure what they say: on hand-made samples and on small ones."""

import numpy as np
import pytest
from scipy import special

from mesa_mosul.analysis.regularities import (
    AS_OPEN,
    RATIOS,
    as_if_open,
    field_of,
    force_ratio,
    fought,
    logistic,
    sampled,
    within,
    won,
)
from mesa_mosul.provenance import resolved
from mesa_mosul.setting import scenario


@pytest.mark.parametrize("slope", [0.45, 0.75, 5.0])
def test_the_slope_of_a_known_line_is_found_again(slope):
    ratios = np.exp(np.linspace(np.log(0.75), np.log(6.0), 200))
    wins = special.expit(-0.2 + slope * np.log(ratios))
    assert logistic(ratios, wins) == pytest.approx((-0.2, slope), abs=1e-3)


def test_a_figure_outside_its_band_fails():
    assert within(7, "a slope", 0.75, (0.45, 1.05), "").holds
    assert not within(7, "a slope", 5.0, (0.45, 1.05), "").holds
    assert not within(8, "an advance", 0.1, (0.25, 0.6), "").holds


def test_six_to_one_wins_more_often_than_even_numbers():
    world = field_of("open")
    assert won(world, 6.0, range(20)).mean() > won(world, 0.75, range(20)).mean()


def test_a_sample_stays_between_its_ratios_and_repeats_itself():
    (ratios, wins), again = sampled(6), sampled(6)
    assert RATIOS[0] <= ratios.min() <= ratios.max() <= RATIOS[-1]
    assert np.array_equal(wins, again[1])


def test_the_city_as_if_open_differs_in_its_ground_alone():
    city = scenario("recorded")
    before, after = (resolved(one)["parameters"] for one in (city, as_if_open(city)))
    assert {name for name in before if before[name] != after[name]} == AS_OPEN.keys()
    assert all(after[name] == before[other] for name, other in AS_OPEN.items())


def test_open_ground_is_taken_faster_than_the_city():
    city = scenario("recorded")
    assert fought(as_if_open(city), 1)[0] > fought(city, 1)[0]


def test_every_figure_of_a_ratio_is_a_check():
    found = list(force_ratio(8))
    assert {check.experiment for check in found} == {7}
    assert [check.what.split(":")[0] for check in found[:2]] == ["force ratio"] * 2
    assert len(found) == 6
