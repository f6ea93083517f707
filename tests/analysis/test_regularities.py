"""Experiments 7 and 8 measure what they say: on hand-made samples and on small ones."""

import numpy as np
import pytest
from scipy import special

from mesa_mosul.analysis import regularities
from mesa_mosul.analysis.checks import Check
from mesa_mosul.analysis.engagements import (
    ALONE,
    FIGHTING,
    TERRAIN,
    Engagement,
    drawn,
    field_of,
    outcomes,
    won,
)
from mesa_mosul.analysis.misses import MISSES, Miss, explained
from mesa_mosul.analysis.regularities import (
    AS_OPEN,
    CLEARING,
    RATIOS,
    as_if_open,
    chance_at,
    force_ratio,
    fought,
    logistic,
    never_falls,
    over,
    rises,
    sampled,
    within,
)
from mesa_mosul.parameters import Parameters, parameters
from mesa_mosul.provenance import resolved
from mesa_mosul.setting import scenario

MISS = (Miss(7, "a slope", 3.0, "2026-01-01", "the bench has no wind"),)


@pytest.mark.parametrize("slope", [0.45, 0.75, 5.0])
def test_the_slope_of_a_known_line_is_found_again(slope):
    ratios = np.exp(np.linspace(np.log(0.75), np.log(6.0), 200))
    wins = special.expit(-0.2 + slope * np.log(ratios))
    line = logistic(ratios, wins)
    assert line == pytest.approx((-0.2, slope), abs=1e-3)
    assert chance_at(line, 3.0) == pytest.approx(special.expit(-0.2 + slope * np.log(3.0)))


def test_other_things_that_differ_flatten_a_slope():
    ratios = np.exp(np.tile(np.linspace(np.log(0.75), np.log(6.0), 50), 2))
    other = np.repeat([-3.0, 3.0], 50)
    alike, mixed = (special.expit(2.0 * np.log(ratios) + more) for more in (0.0, other))
    assert 0.0 < logistic(ratios, mixed)[1] < logistic(ratios, alike)[1]


def test_a_figure_outside_its_band_fails():
    assert within(7, "a slope", 0.75, (0.45, 1.05), "").holds
    assert within(7, "a slope", 5.0, (0.45, 1.05), "").fails
    assert within(8, "an advance", 0.1, (0.25, 0.6), "").fails


def test_a_declared_miss_tells_its_reason_and_does_not_fail():
    check = explained(within(7, "a slope of wins", 5.0, (0.45, 1.05), ""), MISS)
    assert not check.holds
    assert not check.fails
    assert check.verdict == "OUTSIDE (the bench has no wind; 3 on 2026-01-01)"


def test_a_declared_miss_that_comes_out_inside_its_band_holds():
    check = explained(within(7, "a slope of wins", 0.75, (0.45, 1.05), ""), MISS)
    assert check.verdict == "holds"
    assert not check.reason


@pytest.mark.parametrize(("experiment", "what"), [(8, "a slope"), (7, "another slope")])
def test_a_reason_excuses_no_other_check(experiment, what):
    check = explained(within(experiment, what, 5.0, (0.45, 1.05), ""), MISS)
    assert check.verdict == "FAILS"


def test_every_miss_says_what_was_found_when_and_why():
    for miss in MISSES:
        assert miss.experiment in (7, 8)
        assert len(miss.date) == len("2026-01-01")
        assert len(miss.reason) > 20


def test_no_reason_excuses_a_ratio_that_wins_less_often(monkeypatch):
    monkeypatch.setattr(
        regularities, "won", lambda one, seeds: np.full(40, one.ratio < 2.0) * 1.0
    )
    for ground in TERRAIN:
        for posture, share in regularities.POSTURES.items():
            check = explained(rises(ground, posture, share, range(40)))
            assert check.measured == 1.0
            assert check.verdict == "FAILS"


