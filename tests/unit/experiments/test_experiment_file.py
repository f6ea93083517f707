"""What is said of a mistake in an experiment: the file, the place and what would be right."""

import inspect

import pytest

import mesa_mosul as mm
from mesa_mosul.analysis.sampling.factors import DesignError
from mesa_mosul.experiments.experiment_file import ExperimentSpec
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.inputs.scenario import ScenarioError
from mesa_mosul.parameters.registry import ParameterError, parameters


def written(at, text, name="mine.toml"):
    path = at / name
    path.write_text(text, encoding="utf-8")
    return path


LEVERS = (
    '[levers]\n"isis.fighters" = [5000, 6000]\n"corridor.closed_at_start" = [false, true]\n'
)
BROKEN = [
    ("replication = 3", "no key 'replication'; did you mean replications"),
    ("xyz = 3", "no key 'xyz' .there are: name, about"),
    ('scenarios = "reported"', r"write scenarios = ..reported.. or base = .reported"),
    ('outcomes = "stalled"', r"outcomes is .stalled.: write outcomes = ..stalled"),
    ('about = 3', "about is 3: it takes a text"),
    ('common_random_numbers = "maybe"', "is 'maybe': it takes true or false"),
    ('design = "nolh"', "design is 'nolh': it takes a table"),
    ('[design]\nknd = "nolh"', "no key 'knd' in design; did you mean kind"),
    ('days = "soon"', "days is 'soon': it takes an integer"),
    ("days = 0", "days is 0: it takes 1 or more"),
    ("days = 1000", "days is 1000: 'reported' has"),
    ("seed = -1", "seed is -1: it takes 0 or more"),
    ("replications = 0", "replications is 0: it takes 1 or more"),
    ('replications = "many"', "replications is 'many': it takes an integer"),
    ('replications = { outcome = "stalled", interval_widht = 1.0 }',
     "'interval_width' is missing in replications"),
    ('replications = { outcome = "stalled", interval_width = 0 }',
     "replications.interval_width is 0: it takes more than 0"),
    ('replications = { outcome = "stald", interval_width = 1 }', "did you mean stalled"),
    ("replications = true", "replications is True: it takes an integer"),
    ("replications = 1000000000", "replications is 1000000000: it takes 1,000,000 or less"),
    ('replications = { outcome = "stalled", interval_width = 1e-300 }',
     "interval_width is 1e-300, which no number of runs reaches"),
    ('replications = { outcome = "stalled", interval_width = true }', "it takes a number"),
    ('replications = { outcome = "stalled", interval_width = 1, min_replications = 9,'
     ' max_replications = 5 }', "min_replications is 9: it takes at most max_replications, 5"),
    ('base = ""', "base is '': it takes a text that is not empty"),
    ('seed = "1"', "seed is '1': it takes an integer"),
    ("days = true", "days is True: it takes an integer"),
    ("decisions_until = 0", "decisions_until is 0: it takes a date such as"),
    ('[uncertainties]\n"isis.fighters" = "evidence"\n[design]\nkind = "latin_hypercube"\n'
     "points = 1000000000000", "design.points is 1000000000000: it takes 1,000,000 or less"),
    ('replications = 1000\n[uncertainties]\n"isis.fighters" = "evidence"\n[design]\n'
     'kind = "latin_hypercube"\npoints = 9\nhypercubes = 4', "hypercubes is 4: it takes"),
    ('base = "report"', "no scenario is called 'report'; did you mean reported"),
    ('scenarios = ["reported", "report"]', "no scenario is called 'report'"),
    ('scenarios = ["reported", "reported"]', "named twice: reported, reported"),
    ("scenarios = []", r"scenarios is \[\]: it takes at least one"),
    ('base = "reported"\nscenarios = ["recorded"]', "base or scenarios, not both"),
    ('decisions_until = "soon"', "decisions_until is 'soon': it takes a date such as"),
    ('outcomes = ["stald"]', "no outcome is called 'stald'; did you mean stalled"),
    ('outcomes = ["km2_city_hold@2016-12-10"]', "did you mean km2_city_held"),
    ('outcomes = ["km2_city_held@2016-12-05"]', "no run begins before 2016-12-06"),
    ('record = ["km2_city_hold"]', "no column is called .*did you mean km2_city_held"),
    ('[levers]\n"isis.fighter" = [5000]', "did you mean isis.fighters"),
    ('[levers]\n"isis.fighters" = [5000, 99999]', "isis.fighters is 99999: it takes 2500 to"),
    ('[levers]\n"isis.fighters" = ["few"]', "isis.fighters is 'few': it takes a number"),
    ('[levers]\n"isis.fighters" = [5000.5]', "isis.fighters is 5000.5: it takes an integer"),
    ('[levers]\nhelp.some = { "isis.fighter" = 5000 }', "did you mean isis.fighters"),
    ('[levers]\nhelp.some = { "isis.fighters" = 1 }', "isis.fighters is 1: it takes 2500 to"),
    ('[levers]\nstalled.yes = { "isis.fighters" = 5000 }', "lever cannot be called 'stalled'"),
    ('[levers]\nseed.one = { "isis.fighters" = 5000 }', "lever cannot be called 'seed'"),
    ('[constants]\n"isis.fighter" = 5000', "did you mean isis.fighters"),
    ('[constants]\n"isis.fighters" = 99999', "isis.fighters is 99999: it takes 2500 to"),
    ('[constants]\n"isis.fighters" = "few"', "isis.fighters is 'few': it takes a number"),
    ('[uncertainties]\n"isis.fighter" = "evidence"', "did you mean isis.fighters"),
    ('[uncertainties]\n"isis.fighters" = "known"', "it takes \"evidence\""),
    ('[uncertainties]\n"isis.fighters" = "evidence"', "another design, such as"),
    ('[uncertainties]\n"isis.fighters" = { uniform = [0, 9000] }', "2500 to 10000 personnel"),
    ('[design]\nkind = "lhs"', "no design is called 'lhs'.*nolh"),
    ("[design]\npoints = 9", "factorial takes no points"),
    ('[design]\nkind = "nolh"\npoints = 0', "design.points is 0: it takes 1 or more"),
    ('[design]\nkind = "table"', "takes a file"),
    ('[design]\nkind = "table"\nfile = "no.csv"', "no.csv cannot be read"),
    ('days = 20\noutcomes = ["km2_city_held@2016-12-31"]',
     "runs end on 2016-12-25 at the latest; name a date from 2016-12-06 to 2016-12-25"),
    ('outcomes = ["km2_city_held@2017-03-31"]', "runs end on 2017-03-30 at the latest"),
    (f'{LEVERS}[primary]\nlevr = "isis.fighters"',
     "no key 'levr' in primary; did you mean lever"),
    (f'{LEVERS}[primary]\nlever = "isis.fighter"',
     "no lever is called 'isis.fighter'; did you mean"),
    (f'{LEVERS}[primary]\nlever = "isis.fighters"\ncase = 7000',
     "primary.case is 7000, which is no level .levels: 5000, 6000"),
    (f'{LEVERS}[primary]\nlever = "isis.fighters"\ncase = 5000',
     "the base level of isis.fighters"),
    (f'{LEVERS}[primary]\nlever = "corridor.closed_at_start"\ncase = 1',
     "is 1, which is no level"),
    (f'{LEVERS}[primary]\nlever = "isis.fighters"\ncase = [1]',
     "primary: case is .1.: it takes"),
    (f'{LEVERS}[primary]\ncase = 6000', "level of primary.lever, which is missing"),
    (f'{LEVERS}[primary]\nbase = {{ "isis.men" = 5000 }}', "primary.base: no lever is called"),
    (f'{LEVERS}[primary]\nbase = {{ "isis.fighters" = 1 }}',
     "isis.fighters is 1, which is no level"),
    (f'{LEVERS}[primary]\nsmallest_effect = 0',
     "primary.smallest_effect is 0: it takes more than"),
    ('[primary]\noutcome = "km2_city_held@2016-12-31"', "no run has it"),
    ('[primary]\noutcome = "stald"', "no run has it; did you mean stalled"),
    ('[primary]\noutcome = "digest"', "'digest', which is no number"),
    (f'{LEVERS}[labels]\n"isis.men" = "men"', "labels: no lever is called 'isis.men'"),
    (f'{LEVERS}[labels]\n"isis.fighters" = "men"', "a text for all levels takes .. where"),
    (f'{LEVERS}[labels]\n"isis.fighters" = ["few"]',
     "a different label for each of its 2 levels"),
    (f'{LEVERS}[labels]\n"isis.fighters" = ["few", "few"]', "a different label for each"),
    (f'{LEVERS}[labels]\n"isis.fighters" = 3', "labels: isis.fighters is 3: it takes a text"),
    ('[levers]\n"isis.fighters" = [5000]\n[design]\nkind = "one_at_a_time"\n'
     '[primary]\nbase = {"isis.fighters" = 5000}', "the scenario itself; leave base out"),
    ("days = ", "not readable as TOML"),
    ("days = 3\ndays = 4", "not readable as TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_mistake_in_a_file_is_reported_with_the_file_and_what_is_wrong(tmp_path, text, said):
    with pytest.raises(ExperimentError, match=rf"^\S*mine\.toml.*{said}"):
        mm.Experiment.read(written(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path):
    (tmp_path / "mine.toml").write_bytes('about = "été"'.encode("latin-1"))
    with pytest.raises(ExperimentError, match=r"mine\.toml: not readable"):
        mm.Experiment.read(tmp_path / "mine.toml")


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path, name):
    with pytest.raises(ExperimentError, match="cannot be read"):
        mm.Experiment.read(tmp_path / name)


@pytest.mark.parametrize(
    ("words", "fault", "said"),
    [
        ({"days": 1000}, ExperimentError, "days is 1000"),
        (
            {"replication": 3},
            ExperimentError,
            "no key 'replication'; did you mean replications",
        ),
        ({"lever": {}}, ExperimentError, "did you mean levers"),
        ({"outcomes": [lambda outcome, daily: {}]}, ExperimentError, "define it by def"),
        ({"phases": ["rain:stay"]}, ExperimentError, "write MODULE:FUNCTION@PHASE"),
        ({"levers": {"isis.fighters": [99999]}}, ParameterError, "it takes 2500 to"),
        ({"levers": {"isis.fighters": []}}, DesignError, "different values"),
        ({"scenarios": "report"}, ScenarioError, "did you mean reported"),
    ],
)
def test_a_mistake_in_python_is_reported_as_it_is(words, fault, said):
    with pytest.raises(fault, match=said):
        mm.Experiment(**words)


def test_an_unknown_option_of_a_run_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(ExperimentError, match="no key 'worker'; did you mean workers"):
        mm.Experiment("reported").run(tmp_path / "r", worker=1)
    assert not (tmp_path / "r").exists()


def test_every_argument_of_an_experiment_is_shown_and_is_a_key_of_its_file():
    shown = inspect.signature(mm.Experiment).parameters.keys()
    shown -= {"source_folder", "seeds_folder"}
    assert shown == ExperimentSpec.model_fields.keys()


def test_a_value_is_checked_in_every_scenario():
    with pytest.raises(ParameterError, match=r"fire\.aimed_rate is 0\.5: it takes"):
        mm.Experiment(["duel", "reported"], levers={"fire.aimed_rate": [0.5]})


@pytest.mark.parametrize("text", ["", "isis.fighters\n5000,6000\n5000,6000,7000,8000\n1\n"])
def test_a_file_that_is_no_table_is_refused_by_its_name(tmp_path, text):
    written(tmp_path, text, "points.csv")
    said = written(tmp_path, '[design]\nkind = "table"\nfile = "points.csv"')
    with pytest.raises(ExperimentError, match=r"mine\.toml: \[design\]: .*points\.csv"):
        mm.Experiment.read(said)


def test_a_value_of_a_table_out_of_range_is_refused(tmp_path):
    written(tmp_path, "isis.fighters\n5000\n99999\n", "points.csv")
    said = written(tmp_path, '[design]\nkind = "table"\nfile = "points.csv"')
    with pytest.raises(ExperimentError, match=r"mine\.toml: isis\.fighters is 99999"):
        mm.Experiment.read(said)


WITHOUT_QUOTES = {
    "lever": "[levers]\nisis.fighters = [5000, 6000]",
    "constant": "[constants]\nisis.fighters = 6000",
    "uncertainty": '[uncertainties]\nisis.fighters = "evidence"',
    "level": "[levers.plan]\nlate = { isis.fighters = 6000 }",
}


@pytest.mark.parametrize("where", WITHOUT_QUOTES)
def test_a_name_without_quotes_is_told_with_them(tmp_path, where):
    path = written(tmp_path, WITHOUT_QUOTES[where])
    with pytest.raises(ExperimentError, match=r'put quotes around "isis\.fighters"'):
        mm.Experiment.read(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("replications = true", "replications is True: it takes an integer"),
        ("seed = true", "seed is True: it takes an integer"),
        ("days = true", "days is True: it takes an integer"),
        ("decisions_until = 0", "decisions_until is 0: it takes a date"),
        ('base = ""', "base is '': it takes a text that is not empty"),
        ('[levers]\n"isis.fighters" = [5000, 5000.0]', "has a level twice"),
        (
            '[constants]\n"isis.fighters" = 6000\n[levers]\n"isis.fighters" = [5000, 6000]',
            "isis.fighters is set twice",
        ),
        (
            '[levers]\ncase = { a = {}, b = { "isis.fighters" = 6000 } }',
            "cannot be called 'case'",
        ),
    ],
)
def test_what_pydantic_would_take_for_something_else_is_refused(tmp_path, text, words):
    with pytest.raises(ExperimentError, match=words):
        mm.Experiment.read(written(tmp_path, text))


def test_a_file_of_a_windows_editor_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbfdays = 2\r\nreplications = 3\r\n")
    assert mm.Experiment.read(path).spec.days == 2


CSV_FAULTS = {
    "isis.fighters,fire.aimed_rate\n5000,0.01,9\n5000,0.02,9\n": "line 2 has 3 cells, its head",
    "isis.fighters,fire.aimed_rate\n5000\n": "line 2 has 1 cells, its head has 2",
    "isis.fighters,isis.fighters\n5000,6000\n": "two columns have one name",
    'isis.fighters\n"5000\n': "cannot be read",
}


@pytest.mark.parametrize("table", CSV_FAULTS)
def test_a_table_whose_rows_do_not_fit_its_head_is_refused(tmp_path, table):
    written(tmp_path, table, "points.csv")
    experiment = written(tmp_path, '[design]\nkind = "table"\nfile = "points.csv"')
    with pytest.raises(ExperimentError, match=CSV_FAULTS[table]):
        mm.Experiment.read(experiment)


@pytest.mark.parametrize("name", ["p.zip", "p.xz", "p.zst", "p.tar", "p.gz"])
def test_a_table_that_is_no_text_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04\xff\xfe\x00\x80")
    experiment = written(tmp_path, f'[design]\nkind = "table"\nfile = "{name}"')
    with pytest.raises(ExperimentError, match=rf"{name} is no text in UTF-8, as a CSV is"):
        mm.Experiment.read(experiment)


def test_a_normal_distribution_that_is_mostly_cut_off_brings_a_warning():
    low = parameters()["isis.fighters"].spec.low
    words = {"uncertainties": {"isis.fighters": {"normal": [low, 500]}},
             "design": {"kind": "latin_hypercube", "points": 4}}  # fmt: skip
    with pytest.warns(UserWarning, match="50 % of the normal distribution of 'isis.fighters'"):
        mm.Experiment(**words)
