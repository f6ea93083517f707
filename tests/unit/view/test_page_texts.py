"""Texts, pictures and tables of the page: escaped, with harm, the newest first."""

import base64
import io

import pytest
from matplotlib.image import imread
from sweeps import small_experiment

from mesa_mosul.experiments.example import example_results
from mesa_mosul.view.live_battle import UNCHANGED, LiveBattle
from mesa_mosul.view.pictures import BattlePictures
from mesa_mosul.view.sweep_tables import ALL_LEVERS, SweepView, sweeps_in
from mesa_mosul.view.texts import (
    MAX_ENTRIES,
    legend_html,
    log_html,
    losses_html,
    map_heading,
    table_html,
)


@pytest.fixture(scope="module")
def live():
    live = LiveBattle("reported", UNCHANGED, seed=1, **{"iraqi.troops": 25000})
    for _ in range(12):
        live.step()
    return live


def pixels(url):
    return imread(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def test_every_text_of_a_table_is_escaped():
    html = table_html(["<b>"], [["<script>", "&"]], "<i>")
    assert "<script>" not in html
    assert html.count("&lt;") == 3
    assert "&amp;" in html


def test_losses_name_harm_and_what_the_two_battles_differ_by(live):
    runs = live.runs()
    html = losses_html(live, runs)
    difference = runs[0].outcome["civilians_killed"] - runs[1].outcome["civilians_killed"]
    assert f"<td>{difference:+,}</td>" in html
    assert "no body count" in html


def test_before_the_first_day_nothing_is_lost_and_the_map_is_of_the_morning():
    live = LiveBattle()
    assert "<td>-</td>" in losses_html(live, [])
    assert map_heading(live, [], 0) == "Morning of 6 December 2016"
    assert log_html(None, decisions=True) == "<p>None yet.</p>"


def test_decisions_have_their_reasons_and_the_newest_stands_first(live):
    run = live.runs()[0]
    html = log_html(run, decisions=True)
    assert "because" in html
    assert html.index("16 December") < html.index("6 December 2016</time>")
    others = log_html(run, decisions=False)
    assert others.count("<li>") == min(MAX_ENTRIES, others.count("<li>"))
    assert "earlier ones are not shown" in others


def test_the_legend_names_what_is_on_the_map():
    assert all(word in legend_html() for word in ("ISIS", "Iraqi", "Tigris", "half", "front"))


def test_pictures_change_from_day_to_day_and_are_no_larger_than_a_screen(live):
    pictures = BattlePictures(live)
    before, course = pixels(pictures.map_url(0)), pixels(pictures.course_url())
    live.step()
    after = pixels(pictures.map_url(0))
    assert before.shape == after.shape
    assert before.shape[1] <= 1000
    assert (before != after).any()
    assert (course != pixels(pictures.course_url())).any()


def test_sweeps_are_found_in_a_folder_and_in_those_inside_it(tmp_path):
    folder = example_results().folder
    assert list(sweeps_in([folder]).values()) == [folder]
    assert folder in sweeps_in([folder.parent]).values()
    assert sweeps_in([tmp_path, tmp_path / "missing"]) == {}


def test_a_table_has_each_case_with_harm_beside_it():
    view = SweepView(example_results().folder)
    table = view.table("iraqi_killed", ALL_LEVERS)
    assert table["case"].tolist() == example_results().compare("iraqi_killed")["case"].tolist()
    assert any("Civilians killed" in column for column in table)
    assert view.figure("iraqi_killed", "iraqi.troops").has_data()
    assert "12 completed runs" in view.base_text("iraqi_killed", "iraqi.troops")


def test_a_sweep_of_one_case_has_its_mean_and_harm_below_it(tmp_path):
    folder = small_experiment(levers={}).run(tmp_path / "one", workers=0, progress=False).folder
    view = SweepView(folder)
    table = view.table("iraqi_killed", view.first_lever)
    assert table["outcome"].str.startswith(("Iraqi killed", "Civilians killed")).all()
    assert len(table) == 2
    assert view.figure("iraqi_killed", view.first_lever).has_data()