def test_a_fall_counts_only_beyond_luck():
    half = np.repeat([0.0, 1.0], 50)
    worse, near = half.copy(), half.copy()
    worse[60:] = 0.0
    near[:2], near[50:53] = 1.0, 0.0
    assert never_falls([half, half, np.ones(100)])
    assert never_falls([half, near])
    assert not never_falls([half, worse])


def test_an_engagement_is_fought_by_the_rules_of_the_battle():
    usual = Parameters()
    fighting = field_of("open").parameters
    for subject in FIGHTING:
        for name, value in getattr(usual, subject)._asdict().items():
            if f"{subject}.{name}" not in ALONE:
                assert getattr(getattr(fighting, subject), name) == value, (subject, name)


def test_a_side_that_breaks_is_beaten_before_it_is_dead():
    steady = {f"cohesion.{name}": 0.0 for name in ("flank_rate", "loss_rate", "break_rate")}
    breaking, stubborn = (
        outcomes(Engagement("open", 600, 100, changes=changes), range(20))[:, 1]
        for changes in ({"fire.aimed_rate": 0.001}, {"fire.aimed_rate": 0.001, **steady})
    )
    assert (breaking == 0).any()
    assert stubborn.all()


def test_a_fight_without_time_is_the_attackers_failure():
    hurried = Engagement("open", 600, 100, changes={"cohesion.refit_days": 0.25})
    left = outcomes(hurried, range(5))
    assert (left > 0).all()
    assert not won(hurried, range(5)).any()


def test_six_to_one_wins_more_often_than_even_numbers():
    many, even = (Engagement("open", ratio * 100, 100) for ratio in (6, 1))
    assert won(many, range(20)).mean() > won(even, range(20)).mean()


def test_outflanked_defenders_lose_more_often_than_outflanked_attackers():
    flanked, flanking = (
        Engagement("open", 150, 100, cohesion=(0.6, 0.6), held=held) for held in (0.2, 0.8)
    )
    assert won(flanking, range(40)).mean() > won(flanked, range(40)).mean()


def test_drawn_engagements_lie_in_the_ranges_declared():
    dice, known, scale = np.random.default_rng(1), parameters(), Parameters().scale
    for _ in range(50):
        one = drawn(dice, "new_city", (0.75, 6.0))
        assert 0.74 <= one.ratio <= 6.01
        assert scale.men_per_isis_group <= one.defenders <= scale.men_per_battalion
        for name, value in one.changes.items():
            assert known[name].known.low <= value <= known[name].known.high


def test_a_sample_stays_between_its_ratios_and_repeats_itself():
    (ratios, wins), again = sampled(6), sampled(6)
    assert RATIOS[0] * 0.99 <= ratios.min() <= ratios.max() <= RATIOS[-1] * 1.01
    assert np.array_equal(wins, again[1])


def test_the_city_as_if_open_differs_in_its_ground_alone():
    city = scenario("recorded")
    worlds = city, as_if_open(city), as_if_open(city, CLEARING)
    before, after, slow = (resolved(one)["parameters"] for one in worlds)
    assert {name for name in before if before[name] != after[name]} == AS_OPEN.keys()
    assert all(after[name] == before[other] for name, other in AS_OPEN.items())
    assert {name for name in after if after[name] != slow[name]} == CLEARING.keys()


def test_open_ground_is_taken_faster_than_the_city():
    city = scenario("recorded")
    assert fought(as_if_open(city), 1)[0] > fought(city, 1)[0]


def test_an_arm_over_twice_itself_is_a_half_whatever_the_seeds():
    arm = np.array([1.0, 5.0, 2.0, 9.0])
    ratio, wide = over(arm, 2.0 * arm)
    assert ratio == pytest.approx(0.5)
    assert wide == "0.50 to 0.50"


def test_every_figure_of_a_ratio_is_a_check():
    found = list(force_ratio(8))
    assert all(isinstance(check, Check) and check.experiment == 7 for check in found)
    assert [check.what.split(":")[0] for check in found[:2]] == ["force ratio"] * 2
    assert len(found) == 2 + len(TERRAIN) * len(regularities.POSTURES)
