"""Scenarios: those shipped, those a user writes, and the errors of a broken one."""

import dataclasses
import datetime
import shutil
import tomllib

import pytest
from town import coarse_simulation, run_days

from mesa_mosul.cli.listings import flatten_scenario
from mesa_mosul.engine.codes import FORCES, KURDISH_COMMAND, NEVER
from mesa_mosul.initialization.world_builder import build_world
from mesa_mosul.inputs.scenario import CAMPAIGN_START, ScenarioError, scenario, scenarios
from mesa_mosul.inputs.tables import find_seeds_folder
from mesa_mosul.parameters.errors import RenamedWarning
from mesa_mosul.parameters.registry import ParameterError, Parameters
from mesa_mosul.simulation.outcome import count_forces_at_start

SHIPPED = [path.stem for path in sorted((find_seeds_folder() / "scenarios").glob("*.toml"))]
EXTENDS = {
    "reinforcements": "reported",
    "reinforcements_pending": "reinforcements",
    "fighters_return": "reported",
    "raqqa_synchronises": "reported",
    "corridor_closed": "reported",
    "isis_withdraws": "reported",
    "peshmerga_stay": "reported",
    "bridges_cut": "reported",
    "no_car_bombs": "reported",
    "no_air": "reported",
    "no_contaminated_ground": "reported",
    "deadline_push": "reported",
}
"""Scenarios with one thing changed, and that from which each differs."""
WHOLE = 'title = "A"\nstart = 2016-12-06\nend = 2016-12-20\n'


DIGITS = "9" * 5000


@pytest.fixture
def home(tmp_path):
    shutil.copytree(find_seeds_folder() / "scenarios", tmp_path / "scenarios")
    return tmp_path


