"""Checks 7 and 8 measure what they claim: on hand-made samples and on small ones."""

import numpy as np
import pytest
from scipy import special

from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.parameters.registry import Parameters, parameters
from mesa_mosul.verification import historical_regularities as regularities
from mesa_mosul.verification.engagements import (
    ENGAGEMENT_SETTINGS,
    SHARED_GROUPS,
    TERRAIN_PARAMETERS,
    Engagement,
    attacker_wins,
    engagement_scenario,
    final_strengths,
    random_engagement,
)
from mesa_mosul.verification.exact_fights import Check
from mesa_mosul.verification.historical_regularities import (
    ALL_AS_OPEN,
    CLEARING_AS_OPEN,
    FORCE_RATIOS,
    band_check,
    first_days,
    fit_win_logistic,
    flat_terrain,
    force_ratio_checks,
    is_monotone,
    monotonicity_check,
    ratio_of_means,
    sample_engagements,
    win_probability,
)
from mesa_mosul.verification.known_misses import KNOWN_MISSES, KnownMiss, with_reason

MISS = (KnownMiss(7, "a slope", 3.0, "2026-01-01", "the laboratory has no wind"),)


@pytest.mark.parametrize("slope", [0.45, 0.75, 5.0])
def test_the_slope_of_a_known_logistic_curve_is_recovered(slope):
    ratios = np.exp(np.linspace(np.log(0.75), np.log(6.0), 200))
    wins = special.expit(-0.2 + slope * np.log(ratios))
    line = fit_win_logistic(ratios, wins)
    assert line == pytest.approx((-0.2, slope), abs=1e-3)
    assert win_probability(line, 3.0) == pytest.approx(
        special.expit(-0.2 + slope * np.log(3.0))
    )


def test_other_things_that_differ_flatten_a_slope():
    ratios = np.exp(np.tile(np.linspace(np.log(0.75), np.log(6.0), 50), 2))
    other = np.repeat([-3.0, 3.0], 50)
    alike, mixed = (special.expit(2.0 * np.log(ratios) + more) for more in (0.0, other))
    assert 0.0 < fit_win_logistic(ratios, mixed)[1] < fit_win_logistic(ratios, alike)[1]


def test_a_figure_outside_its_band_fails():
    assert band_check(7, "a slope", 0.75, (0.45, 1.05), "").holds
    assert band_check(7, "a slope", 5.0, (0.45, 1.05), "").fails
    assert band_check(8, "an advance", 0.1, (0.25, 0.6), "").fails


def test_a_declared_miss_shows_its_reason_and_does_not_fail():
    check = with_reason(band_check(7, "a slope of wins", 5.0, (0.45, 1.05), ""), MISS)
    assert not check.holds
    assert not check.fails
    assert check.verdict == "OUTSIDE (the laboratory has no wind; 3 on 2026-01-01)"


def test_a_declared_miss_that_comes_out_inside_its_band_holds():
    check = with_reason(band_check(7, "a slope of wins", 0.75, (0.45, 1.05), ""), MISS)
    assert check.verdict == "holds"
    assert not check.reason


@pytest.mark.parametrize(("number", "label"), [(8, "a slope"), (7, "another slope")])
def test_a_reason_excuses_no_other_check(number, label):
    check = with_reason(band_check(number, label, 5.0, (0.45, 1.05), ""), MISS)
    assert check.verdict == "FAILS"


def test_every_miss_has_its_value_date_and_reason():
    for miss in KNOWN_MISSES:
        assert miss.number in (7, 8)
        assert len(miss.date) == len("2026-01-01")
        assert len(miss.reason) > 20


def test_no_reason_excuses_a_ratio_that_wins_less_often(monkeypatch):
    monkeypatch.setattr(
        regularities,
        "attacker_wins",
        lambda engagement, seeds: np.full(40, engagement.force_ratio < 2.0) * 1.0,
    )
    for terrain in TERRAIN_PARAMETERS:
        for posture, exposed in regularities.DEFENCE_POSTURES.items():
            check = with_reason(monotonicity_check(terrain, posture, exposed, range(40)))
            assert check.measured == 1.0
            assert check.verdict == "FAILS"


def test_a_fall_counts_only_beyond_random_variation():
    half = np.repeat([0.0, 1.0], 50)
    worse, near = half.copy(), half.copy()
    worse[60:] = 0.0
    near[:2], near[50:53] = 1.0, 0.0
    assert is_monotone([half, half, np.ones(100)])
    assert is_monotone([half, near])
    assert not is_monotone([half, worse])


