"""The summary of a run and its chronicle: what they say is what the run resulted in."""

import dataclasses

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.engine.codes import (
    FORCES,
    MEASURES,
)
from mesa_mosul.formatting import LINE_WIDTH, align_rows, format_date, format_percent, wrap_text
from mesa_mosul.single_run.run_folder import RUN_FILES
from mesa_mosul.single_run.summary import (
    BALANCE_COLUMNS,
    DISCLAIMER,
    FORCE_NAMES,
    civilian_harm_section,
    format_summary,
    historical_section,
    personnel_section,
    summary_sections,
    summary_to_html,
    territory_section,
)

DAY = pd.Timestamp("2016-12-13")


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=4, days=3)


def whole(cell):
    return int(cell.replace(",", ""))


def with_end(run, **values):
    daily = run.daily.copy()
    for name, value in values.items():
        daily.loc[daily.index[-1], name] = value
    return dataclasses.replace(run, daily=daily)


def test_the_summary_names_the_scenario_the_seed_and_the_days(run):
    said = " ".join(format_summary(run).split())
    assert run.scenario.title in said
    assert "(reported, seed 4) 6 December 2016 to 8 December 2016, 3 days." in said


def test_the_summary_gives_the_scenarios_frame(run):
    assert " ".join(run.scenario.about.split()) in " ".join(format_summary(run).split())


def test_no_line_of_the_summary_is_wider_than_a_page(run):
    assert max(map(len, format_summary(run).splitlines())) <= LINE_WIDTH


def test_the_ethical_frame_is_one_line(run):
    assert DISCLAIMER in format_summary(run).splitlines()


def test_territory_is_given_for_the_city_and_both_banks_by_all_four_measures(run):
    heads, *rows = territory_section(run).rows
    assert heads[1:5] == heads[5:] == MEASURES == ("held", "entered", "secured", "claimed")
    assert [row[0] for row in rows] == ["city", "east bank", "west bank"]


def test_the_banks_sum_to_the_city(run):
    _, city, east, west = territory_section(run).rows
    for column in range(1, 5):
        both = float(east[column]) + float(west[column])
        assert both == pytest.approx(float(city[column]), abs=0.11)


@pytest.mark.parametrize(
    ("claimed", "said"), [(60.0, "10.0 km2 more"), (35.0, "15.0 km2 less")]
)
def test_the_claim_stands_beside_the_ground_held(run, claimed, said):
    told = territory_section(with_end(run, km2_city_held=50.0, km2_city_claimed=claimed)).lines[
        0
    ]
    assert said in told


def test_all_who_were_there_or_arrived_are_accounted_for(run):
    for _, at_start, arrived, *others in personnel_section(run).rows[1:]:
        whereabouts = others[: len(BALANCE_COLUMNS)]
        assert whole(at_start) + whole(arrived) == sum(map(whole, whereabouts))


def test_casualties_are_the_killed_and_all_who_were_ever_wounded(run):
    heads, *rows = personnel_section(run).rows
    for row in rows:
        cells = dict(zip(heads[1:], map(whole, row[1:]), strict=True))
        assert cells["killed"] + cells["wounded"] == cells["casualties"]
        assert cells["wounded"] >= cells["wounded now"]


def test_every_force_is_named_with_its_losses_or_without(run):
    section = personnel_section(run)
    said = " ".join([*(row[0] for row in section.rows), *section.lines])
    assert all(FORCE_NAMES[force] in said for force in FORCES)


def test_a_force_with_losses_stands_in_the_table(run):
    rows = personnel_section(with_end(run, peshmerga_casualties=12, peshmerga_killed=5)).rows
    assert "Peshmerga" in [row[0] for row in rows]


def test_harm_to_civilians_is_reported_by_cause(run):
    causes = {
        "civilians_killed_by_isis": 1001,
        "civilians_killed_in_crossfire": 202,
        "civilians_killed_by_fires": 33,
    }
    told = " ".join(civilian_harm_section(with_end(run, **causes)).lines)
    assert "1,001 by ISIS" in told
    assert "202 in crossfire" in told
    assert "33 by air strikes and artillery" in told


def test_harm_to_civilians_never_stands_without_its_warning(run):
    assert "simulated harm is no body count" in civilian_harm_section(run).title


def test_the_summary_says_where_the_folder_is_and_what_is_in_it(run, tmp_path):
    text = format_summary(run, tmp_path)
    assert f"Folder: {tmp_path}" in text.splitlines()
    assert all(name in text for name in RUN_FILES)


def test_the_historical_record_is_beside_a_run_of_its_days():
    run = mm.run("reported", seed=4, days=8)
    lines = historical_section(run).lines
    held = run.daily.loc["2016-12-13", "share_east_held"]
    assert lines[0] == (
        "East bank held on 13 December 2016: 40 % (Musings on Iraq, E039); in this run"
        f" {format_percent(held)}."
    )
    assert "cleared on 24 January 2017" in lines[-1]
    assert "not by 13 December 2016" in lines[-1]


def test_a_laboratory_has_no_historical_record():
    assert historical_section(mm.run("duel", seed=1)).lines == ()


def test_the_notebook_shows_every_section(run):
    shown = run._repr_html_()
    assert all(f"<h4>{section.title}</h4>" in shown for section in summary_sections(run))


def test_the_notebook_shows_a_title_as_text(run):
    strange = dataclasses.replace(run.scenario, title="a <b> & c")
    assert "a &lt;b&gt; &amp; c" in summary_to_html(dataclasses.replace(run, scenario=strange))


def test_a_date_and_a_share_are_put_in_words():
    assert format_date(DAY.date()) == "13 December 2016"
    assert format_percent(0.256) == "26 %"


def test_columns_of_a_table_end_under_one_another():
    assert align_rows([("a", "1"), ("bcd", "1,000")]) == ["a        1", "bcd  1,000"]


def test_wrapping_loses_no_word():
    text = "cohesion " * 40
    assert " ".join(wrap_text(text, indent=2, hanging_indent=2)).split() == text.split()
