"""Old names of parameters: read wherever a parameter is named, with a warning."""

import tomllib
from fnmatch import fnmatchcase

import pytest

import mesa_mosul as mm
from mesa_mosul.analysis.sampling.factors import (
    expand_pattern,
    find_parameter,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.experiments.catalogue import list_catalogue
from mesa_mosul.experiments.experiment_file import drawn_by_own_distribution
from mesa_mosul.parameters.aliases import RENAMED
from mesa_mosul.parameters.errors import RenamedWarning
from mesa_mosul.parameters.registry import (
    ParameterError,
    Parameters,
    current_name,
    parameters,
    with_changes,
)

OLD_NAMES = {name: name for name in parameters()} | {new: old for old, new in RENAMED.items()}
OLD_PATTERNS = {
    "force_disagreement": ("iraqi.*", "isis.*", "peshmerga.*", "us.*", "pmf.*"),
    "reported_question_over_ranges": (
        *("ground.*", "sight.*", "fire.*", "quality.*", "cohesion.*", "advance.*", "hold.*"),
        *("defence.*", "obstacles.*", "strikes.*", "car_bombs.*", "weather.*", "people.*"),
        *("command.*", "corridor.*", "raqqa.message_*"),
    ),
}
"""The patterns by which these experiments named what they draw before version 0.2."""


def test_every_old_name_leads_to_a_parameter_and_is_none_itself():
    assert set(RENAMED.values()) <= set(parameters())
    assert not RENAMED.keys() & parameters().keys()


def test_no_two_old_names_lead_to_one_parameter():
    assert len(set(RENAMED.values())) == len(RENAMED)


def test_an_old_name_is_read_with_a_warning_that_names_the_new_one():
    message = "'people.flee' is called 'civilians.displacement_rate' since version 0.2"
    with pytest.warns(FutureWarning, match=message):
        changed = with_changes(Parameters(), {"people.flee": 0.01})
    assert changed.civilians.displacement_rate == 0.01


def test_a_warning_points_at_the_line_that_used_the_old_name():
    with pytest.warns(RenamedWarning) as caught:
        mm.scenario("reported").with_parameters({"people.flee": 0.01})
    assert {warning.filename for warning in caught} == {__file__}


def test_a_name_of_today_is_read_without_a_warning():
    assert current_name("isis.fighters") == "isis.fighters"


def test_a_parameter_set_by_both_of_its_names_is_refused():
    both = {"people.flee": 0.01, "civilians.displacement_rate": 0.02}
    with (
        pytest.warns(RenamedWarning),
        pytest.raises(ParameterError, match="set twice, by two of its names"),
    ):
        with_changes(Parameters(), both)


def test_a_scenario_is_changed_and_named_by_the_name_of_today():
    with pytest.warns(RenamedWarning):
        changed = mm.scenario("reported").with_parameters({"us.guns": 60})
    assert changed.name == "reported, coalition.artillery_pieces=60"
    assert changed.changes["coalition.artillery_pieces"] == 60


def test_a_design_finds_a_parameter_by_its_old_name():
    with pytest.warns(RenamedWarning):
        assert find_parameter("hold.retake").name == "hold.raid_contest_rate"


def test_an_old_pattern_stands_for_the_same_parameters():
    with pytest.warns(RenamedWarning):
        assert expand_pattern("raqqa.message_*") == [
            "raqqa.hold_order_rate",
            "raqqa.hold_order_value",
        ]
    with pytest.warns(RenamedWarning):
        assert set(expand_pattern("people.*")) == set(expand_pattern("civilians.*"))


def test_levers_and_draws_have_the_names_of_today():
    with pytest.warns(RenamedWarning):
        levels = parse_lever("us.guns", [60, 150])
    assert [level.changes for level in levels] == [
        {"coalition.artillery_pieces": 60},
        {"coalition.artillery_pieces": 150},
    ]
    with pytest.warns(RenamedWarning):
        named = parse_lever("late", {"yes": {"reinforcement.decided_day": 45}})
    assert named[0].changes == {"reinforcement.decision_day": 45}
    with pytest.warns(RenamedWarning):
        draws = parse_distributions({"people.flee": "evidence"}, ())
    assert list(draws) == ["civilians.displacement_rate"]


def test_a_lever_by_its_old_name_is_not_drawn_too():
    with pytest.warns(RenamedWarning):
        draws = parse_distributions({"civilians.*": "evidence"}, {"people.flee"})
    assert "civilians.displacement_rate" not in draws


@pytest.mark.parametrize("name", OLD_PATTERNS)
def test_a_shipped_experiment_draws_the_parameters_that_its_old_patterns_named(name):
    table = tomllib.loads(list_catalogue()[name].read_text(encoding="utf-8"))
    levers = set()
    for lever, declaration in table.get("levers", {}).items():
        levels = declaration.values() if isinstance(declaration, dict) else [{lever: None}]
        levers |= {parameter for changes in levels for parameter in changes}
    expected = {
        new
        for new, old in OLD_NAMES.items()
        if any(fnmatchcase(old, pattern) for pattern in OLD_PATTERNS[name])
        and parameters()[new].value_type is not bool
        and parameters()[new].spec.shape != "fixed"
        and new not in levers
    }
    own = drawn_by_own_distribution(table["uncertainties"])
    assert set(parse_distributions(own, levers)) == expected
