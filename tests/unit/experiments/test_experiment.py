"""Experiments from a file and from Python, and what is said of a wrong one."""

import datetime

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.experiment_design import RESERVED_COLUMNS
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.outcome import COUNT_OUTCOMES, SHARE_OUTCOMES

FILE = """
name = "both"
about = "A file that says all that can be said."
scenarios = ["reported", "recorded"]
days = 20
decisions_until = 2016-12-13
replications = 3
seed = 7
common_random_numbers = false
outcomes = ["km2_city_held@2016-12-10", "stalled"]
record = ["km2_city_held", "isis_killed"]
[constants]
"coalition.artillery_pieces" = 60
"coalition.bridges_cut_at_start" = true
[levers]
"isis.fighters" = [5000, 6000]
reinforcement.none = {}
reinforcement.late = { "reinforcement.iraqi_troops" = 5000, "reinforcement.decision_day" = 45 }
[uncertainties]
"command.attack_day_fraction" = "evidence"
"fire.aimed_rate" = { triangular = [0.001, 0.003, 0.009] }
"isis.returning_men" = { choice = [0, 500, 1000] }
[design]
kind = "nolh"
points = 9
[primary]
outcome = "km2_city_held@2016-12-10"
lever = "reinforcement"
case = "late"
base = { "isis.fighters" = 6000 }
smallest_effect = 1
[labels]
"isis.fighters" = "{} fighters"
reinforcement = ["nobody comes", "some come late"]
"""
WORDS = {
    "name": "both",
    "days": 20,
    "decisions_until": datetime.date(2016, 12, 13),
    "replications": 3,
    "seed": 7,
    "common_random_numbers": False,
    "outcomes": ["km2_city_held@2016-12-10", "stalled"],
    "record": ["km2_city_held", "isis_killed"],
    "constants": {"coalition.artillery_pieces": 60, "coalition.bridges_cut_at_start": True},
    "levers": {
        "isis.fighters": [5000, 6000],
        "reinforcement": {
            "none": {},
            "late": {"reinforcement.iraqi_troops": 5000, "reinforcement.decision_day": 45},
        },
    },
    "uncertainties": {
        "command.attack_day_fraction": "evidence",
        "fire.aimed_rate": {"triangular": [0.001, 0.003, 0.009]},
        "isis.returning_men": {"choice": [0, 500, 1000]},
    },
    "design": {"kind": "nolh", "points": 9},
    "primary": {
        "outcome": "km2_city_held@2016-12-10",
        "lever": "reinforcement",
        "case": "late",
        "base": {"isis.fighters": 6000},
        "smallest_effect": 1.0,
    },
    "labels": {
        "isis.fighters": "{} fighters",
        "reinforcement": ["nobody comes", "some come late"],
    },
}


def written(at, text, name="mine.toml"):
    path = at / name
    path.write_text(text, encoding="utf-8")
    return path


def keys(experiment):
    plan = experiment.plan()
    return [
        one.job.key for one in plan.plan_runs([experiment.spec.replications] * plan.n_points)
    ]


def test_a_file_and_the_same_words_in_python_are_the_same_experiment(tmp_path):
    read = mm.Experiment.read(written(tmp_path, FILE))
    made = mm.Experiment(["reported", "recorded"], **WORDS)
    assert len(read.points) == 2 * 2 * 9
    assert read.points == made.points
    assert read.spec.primary == made.spec.primary
    assert read.spec.labels == made.spec.labels
    assert read.scenarios == made.scenarios
    assert keys(read) == keys(made)
    assert len(set(keys(read))) == 2 * len(read.points) * 3


def test_a_file_says_what_python_says_of_replications_until(tmp_path):
    text = (
        'replications = { outcome = "share_city_held", interval_width = 0.02,'
        " max_replications = 400 }"
    )
    until = {"outcome": "share_city_held", "interval_width": 0.02, "max_replications": 400}
    read = mm.Experiment.read(written(tmp_path, text))
    assert read.spec.replications == mm.Experiment(replications=until).spec.replications
    assert (
        read.spec.replications.min_replications,
        read.spec.replications.max_replications,
    ) == (20, 400)


def test_a_file_without_a_name_is_called_as_it_is(tmp_path):
    assert mm.Experiment.read(written(tmp_path, "", "peace.toml")).spec.name == "peace"


