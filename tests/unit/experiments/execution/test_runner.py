"""Sweeps: equal wherever they run, resumed by the same words, refused where runs would mix."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from sweeps import edit_manifest, small_experiment
from terminal import ENVIRONMENT

import mesa_mosul as mm
from mesa_mosul.experiments.execution.job import JobRunner, WorkerError
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.worker_pool import WorkerPool
from mesa_mosul.experiments.replay import replay
from mesa_mosul.parameters.errors import MosulError

QUIET = {"progress": False}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return small_experiment().run(tmp_path_factory.mktemp("here") / "r", workers=0, **QUIET)


def test_a_sweep_has_a_row_for_every_run(here):
    assert len(here.runs) == 12
    assert set(here.runs["status"]) == {"done"}
    assert sorted(here.runs["isis.returning_men"].unique()) == [0, 500, 1000]


def test_a_sweep_has_a_row_for_every_run_and_day(here):
    assert len(here.daily) == 12 * 3
    assert (here.daily["km2_city_held"] > 0).all()


def test_a_run_of_a_sweep_is_the_run_that_its_seed_repeats(here):
    row = here.runs.iloc[7]
    alone = mm.run(
        mm.scenario("reported").with_parameters(
            **{"isis.returning_men": int(row["isis.returning_men"])}
        ),
        seed=int(row["seed"]),
        days=3,
    )
    assert alone.outcome["digest"] == row["digest"]


def test_replicate_r_has_the_same_seed_at_every_point(here):
    seeds = here.runs.groupby("replicate")["seed"].nunique()
    assert (seeds == 1).all()
    assert here.runs["seed"].nunique() == 4


def test_workers_give_the_same_results_as_this_process(here, tmp_path):
    assert small_experiment().run(tmp_path / "r", workers=2, **QUIET).digest() == here.digest()


def test_more_replications_run_only_what_is_new(here, tmp_path):
    first = small_experiment(replications=2).run(tmp_path / "r", workers=0, **QUIET)
    before = first.runs.set_index("key")["seconds"]
    more = small_experiment(replications=4).run(tmp_path / "r", workers=0, **QUIET)
    after = more.runs.set_index("key")["seconds"]
    assert len(after) == 12
    assert (after[before.index] == before).all()
    assert more.digest() == here.digest()


def test_more_points_run_only_what_is_new(tmp_path):
    first = small_experiment(levers={"isis.returning_men": [0, 500]}).run(
        tmp_path / "r", workers=0, **QUIET
    )
    before = first.runs.set_index("key")["seconds"]
    after = (
        small_experiment()
        .run(tmp_path / "r", workers=0, **QUIET)
        .runs.set_index("key")["seconds"]
    )
    assert len(after) == 12
    assert (after[before.index] == before).all()


def test_points_that_set_the_same_parameters_are_run_once_and_listed_twice(tmp_path):
    levels = {"one": {"isis.returning_men": 500}, "other": {"isis.returning_men": 500}}
    found = small_experiment(levers={"who": levels}, replications=2).run(
        tmp_path / "r", workers=0, **QUIET
    )
    assert len(found.runs) == 4
    assert found.runs["key"].nunique() == 2
    assert len(found.run_index()) == 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"days": 2}, "days, outcomes, record"),
        ({"record": []}, "days, outcomes, record"),
        ({"constants": {"isis.fighters": 6000}}, "a scenario or a constant"),
        ({"seed": 1}, "the seed"),
        ({"common_random_numbers": False}, "common random numbers"),
    ],
)
def test_runs_of_another_kind_are_refused(here, change, what):
    before = here.digest()
    with pytest.raises(StoreError, match=what):
        small_experiment(**change).run(here.folder, workers=0, **QUIET)
    assert mm.read_results(here.folder).digest() == before


def test_runs_of_another_model_are_refused(tmp_path):
    small_experiment(replications=1).run(tmp_path / "r", workers=0, **QUIET)
    edit_manifest(tmp_path / "r", lambda one: one["digests"].update(model="of another commit"))
    with pytest.raises(StoreError, match="the model or its seeds"):
        small_experiment(replications=1).run(tmp_path / "r", workers=0, **QUIET)


def test_results_of_an_old_format_are_refused_in_words(here, tmp_path):
    manifest = {**here.manifest, "format": 1}
    del manifest["checksum"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    words = r"another version of mesa_mosul \(format 1; this version reads format 2\): run the"
    with pytest.raises(StoreError, match=words):
        mm.read_results(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"digests": {"rules": "a" * 64}}, r"the model's rules \(\w{12} instead of a{12}\)"),
        ({"digests": {"seeds": "a" * 64}}, r"the seed tables \(\w{12} instead of a{12}\)"),
        ({"versions": {"Python": "3.99"}}, r"Python \(3\.\d+ instead of 3\.99\)"),
        ({"versions": {"numba": "0.1"}}, r"numba \([\d.]+ instead of 0\.1\)"),
        ({"versions": {"mesa_mosul": "9.9"}}, r"mesa_mosul \([\d.]+ instead of 9\.9\)"),
    ],
)
def test_what_differs_in_a_worker_is_named_with_both_values(here, change, words):
    spec = here.sweep_spec(60.0)
    digests = spec.digests | change.get("digests", {})
    if digests != spec.digests:
        digests["model"] = "of another commit"
    other = spec._replace(digests=digests, versions=spec.versions | change.get("versions", {}))
    with pytest.raises(WorkerError, match=f"has another version of {words}: a sweep needs"):
        JobRunner(other)


def test_all_that_differs_is_named_by_a_worker_that_does_not_start(here):
    spec = here.sweep_spec(60.0)
    other = spec._replace(
        digests=spec.digests | {"model": "of another commit", "builders": "b" * 64},
        versions=spec.versions | {"numba": "0.1", "Python": "3.99"},
    )
    with WorkerPool(other, 1) as workers, pytest.raises(WorkerError) as refusal:
        next(workers.iter_results([]))
    assert "Traceback" not in str(refusal.value)
    for words in ("could not start", "instead of 0.1)", "instead of 3.99)", "what builds"):
        assert words in str(refusal.value)


def test_another_file_of_an_own_outcome_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_pace.py").write_text("def pace(outcome, daily):\n    return {'pace': 1}\n")
    spec = small_experiment(days=1, outcomes=["own_pace:pace"]).plan().spec
    JobRunner(spec)
    (tmp_path / "own_pace.py").write_text(
        "def pace(outcome, daily):\n    return {'pace': 20}\n"
    )
    with pytest.raises(WorkerError, match="another version of the file of 'own_pace:pace'"):
        JobRunner(spec)


IN_A_SCRIPT = """
import concurrent.futures as futures
import mesa_mosul as mm
def rest(world, p, clock): pass
def pace(outcome, daily): return {"pace": 1}
for own in ({"phases": [(rest, "weather")]}, {"outcomes": [pace]}):
    experiment = mm.Experiment("reported", days=1, replications=1, **own)
    with futures.ThreadPoolExecutor(1) as executor:
        for where in ({"workers": 1}, {"cluster": executor}):
            try:
                experiment.run("r", progress=False, **where)
            except mm.MosulError as error:
                print(error)