def write(home, text, name="mine"):
    (home / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    return name


def test_the_scenarios_of_the_article_the_historical_record_and_the_campaign_are_shipped():
    assert {"reported", "recorded", "campaign"} <= set(scenarios())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_has_a_title_and_a_description(name):
    base = scenario(name)
    assert base.title
    assert base.about.strip().endswith(".")
    assert base.name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_ends_after_it_starts_and_starts_with_the_campaign_or_later(name):
    base = scenario(name)
    assert CAMPAIGN_START <= base.start < base.end
    assert base.days == (base.end - base.start).days


def test_the_figures_of_the_article_are_taken_at_face_value(seeds):
    p, claimed = scenario("reported").parameters, {row.id: row.value for row in seeds.claims}
    ours = (
        p.iraqi.troops,
        p.coalition.personnel,
        p.coalition.strike_aircraft,
        p.coalition.artillery_pieces,
        p.isis.fighters,
    )
    assert ours == tuple(claimed[f"R0{number}"] for number in range(1, 6))


def test_the_scenario_of_the_article_has_no_later_decision(seeds):
    base = scenario("reported")
    world = build_world(base, seeds).world
    for row, bridge in enumerate(seeds.bridges):
        if bridge.cut_on > base.start:
            assert world.bridges.cut_at[row] == NEVER


def test_the_scenario_of_the_historical_record_cuts_every_bridge_on_its_day(seeds):
    base = scenario("recorded")
    world, per_day = (
        build_world(base, seeds).world,
        24 // base.parameters.resolution.hours_per_tick,
    )
    days = [(bridge.cut_on - CAMPAIGN_START).days for bridge in seeds.bridges]
    assert (world.bridges.cut_at // per_day).tolist() == days


@pytest.mark.parametrize(("name", "parent"), EXTENDS.items())
def test_a_scenario_differs_from_its_parent_by_its_own_parameters_alone(name, parent):
    mine, base = flatten_scenario(scenario(name)), flatten_scenario(scenario(parent))
    values = tomllib.loads(
        (find_seeds_folder() / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
    )
    changed = {key for key in mine if mine[key] != base[key]}
    assert values["extends"] == parent
    assert changed == set(values["parameters"])


@pytest.mark.parametrize("name", EXTENDS)
def test_the_description_of_a_scenario_has_two_or_three_sentences(name):
    assert 2 <= scenario(name).about.count(".") <= 3


@pytest.mark.parametrize("name", EXTENDS)
def test_all_personnel_of_a_scenario_are_accounted_for_on_every_day(name):
    changes = {"isis.recruits_per_day": 20, "isis.arrivals_per_day": 20}
    simulation = run_days(coarse_simulation(name, engine="compiled", **changes), 25)
    daily, start = simulation.daily(), count_forces_at_start(simulation.built)
    fates = ("strength", "wounded_now", "killed", "withdrawn")
    for force in FORCES:
        men = sum(daily[f"{force}_{fate}"] for fate in fates)
        assert (men == start[force] + daily[f"{force}_arrived"]).all(), force


@pytest.mark.parametrize("name", EXTENDS)
def test_the_plain_and_the_compiled_rules_run_a_scenario_alike(name):
    plain, fast = (
        run_days(coarse_simulation(name, engine=engine), 2) for engine in ("plain", "compiled")
    )
    assert plain.digest() == fast.digest()


def test_reinforcements_come_in_time_or_wait_for_the_next_administration():
    start = datetime.date(2016, 12, 6)
    decided = {
        name: start + datetime.timedelta(scenario(name).parameters.reinforcement.decision_day)
        for name in ("reinforcements", "reinforcements_pending")
    }
    assert decided["reinforcements"] < datetime.date(2016, 12, 31)
    assert decided["reinforcements_pending"] > datetime.date(2017, 1, 20)


def test_the_road_is_cut_on_the_days_of_the_historical_record(seeds):
    def cuts(name, **changes):
        base = scenario(name).with_parameters(**changes)
        external = build_world(base, seeds).world.external
        per_day = 24 // base.parameters.resolution.hours_per_tick
        ticks = (external.road_restricted_tick[0], external.road_closed_tick[0])
        return [NEVER if at == NEVER else at // per_day for at in ticks]

    days = [
        (row.date - CAMPAIGN_START).days for row in seeds.timeline if row.decision == "cut_road"
    ]
    assert cuts("recorded") == cuts("campaign") == days
    assert cuts("reported") == [days[0], NEVER]
    assert cuts("campaign", **{"switch.dated_decisions": False}) == [NEVER, NEVER]
    assert cuts("corridor_closed")[1] == scenario("corridor_closed").start_day


def test_without_dates_no_bridge_is_cut_but_by_rule(seeds):
    base = scenario("campaign").with_parameters(**{"switch.dated_decisions": False})
    world = build_world(base, seeds).world
    assert (world.bridges.cut_at > 0).sum() == 4
    assert world.external.endogenous_from_tick[0] == 0
    assert (
        build_world(scenario("campaign"), seeds).world.external.endogenous_from_tick[0]
        == 4 * base.days
    )


def test_all_bridges_are_down_where_all_are_cut(seeds):
    base = scenario("bridges_cut")
    start = 4 * base.start_day
    assert (build_world(base, seeds).world.bridges.cut_at <= start).all()


def test_the_peshmerga_of_the_campaign_stop_in_the_middle_of_november(seeds):
    def due(name, **changes):
        return build_world(
            scenario(name).with_parameters(**changes), seeds
        ).world.commands.scheduled_tick[KURDISH_COMMAND]

    assert due("campaign") == 4 * (datetime.date(2016, 11, 15) - CAMPAIGN_START).days
    assert due("reported") == 4 * scenario("reported").start_day
    assert due("peshmerga_stay") == NEVER
    assert due("campaign", **{"switch.dated_decisions": False}) == NEVER


def test_the_campaign_starts_on_its_first_day():
    assert scenario("campaign").start == datetime.date(2016, 10, 17)


def test_a_scenario_passes_through():
    base = scenario("reported")
    assert scenario(base) is base


def test_a_changed_scenario_leaves_the_first_alone():
    base = scenario("reported")
    before = base.parameters
    base.with_parameters(**{"isis.fighters": 6000})
    assert base.parameters == before


def test_a_changed_scenario_shows_the_change_in_its_name():
    base = scenario("reported").with_parameters(**{"isis.fighters": 6000})
    assert base.name == "reported, isis.fighters=6000"
    assert base.parameters.isis.fighters == 6000


def test_changes_add_up_and_the_last_one_counts():
    base = scenario("reported").with_parameters(
        **{"isis.fighters": 6000, "coalition.artillery_pieces": 60}
    )
    base = base.with_parameters(**{"isis.fighters": 5000})
    assert (base.parameters.isis.fighters, base.parameters.coalition.artillery_pieces) == (
        5000,
        60,
    )


def test_changes_may_be_given_as_a_dict_as_keywords_or_as_both():
    base = scenario("reported")
    changes = {"isis.fighters": 6000, "coalition.artillery_pieces": 60}
    first, *_ = changes
    both = base.with_parameters(
        {first: changes[first]}, **{k: v for k, v in changes.items() if k != first}
    )
    assert base.with_parameters(changes) == base.with_parameters(**changes) == both


def test_a_scenario_shows_itself_in_one_short_line():
    shown = repr(scenario("reported"))
    assert shown == "Scenario('reported', 2016-12-06 to 2017-03-31, 9 parameters set)"
    assert len(repr(scenarios())) < 3000


def test_the_land_class_of_a_laboratory_is_that_of_its_file():
    assert scenario("street").land_class == "new_city"
    assert scenario("duel").land_class == "open"


def test_a_change_out_of_range_is_refused():
    with pytest.raises(ParameterError, match=r"isis\.fighters is 99999"):
        scenario("reported").with_parameters(**{"isis.fighters": 99999})


def test_an_unknown_scenario_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean reported"):
        scenario("report")


@pytest.mark.parametrize("name", ["../scenarios/reported", "", ".", "/etc/passwd"])
def test_a_scenarios_name_is_no_path(name):
    with pytest.raises(ScenarioError, match="no scenario is called"):
        scenario(name)


def test_a_scenario_inherits_from_the_one_it_extends(home):
    mine = scenario(
        write(home, 'extends = "reported"\n[parameters]\n"coalition.artillery_pieces" = 60\n'),
        home,
    )
    base = scenario("reported")
    assert (mine.title, mine.start, mine.end) == (base.title, base.start, base.end)
    assert (
        mine.parameters == base.with_parameters(**{"coalition.artillery_pieces": 60}).parameters
    )


def test_a_scenario_may_extend_one_that_extends_another(home):
    write(
        home,
        'extends = "reported"\n[parameters]\n"coalition.artillery_pieces" = 60\n',
        "middle",
    )
    mine = scenario(write(home, 'extends = "middle"\nend = 2017-01-01\n'), home)
    assert mine.parameters.coalition.artillery_pieces == 60


def test_a_scenario_without_parameters_has_the_defaults(home):
    assert scenario(write(home, WHOLE), home).parameters == Parameters()


def test_decisions_are_supplied_to_the_end_by_default(home):
    assert scenario(write(home, WHOLE), home).decisions_until == datetime.date(2016, 12, 20)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "mine.toml: not readable as TOML"),
        ('title = "A"\n', "mine.toml has no start"),
        ('start = 2016-12-06\nend = 2016-12-20\n', "mine.toml has no title"),
        (WHOLE + 'author = "me"\n', "mine.toml: no key 'author'"),
        (WHOLE.replace("2016-12-06", '"soon"'), "mine.toml: 'start'"),
        (WHOLE.replace("2016-12-20", "2016-12-01"), "is not after start"),
        (WHOLE.replace("2016-12-20", "2016-12-06"), "is not after start"),
        (WHOLE + '[parameters]\n"isis.fighter" = 1\n', "did you mean isis.fighters"),
        (WHOLE + '[parameters]\n"isis.fighters" = -1\n', "mine.toml, \\[parameters\\]: isis"),
        (WHOLE + '[parameters]\n"isis.fighters" = "many"\n', "mine.toml: 'parameters.isis"),
        ('extends = "nowhere"\n', "no scenario is called 'nowhere'"),
        ('extends = "mine"\n', "extends"),
    ],
)  # fmt: skip
def test_a_broken_scenario_says_what_is_wrong_and_where(home, text, message):
    with pytest.raises(ScenarioError, match=message):
        scenario(write(home, text), home)


def test_a_scenario_in_another_encoding_is_refused(home):
    (home / "scenarios" / "mine.toml").write_bytes('title = "Mossoul été"'.encode("latin-1"))
    with pytest.raises(ScenarioError, match="not readable"):
        scenario("mine", home)


def test_two_scenarios_that_extend_each_other_are_refused(home):
    write(home, 'extends = "mine"\n', "yours")
    with pytest.raises(ScenarioError, match="extends"):
        scenario(write(home, 'extends = "yours"\n'), home)


def test_a_scenario_cannot_start_before_the_campaign(home):
    with pytest.raises(ScenarioError, match="2016-10-17"):
        scenario(write(home, WHOLE.replace("2016-12-06", "2016-01-01")), home)


def test_a_folder_may_be_given_as_text(home):
    name = write(home, WHOLE)
    assert scenario(name, str(home)) == scenario(name, home)
    assert set(scenarios(str(home))) == {*SHIPPED, name}


def test_an_old_file_is_read_with_warnings_that_give_the_names_of_today(home):
    text = WHOLE + 'laboratory = "duel"\nground = "new_city"\n[parameters]\n"us.guns" = 60\n'
    with pytest.warns(RenamedWarning) as caught:
        old = scenario(write(home, text), home)
    assert old.land_class == "new_city"
    assert old.parameters.coalition.artillery_pieces == 60
    assert old.changes == {"coalition.artillery_pieces": 60}
    messages = {str(warning.message) for warning in caught}
    assert messages == {
        "'ground' is called 'land_class' since version 0.2",
        "'us.guns' is called 'coalition.artillery_pieces' since version 0.2",
    }


def test_an_old_name_overrides_the_same_parameter_of_the_parent(home):
    text = 'extends = "reported"\n[parameters]\n"us.guns" = 60\n'
    with pytest.warns(RenamedWarning):
        mine = scenario(write(home, text), home)
    assert mine.parameters.coalition.artillery_pieces == 60


def test_a_file_that_sets_a_parameter_by_both_names_is_refused(home):
    text = WHOLE + '[parameters]\n"us.guns" = 60\n"coalition.artillery_pieces" = 70\n'
    with (
        pytest.warns(RenamedWarning),
        pytest.raises(ScenarioError, match=r"mine\.toml, \[parameters\]: .* is set twice"),
    ):
        scenario(write(home, text), home)


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("end", "9999-12-31"),
        ("decisions_until", "9999-12-31"),
        ("decisions_until", "1916-12-31"),
        ("start", "0001-01-01"),
    ],
)
def test_a_date_that_no_run_reaches_is_refused_with_its_key(home, key, day):
    lines = [line for line in WHOLE.splitlines() if not line.startswith(key)]
    write(home, "\n".join([*lines, f"{key} = {day}"]))
    with pytest.raises(ScenarioError, match=f"^mine: {key} is {day}; it must be 2014"):
        scenario("mine", home)