def test_an_experiment_that_says_nothing_runs_the_report_as_shipped():
    made = mm.Experiment()
    assert made.scenarios == [mm.scenario("reported")]
    assert made.points == (({}, {}, None),)


def test_a_laboratory_takes_values_beyond_the_evidence():
    (point,) = mm.Experiment("duel", levers={"fire.aimed_rate": [0.5]}).points
    assert point.changes == {"fire.aimed_rate": 0.5}


def test_no_lever_may_be_called_like_a_column_of_results():
    assert {
        "scenario_index",
        "changes",
        "attempts",
        "stalled",
        *SHARE_OUTCOMES,
        *COUNT_OUTCOMES,
    } <= RESERVED_COLUMNS
    for name in RESERVED_COLUMNS:
        with pytest.raises(ExperimentError, match=f"a lever cannot be called '{name}'"):
            mm.Experiment(levers={name: {"some": {"isis.fighters": 5000}}})


def test_every_column_of_a_sweep_without_levers_is_taken(tmp_path):
    made = mm.Experiment("duel", replications=1, days=1).run(
        tmp_path / "r", workers=0, progress=False
    )
    columns = {*Results(tmp_path / "r").job_table.columns, *made.runs.columns}
    assert len(made.runs) == 1
    assert columns <= RESERVED_COLUMNS


def test_constants_are_in_every_base_and_leave_its_name():
    made = mm.Experiment(["reported", "recorded"], constants={"coalition.artillery_pieces": 60})
    assert [base.name for base in made.scenarios] == ["reported", "recorded"]
    assert {base.parameters.coalition.artillery_pieces for base in made.scenarios} == {60}
    assert mm.scenario("reported").parameters.coalition.artillery_pieces != 60


def test_scenarios_made_in_python_keep_their_names_and_numbers():
    stay = mm.scenario("reported").with_parameters(**{"peshmerga.leaves_offensive": False})
    made = mm.Experiment(["reported", stay], constants={"coalition.artillery_pieces": 60})
    assert [base.name for base in made.scenarios] == ["reported", stay.name]
    assert [base.parameters.peshmerga.leaves_offensive for base in made.scenarios] == [
        True,
        False,
    ]


def test_historical_decisions_are_made_until_the_given_day():
    day = datetime.date(2016, 12, 13)
    said = mm.Experiment(["campaign", "recorded"], decisions_until=day)
    silent = mm.Experiment(["campaign", "recorded"])
    assert [base.decisions_until for base in said.scenarios] == [day, day]
    assert [base.decisions_until for base in silent.scenarios] == [
        mm.scenario(name).decisions_until for name in ("campaign", "recorded")
    ]


def test_a_designs_table_is_looked_for_beside_the_file(tmp_path):
    written(
        tmp_path,
        "isis.fighters,coalition.bridges_cut_at_start\n5000,True\n6000,False\n",
        "points.csv",
    )
    text = '[design]\nkind = "table"\nfile = "points.csv"'
    made = mm.Experiment.read(written(tmp_path, text))
    assert [point.changes for point in made.points] == [
        {"isis.fighters": 5000, "coalition.bridges_cut_at_start": True},
        {"isis.fighters": 6000, "coalition.bridges_cut_at_start": False},
    ]


def test_levers_come_as_their_parameters_have_them():
    levers = {
        "isis.recruits_per_day": [6],
        "isis.fighters": [5000.0],
        "coalition.bridges_cut_at_start": ["yes"],
    }
    (point,) = mm.Experiment(levers=levers).points
    assert list(point.changes.values()) == [6.0, 5000, True]
    assert [type(value) for value in point.changes.values()] == [float, int, bool]


@pytest.mark.parametrize("points", [1, 6, 7, 40])
def test_a_trial_has_two_levels_of_each_lever_and_leaves_the_experiment_alone(points):
    fighters = list(range(5000, 5000 + points))
    made = mm.Experiment(
        levers={"isis.fighters": fighters, "corridor.closed_at_start": [False, True]},
        replications=500,
    )
    small = made.trial()
    values = {(one.factors["isis.fighters"]) for one in small.points}
    assert values == {fighters[0], fighters[-1]}
    assert {one.factors["corridor.closed_at_start"] for one in small.points} == {False, True}
    assert len(small.points) == 2 * len(values)
    assert set(map(str, small.points)) <= set(map(str, made.points))
    assert small.spec.replications == 2
    assert (len(made.points), made.spec.days, made.spec.replications) == (
        2 * points, None, 500
    )  # fmt: skip


