"""The page in a real browser: a battle is watched, two are compared, a sweep is explored."""

import re
import time

import pytest
from pages import Watched, needs_chromium, opened_browser, served_page
from sweeps import small_experiment

pytestmark = [pytest.mark.slow, needs_chromium]
MAX_FIRST_PICTURE_S = 15.0
"""Beside other tests; alone it takes 2 (`python tests/bench/page.py`)."""
DAYS = 10


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "small"
    levers = {"iraqi.troops": [54000, 25000, 40000], "isis.returning_men": [0, 1000]}
    return small_experiment(levers=levers).run(folder, workers=0, progress=False)


@pytest.fixture(scope="module")
def address(results):
    with served_page(results.folder.parent) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as browser:
        yield browser


@pytest.fixture
def watched(browser, address):
    watched = Watched(browser)
    watched.page.goto(address)
    watched.page.wait_for_selector("img[alt^='Map']")
    yield watched
    watched.page.close()


def step(watched, days=1):
    for _ in range(days):
        day = re.search(r"day (\d+)", watched.heading())
        watched.page.click("button:has-text('Step')")
        watched.wait_for_heading(f"day {int(day[1]) + 1 if day else 1}")


def test_a_battle_is_chosen_changed_and_played_without_a_network(browser, address):
    watched = Watched(browser)
    start = time.perf_counter()
    watched.page.goto(address)
    watched.page.wait_for_selector("img[alt^='Map']")
    assert time.perf_counter() - start < MAX_FIRST_PICTURE_S
    watched.choose("Scenario", "campaign")
    watched.wait_for_heading("17 October 2016")
    first = watched.picture("Map")
    watched.page.focus(".mosul-input:has-text('ISIS fighters') .v-slider__thumb-container")
    watched.page.keyboard.press("ArrowRight")
    watched.page.wait_for_selector(".mosul-input:has-text('in the scenario 4,750')")
    watched.page.wait_for_selector("h2:has-text('Decisions: campaign, changed')")
    watched.page.click("button:has-text('▶')")
    text = "document.querySelector('.mosul-panel h2').innerText"
    has_days = rf"days => {text}.match(/day (\d+)/)?.[1] >= days"
    watched.page.wait_for_function(has_days, arg=DAYS)
    watched.page.click("button:has-text('❚❚')")
    assert watched.picture("Map") != first
    assert watched.page.locator("ol li").count() > 3
    assert watched.faults == []
    assert len(watched.hosts - {""}) == 1
    watched.page.close()


def test_reset_begins_anew(watched):
    first = watched.picture("Map")
    step(watched, 2)
    assert "day 2" in watched.heading()
    watched.page.click("button:has-text('Reset')")
    watched.wait_for_heading("Morning of 6 December 2016")
    same = "first => document.querySelector('img[alt^=Map]').src == first"
    watched.page.wait_for_function(same, arg=first)


def test_two_equal_battles_under_the_same_random_numbers_do_not_differ(watched):
    watched.choose("Beside it, under the same random numbers", "unchanged")
    watched.page.wait_for_selector("th:has-text('difference')")
    watched.wait_for_heading("reported: Morning")  # parts of a page change one by one
    step(watched, 2)
    watched.page.wait_for_selector("td:has-text('0 points')")
    assert watched.page.locator("img[alt^='Map']").count() == 2
    rows = watched.page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 12
    assert all(re.search(r"\t[+-]?0( points)?$", row) for row in rows)


def test_harm_stands_beside_losses_and_is_no_body_count(watched):
    step(watched)
    assert "Civilians killed" in watched.page.inner_text("table")
    assert "no body count" in watched.page.inner_text("caption")


def test_a_day_is_stepped_with_the_keyboard_alone(watched):
    watched.page.locator("button:has-text('Step')").focus()
    watched.page.keyboard.press("Enter")
    watched.wait_for_heading("day 1")


def test_a_seed_that_cannot_be_is_refused_in_words(watched):
    watched.page.get_by_label("Seed of the random numbers").fill("-3")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector("text=seed is -3: it is an integer from 0 to 9999")


def test_a_telephone_shows_the_page_without_scrolling_sideways(browser, address):
    watched = Watched(browser, 390, 844)
    watched.page.goto(address)
    watched.page.wait_for_selector("img[alt^='Map']")
    step(watched)
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("button:has-text('Step')").bounding_box()["width"] > 40
    page.close()


def test_a_sweep_shows_the_figures_of_its_comparison(watched, results):
    watched.page.click("text=A finished sweep")
    watched.page.wait_for_selector("text=24 completed runs")
    watched.choose("Lever", "iraqi.troops")
    watched.choose("Outcome", "ISIS killed")
    watched.page.wait_for_selector("img[alt='ISIS killed (personnel) by iraqi.troops']")
    rows = watched.page.locator("tbody tr:visible").all_inner_texts()
    cells = [row.split("\t") for row in rows]
    effects, harm = (
        results.compare(name, by="iraqi.troops") for name in ("isis_killed", "civilians_killed")
    )
    assert [row[0] for row in cells] == effects["case"].tolist()
    for row, mean, difference in zip(cells, effects["mean"], harm["difference"], strict=True):
        shown = [float(re.match(r"[-+\d.,]+", row[at])[0].replace(",", "")) for at in (2, 4)]
        assert shown == pytest.approx([mean, difference], rel=0.2, abs=2)
    assert "no body count" in watched.page.inner_text("caption:visible")
    assert watched.faults == []


def test_a_lever_without_effect_has_a_table_and_says_why_no_figure(watched):
    watched.page.click("text=A finished sweep")
    watched.page.wait_for_selector("text=24 completed runs")
    watched.choose("Lever", "isis.returning_men")
    watched.page.wait_for_selector("text=No figure:")
    assert "0 in all pairs" in watched.page.inner_text("tbody:visible")
