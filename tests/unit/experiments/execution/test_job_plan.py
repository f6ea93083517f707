"""Which run has which key and which luck."""

import dataclasses
import subprocess
import sys

import pytest
from town import cached_tables

import mesa_mosul as mm
from mesa_mosul.engine.source_digest import MODEL_SOURCES
from mesa_mosul.experiments.execution.job_plan import (
    EXTRACTION_SOURCES,
    design_table,
    hash_to_seed,
    jobs_from_table,
)
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.simulation.provenance import BUILDER_SOURCES, digest_of_model

FIGHTERS = {"isis.fighters": [5000, 6000]}
DIGESTS = "mesa_mosul.experiments.execution.job_plan.digest_loaded_model"


@pytest.fixture(scope="module")
def digests():
    return digest_of_model(cached_tables())


def places(scenarios="reported", count=3, **said):
    plan = mm.Experiment(scenarios, **{"levers": FIGHTERS, **said}).plan()
    return plan.plan_runs([count] * plan.n_points)


def keys(*which, **said):
    return [one.job.key for one in places(*which, **said)]


def by_factors(found):
    return {(str(one.factors), one.replicate): (one.job.key, one.job.seed) for one in found}


def test_points_are_numbered_through_scenarios_and_design():
    found = places(["reported", "recorded"])
    assert [(one.point, one.replicate) for one in found] == [
        (point, replicate) for point in range(4) for replicate in range(3)
    ]
    assert [one.job.scenario_index for one in found[::3]] == [0, 0, 1, 1]
    assert [one.factors for one in found[::3]] == [
        {"scenario": name, "isis.fighters": fighters}
        for name in ("reported", "recorded") for fighters in (5000, 6000)
    ]  # fmt: skip


def test_one_scenario_is_no_factor():
    assert "scenario" not in places()[0].factors


def test_points_may_have_different_numbers_of_replications():
    plan = mm.Experiment(levers=FIGHTERS).plan()
    found = [(one.point, one.replicate) for one in plan.plan_runs([2, 1])]
    assert found == [(0, 0), (0, 1), (1, 0)]


def test_a_replicate_has_the_same_seed_at_every_point():
    found = places(["reported", "recorded"])
    seeds = {replicate: {one.job.seed for one in found if one.replicate == replicate}
             for replicate in range(3)}  # fmt: skip
    assert all(len(shared) == 1 for shared in seeds.values())
    assert len(set.union(*seeds.values())) == 3


def test_experiments_of_one_seed_share_the_seeds_of_replicates():
    deadline = mm.Experiment("campaign", levers={"iraqi.troops": [20000]}, seed=7).plan()
    fighters = mm.Experiment("reported", levers=FIGHTERS, seed=7).plan()
    assert [one.job.seed for one in deadline.plan_runs([9])] == [
        one.job.seed for one in fighters.plan_runs([9, 0])
    ]


def test_experiments_of_neighbouring_seeds_share_no_run():
    first, second = (
        {one.job.seed for one in mm.Experiment(seed=seed).plan().plan_runs([200])}
        for seed in (2016, 2017)
    )
    assert len(first | second) == 400


def test_own_numbers_that_nobody_sets_have_no_part_in_a_seed():
    plan = mm.Experiment(levers=FIGHTERS, common_random_numbers=False).plan()
    scenario = plan.spec.scenarios[0]
    others = {
        name: value
        for name, value in scenario["parameters"].items()
        if not name.startswith("own.")
    }
    assert len(others) < len(scenario["parameters"])
    one = plan.plan_run(0, 0).job
    seed = hash_to_seed([plan.seed, scenario | {"parameters": others}, one.changes, 0])
    assert one.seed == seed


def test_without_common_random_numbers_no_two_runs_share_their_seed():
    found = places(["reported", "recorded"], count=50, common_random_numbers=False)
    assert len({one.job.seed for one in found}) == 4 * 50
    assert all(0 <= one.job.seed < 2**63 for one in found)


