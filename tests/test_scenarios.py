"""Scenarios: those shipped, those a user writes, and what is said of a broken one."""

import datetime
import shutil
import tomllib

import pytest
from town import lived, town

from mesa_mosul.build import build
from mesa_mosul.lists import settled
from mesa_mosul.names import FORCES, KURDISH_COMMAND, NEVER
from mesa_mosul.outcome import forces_at_start
from mesa_mosul.parameters import ParameterError, Parameters
from mesa_mosul.setting import LAUNCH, ScenarioError, scenario, scenarios
from mesa_mosul.tables import folder

SHIPPED = [path.stem for path in sorted((folder() / "scenarios").glob("*.toml"))]
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


@pytest.fixture
def home(tmp_path):
    shutil.copytree(folder() / "scenarios", tmp_path / "scenarios")
    return tmp_path


def write(home, text, name="mine"):
    (home / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    return name


def test_the_three_scenarios_of_the_report_the_record_and_the_campaign_are_shipped():
    assert {"reported", "recorded", "campaign"} <= set(scenarios())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_says_what_it_is(name):
    told = scenario(name)
    assert told.title
    assert told.about.strip().endswith(".")
    assert told.name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_ends_after_it_starts_and_starts_with_the_campaign_or_later(name):
    told = scenario(name)
    assert LAUNCH <= told.start < told.end
    assert told.days == (told.end - told.start).days


def test_the_report_is_taken_at_its_word(seeds):
    p, said = scenario("reported").parameters, {row.id: row.value for row in seeds.claims}
    ours = (p.iraqi.troops, p.us.servicemen, p.us.warplanes, p.us.guns, p.isis.fighters)
    assert ours == tuple(said[f"R0{number}"] for number in range(1, 6))


def test_the_report_knows_no_later_decision(seeds):
    told = scenario("reported")
    world = build(told, seeds).world
    for row, bridge in enumerate(seeds.bridges):
        if bridge.cut_on > told.start:
            assert world.bridges.cut_at[row] == NEVER


def test_the_record_cuts_every_bridge_on_its_day(seeds):
    told = scenario("recorded")
    world, per_day = build(told, seeds).world, 24 // told.parameters.scale.hours_per_tick
    days = [(bridge.cut_on - LAUNCH).days for bridge in seeds.bridges]
    assert (world.bridges.cut_at // per_day).tolist() == days


@pytest.mark.parametrize(("name", "parent"), EXTENDS.items())
def test_a_scenario_differs_from_its_parent_by_what_it_says_alone(name, parent):
    mine, base = settled(scenario(name)), settled(scenario(parent))
    said = tomllib.loads((folder() / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))
    changed = {key for key in mine if mine[key] != base[key]}
    assert said["extends"] == parent
    assert changed == set(said["parameters"])


@pytest.mark.parametrize("name", EXTENDS)
def test_what_a_scenario_is_about_takes_two_or_three_sentences(name):
    assert 2 <= scenario(name).about.count(".") <= 3


@pytest.mark.parametrize("name", EXTENDS)
def test_all_men_of_a_scenario_are_accounted_for_on_every_day(name):
    changes = {"isis.recruits_a_day": 20, "isis.arrivals_a_day": 20}
    course = lived(town(name, engine="compiled", **changes), 25)
    daily, start = course.daily(), forces_at_start(course.stage)
    fates = ("effective", "wounded", "killed", "withdrawn")
    for force in FORCES:
        men = sum(daily[f"{force}_{fate}"] for fate in fates)
        assert (men == start[force] + daily[f"{force}_arrived"]).all(), force


@pytest.mark.parametrize("name", EXTENDS)
def test_the_plain_rules_fight_a_scenario_as_the_compiled_do(name):
    plain, fast = (lived(town(name, engine=engine), 2) for engine in ("plain", "compiled"))
    assert plain.digest() == fast.digest()


def test_reinforcements_come_in_time_or_wait_for_the_next_administration():
    start = datetime.date(2016, 12, 6)
    decided = {
        name: start + datetime.timedelta(scenario(name).parameters.reinforcement.decided_day)
        for name in ("reinforcements", "reinforcements_pending")
    }
    assert decided["reinforcements"] < datetime.date(2016, 12, 31)
    assert decided["reinforcements_pending"] > datetime.date(2017, 1, 20)


def test_the_road_is_cut_on_the_days_of_the_record(seeds):
    def cuts(name, **changes):
        told = scenario(name).with_(**changes)
        outside = build(told, seeds).world.outside
        per_day = 24 // told.parameters.scale.hours_per_tick
        ticks = (outside.narrow_from[0], outside.shut_from[0])
        return [NEVER if at == NEVER else at // per_day for at in ticks]

    days = [(row.date - LAUNCH).days for row in seeds.timeline if row.decision == "cut_road"]
    assert cuts("recorded") == cuts("campaign") == days
    assert cuts("reported") == [days[0], NEVER]
    assert cuts("campaign", **{"switch.dated_decisions": False}) == [NEVER, NEVER]
    assert cuts("corridor_closed")[1] == scenario("corridor_closed").first_day


def test_without_dates_no_bridge_is_cut_but_by_rule(seeds):
    told = scenario("campaign").with_(**{"switch.dated_decisions": False})
    world = build(told, seeds).world
    assert (world.bridges.cut_at > 0).sum() == 4
    assert world.outside.rules_from[0] == 0
    assert build(scenario("campaign"), seeds).world.outside.rules_from[0] == 4 * told.days


def test_all_bridges_are_down_where_all_are_cut(seeds):
    told = scenario("bridges_cut")
    start = 4 * told.first_day
    assert (build(told, seeds).world.bridges.cut_at <= start).all()


def test_the_peshmerga_of_the_campaign_stop_in_the_middle_of_november(seeds):
    def due(name, **changes):
        return build(scenario(name).with_(**changes), seeds).world.commands.due[KURDISH_COMMAND]

    assert due("campaign") == 4 * (datetime.date(2016, 11, 15) - LAUNCH).days
    assert due("reported") == 4 * scenario("reported").first_day
    assert due("peshmerga_stay") == NEVER
    assert due("campaign", **{"switch.dated_decisions": False}) == NEVER


def test_the_campaign_starts_on_its_first_day():
    assert scenario("campaign").start == datetime.date(2016, 10, 17)


def test_a_scenario_passes_through():
    told = scenario("reported")
    assert scenario(told) is told


def test_a_changed_scenario_leaves_the_first_alone():
    told = scenario("reported")
    before = told.parameters
    told.with_(**{"isis.fighters": 6000})
    assert told.parameters == before


def test_a_changed_scenario_says_so_in_its_name():
    told = scenario("reported").with_(**{"isis.fighters": 6000})
    assert told.name == "reported, isis.fighters=6000"
    assert told.parameters.isis.fighters == 6000


def test_changes_add_up_and_the_last_one_counts():
    told = scenario("reported").with_(**{"isis.fighters": 6000, "us.guns": 60})
    told = told.with_(**{"isis.fighters": 5000})
    assert (told.parameters.isis.fighters, told.parameters.us.guns) == (5000, 60)


def test_a_change_out_of_range_is_refused():
    with pytest.raises(ParameterError, match=r"isis\.fighters is 99999"):
        scenario("reported").with_(**{"isis.fighters": 99999})


def test_an_unknown_scenario_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean reported"):
        scenario("report")


@pytest.mark.parametrize("name", ["../scenarios/reported", "", ".", "/etc/passwd"])
def test_a_scenarios_name_is_no_path(name):
    with pytest.raises(ScenarioError, match="no scenario is called"):
        scenario(name)


def test_a_scenario_takes_what_it_does_not_say_from_the_one_it_extends(home):
    mine = scenario(write(home, 'extends = "reported"\n[parameters]\n"us.guns" = 60\n'), home)
    base = scenario("reported")
    assert (mine.title, mine.start, mine.end) == (base.title, base.start, base.end)
    assert mine.parameters == base.with_(**{"us.guns": 60}).parameters


def test_a_scenario_may_extend_one_that_extends_another(home):
    write(home, 'extends = "reported"\n[parameters]\n"us.guns" = 60\n', "middle")
    mine = scenario(write(home, 'extends = "middle"\nend = 2017-01-01\n'), home)
    assert mine.parameters.us.guns == 60


def test_a_scenario_that_says_nothing_of_parameters_has_the_defaults(home):
    assert scenario(write(home, WHOLE), home).parameters == Parameters()


def test_decisions_are_made_to_the_end_unless_it_is_said(home):
    assert scenario(write(home, WHOLE), home).decisions_until == datetime.date(2016, 12, 20)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "mine.toml: not readable as TOML"),
        ('title = "A"\n', "mine.toml has no start"),
        ('start = 2016-12-06\nend = 2016-12-20\n', "mine.toml has no title"),
        (WHOLE + 'author = "me"\n', "mine.toml: 'author'"),
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
def test_a_broken_scenario_says_what_is_wrong_and_where(home, text, said):
    with pytest.raises(ScenarioError, match=said):
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