def test_an_engagement_is_fought_by_the_rules_of_the_battle():
    defaults = Parameters()
    engaged = engagement_scenario("open").parameters
    for group in SHARED_GROUPS:
        for name, value in getattr(defaults, group)._asdict().items():
            if f"{group}.{name}" not in ENGAGEMENT_SETTINGS:
                assert getattr(getattr(engaged, group), name) == value, (group, name)


def test_a_side_that_breaks_is_beaten_before_it_is_dead():
    steady = {
        f"cohesion.{name}": 0.0
        for name in ("flank_break_rate", "loss_break_rate", "exhaustion_break_rate")
    }
    breaking, stubborn = (
        final_strengths(Engagement("open", 600, 100, changes=changes), range(20))[:, 1]
        for changes in ({"fire.aimed_rate": 0.001}, {"fire.aimed_rate": 0.001, **steady})
    )
    assert (breaking == 0).any()
    assert stubborn.all()


def test_a_fight_without_time_is_the_attackers_failure():
    hurried = Engagement("open", 600, 100, changes={"cohesion.refit_days": 0.25})
    assert (final_strengths(hurried, range(5)) > 0).all()
    assert not attacker_wins(hurried, range(5)).any()


def test_six_to_one_wins_more_often_than_even_numbers():
    many, even = (Engagement("open", ratio * 100, 100) for ratio in (6, 1))
    assert attacker_wins(many, range(20)).mean() > attacker_wins(even, range(20)).mean()


def test_outflanked_defenders_lose_more_often_than_outflanked_attackers():
    flanked, flanking = (
        Engagement("open", 150, 100, cohesion=(0.6, 0.6), control=held) for held in (0.2, 0.8)
    )
    assert attacker_wins(flanking, range(40)).mean() > attacker_wins(flanked, range(40)).mean()


def test_random_engagements_lie_in_the_declared_ranges():
    rng, entries, resolution = np.random.default_rng(1), parameters(), Parameters().resolution
    for _ in range(50):
        engagement = random_engagement(rng, "new_city", (0.75, 6.0))
        assert 0.74 <= engagement.force_ratio <= 6.01
        smallest, largest = resolution.men_per_isis_battalion, resolution.men_per_battalion
        assert smallest <= engagement.defenders <= largest
        for name, value in engagement.changes.items():
            assert entries[name].spec.low <= value <= entries[name].spec.high


def test_a_sample_stays_between_its_ratios_and_repeats_itself():
    (ratios, wins), again = sample_engagements(6), sample_engagements(6)
    assert FORCE_RATIOS[0] * 0.99 <= ratios.min() <= ratios.max() <= FORCE_RATIOS[-1] * 1.01
    assert np.array_equal(wins, again[1])


def test_the_city_as_if_open_differs_in_its_terrain_alone():
    city = scenario("recorded")
    arms = city, flat_terrain(city), flat_terrain(city, CLEARING_AS_OPEN)
    before, after, slow = (scenario_to_dict(arm)["parameters"] for arm in arms)
    assert {name for name in before if before[name] != after[name]} == ALL_AS_OPEN.keys()
    assert all(after[name] == before[other] for name, other in ALL_AS_OPEN.items())
    assert {name for name in after if after[name] != slow[name]} == CLEARING_AS_OPEN.keys()


def test_open_terrain_is_cleared_faster_than_the_city():
    city = scenario("recorded")
    assert first_days(flat_terrain(city), 1)[0] > first_days(city, 1)[0]


def test_an_arm_over_twice_itself_is_a_half_whatever_the_seeds():
    arm = np.array([1.0, 5.0, 2.0, 9.0])
    ratio, interval = ratio_of_means(arm, 2.0 * arm)
    assert ratio == pytest.approx(0.5)
    assert interval == "0.50 to 0.50"


def test_every_figure_of_a_ratio_is_a_check():
    checks = list(force_ratio_checks(8))
    assert all(isinstance(check, Check) and check.number == 7 for check in checks)
    assert [check.label.split(":")[0] for check in checks[:2]] == ["force ratio"] * 2
    assert len(checks) == 2 + len(TERRAIN_PARAMETERS) * len(regularities.DEFENCE_POSTURES)