"""


def test_functions_of_a_script_are_refused_where_other_processes_would_call_them(tmp_path):
    (tmp_path / "script.py").write_text(IN_A_SCRIPT)
    words = [sys.executable, "script.py"]
    script = subprocess.run(
        words, cwd=tmp_path, env=ENVIRONMENT, text=True, capture_output=True
    )
    lines = script.stdout.splitlines()
    assert len(lines) == 4, script.stderr
    for line, name in zip(lines, ("rest@weather", "rest@weather", "pace", "pace"), strict=True):
        assert line.startswith(f"'__main__:{name}' is defined in a script or notebook")
        assert "or run with workers=0 and no cluster" in line
    assert os.listdir(tmp_path) == ["script.py"]


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(StoreError, match="something else"):
        small_experiment().run(tmp_path, workers=0, **QUIET)
    assert os.listdir(tmp_path) == ["thesis.tex"]


def test_a_file_in_the_way_is_left_alone(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    for place in (path, path / "results"):
        with pytest.raises(StoreError, match=r"mine\.txt"):
            small_experiment().run(place, workers=0, **QUIET)
    assert path.read_text() == "mine"


def test_a_folder_is_written_by_one_sweep_at_a_time(here):
    from mesa_mosul.experiments.execution.store import Store

    with Store(here.folder), pytest.raises(StoreError, match="another sweep"):
        small_experiment().run(here.folder, workers=0, **QUIET)


def test_nothing_to_retry_changes_nothing(here):
    assert here.retry(workers=0, **QUIET).digest() == here.digest()


def test_replications_go_on_until_the_interval_is_narrow(tmp_path):
    until = {
        "outcome": "km2_city_held@2016-12-08",
        "interval_width": 3.0,
        "min_replications": 3,
        "max_replications": 20,
    }
    found = small_experiment(replications=until).run(tmp_path / "r", workers=1, **QUIET)
    groups = found.runs.groupby("point")["km2_city_held@2016-12-08"]
    from mesa_mosul.experiments.execution.stopping_rule import mean_interval_width

    assert all(
        mean_interval_width(list(values)) <= 3.0 or len(values) == 20 for _, values in groups
    )
    assert groups.size().min() >= 3
    assert groups.size().max() > 3


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"isis.returning_men": ["500", 600]}, "mix numbers and texts"),
        ({"peshmerga.leaves_offensive": [0, True]}, "mix numbers and true or false"),
    ],
)
def test_levels_of_two_kinds_are_refused_before_anything_is_written(levers, words, tmp_path):
    with pytest.raises(MosulError, match=words):
        small_experiment(levers=levers).run(tmp_path / "r", workers=0, **QUIET)
    assert os.listdir(tmp_path) == []


ODD = """
def odd(outcome, daily):
    if outcome["seed"] % 2:
        raise RuntimeError("no value")
    return {"odd": 1.0}
