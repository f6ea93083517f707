"""The laboratory: the battle's own rules on one piece of ground, to the end of one side."""

import pytest
from town import COARSE_PARAMETERS, cached_tables

import mesa_mosul as mm
from mesa_mosul.initialization.laboratory import BLUE_CODE, RED_CODE, survivors
from mesa_mosul.initialization.world_builder import build_world
from mesa_mosul.inputs.scenario import ScenarioError, scenario, scenarios
from mesa_mosul.parameters.registry import ParameterError
from mesa_mosul.simulation.simulation import Simulation

SHIPPED = scenarios()
LABORATORIES = [name for name, told in SHIPPED.items() if told.laboratory]
CITIES = [name for name in SHIPPED if name not in LABORATORIES]

every_laboratory = pytest.mark.parametrize("name", LABORATORIES)
every_city = pytest.mark.parametrize("name", CITIES)


def sized(name, blue, red):
    """Return a laboratory for so many men on either side."""
    return scenario(name).with_parameters(**{f"{name}.blue": blue, f"{name}.red": red})


def left_by_seed(table):
    """Return who is left and after how long, by seed, from what run_many gives."""
    return table.set_index("seed").sort_index().to_dict("index")


def fought_out(course):
    """Carry a fight on by the tick until one side is gone; return the ticks that it took."""
    ticks, last = 0, course.scenario.days * course.clock.ticks_per_day
    while ticks < last and 0 not in survivors(course.world).values():
        course.step()
        ticks += 1
    return ticks


def test_the_four_laboratories_are_shipped():
    assert set(LABORATORIES) == {"duel", "ambush", "street", "hill"}


@every_laboratory
def test_a_laboratory_reports_who_is_left_of_those_who_came(name):
    p = scenario(name).parameters
    left = mm.run(name, days=1).outcome["survivors"]
    assert left.keys() == {"blue", "red"}
    assert 0 <= left["blue"] <= getattr(p, name).blue
    assert 0 <= left["red"] <= getattr(p, name).red


@every_city
def test_a_run_of_the_city_reports_no_survivors(name):
    assert (
        "survivors"
        not in mm.run(scenario(name).with_parameters(**COARSE_PARAMETERS), days=1).outcome
    )


@every_laboratory
def test_both_sides_have_the_given_size(name):
    world = build_world(sized(name, 7, 23), cached_tables()).world
    assert survivors(world) == {"blue": 7, "red": 23}


@every_laboratory
def test_another_laboratorys_sizes_do_not_matter(name):
    others = {f"{other}.blue": 7 for other in LABORATORIES if other != name}
    stage = build_world(scenario(name).with_parameters(**others), cached_tables())
    assert survivors(stage.world)["blue"] == getattr(scenario(name).parameters, name).blue


@every_laboratory
def test_units_of_one_man_are_as_many_men(name):
    told = sized(name, 7, 23).with_parameters(
        **{"iraqi.men_per_unit": 1, "isis.men_per_unit": 1}
    )
    assert survivors(build_world(told, cached_tables()).world) == {"blue": 7, "red": 23}


@every_laboratory
def test_a_fight_ends_on_the_day_when_one_side_is_gone(name):
    run = mm.run(sized(name, 30, 20), seed=4)
    assert min(run.outcome["survivors"].values()) == 0
    before = mm.run(sized(name, 30, 20), seed=4, days=run.outcome["days"] - 1)
    assert min(before.outcome["survivors"].values()) > 0


def test_a_side_that_is_not_there_has_lost():
    left = [mm.run_many(sized("duel", *sizes), [1]) for sizes in ((40, 0), (0, 30))]
    assert [tuple(told.loc[0, ["blue", "red"]]) for told in left] == [(40, 0), (0, 30)]


@every_laboratory
def test_many_runs_and_single_runs_leave_the_same_men(name):
    told, seeds = sized(name, 50, 40), range(5)
    many = mm.run_many(told, seeds)[["blue", "red"]].to_dict("records")
    assert many == [mm.run(told, seed=seed).outcome["survivors"] for seed in seeds]


@every_laboratory
def test_many_runs_take_the_hours_until_one_side_is_gone(name):
    told = sized(name, 50, 40)
    ticks = [fought_out(Simulation(told, seed)) for seed in range(5)]
    hours = mm.run_many(told, range(5))["hours"]
    assert (hours / told.parameters.resolution.hours_per_tick).tolist() == ticks


@every_laboratory
def test_a_run_leaves_no_trace_in_the_next(name):
    told = sized(name, 50, 40)
    forward, back = mm.run_many(told, range(20)), mm.run_many(told, reversed(range(20)))
    assert back["seed"].tolist() == list(reversed(range(20)))
    assert left_by_seed(forward) == left_by_seed(back)


