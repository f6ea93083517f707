"""What an experiment varies: numbers that are drawn, levers that are set."""

import numpy as np
import pytest
from scipy import stats

from mesa_mosul.experiments.draws import DesignError, named, read_draw, read_draws, read_lever
from mesa_mosul.parameters import ParameterError, parameters

PARTS = np.linspace(0.0, 1.0, 41)
REAL, WHOLE = "hold.density", "isis.fighters"


def test_uniform_draws_lie_evenly_between_their_bounds():
    values = read_draw(REAL, {"uniform": [40, 80]}).at(PARTS)
    assert values == pytest.approx(list(40 + 40 * PARTS))


def test_triangular_draws_have_the_quantiles_of_the_triangle():
    values = read_draw(REAL, {"triangular": [40, 50, 80]}).at(PARTS)
    assert values == pytest.approx(list(stats.triang(0.25, 40, 40).ppf(PARTS)))


def test_normal_draws_have_the_quantiles_of_the_bell_and_end_with_the_range():
    known = parameters()[WHOLE].known
    values = read_draw(WHOLE, {"normal": [6000, 1000]}).at(PARTS)
    assert values[20] == pytest.approx(6000, abs=60)
    assert values[0] == known.low
    assert values[-1] == known.high
    assert values == sorted(values)


def test_choices_are_equally_likely():
    values = read_draw(WHOLE, {"choice": [4000, 5000, 6000, 7000]}).at(
        (PARTS[1:] + PARTS[:-1]) / 2
    )
    assert [values.count(one) for one in (4000, 5000, 6000, 7000)] == [10, 10, 10, 10]


@pytest.mark.parametrize("name", named("*"))
def test_evidence_spans_the_range_of_the_sources_and_never_leaves_it(name):
    entry = parameters()[name]
    values = read_draw(name, "evidence").at(PARTS)
    assert values[0] == entry.known.low
    assert values[-1] == pytest.approx(entry.known.high)
    assert all(entry.known.low <= value <= entry.known.high for value in values)
    assert all(type(value) is entry.kind for value in values)


def test_a_wide_range_is_drawn_by_its_logarithm():
    wide = next(n for n, e in parameters().items()
                if e.kind is float and 0 < 20 * e.known.low < e.known.high)  # fmt: skip
    known = parameters()[wide].known
    middle = read_draw(wide, "evidence").at(np.array([0.5]))[0]
    assert middle == pytest.approx((known.low * known.high) ** 0.5)


@pytest.mark.parametrize(
    "said",
    [
        "evidense",
        {"uniform": [1]},
        {"uniform": [2, 1]},
        {"uniform": [1, 1]},
        {"triangular": [1, 5, 4]},
        {"normal": [5, 0]},
        {"normal": [5, "wide"]},
        {"choice": []},
        {"lognormal": [1, 2]},
        {"uniform": [1, 2], "normal": [1, 2]},
        12,
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(said):
    with pytest.raises(DesignError, match=REAL):
        read_draw(REAL, said)


def test_an_unknown_number_is_told_what_is_near():
    with pytest.raises(ParameterError, match="did you mean"):
        read_draw("isis.fighter", "evidence")


def test_a_star_stands_for_all_but_those_that_are_said_or_held():
    draws = read_draws({"us.*": "evidence", "us.guns": {"uniform": [50, 60]}}, ["us.warplanes"])
    assert "us.servicemen" in draws
    assert "us.warplanes" not in draws
    assert draws["us.guns"].kind == "uniform"


def test_a_star_never_stands_for_resolution_or_a_switch():
    assert not any("men_per_unit" in name or name.startswith("scale") for name in named("*"))
    assert all(parameters()[name].kind is not bool for name in named("*"))


def test_a_star_that_stands_for_nothing_is_refused():
    with pytest.raises(DesignError, match="martians"):
        named("martians.*")


def test_a_lever_is_a_list_of_values_or_a_table_of_levels():
    assert [one.changes for one in read_lever(REAL, [40, 50])] == [{REAL: 40}, {REAL: 50}]
    (level,) = read_lever("many", {"late": {"reinforcement.decided_day": 45}})
    assert level.label == "late"


@pytest.mark.parametrize("said", [[], [1, 1], {}, {"late": 45}])
def test_a_lever_without_different_values_is_refused(said):
    with pytest.raises(DesignError, match="lever"):
        read_lever(REAL, said)