def test_independent_seeds_come_from_the_experiments_seed():
    first, again, other = (
        [one.job.seed for one in places(seed=seed, common_random_numbers=False)]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert not set(first) & set(other)


def test_every_run_of_different_points_has_a_key_of_its_own():
    found = keys(["reported", "recorded"], count=20)
    assert len(set(found)) == 4 * 20


CHANGES = {
    "the seed": {"seed": 3000},
    "the days": {"days": 5},
    "an outcome": {"outcomes": ["km2_city_held@2016-12-10"]},
    "a column recorded": {"record": ["km2_city_held"]},
    "a constant": {"constants": {"coalition.artillery_pieces": 60}},
    "the last dated decision": {"decisions_until": "2016-12-13"},
    "the outcome waited for": {
        "replications": {"outcome": "km2_city_held@2016-12-10", "interval_width": 1.0}
    },
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_key_depends_on(what):
    assert not set(keys()) & set(keys(**CHANGES[what]))


def test_a_key_depends_on_the_scenario():
    assert not set(keys()) & set(keys("recorded"))


def test_a_key_depends_on_the_model(digests, monkeypatch):
    before = keys()
    monkeypatch.setattr(DIGESTS, lambda tables: {**digests, "model": "another"})
    assert not set(before) & set(keys())


@pytest.mark.parametrize(
    "said",
    [
        {"name": "another"},
        {"about": "Another."},
        {"replications": 7},
        {"replications": {"outcome": "stalled", "interval_width": 0.1}},
    ],
)
def test_a_key_does_not_hang_on_words_or_on_how_many_runs_there_are(said):
    assert keys(outcomes=["stalled"]) == keys(outcomes=["stalled"], **said)


@pytest.mark.parametrize("common", [True, False])
def test_more_points_and_more_replications_keep_the_runs_there_are(common):
    few = by_factors(places(common_random_numbers=common))
    levers = {"isis.fighters": [4000, 5000, 5500, 6000]}
    many = by_factors(places(count=9, levers=levers, common_random_numbers=common))
    assert len(many) == 4 * 9
    assert few.items() <= many.items()


def test_another_scenario_keeps_the_runs_there_are():
    assert set(keys()) <= set(keys(["recorded", "reported"]))


def test_more_points_of_a_sobol_sequence_keep_the_first():
    draws = {
        "command.attack_day_fraction": "evidence",
        "corridor.passable_day_fraction": "evidence",
    }
    few, many = (
        keys(levers={}, uncertainties=draws, design={"kind": "sobol", "points": points})
        for points in (8, 16)
    )
    assert (len(few), len(many)) == (24, 48)
    assert few == many[:24]


def test_levels_that_set_the_same_share_their_runs():
    levels = {"few": {"isis.fighters": 5000}, "as_few": {"isis.fighters": 5000.0}}
    few, as_few = places(levers={"men": levels}, count=1)
    assert few.job.key == as_few.job.key
    assert few.factors != as_few.factors


def test_a_level_as_in_the_scenario_shares_its_runs():
    guns = mm.scenario("reported").parameters.coalition.artillery_pieces
    assert keys(levers={"coalition.artillery_pieces": [guns]}) == keys(levers={})


def test_a_number_set_by_a_lever_a_constant_or_in_python_is_the_same_run():
    lever = keys(levers={"isis.fighters": [5000]})
    constant = keys(levers={}, constants={"isis.fighters": 5000})
    made = keys(mm.scenario("reported").with_parameters(**{"isis.fighters": 5000}), levers={})
    assert lever == constant == made


def test_a_scenario_under_another_name_and_title_is_the_same_run():
    told = mm.scenario("reported")
    other = dataclasses.replace(told, name="mine", title="Mine", about="The same.")
    assert keys(told) == keys(other)


def test_the_order_in_which_levers_are_given_does_not_matter():
    one = keys(
        levers={"isis.fighters": [5000], "coalition.artillery_pieces": [60]},
        common_random_numbers=False,
    )
    two = keys(
        levers={"coalition.artillery_pieces": [60], "isis.fighters": [5000]},
        common_random_numbers=False,
    )
    assert one == two


def test_what_is_asked_for_twice_is_kept_once():
    said = {"outcome": "stalled", "interval_width": 0.1}
    plan = mm.Experiment(outcomes=["stalled", "stalled"], replications=said).plan()
    assert plan.spec.outcomes == ["stalled"]


OWN = "def held(outcome, daily):\n    return {'held': daily['km2_city_held'].max()}\n"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Return a folder with an own measure, which is on no path of modules."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "own_jobs.py").write_text(OWN, encoding="utf-8")
    yield tmp_path
    sys.modules.pop("own_jobs", None)


def test_an_own_measure_is_found_beside_the_file_of_its_experiment(beside):
    (beside / "mine.toml").write_text('outcomes = ["own_jobs:held"]', encoding="utf-8")
    plan = mm.Experiment.read(beside / "mine.toml").plan()
    assert list(plan.output_spec["measures"]) == ["own_jobs:held"]


def test_a_key_depends_on_the_text_of_a_custom_outcome(beside):
    before = keys(outcomes=["own_jobs:held"], source_folder=beside)
    assert keys(outcomes=["own_jobs:held"], source_folder=beside) == before
    (beside / "own_jobs.py").write_text(OWN.replace("max", "mean"), encoding="utf-8")
    assert not set(keys(outcomes=["own_jobs:held"], source_folder=beside)) & set(before)


def test_a_design_as_a_table_gives_back_its_jobs():
    levers = {
        **FIGHTERS,
        "help": {"none": {}, "some": {"coalition.bridges_cut_at_start": True}},
    }
    draws = {
        "command.attack_day_fraction": "evidence",
        "civilians.crossfire_death_rate": "evidence",
    }
    found = places(
        ["reported", "recorded"], levers=levers, uncertainties=draws, seed=2**62,
        design={"kind": "nolh", "points": 5}, common_random_numbers=False,
    )  # fmt: skip
    assert jobs_from_table(design_table(found)) == [one.job for one in found]


def test_a_designs_table_has_a_row_a_run_and_a_column_a_factor():
    found = places(["reported", "recorded"])
    table = design_table(found)
    assert table["key"].tolist() == [one.job.key for one in found]
    assert table["isis.fighters"].tolist() == ([5000] * 3 + [6000] * 3) * 2
    assert table["scenario"].tolist() == ["reported"] * 6 + ["recorded"] * 6
    assert table["replicate"].tolist() == [0, 1, 2] * 4


def test_a_key_depends_on_every_source_that_a_stored_number_passes():
    """What a run and its outcomes load belongs to the model's digest or to the extraction's."""
    code = (
        "import sys, mesa_mosul.experiments.execution.run_outputs\n"
        "import mesa_mosul.simulation.run_record\nprint(*sys.modules)"
    )
    modules = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True)
    loaded = {
        name.removeprefix("mesa_mosul.").replace(".", "/")
        for name in modules.stdout.split()
        if name.startswith("mesa_mosul.")
    }
    covered = {
        path.relative_to(PACKAGE_FOLDER).with_suffix("").as_posix()
        for pattern in (*MODEL_SOURCES, *BUILDER_SOURCES, *EXTRACTION_SOURCES)
        for path in PACKAGE_FOLDER.glob(pattern)
    }
    rooms = {
        path.parent.relative_to(PACKAGE_FOLDER).as_posix()
        for path in PACKAGE_FOLDER.rglob("__init__.py")
    }
    without_numbers = {"experiments/execution/custom_measures"}
    assert "simulation/run_record" in loaded
    assert loaded - rooms - without_numbers <= covered
    plan = mm.Experiment("reported", days=1).plan()
    before = plan.plan_run(0, 0).job.key
    plan.output_spec["extraction"] = "of another commit"
    assert plan.plan_run(0, 0).job.key != before