def test_a_trial_takes_the_levels_of_the_primary_contrast():
    made = mm.Experiment(
        levers={"isis.fighters": [4000, 5000, 6000, 7000]},
        primary={"lever": "isis.fighters", "base": {"isis.fighters": 5000}, "case": 6000},
    )
    assert [one.factors["isis.fighters"] for one in made.trial().points] == [5000, 6000]


def test_a_trial_of_many_levers_varies_them_one_at_a_time():
    switches = ("air", "artillery", "snipers", "car_bombs", "bridges")
    made = mm.Experiment(levers={f"switch.{name}": [True, False] for name in switches})
    changed = [sum(not value for value in one.changes.values()) for one in made.trial().points]
    assert sorted(changed) == [0, 1, 1, 1, 1, 1]


def test_a_trial_has_a_few_of_the_sets_that_are_drawn():
    made = mm.Experiment(
        levers={"corridor.closed_at_start": [False, True]},
        uncertainties={"isis.fighters": "evidence"},
        design={"kind": "nolh", "points": 17},
    )
    small = made.trial()
    sets = [one.factors["isis.fighters"] for one in small.points]
    assert len(small.points) == 8
    assert sets[:4] == sets[4:]


def test_a_trial_runs_until_its_levers_have_acted_and_outcomes_have_their_date():
    levers = {"reinforcement.decision_day": [7, 45], "isis.car_bombs_per_day": [4, 16]}
    late = mm.Experiment(levers=levers).trial()
    assert late.spec.days == 45 + 17
    dated = mm.Experiment(outcomes=["km2_city_held@2017-01-31"]).trial()
    assert dated.spec.days == 57
    assert dated.spec.outcomes == ["km2_city_held@2017-01-31"]
    assert mm.Experiment().trial().spec.days == 20


def test_a_trial_is_never_longer_than_the_experiment():
    assert mm.Experiment(days=2).trial().spec.days == 2


def test_a_trial_that_is_too_short_for_its_levers_says_so_and_drops_later_outcomes():
    names = [f"switch.{name}" for name in ("air", "artillery", "snipers", "car_bombs")]
    made = mm.Experiment(
        levers={name: [True, False] for name in names},
        uncertainties={"reinforcement.decision_day": {"uniform": [80, 90]}},
        outcomes=["km2_city_held@2017-03-20", "stalled"],
        design={"kind": "latin_hypercube", "points": 40},
    )
    small = made.trial()
    assert small.spec.days < 80
    assert "too few for levers that act until day 8" in small.spec.about
    assert small.spec.outcomes == ["stalled"]
    assert made.spec.outcomes == ["km2_city_held@2017-03-20", "stalled"]


MEASURES = """
import sys
def fails(outcome, daily):
    return {"x": daily["nothing"].sum()}
def leaves(outcome, daily):
    sys.exit("no licence")
def returns_a_list(outcome, daily):
    return [1]
def takes_a_name(outcome, daily):
    return {"stalled": True}
"""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "trial_measures:fails",
            r"fails on a run of one day.*'nothing' \(trial_measures.py line 4",
        ),
        ("trial_measures:leaves", "SystemExit: no licence"),
        ("trial_measures:returns_a_list", "returns a list, not a dict"),
        ("trial_measures:takes_a_name", "cannot be called 'stalled'"),
        ("trial_measures:nothing", "no MODULE:FUNCTION that can be loaded"),
        ("__main__:pace", "script or notebook, which no other process can load"),
    ],
)
def test_a_custom_outcome_is_tried_before_a_sweep_starts(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "trial_measures.py").write_text(MEASURES)
    made = mm.Experiment(days=1, replications=1, outcomes=[name])
    with pytest.raises(MosulError, match=message):
        made.run(tmp_path / "r", workers=0, progress=False)
    assert not (tmp_path / "r").exists()


def test_a_repeated_experiment_differs_by_its_replications_alone():
    made = mm.Experiment(days=2, replications=5, levers={"isis.fighters": [5000, 6000]})
    more = made.with_replications(8)
    assert (made.spec.replications, more.spec.replications) == (5, 8)
    assert more.points == made.points
    assert more.spec.model_dump(exclude={"replications"}) == made.spec.model_dump(
        exclude={"replications"}
    )