def test_a_date_set_later_is_checked_too():
    with pytest.raises(ScenarioError, match="decisions_until is 9999-12-31"):
        dataclasses.replace(scenario("reported"), decisions_until=datetime.date.max)


@pytest.mark.parametrize("value", ["0", "1480982400", "true", "2016-12-06T00:00:00", '"0"'])
def test_a_number_is_no_date(home, value):
    write(home, WHOLE + f"decisions_until = {value}\n")
    with pytest.raises(ScenarioError, match="'decisions_until': a date is written 2016-12-06"):
        scenario("mine", home)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 5000, "nested too deep"),
        (
            f'[parameters]\n"isis.fighters" = {DIGITS}',
            "not readable as TOML: Exceeds",
        ),
        (
            f'[parameters]\n"isis.fighters" = {10**400}',
            "isis.fighters is 10{39}[.]{3}:",
        ),
        ('[parameters]\n"isis.fighters" = inf', "isis.fighters is inf: it takes"),
        ('[parameters]\n"isis.fighters" = nan', "isis.fighters is 'nan': it takes a number"),
        ("[parameters]\nisis.fighters = 6000", 'needs quotes: "isis.fighters"'),
    ],
)
def test_what_toml_cannot_hold_is_refused_with_the_file(home, text, message):
    write(home, WHOLE + text + "\n")
    with pytest.raises(ScenarioError, match=rf"^mine\.toml.*{message}"):
        scenario("mine", home)


@pytest.mark.parametrize("text", ["\ufeff" + WHOLE, WHOLE.replace("\n", "\r\n")])
def test_marks_of_other_editors_do_no_harm(home, text):
    (home / "scenarios" / "mine.toml").write_bytes(text.encode())
    assert scenario("mine", home).end == datetime.date(2016, 12, 20)


@pytest.mark.parametrize("name", [5, None, "a" * 5000, "a\0b", "../scenarios/reported"])
def test_what_is_no_name_is_no_scenario(name):
    with pytest.raises(ScenarioError):
        scenario(name)
