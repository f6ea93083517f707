"""Pictures: nothing empty, every axis with a unit, and what they show is what was run."""

import inspect

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

import mesa_mosul as mm
from mesa_mosul.inputs.observations import SOURCE_KINDS, ObservedValue
from mesa_mosul.plots import run_overview as pictures
from mesa_mosul.plots import run_panels as panels

UNIT = {
    "territory_panel": "share of the east (%)",
    "casualties_panel": "personnel",
    "cohesion_panel": "mean cohesion (0 to 1)",
    "personnel_panel": "personnel",
    "air_strikes_panel": "number per day",
    "car_bombs_panel": "car bombs per day",
    "civilian_deaths_panel": "civilians (running total)",
    "displacement_panel": "thousand civilians",
}
TAKES_POINTS = {
    name: [word for word, kind in inspect.signature(getattr(panels, name)).parameters.items()
           if "ObservedValue" in str(kind.annotation)]
    for name in UNIT
}  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=3)


@pytest.fixture(scope="module")
def course(run):
    return run.plot()


def empty():
    return Figure().add_subplot()


def drawn(name, daily, **points):
    return getattr(panels, name)(daily, empty(), **points)


def line(axes, label):
    return next(line for line in axes.lines if line.get_label() == label)


def words(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_returns_its_axes(name, run):
    axes = empty()
    assert getattr(panels, name)(run.daily, axes) is axes


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_says_its_unit(name, run):
    assert drawn(name, run.daily).get_ylabel() == UNIT[name]


def test_every_panel_that_takes_observations_is_tested_with_them():
    assert sum(map(len, TAKES_POINTS.values())) == 9


@pytest.mark.parametrize("force", ["iraqi", "isis"])
def test_personnel_in_contact_and_refitting_are_those_of_the_daily_table(force, run):
    axes = drawn("personnel_panel", run.daily, force=force)
    for label, column in (("in contact", "in_contact"), ("refitting", "refitting")):
        assert np.array_equal(line(axes, label).get_ydata(), run.daily[f"{force}_{column}"])


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_says_what_lies_across(name, run):
    assert drawn(name, run.daily).get_xlabel() == "date"


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_draws_every_day(name, run):
    lines = [line for line in drawn(name, run.daily).lines if line.get_label()[0] != "_"]
    assert lines
    assert all(len(line.get_ydata()) == len(run.daily) for line in lines)


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_names_all_that_it_draws(name, run):
    axes = drawn(name, run.daily)
    assert words(axes) == [line.get_label() for line in axes.lines]


@pytest.mark.parametrize("name", UNIT)
def test_a_single_day_is_seen(name, run):
    lines = drawn(name, run.daily.iloc[:1]).lines
    assert all(line.get_marker() not in ("", "None") for line in lines)


@pytest.mark.parametrize("name", UNIT)
def test_a_panel_leaves_the_ledger_alone(name, run):
    before = run.daily.copy()
    drawn(name, run.daily)
    assert run.daily.equals(before)


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name in UNIT for word in TAKES_POINTS[name]]
)
def test_an_observation_is_drawn_and_named(name, word, run):
    day = run.daily.index[1].date()
    point = ObservedValue("E001", "analysts", "held", day, day, 1.0, 2.0, 3.0, False)
    axes = drawn(name, run.daily, **{word: [point]})
    assert any("observed" in label and "analysts" in label for label in words(axes))


def test_every_kind_of_source_has_its_own_mark():
    assert len({panels.SOURCE_MARKER[kind] for kind in SOURCE_KINDS}) == len(SOURCE_KINDS)


def test_an_observation_shows_its_range(run):
    day = run.daily.index[1].date()
    point = ObservedValue("E001", "analysts", "held", day, day, 20.0, 45.0, 60.0, False)
    bars = drawn("territory_panel", run.daily, observations=[point]).containers[0].lines[2]
    reach = [bar.get_segments()[0][:, 1] for bar in bars]
    assert any(np.allclose(sorted(ends), (20, 60)) for ends in reach)


@pytest.mark.parametrize("measure", panels.MEASURE_STYLE)
def test_territory_is_the_ledgers_share_in_percent(measure, run):
    ydata = line(drawn("territory_panel", run.daily), measure).get_ydata()
    assert np.allclose(ydata, 100 * run.daily[f"share_east_{measure}"])


def test_munitions_a_day_sum_to_the_outcome(run):
    assert (
        line(drawn("air_strikes_panel", run.daily), "munitions").get_ydata().sum()
        == (run.outcome["air_munitions"])
    )


def test_harm_is_labelled_as_no_body_count(run):
    assert "no body count" in drawn("civilian_deaths_panel", run.daily).get_title(loc="left")


def test_the_course_has_no_empty_panel(course):
    assert len(course.axes) == 10
    assert all(axes.has_data() and axes.get_ylabel() for axes in course.axes)


def test_the_course_has_no_two_panels_alike(course):
    assert len({axes.get_title(loc="left") for axes in course.axes}) == len(course.axes)


def test_the_course_is_headed_by_scenario_seed_and_dates(course):
    head = course.get_suptitle()
    assert all(word in head for word in ("reported", "seed 1", "2016-12-06", "2016-12-08"))


def test_the_course_cites_the_observations_it_shows(course):
    assert "E036" in course.get_supxlabel()


def test_the_course_says_that_it_is_no_advice(course):
    assert "no advice" in course.get_supxlabel()


@pytest.mark.parametrize("save", [pictures.save_map, pictures.save_run_overview])
def test_a_saved_picture_is_about_2000_pixels_wide_and_not_blank(save, run, tmp_path):
    save(run, tmp_path / "picture.png")
    pixels = imread(tmp_path / "picture.png")[..., :3]
    assert 1900 < pixels.shape[1] < 2100
    assert 0.02 < (pixels.min(axis=2) < 0.9).mean() < 0.9
