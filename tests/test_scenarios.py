"""Scenarios: those shipped, those a user writes, and what is said of a broken one."""

import datetime
import shutil

import pytest

from mesa_mosul.build import build
from mesa_mosul.names import NEVER
from mesa_mosul.parameters import ParameterError, Parameters
from mesa_mosul.setting import LAUNCH, ScenarioError, scenario, scenarios
from mesa_mosul.tables import folder

SHIPPED = [path.stem for path in sorted((folder() / "scenarios").glob("*.toml"))]
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
