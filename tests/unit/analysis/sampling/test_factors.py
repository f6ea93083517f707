"""What is varied: quantiles of draws, values of levers, and what is said of a wrong one."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mesa_mosul.analysis.sampling.factors import (
    DesignError,
    expand_pattern,
    parse_distribution,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.parameters.registry import ParameterError, parameters

PARTS = np.linspace(0.0, 1.0, 201)
INSIDE = PARTS[1:-1]
FLOAT, COUNT, SWITCH = (
    "advance.axis_transfer_days",
    "isis.fighters",
    "coalition.bridges_cut_at_start",
)
WITH_MEASURE = [name for name, one in parameters().items() if one.spec.shape != "fixed"]
WITHOUT_MEASURE = [name for name in parameters() if name not in WITH_MEASURE]


def at(name, said, parts=PARTS):
    return parse_distribution(name, said).quantile(np.asarray(parts))


def bounds(name):
    known = parameters()[name].spec
    return known.low, known.high


def test_a_uniform_draw_has_the_quantiles_of_a_uniform_distribution():
    assert at(FLOAT, {"uniform": [4, 9]}) == pytest.approx(stats.uniform(4, 5).ppf(PARTS))


def test_a_triangular_draw_has_the_quantiles_of_its_density():
    low, mode, high = 4.0, 6.0, 14.0
    rising = low + np.sqrt(PARTS * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - PARTS) * (high - low) * (high - mode))
    top = (mode - low) / (high - low)
    wanted = np.where(top > PARTS, rising, falling)
    assert at(FLOAT, {"triangular": [low, mode, high]}) == pytest.approx(wanted)


@pytest.mark.parametrize("mode", [4, 14])
def test_a_triangle_may_have_its_top_at_an_end(mode):
    values = at(FLOAT, {"triangular": [4, mode, 14]})
    assert (values[0], values[-1]) == (4.0, 14.0)
    assert np.all(np.diff(values) > 0)


@pytest.mark.parametrize(("mean", "sd"), [(10, 3), (4, 8), (10, 0.5)])
def test_a_normal_draw_has_the_quantiles_of_a_normal_cut_off_at_the_evidences_range(mean, sd):
    law, (low, high) = stats.norm(mean, sd), bounds(FLOAT)
    wanted = law.ppf(law.cdf(low) + INSIDE * (law.cdf(high) - law.cdf(low)))
    assert at(FLOAT, {"normal": [mean, sd]}, INSIDE) == pytest.approx(wanted)


def test_a_normal_draw_reaches_the_ends_of_the_evidences_range_and_no_further():
    values = at(FLOAT, {"normal": [10, 3]}, [0.0, 1.0])
    assert tuple(values) == pytest.approx(bounds(FLOAT))


def test_a_choice_gives_each_of_its_values_an_equal_share_in_their_order():
    values = at(FLOAT, {"choice": [5, 3, 20]}, (np.arange(300) + 0.5) / 300)
    assert values == [5] * 100 + [3] * 100 + [20] * 100


def test_a_value_chosen_from_twice_has_two_shares():
    values = at(FLOAT, {"choice": [5, 5, 20]}, (np.arange(300) + 0.5) / 300)
    assert (values.count(5), values.count(20)) == (200, 100)


def test_a_choice_of_one_is_no_choice():
    assert set(at(FLOAT, {"choice": [5]})) == {5}


def test_a_switch_is_off_and_on_in_equal_shares_of_the_evidence():
    values = at(SWITCH, "evidence", (np.arange(100) + 0.5) / 100)
    assert values == [False] * 50 + [True] * 50


@pytest.mark.parametrize("name", WITH_MEASURE)
def test_the_evidence_of_every_parameter_is_drawn_from_end_to_end(name):
    values, kind = at(name, "evidence", [0.0, 0.3, 1.0]), parameters()[name].value_type
    low, high = bounds(name)
    assert all(type(value) is kind for value in values)
    assert (values[0], values[-1]) == (kind(low), kind(high))
    assert low <= values[1] <= high


@pytest.mark.parametrize("name", WITHOUT_MEASURE)
def test_the_evidence_of_a_fixed_parameter_is_no_distribution_but_a_choice_is(name):
    with pytest.raises(DesignError, match=f"'{name}' has no distribution of the evidence"):
        parse_distribution(name, "evidence")
    default = parameters()[name].default
    assert at(name, {"choice": [default]}) == [default] * len(PARTS)


@given(
    st.sampled_from([name for name, one in parameters().items() if one.value_type is not bool]),
    st.floats(0.0, 1.0), st.floats(0.01, 2.0), st.floats(0.0, 1.0),
)  # fmt: skip
def test_no_normal_draw_leaves_the_declared_range_or_kind(name, middle, spread, part):
    low, high = bounds(name)
    mean, sd = low + middle * (high - low), spread * (high - low)
    (value,) = at(name, {"normal": [mean, sd]}, [part])
    assert type(value) is parameters()[name].value_type
    assert low <= value <= high


def test_a_number_of_men_is_rounded_to_the_nearest_man():
    values = at(COUNT, {"uniform": [5000, 5003]}, [0.1, 0.2, 0.5 + 1 / 3, 1.0])
    assert values == [5000, 5001, 5002, 5003]
    assert all(type(value) is int for value in values)


NO_DISTRIBUTION = [
        "Evidence", "uniform", 5, None, [4, 9], {}, {"gamma": [1, 2]},
        {"uniform": [4, 9], "choice": [4]}, {"uniform": 4}, {"uniform": [4]},
        {"uniform": [4, 5, 9]}, {"triangular": [4, 9]}, {"normal": [4]}, {"choice": 4},
    ]  # fmt: skip


def test_a_distribution_of_no_known_form_is_answered_with_all_that_are():
    wrong = []
    for declaration in NO_DISTRIBUTION:
        try:
            parse_distribution(FLOAT, declaration)
            wrong.append(f"{declaration} is accepted")
        except DesignError as error:
            if not re.search(rf"{FLOAT}.*evidence.*normal.*choice", str(error)):
                wrong.append(f"{declaration}: {error}")
    assert not wrong


@pytest.mark.parametrize(
    ("name", "said", "wanted"),
    [
        (FLOAT, {"uniform": [9, 4]}, "in order"),
        (FLOAT, {"uniform": [4, 4]}, "in order"),
        (FLOAT, {"triangular": [4, 3, 9]}, "in order"),
        (FLOAT, {"triangular": [4, 10, 9]}, "in order"),
        (FLOAT, {"normal": [10, 0]}, "above 0"),
        (FLOAT, {"normal": [10, 1e-300]}, "all values would be equal"),
        (FLOAT, {"normal": [10, 1e300]}, "none more likely"),
        (FLOAT, {"normal": [500, 3]}, "takes a mean from"),
        (FLOAT, {"normal": [-5, 30]}, "takes a mean from"),
        (FLOAT, {"normal": [10, -1]}, "above 0"),
        (FLOAT, {"uniform": [4, "many"]}, "takes numbers"),
        (FLOAT, {"uniform": [False, True]}, "takes numbers"),
        (FLOAT, {"uniform": [4, float("inf")]}, "takes numbers"),
        (FLOAT, {"uniform": [float("nan"), 9]}, "takes numbers"),
        (FLOAT, {"normal": [float("nan"), 9]}, "takes numbers"),
        (FLOAT, {"choice": []}, "nothing to choose from"),
        (COUNT, {"uniform": [0, 9000]}, "from 2500 to 10000 personnel"),
        (COUNT, {"triangular": [2500, 9000, 10001]}, "from 2500 to 10000 personnel"),
        (SWITCH, {"uniform": [0, 1]}, "yes or no"),
    ],
)
def test_wrong_numbers_of_a_draw_are_answered_with_right_ones(name, said, wanted):
    with pytest.raises(DesignError, match=f"'{name}'.*{wanted}"):
        parse_distribution(name, said)


def test_numbers_of_numpy_are_numbers():
    draw = parse_distribution(COUNT, {"uniform": [np.int64(5000), np.float64(6000)]})
    assert draw.quantile(np.array([0.0, 1.0])) == [5000, 6000]


@pytest.mark.parametrize("read", [parse_distribution, parse_lever])
def test_an_unknown_parameter_is_answered_with_the_nearest(read):
    with pytest.raises(ParameterError, match=r"isis\.fighter'.*did you mean isis\.fighters"):
        read("isis.fighter", [5000] if read is parse_lever else "evidence")


def test_a_lever_of_values_sets_the_parameter_of_its_name():
    levels = parse_lever(COUNT, [5000, 6000])
    assert levels == [(5000, {COUNT: 5000}), (6000, {COUNT: 6000})]


def test_a_lever_of_one_value_is_one_level():
    assert parse_lever(COUNT, 5000) == [(5000, {COUNT: 5000})]


def test_a_level_with_a_name_sets_all_that_it_says():
    said = {
        "none": {},
        "late": {"reinforcement.iraqi_troops": 5000, "reinforcement.decision_day": 45},
    }
    assert parse_lever("reinforcement", said) == list(said.items())


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ([], "different values"),
        ([5000, 5000], "different values"),
        ({}, "different values"),
        ({"few": 5000}, "each level is a table"),
        ({"few": {COUNT: 5000}, "many": 6000}, "each level is a table"),
    ],
)
def test_a_wrong_lever_is_answered_with_a_right_one(said, wanted):
    with pytest.raises(DesignError, match=f"lever '{COUNT}'.*{wanted}"):
        parse_lever(COUNT, said)


def test_a_star_stands_for_all_but_those_that_are_named_or_fixed():
    draws = parse_distributions(
        {"coalition.*": "evidence", "coalition.artillery_pieces": {"uniform": [50, 60]}},
        ["coalition.strike_aircraft"],
    )
    assert "coalition.personnel" in draws
    assert "coalition.strike_aircraft" not in draws
    assert draws["coalition.artillery_pieces"].distribution == "uniform"


def test_a_star_never_stands_for_resolution_or_a_switch():
    assert not any(
        "men_per_unit" in name or name.startswith("scale") for name in expand_pattern("*")
    )
    assert all(parameters()[name].value_type is not bool for name in expand_pattern("*"))


def test_a_star_that_stands_for_nothing_is_refused():
    with pytest.raises(DesignError, match="martians"):
        expand_pattern("martians.*")


def test_a_fixed_pattern_is_left_out_of_a_wider_one_but_for_what_is_declared_by_name():
    drawn = parse_distributions(
        {"isis.*": "fixed", "*": "evidence", "isis.posture_rate": "evidence"}, ()
    )
    assert [name for name in drawn if name.startswith("isis.")] == ["isis.posture_rate"]
    everything = parse_distributions({"*": "evidence"}, ())
    assert drawn.keys() == {
        name
        for name in everything
        if not name.startswith("isis.") or name == "isis.posture_rate"
    }


def test_a_fixed_parameter_or_pattern_that_there_is_not_is_refused():
    with pytest.raises(DesignError, match="is called 'isi"):
        parse_distributions({"*": "evidence", "isi.*": "fixed"}, ())
    with pytest.raises(ParameterError, match=r"did you mean isis\.fighters"):
        parse_distributions({"*": "evidence", "isis.fighter": "fixed"}, ())