def test_a_seed_fought_twice_gives_the_same_twice():
    rows = mm.run_many("duel", [3, 8, 3]).to_dict("records")
    assert rows[0] == rows[2]


def test_another_seed_is_another_fight():
    assert mm.run_many("duel", range(20))["blue"].nunique() > 1


def test_changes_are_those_of_a_changed_scenario():
    changes = {"duel.blue": 60, "fire.aimed_rate": 0.02}
    one = mm.run_many("duel", range(5), changes)
    assert one.equals(mm.run_many(scenario("duel").with_parameters(**changes), range(5)))


def test_changes_leave_the_scenario_alone():
    told = scenario("duel")
    mm.run_many(told, [1], {"duel.blue": 7})
    assert told.parameters == scenario("duel").parameters


def test_no_seeds_are_no_rows():
    assert mm.run_many("duel", []).columns.tolist() == ["seed", "blue", "red", "hours"]


@every_city
def test_many_runs_of_a_city_are_refused_by_name(name):
    with pytest.raises(ScenarioError, match=f"'{name}' is no laboratory"):
        mm.run_many(name, [1])


def test_an_unknown_change_is_answered_with_the_nearest():
    with pytest.raises(ParameterError, match=r"did you mean duel\.blue"):
        mm.run_many("duel", [1], {"duel.bleu": 7})


def test_an_unknown_laboratory_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean duel"):
        mm.run_many("duell", [1])


BEYOND = {"fire.aimed_rate": 0.5, "fire.area_rate": 0.005, "isis.men_per_unit": 5000}
"""Values that no evidence supports."""
beyond = pytest.mark.parametrize("name", BEYOND)


@beyond
@pytest.mark.parametrize("place", LABORATORIES)
def test_the_range_of_the_evidence_does_not_bind_a_laboratory(place, name):
    subject, field = name.split(".")
    told = scenario(place).with_parameters(**{name: BEYOND[name]})
    assert getattr(getattr(told.parameters, subject), field) == BEYOND[name]


@beyond
@pytest.mark.parametrize("place", CITIES)
def test_the_range_of_the_evidence_binds_the_city(place, name):
    with pytest.raises(ParameterError, match=f"{name} is"):
        scenario(place).with_parameters(**{name: BEYOND[name]})


def test_what_a_laboratory_refuses_is_told_beside_the_range_of_the_evidence():
    told = r"takes 0 to 0.005 km2/person/h \(in a laboratory; A023: 0 to 5e-05\)"
    with pytest.raises(ParameterError, match=told):
        scenario("duel").with_parameters(**{"fire.area_rate": 1})


@beyond
def test_nothing_is_less_than_nothing_even_in_a_laboratory(name):
    with pytest.raises(ParameterError, match=f"{name} is -1"):
        scenario("duel").with_parameters(**{name: -1})


def test_a_laboratory_keeps_to_the_scales_of_the_map():
    with pytest.raises(ParameterError, match=r"resolution\.cell_metres is"):
        scenario("duel").with_parameters(**{"resolution.cell_metres": 5000})


@pytest.mark.parametrize("seed", range(20))
def test_both_forms_fight_the_same_duel(seed):
    twins = [
        Simulation(sized("duel", 30, 25), seed, engine) for engine in ("compiled", "plain")
    ]
    assert fought_out(twins[0]) == fought_out(twins[1])
    assert twins[0].digest() == twins[1].digest()


@every_laboratory
def test_both_forms_agree_on_the_first_days(name):
    twins = [mm.run(name, seed=1, days=2, engine=engine) for engine in ("compiled", "plain")]
    assert twins[0].outcome["digest"] == twins[1].outcome["digest"]


def trade_ids(world):
    """Give either side the ids of the other."""
    for group, each in ((world.units, 1_000_000), (world.battalions, 1000)):
        group.uid[:] += each * (BLUE_CODE + RED_CODE - 2 * (group.uid // each))


def duel(seed, blue, red, trade=False):
    """Return who is left of a duel, and after how many ticks."""
    course = Simulation(sized("duel", blue, red), seed)
    if trade:
        trade_ids(course.world)
    ticks = fought_out(course)
    return (*survivors(course.world).values(), ticks)


@pytest.mark.parametrize(("blue", "red"), [(50, 50), (60, 55), (47, 33)])
def test_sides_that_trade_places_and_random_numbers_trade_their_fates(blue, red):
    for seed in range(50):
        ours, theirs, ticks = duel(seed, blue, red)
        assert duel(seed, red, blue, trade=True) == (theirs, ours, ticks)


def test_either_side_may_win_an_even_duel():
    left = mm.run_many("duel", range(50), {"duel.blue": 50})
    assert (left["blue"] > 0).any()
    assert (left["red"] > 0).any()
