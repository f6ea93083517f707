"""Experiments from a file and from Python, and what is said of a wrong one."""

import datetime

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.draws import DesignError
from mesa_mosul.experiments.experiment import TAKEN, ExperimentError
from mesa_mosul.experiments.jobs import Plan
from mesa_mosul.experiments.results import Results
from mesa_mosul.outcome import COUNTED, SHARES
from mesa_mosul.parameters import ParameterError
from mesa_mosul.setting import ScenarioError

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
"us.guns" = 60
"us.bridges_cut" = true
[levers]
"isis.fighters" = [5000, 6000]
reinforcement.none = {}
reinforcement.late = { "reinforcement.iraqi" = 5000, "reinforcement.decided_day" = 45 }
[uncertainties]
"command.effort" = "evidence"
"fire.aimed_rate" = { triangular = [0.001, 0.003, 0.009] }
"isis.returning" = { choice = [0, 500, 1000] }
[design]
kind = "nolh"
points = 9
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
    "constants": {"us.guns": 60, "us.bridges_cut": True},
    "levers": {
        "isis.fighters": [5000, 6000],
        "reinforcement": {
            "none": {},
            "late": {"reinforcement.iraqi": 5000, "reinforcement.decided_day": 45},
        },
    },
    "uncertainties": {
        "command.effort": "evidence",
        "fire.aimed_rate": {"triangular": [0.001, 0.003, 0.009]},
        "isis.returning": {"choice": [0, 500, 1000]},
    },
    "design": {"kind": "nolh", "points": 9},
}


def written(at, text, name="mine.toml"):
    path = at / name
    path.write_text(text, encoding="utf-8")
    return path


def keys(experiment):
    plan = Plan(experiment, 60.0)
    return [one.job.key for one in plan.places([experiment.said.replications] * plan.count)]


def test_a_file_and_the_same_words_in_python_are_the_same_experiment(tmp_path):
    read = mm.Experiment.read(written(tmp_path, FILE))
    made = mm.Experiment(["reported", "recorded"], **WORDS)
    assert len(read.points) == 2 * 2 * 9
    assert read.points == made.points
    assert read.bases == made.bases
    assert keys(read) == keys(made)
    assert len(set(keys(read))) == 2 * len(read.points) * 3


def test_a_file_says_what_python_says_of_replications_until(tmp_path):
    text = 'replications = { outcome = "share_city_held", width = 0.02, most = 400 }'
    until = {"outcome": "share_city_held", "width": 0.02, "most": 400}
    read = mm.Experiment.read(written(tmp_path, text))
    assert read.said.replications == mm.Experiment(replications=until).said.replications
    assert (read.said.replications.least, read.said.replications.most) == (20, 400)


def test_a_file_without_a_name_is_called_as_it_is(tmp_path):
    assert mm.Experiment.read(written(tmp_path, "", "peace.toml")).said.name == "peace"


def test_an_experiment_that_says_nothing_runs_the_report_as_shipped():
    made = mm.Experiment()
    assert made.bases == [mm.scenario("reported")]
    assert made.points == (({}, {}),)