"""


@pytest.fixture
def odd(tmp_path, monkeypatch):
    """A sweep of which one run failed, its measure beside the experiment's file."""
    monkeypatch.chdir(tmp_path)
    study = tmp_path / "study"
    study.mkdir()
    (study / "own_odd.py").write_text(ODD)
    words = 'days = 1\nreplications = 2\noutcomes = ["own_odd:odd"]\n'
    (study / "s.toml").write_text(words)
    results = mm.Experiment.read(study / "s.toml").run(tmp_path / "r", workers=0, **QUIET)
    assert sorted(results.runs["status"]) == ["done", "raised"]
    return results


def test_a_measure_is_remembered_for_retry_and_replay(odd):
    (odd.folder.parent / "study" / "own_odd.py").write_text(ODD.replace("% 2", "% 1"))
    key = odd.runs.set_index("status")["key"]["done"]
    assert replay(odd, key).differing_outcomes == []
    assert mm.read_results(odd.folder).retry(workers=0, **QUIET).runs["odd"].tolist() == [1, 1]


def test_a_retry_that_cannot_run_forgets_no_failure(odd):
    before = odd.runs
    edit_manifest(odd.folder, lambda manifest: manifest["digests"].update(model="0" * 64))
    with pytest.raises(WorkerError, match="another version"):
        mm.read_results(odd.folder).retry(workers=0, **QUIET)
    after = mm.read_results(odd.folder).runs
    assert after["error"].tolist() == before["error"].tolist()
    assert "RuntimeError: no value (own_odd.py line 4)" in after["error"].tolist()


def test_results_whose_drawn_parameter_has_changed_since_are_analysed(tmp_path):
    """What a table and a plot need is in the folder, whatever today's parameters are."""
    experiment = small_experiment(
        days=1,
        replications=1,
        levers={"isis.returning_men": [0, 500]},
        uncertainties={"hold.holders_per_km2": "evidence"},
        design={"kind": "latin_hypercube", "points": 3},
    )
    before = experiment.run(tmp_path / "r", workers=0, **QUIET).summary("isis_killed")
    said = {"uncertainties": {"hold.thickness": "evidence"}}
    edit_manifest(tmp_path / "r", lambda manifest: manifest["experiment"].update(said))
    design = pd.read_parquet(tmp_path / "r" / "design.parquet")
    renamed = design.rename(columns={"hold.holders_per_km2": "hold.thickness"})
    renamed.to_parquet(tmp_path / "r" / "design.parquet")
    results = mm.read_results(tmp_path / "r")
    pd.testing.assert_frame_equal(results.summary("isis_killed"), before)
    assert results.analysis.uncertain_factors == ["hold.thickness"]


SCRIPT = """
import mesa_mosul as mm
made = mm.Experiment("reported", name="script", days=1, replications=2)
print(len(made.run("r", workers=1, progress=False).runs))
"""


@pytest.mark.parametrize("how", ["file", "input"])
def test_a_script_needs_no_main(how, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    words = [sys.executable, "script.py" if how == "file" else "-"]
    told = subprocess.run(
        words, input=SCRIPT, cwd=tmp_path, env=ENVIRONMENT, text=True, capture_output=True
    )
    assert told.stdout.strip() == "2", told.stderr
