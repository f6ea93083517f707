"""The account of a run and its chronicle: what they say is what the run came to."""

import dataclasses

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.account import FORCE_NAMES, FRAME, account, as_html, ground, harm, men, sections
from mesa_mosul.chronicle import chronicle, in_brief
from mesa_mosul.names import COMMANDS, EVENTS, FORCES, IRAQI_COMMAND, ISIS_COMMAND
from mesa_mosul.telling import DECISIONS
from mesa_mosul.telling_events import HAPPENINGS
from mesa_mosul.words import WIDTH, aligned, day_in_words, percent, wrapped

DAY = pd.Timestamp("2016-12-13")


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=4, days=3)


def whole(cell):
    return int(cell.replace(",", ""))


def with_events(run, *events):
    heads = ("date", "what", "who", "one", "two", "three")
    table = pd.DataFrame([dict(zip(heads, event, strict=True)) for event in events])
    return dataclasses.replace(run, events=table)


def with_end(run, **values):
    daily = run.daily.copy()
    for name, value in values.items():
        daily.loc[daily.index[-1], name] = value
    return dataclasses.replace(run, daily=daily)


def test_the_account_names_the_scenario_the_seed_and_the_days(run):
    said = " ".join(account(run).split())
    assert run.scenario.title in said
    assert "reported, seed 4: 6 December 2016 to 8 December 2016, 3 days." in said


def test_the_account_gives_the_scenarios_frame(run):
    assert " ".join(run.scenario.about.split()) in " ".join(account(run).split())


def test_no_line_of_the_account_is_wider_than_a_page(run):
    assert max(map(len, account(run).splitlines())) <= WIDTH


def test_the_ethical_frame_is_one_line(run):
    assert FRAME in account(run).splitlines()


def test_ground_is_told_for_the_city_and_both_banks_by_all_four_measures(run):
    heads, *rows = ground(run).rows
    assert heads[1:5] == heads[5:] == ("held", "entered", "secured", "claimed")
    assert [row[0] for row in rows] == ["city", "east bank", "west bank"]


def test_the_banks_sum_to_the_city(run):
    _, city, east, west = ground(run).rows
    for column in range(1, 5):
        both = float(east[column]) + float(west[column])
        assert both == pytest.approx(float(city[column]), abs=0.11)


@pytest.mark.parametrize(
    ("claimed", "said"), [(60.0, "10.0 km2 more"), (35.0, "15.0 km2 less")]
)
def test_the_claim_stands_beside_the_ground_held(run, claimed, said):
    told = ground(with_end(run, km2_city_held=50.0, km2_city_claimed=claimed)).lines[0]
    assert said in told


def test_men_at_start_and_arrived_are_all_accounted_for(run):
    for _, at_start, arrived, *fates in men(run).rows[1:]:
        assert whole(at_start) + whole(arrived) == sum(map(whole, fates))


def test_every_force_is_named_with_its_losses_or_without(run):
    section = men(run)
    said = " ".join([*(row[0] for row in section.rows), *section.lines])
    assert all(FORCE_NAMES[force] in said for force in FORCES)


def test_a_force_with_losses_stands_in_the_table(run):
    rows = men(with_end(run, peshmerga_losses=12, peshmerga_killed=5)).rows
    assert "Peshmerga" in [row[0] for row in rows]


def test_harm_to_civilians_is_told_by_cause(run):
    causes = {
        "civilians_killed_by_isis": 1001,
        "civilians_killed_in_crossfire": 202,
        "civilians_killed_by_fires": 33,
    }
    told = " ".join(harm(with_end(run, **causes)).lines)
    assert "1,001 by ISIS" in told
    assert "202 in crossfire" in told
    assert "33 by air strikes and artillery" in told


def test_harm_to_civilians_never_stands_without_its_warning(run):
    assert "simulated harm is no body count" in harm(run).title


def test_the_account_says_where_the_folder_is(run, tmp_path):
    assert account(run, tmp_path).splitlines()[-1] == f"Folder: {tmp_path}"


def test_the_notebook_shows_every_section(run):
    shown = run._repr_html_()
    assert all(f"<h4>{section.title}</h4>" in shown for section in sections(run))


def test_the_notebook_shows_a_title_as_text(run):
    strange = dataclasses.replace(run.scenario, title="a <b> & c")
    assert "a &lt;b&gt; &amp; c" in as_html(dataclasses.replace(run, scenario=strange))


def test_every_kind_of_event_is_told():
    assert set(DECISIONS) | set(HAPPENINGS) == set(EVENTS)


def test_the_chronicle_has_a_row_for_every_event(run):
    told = chronicle(run)
    assert list(told["kind"]) == list(run.events["what"])
    assert (told["who"] != "").all()


def test_a_run_without_events_has_an_empty_chronicle(run):
    silent = dataclasses.replace(run, events=run.events.iloc[:0])
    assert chronicle(silent).empty
    assert in_brief(silent) == []


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_is_told_with_its_options_and_the_numbers_looked_at(run, kind):
    told = chronicle(with_events(run, (DAY, kind, 0, 0.5, 0.02, 6.0))).iloc[0]
    assert told["who"] in COMMANDS
    assert ", or " in told["options"]
    assert any(letter.isdigit() for letter in told["numbers"])
    assert told["reason"]


@pytest.mark.parametrize("kind", ["strike back", "stand"])
def test_what_isis_does_is_decided_by_isis(run, kind):
    told = chronicle(with_events(run, (DAY, kind, ISIS_COMMAND, 3.0, 500.0, 6.0)))
    assert told["who"].item() == COMMANDS[ISIS_COMMAND]


def test_a_pause_names_its_axis_and_the_losses_that_caused_it(run):
    event = (DAY, "pause", 1, 0.9, 0.5, 6.0)
    told = chronicle(with_events(run, event)).iloc[0]
    assert told["who"] == COMMANDS[IRAQI_COMMAND]
    assert run.stage.axes[1].replace("_", "-") in told["decided"]
    assert "50.0 % of its men lost" in told["numbers"]
    assert "losses" in told["reason"]
    assert "cohesion" not in told["reason"]


def test_a_quarter_is_told_by_its_name(run):
    told = chronicle(with_events(run, (DAY, "quarter won", 0, 2.0, 0.7, 0.0)))
    assert run.stage.tables.quarters[2].name in told["decided"].item()


def test_a_broken_battalion_is_told_by_its_formation(run):
    first = run.stage.tables.forces[0]
    event = (DAY, "battalion breaks", first.code * 1000 + 2, 0.3, 350.0, 0.1)
    assert first.name in chronicle(with_events(run, event))["who"].item()


def test_the_brief_tells_each_kind_of_decision_once_and_counts_the_others(run):
    events = [(DAY, "pause", axis, 0.5, 0.02, 6.0) for axis in (0, 1, 2)]
    stand = (DAY, "stand", ISIS_COMMAND, 5.0, 500.0, 6.0)
    told = in_brief(with_events(run, *events, stand))
    assert len(told) == 2
    assert told[0].endswith("(2 more)")


def test_a_date_and_a_share_are_put_in_words():
    assert day_in_words(DAY.date()) == "13 December 2016"
    assert percent(0.256) == "26 %"


def test_columns_of_a_table_end_under_one_another():
    assert aligned([("a", "1"), ("bcd", "1,000")]) == ["a        1", "bcd  1,000"]


def test_wrapping_loses_no_word():
    text = "cohesion " * 40
    assert " ".join(wrapped(text, indent=2, hang=2)).split() == text.split()
