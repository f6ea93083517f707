"""Experiments from files and from Python: the same words, the same runs; mistakes are named."""

import datetime

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.file import ExperimentError
from mesa_mosul.experiments.jobs import Plan

WORDS = """
name = "own"
base = "campaign"
days = 20
replications = 3
seed = 7
decisions_until = 2016-10-20
outcomes = ["km2_city_held@2016-10-30"]
record = ["isis_killed"]
[constants]
"isis.fighters" = 6000
[levers]
"isis.returning" = [0, 500]
[uncertainties]
"hold.density" = { uniform = [40, 80] }
[design]
kind = "latin_hypercube"
points = 4
"""
SAID = {
    "name": "own", "base": "campaign", "days": 20, "replications": 3, "seed": 7,
    "decisions_until": datetime.date(2016, 10, 20),
    "outcomes": ["km2_city_held@2016-10-30"], "record": ["isis_killed"],
    "constants": {"isis.fighters": 6000}, "levers": {"isis.returning": [0, 500]},
    "uncertainties": {"hold.density": {"uniform": [40, 80]}},
    "design": {"kind": "latin_hypercube", "points": 4},
}  # fmt: skip


def keys(experiment):
    plan = Plan(experiment, 60.0)
    count = experiment.said.replications
    return [place.job.key for place in plan.places([count] * plan.count)]


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.toml").write_text(WORDS)
    return Experiment.read(tmp_path / "own.toml")


def test_a_file_and_python_with_the_same_words_make_the_same_runs(own):
    assert keys(own) == keys(mm.Experiment(**SAID))


def test_what_is_constant_is_in_the_scenario(own):
    (base,) = own.bases
    assert base.parameters.isis.fighters == 6000
    assert base.decisions_until == datetime.date(2016, 10, 20)
    assert base.name == "campaign"


def test_a_scenario_made_in_python_keeps_its_name():
    stay = mm.scenario("reported").with_(**{"peshmerga.leaves_offensive": False})
    made = mm.Experiment(["reported", stay], days=2)
    assert [base.name for base in made.bases] == ["reported", stay.name]


def test_a_small_experiment_is_small(own):
    small = own.small()
    assert small.said.replications == 2
    assert small.said.days == 4
    assert 1 <= len(small.points) <= 6
    assert set(map(repr, small.points)) <= set(map(repr, own.points))


def test_the_experiment_that_is_made_small_stays_whole(own):
    own.small()
    own.repeated(9)
    assert own.said.replications == 3
    assert len(own.points) == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("replications", "replication", "'replication': extra inputs"),
        ("days = 20", "days = 0", "'days'"),
        ("days = 20", "days = 2000", "days is 2000: 'campaign' has"),
        ("days = 20", 'days = "twenty"', "'days'"),
        ('"campaign"', '"campain"', "did you mean campaign"),
        ("isis.returning", "isis.returnin", "did you mean isis.returning"),
        ("[0, 500]", "[0, 500000]", "isis.returning is 500000: it takes 0 to 3000 men"),
        ("isis.fighters", "isis.fighter", "did you mean isis.fighters"),
        ("uniform", "unifrom", "it takes \"evidence\""),
        ("km2_city_held@", "km2_city_hold@", "did you mean km2_city_held"),
        ("2016-10-30", "2016-13-30", "is no date"),
        ('["isis_killed"]', '["isis_kiled"]', "did you mean isis_killed"),
        ('"latin_hypercube"', '"latin"', "no design is called 'latin'"),
        ("points = 4", "samples = 4", "latin_hypercube takes points"),
        ('"campaign"', '"campaign"\nscenarios = ["reported"]', "base or scenarios, not both"),
        ('base = "campaign"', 'scenarios = ["duel", "duel"]', "named twice"),
        ("[levers]", "[levers]\ncaptured = { a = {}, b = {} }", "a lever cannot be called"),
        ("[levers]", "[levers", "not readable as TOML"),
        ("points = 4", "file = 'gone.csv'", "gone.csv cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named_with_the_file(old, new, said, tmp_path):
    assert old in WORDS
    text = WORDS.replace(old, new, 1)
    if "duel" in new:
        text = text.replace("days = 20\n", "")
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(ExperimentError) as told:
        Experiment.read(tmp_path / "own.toml")
    assert "own.toml" in str(told.value)
    assert said in str(told.value)


def test_a_table_of_points_is_read_from_beside_the_file(tmp_path):
    (tmp_path / "points.csv").write_text("hold.density,isis.fighters\n40,4000\n60,6000\n")
    (tmp_path / "own.toml").write_text("[design]\nkind = 'table'\nfile = 'points.csv'\n")
    points = Experiment.read(tmp_path / "own.toml").points
    assert [one.changes["isis.fighters"] for one in points] == [4000, 6000]


def changed(**more):
    return keys(mm.Experiment(**(SAID | more)))


def test_a_key_hangs_on_what_a_run_hangs_on():
    before = set(changed())
    for more in ({"days": 19}, {"seed": 100}, {"outcomes": []}, {"record": []},
                 {"constants": {"isis.fighters": 5000}},
                 {"decisions_until": datetime.date(2016, 10, 21)}):  # fmt: skip
        assert not before & set(changed(**more)), more


def test_a_key_hangs_on_nothing_else():
    before = set(changed())
    assert before == set(changed(name="other", about="told anew"))
    assert before < set(changed(replications=5))
    assert before < set(changed(levers={"isis.returning": [0, 250, 500]}))


def test_replicates_share_their_luck_across_points_unless_they_are_not_to():
    def seeds(**more):
        plan = Plan(mm.Experiment(**(SAID | more)), 60.0)
        return [{place.job.seed for place in plan.places([1] * plan.count)}]

    assert [len(one) for one in seeds()] == [1]
    assert [len(one) for one in seeds(common_random_numbers=False)] == [8]
