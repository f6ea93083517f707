"""The frames of a film: what stands on each, and nothing of a later day."""

import datetime

import numpy as np
import pytest
from matplotlib.dates import num2date

import mesa_mosul as mm
from mesa_mosul.plots.run_film import (
    EARLIER_COLOUR,
    FRAME_HEIGHT_PX,
    FRAME_WIDTH_PX,
    MAX_FOOTER_LENGTH,
    FilmScene,
)

HAPPENINGS = {
    datetime.date(2016, 12, 6): ["a first event"],
    datetime.date(2016, 12, 12): ["a second event", "a third event " + 50 * "and more "],
}
DAY_OF_E038, DAY_OF_E039 = 6, 7
"""Of the run: observations of the city and of the east, 12 and 13 December."""


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=8)


@pytest.fixture(scope="module")
def scene(run):
    return FilmScene(run, HAPPENINGS)


def texts(scene):
    """Return what is written on a frame, in the order of its lines."""
    return [text.get_text() for text in scene.figure.texts if text.get_text()]


def test_a_frame_has_the_size_of_a_film_and_another_day_is_another_picture(scene):
    first, last = scene.show(0).copy(), scene.show(7).copy()
    assert first.shape == last.shape == (FRAME_HEIGHT_PX, FRAME_WIDTH_PX, 4)
    assert np.mean(first != last) > 0.02
    assert (scene.show(0) == first).all()


@pytest.mark.parametrize("day", [0, 7])
def test_every_frame_names_day_run_and_harm_and_that_it_is_simulated(scene, run, day):
    scene.show(day)
    text = " ".join(" ".join(texts(scene)).split())
    assert f"{6 + day} December 2016, day {day + 1}: " in text
    assert (
        f"Civilians killed so far: {run.daily['civilians_killed'].iloc[day]:,.0f} (no" in text
    )
    assert "(reported, seed 1)" in text
    assert "Simulated; one run is one random draw; no positions of real units." in text


def test_courses_end_with_the_day(scene, run):
    scene.show(4)
    east, city = scene.figure.axes[1].get_lines()[0], scene._city
    for line, column in ((east, "share_east_held"), (city, "share_city_held")):
        shown = line.get_ydata()
        assert shown == pytest.approx(100 * run.daily[column].iloc[:5].to_numpy())


def test_what_was_observed_later_is_not_shown_yet(scene):
    shares = scene.figure.axes[1]
    for day, days_shown in ((5, []), (DAY_OF_E038, [12]), (DAY_OF_E039, [12, 13]), (0, [])):
        scene.show(day)
        assert len(shares.containers) == 2
        lines = [points.lines[0] for points in shares.containers]
        dates = [num2date(x).day for line in lines for x in line.get_xdata()]
        assert sorted(dates) == days_shown
        bars = [bar for points in shares.containers for bar in points.lines[2]]
        assert sum(len(bar.get_segments()) for bar in bars) == 2 * len(days_shown)


def test_the_latest_events_come_first_and_those_of_earlier_days_in_grey(scene):
    scene.show(5)
    assert [line.get_text() for line in scene._lines[:2]] == ["6 Dec: a first event", ""]
    assert scene._lines[0].get_color() == EARLIER_COLOUR
    scene.show(6)
    second, third, first = scene._lines[:3]
    assert second.get_text() == "12 Dec: a second event"
    assert third.get_text().startswith("12 Dec: a third event")
    assert third.get_text().endswith("...")
    assert (second.get_color(), first.get_color()) == ("black", EARLIER_COLOUR)


def test_nothing_is_written_beyond_the_frame_even_with_a_long_name():
    changes = {"isis.fighters": 6000, "iraqi.troops": 60000, "hold.holders_per_km2": 80}
    changes |= {"corridor.passable_day_fraction": 0.5, "isis.returning_men": 700}
    changes |= {"advance.clearing_rate_new_city": 0.00004, "coalition.strike_aircraft": 40}
    run = mm.run(mm.scenario("reported").with_parameters(changes), seed=12345, days=1)
    scene = FilmScene(run, {run.scenario.start: [300 * "w" + " " + 300 * "m"]})
    scene.show(0)
    footer = scene.figure.texts[-1]
    assert len(footer.get_text()) <= MAX_FOOTER_LENGTH + 5
    assert "seed 12345)" in footer.get_text()
    frame = scene.figure.bbox
    for text in scene.figure.texts:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1
        assert frame.y0 <= box.y0
