"""Files of experiments: what they say is what is planned, or they are refused in a line."""

import functools
import itertools
import json
import shutil
import tomllib
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.experiment_files import experiment_files, point_files, write_beside
from fuzz.sizes import cases_of
from fuzz.verdicts import REFUSED, VALID, judge
from mesa_mosul.experiments.execution.job_plan import design_table
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.experiment_file import KEYS

MOST_RUNS, MOST_DAYS = 12, 3
"""Runs and days of an experiment that is executed and not planned alone."""
FEW_RUNS = 2000
SCALARS = (
    "name",
    "about",
    "base",
    "days",
    "seed",
    "common_random_numbers",
    "outcomes",
    "record",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    write_beside(folder)
    return folder


def check_as_written(data, experiment):
    """Fail unless an experiment has what its file says, and no key of it was passed over."""
    table, spec = tomllib.loads(data.decode("utf-8-sig")), experiment.spec
    for place, keys in KEYS.items():
        inner = table.get(place[0], {}) if place else table
        assert not isinstance(inner, Mapping) or inner.keys() <= {*keys}, place
    for key in table.keys() & {*SCALARS}:
        assert getattr(spec, key) == table[key], key
        assert type(getattr(spec, key)) is type(table[key]), key
    given = table.get("replications", 100)
    if isinstance(spec.replications, int):
        assert (type(given), given) == (int, spec.replications)
    for name, levels in table.get("levers", {}).items():
        labels = levels if isinstance(levels, list | dict) else [levels]
        assert labels, name


def points_of(spec, n_rows, n_points):
    """Return the points of one scenario, counted by what the design says."""
    levers = [len(one) if isinstance(one, list | dict) else 1 for one in spec.levers.values()]
    crossed, design = 1, spec.design
    for count in levers:
        crossed *= count
    if spec.uncertainties == "calibrated" or "calibrated" in spec.uncertainties.values():
        return crossed * (design.points or 100) if design.kind != "one_at_a_time" else n_points
    return {
        "factorial": crossed,
        "table": crossed * n_rows,
        "latin_hypercube": crossed * (design.points or 0),
        "nolh": crossed * (design.points or 0),
        "sobol": crossed * (design.points or 0),
    }.get(design.kind, n_points)


def check_plan(experiment, n_rows):
    """Fail unless as many runs are planned as the experiment says."""
    plan, spec = experiment.plan(), experiment.spec
    assert plan.n_points == len(experiment.scenarios) * len(experiment.points)
    assert len(experiment.points) == points_of(spec, n_rows, len(experiment.points))
    rule = spec.replications
    times = rule.max_replications if isinstance(rule, StoppingRule) else rule
    if plan.n_points * times > FEW_RUNS:
        return
    runs = plan.plan_runs([times] * plan.n_points)
    places = itertools.product(range(plan.n_points), range(times))
    assert [(one.point, one.replicate) for one in runs] == list(places)
    assert len(design_table(runs)) == plan.n_points * times
    json.dumps(plan.description, allow_nan=False)


def is_small(experiment):
    rule = experiment.spec.replications
    times = rule.max_replications if isinstance(rule, StoppingRule) else rule
    runs = len(experiment.points) * len(experiment.scenarios) * times
    return runs <= MOST_RUNS and (experiment.spec.days or MOST_DAYS + 1) <= MOST_DAYS


def check_results(experiment, results):
    """Fail unless all runs are there, done and with the outcomes that were asked for."""
    runs, rule = results.runs, experiment.spec.replications
    assert (runs["status"] == "done").all(), runs["error"].tolist()
    n_points = len(experiment.points) * len(experiment.scenarios)
    if isinstance(rule, StoppingRule):
        assert len(runs) >= n_points * min(rule.min_replications, rule.max_replications)
    else:
        assert len(runs) == n_points * rule
    assert {one for one in experiment.spec.outcomes if ":" not in one} <= set(runs)
    assert len(results.daily) == (int(runs["days"].sum()) if experiment.spec.record else 0)


@cases_of("experiment")
@given(experiment_files(), point_files(), st.integers(0, 2))
@example(b"x = " + b"[" * 3000 + b"]" * 3000, b"", 1)
@example(b"seed = " + b"9" * 5000, b"", 1)
@example(b"seed = 0x" + b"f" * 5000, b"", 1)
@example(b"levers." + b".".join([b"a"] * 3000) + b" = 1", b"", 1)
@example(b'levers = {"isis.fighters" = [[5000], [6000]]}', b"", 1)
def test_an_experiment_plans_what_its_file_says_or_is_refused(folder, data, points, turn):
    path = folder / "mine.toml"
    path.write_bytes(data)
    (folder / "points.csv").write_bytes(points)
    verdict = judge("experiment", lambda: Experiment.read(path), ("mine.toml",), repr(data))
    if verdict.kind == REFUSED:
        return
    experiment = verdict.result
    check_as_written(data, experiment)
    n_rows = (
        len([line for line in points.decode("utf-8-sig", "replace").splitlines() if line]) - 1
    )
    planned = judge("plan", lambda: check_plan(experiment, n_rows), (), repr(data))
    if planned.kind == REFUSED or turn or not is_small(experiment):
        return
    shutil.rmtree(folder / "results", ignore_errors=True)
    sweep = functools.partial(experiment.run, folder / "results", workers=0, progress=False)
    swept = judge("sweep", sweep, (), repr(data))
    if swept.kind == VALID:
        check_results(experiment, swept.result)