BROKEN = [
    ("replicas = 3", "'replicas'"),
    ('days = "soon"', "'days'.*integer"),
    ("days = 0", "'days'.*greater than or equal to 1"),
    ("days = 1000", "days is 1000: 'reported' has"),
    ("seed = -1", "'seed'.*greater than or equal to 0"),
    ("replications = 0", "'replications.*greater than or equal to 1"),
    ('replications = "many"', "'replications.*integer"),
    ('replications = { outcome = "stalled", widht = 1.0 }', "'replications.*width'"),
    ('replications = { outcome = "stalled", width = 0 }', "'replications.*width'.*greater"),
    ('replications = { outcome = "stald", width = 1 }', "did you mean stalled"),
    ('base = "report"', "no scenario is called 'report'; did you mean reported"),
    ('scenarios = ["reported", "report"]', "no scenario is called 'report'"),
    ('scenarios = ["reported", "reported"]', "named twice: reported, reported"),
    ("scenarios = []", "'scenarios'"),
    ('base = "reported"\nscenarios = ["recorded"]', "base or scenarios, not both"),
    ('decisions_until = "soon"', "'decisions_until'"),
    ('outcomes = ["stald"]', "no outcome is called 'stald'; did you mean stalled"),
    ('outcomes = ["km2_city_hold@2016-12-10"]', "did you mean km2_city_held"),
    ('outcomes = ["km2_city_held@2016-12-05"]', "no run begins before 2016-12-06"),
    ('record = ["km2_city_hold"]', "no column is called .*did you mean km2_city_held"),
    ('[levers]\n"isis.fighter" = [5000]', "did you mean isis.fighters"),
    ('[levers]\n"isis.fighters" = [5000, 99999]', "isis.fighters is 99999: it takes 2500 to"),
    ('[levers]\n"isis.fighters" = ["few"]', "isis.fighters is 'few': it takes a number"),
    ('[levers]\n"isis.fighters" = [5000.5]', "isis.fighters is 5000.5: it takes a whole"),
    ('[levers]\nhelp.some = { "isis.fighter" = 5000 }', "did you mean isis.fighters"),
    ('[levers]\nhelp.some = { "isis.fighters" = 1 }', "isis.fighters is 1: it takes 2500 to"),
    ('[levers]\nstalled.yes = { "isis.fighters" = 5000 }', "lever cannot be called 'stalled'"),
    ('[levers]\nseed.one = { "isis.fighters" = 5000 }', "lever cannot be called 'seed'"),
    ('[constants]\n"isis.fighter" = 5000', "did you mean isis.fighters"),
    ('[constants]\n"isis.fighters" = 99999', "isis.fighters is 99999: it takes 2500 to"),
    ('[constants]\n"isis.fighters" = "few"', "'constants.isis.fighters"),
    ('[uncertainties]\n"isis.fighter" = "evidence"', "did you mean isis.fighters"),
    ('[uncertainties]\n"isis.fighters" = "known"', "it takes \"evidence\""),
    ('[uncertainties]\n"isis.fighters" = "evidence"', "another design, such as"),
    ('[uncertainties]\n"isis.fighters" = { uniform = [0, 9000] }', "from 2500 to 10000 men"),
    ('[design]\nkind = "lhs"', "no design is called 'lhs'.*nolh"),
    ("[design]\npoints = 9", "factorial takes no points"),
    ('[design]\nkind = "nolh"\npoints = 0', "'design.points'.*greater than or equal to 1"),
    ('[design]\nkind = "table"', "takes a file"),
    ('[design]\nkind = "table"\nfile = "no.csv"', "no.csv cannot be read"),
    ("days = ", "not readable as TOML"),
    ("days = 3\ndays = 4", "not readable as TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_mistake_in_a_file_is_told_with_the_file_and_what_is_wrong(tmp_path, text, said):
    with pytest.raises(ExperimentError, match=rf"^\S*mine\.toml.*{said}"):
        mm.Experiment.read(written(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path):
    (tmp_path / "mine.toml").write_bytes('about = "été"'.encode("latin-1"))
    with pytest.raises(ExperimentError, match=r"mine\.toml is not readable"):
        mm.Experiment.read(tmp_path / "mine.toml")


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path, name):
    with pytest.raises(ExperimentError, match="cannot be read"):
        mm.Experiment.read(tmp_path / name)


@pytest.mark.parametrize(
    ("words", "fault", "said"),
    [
        ({"days": 1000}, ExperimentError, "days is 1000"),
        ({"replicas": 3}, ExperimentError, "'replicas'"),
        ({"levers": {"isis.fighters": [99999]}}, ParameterError, "it takes 2500 to"),
        ({"levers": {"isis.fighters": []}}, DesignError, "different values"),
        ({"scenarios": "report"}, ScenarioError, "did you mean reported"),
    ],
)
def test_a_mistake_in_python_is_told_as_it_is(words, fault, said):
    with pytest.raises(fault, match=said):
        mm.Experiment(**words)


def test_a_value_is_checked_in_every_scenario():
    with pytest.raises(ParameterError, match=r"fire\.aimed_rate is 0\.5: it takes"):
        mm.Experiment(["duel", "reported"], levers={"fire.aimed_rate": [0.5]})


def test_a_laboratory_takes_values_beyond_the_evidence():
    (point,) = mm.Experiment("duel", levers={"fire.aimed_rate": [0.5]}).points
    assert point.changes == {"fire.aimed_rate": 0.5}


def test_no_lever_may_be_called_like_a_column_of_results(tmp_path):
    assert {"base", "changes", "attempts", "stalled", *SHARES, *COUNTED} <= TAKEN
    for name in TAKEN:
        with pytest.raises(ExperimentError, match=f"a lever cannot be called '{name}'"):
            mm.Experiment(levers={name: {"some": {"isis.fighters": 5000}}})


def test_every_column_of_a_sweep_without_levers_is_taken(tmp_path):
    made = mm.Experiment("duel", replications=1, days=1).run(
        tmp_path / "r", workers=0, quiet=True
    )
    columns = {*Results(tmp_path / "r").jobs.columns, *made.runs.columns}
    assert len(made.runs) == 1
    assert columns <= TAKEN


def test_constants_are_in_every_base_and_leave_its_name():
    made = mm.Experiment(["reported", "recorded"], constants={"us.guns": 60})
    assert [base.name for base in made.bases] == ["reported", "recorded"]
    assert {base.parameters.us.guns for base in made.bases} == {60}
    assert mm.scenario("reported").parameters.us.guns != 60


def test_scenarios_made_in_python_keep_their_names_and_numbers():
    stay = mm.scenario("reported").with_(**{"peshmerga.leaves_offensive": False})
    made = mm.Experiment(["reported", stay], constants={"us.guns": 60})
    assert [base.name for base in made.bases] == ["reported", stay.name]
    assert [base.parameters.peshmerga.leaves_offensive for base in made.bases] == [True, False]


def test_decisions_of_the_record_are_made_until_the_day_that_is_said():
    day = datetime.date(2016, 12, 13)
    said = mm.Experiment(["campaign", "recorded"], decisions_until=day)
    silent = mm.Experiment(["campaign", "recorded"])
    assert [base.decisions_until for base in said.bases] == [day, day]
    assert [base.decisions_until for base in silent.bases] == [
        mm.scenario(name).decisions_until for name in ("campaign", "recorded")
    ]


def test_a_designs_table_is_looked_for_beside_the_file(tmp_path):
    written(tmp_path, "isis.fighters,us.bridges_cut\n5000,True\n6000,False\n", "points.csv")
    text = '[design]\nkind = "table"\nfile = "points.csv"'
    made = mm.Experiment.read(written(tmp_path, text))
    assert [point.changes for point in made.points] == [
        {"isis.fighters": 5000, "us.bridges_cut": True},
        {"isis.fighters": 6000, "us.bridges_cut": False},
    ]


@pytest.mark.parametrize("text", ["", "isis.fighters\n5000,6000\n5000,6000,7000,8000\n1\n"])
def test_a_table_that_is_none_is_told_by_its_name(tmp_path, text):
    written(tmp_path, text, "points.csv")
    said = written(tmp_path, '[design]\nkind = "table"\nfile = "points.csv"')
    with pytest.raises(ExperimentError, match=r"mine\.toml: \[design\]: .*points\.csv"):
        mm.Experiment.read(said)


def test_a_value_of_a_table_out_of_range_is_refused(tmp_path):
    written(tmp_path, "isis.fighters\n5000\n99999\n", "points.csv")
    said = written(tmp_path, '[design]\nkind = "table"\nfile = "points.csv"')
    with pytest.raises(ExperimentError, match=r"mine\.toml: isis\.fighters is 99999"):
        mm.Experiment.read(said)


def test_levers_come_as_their_parameters_have_them():
    levers = {"isis.recruits_a_day": [6], "isis.fighters": [5000.0], "us.bridges_cut": ["yes"]}
    (point,) = mm.Experiment(levers=levers).points
    assert list(point.changes.values()) == [6.0, 5000, True]
    assert [type(value) for value in point.changes.values()] == [float, int, bool]


@pytest.mark.parametrize("points", [1, 6, 7, 40])
def test_a_small_experiment_is_small_and_leaves_the_first_alone(points):
    fighters = list(range(5000, 5000 + points))
    made = mm.Experiment(levers={"isis.fighters": fighters}, replications=500)
    small = made.small()
    assert 1 <= len(small.points) <= min(6, points)
    assert set(map(str, small.points)) <= set(map(str, made.points))
    assert (small.said.days, small.said.replications) == (4, 2)
    assert (len(made.points), made.said.days, made.said.replications) == (points, None, 500)


def test_a_small_experiment_is_never_longer_than_it_was():
    assert mm.Experiment(days=2).small().said.days == 2


def test_a_repeated_experiment_differs_by_its_replications_alone():
    made = mm.Experiment(days=2, replications=5, levers={"isis.fighters": [5000, 6000]})
    more = made.repeated(8)
    assert (made.said.replications, more.said.replications) == (5, 8)
    assert more.points == made.points
    assert more.said.model_dump(exclude={"replications"}) == made.said.model_dump(
        exclude={"replications"}
    )
