"""What is said of a mistake in an experiment: the file, the place and what would be right."""

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.draws import DesignError
from mesa_mosul.experiments.experiment import ExperimentError
from mesa_mosul.parameters import ParameterError
from mesa_mosul.setting import ScenarioError


def written(at, text, name="mine.toml"):
    path = at / name
    path.write_text(text, encoding="utf-8")
    return path


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
