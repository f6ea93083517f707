"""The map: every force, bridge and name where it belongs, and a scale that is true."""

import dataclasses
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import mesa_mosul as mm
from mesa_mosul.engine.codes import CAR_BOMB_DETONATES, EVENTS, FORCES, NEW_CITY
from mesa_mosul.initialization.geometry import KM_PER_LAT, KM_PER_LON
from mesa_mosul.plots import map_layers as layers
from mesa_mosul.plots import run_map as maps
from mesa_mosul.plots.map_layers import FORCE_COLOUR, FORCE_LABEL, bridge_is_open
from mesa_mosul.plots.map_scene import EVENT_MARKS, MapScene
from mesa_mosul.plots.notebook_figure import new_figure


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=3)


@pytest.fixture(scope="module")
def city(run):
    axes = run.map().plot()
    axes.figure.draw_without_rendering()
    return axes


def empty():
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def texts(axes):
    return {text.get_text(): text for text in axes.texts}


def marks(axes, force):
    return next(
        found
        for found in axes.collections
        if isinstance(found, PathCollection) and found.get_label() == FORCE_LABEL[force]
    )


def test_kilometres_are_counted_from_the_old_city(run, city):
    assert (city.get_xlabel(), city.get_ylabel()) == (
        "east of the Old City (km)",
        "north of the Old City (km)",
    )
    old_city = next(row for row in run.built.tables.neighbourhoods if row.id == "old_city")
    for axis, origin in ((city.xaxis, old_city.lon), (city.yaxis, old_city.lat)):
        ticks = dict(
            zip([t.get_text() for t in axis.get_ticklabels()], axis.get_ticklocs(), strict=True)
        )
        assert ticks["0"] == pytest.approx(origin)
    assert ticks["5"] - ticks["0"] == pytest.approx(5 / KM_PER_LAT)


def test_the_map_is_headed_by_its_date_and_what_is_held(run, city):
    head, row = city.figure.get_suptitle(), run.daily.iloc[-1]
    assert head.startswith("8 December 2016, day 3")
    assert f"{100 * row['share_city_held']:.0f} % of the city" in head


def test_harm_and_the_historical_record_stand_below_the_heading(run, city):
    text = " ".join(city.get_title(loc="left").split())
    assert (
        f"civilians killed so far: {run.outcome['civilians_killed']:,} (no body count)" in text
    )
    assert "historical record" in maps.map_headings(mm.run("reported", seed=1, days=20), -1)[1]


def test_forces_that_are_not_on_the_map_are_named_as_absent(city):
    notes = [text.get_text() for axes in city.figure.axes for text in axes.texts]
    assert any("No units on the map: US" in note for note in notes)


def test_a_scene_shows_another_day_as_a_map_of_that_day_does(run):
    later = MapScene(run.map(0), empty())
    later.show(run.map(2))
    fresh = MapScene(run.map(2), empty())
    for one in (later, fresh):
        one.ax.figure.canvas.draw()
    pixels = [np.asarray(one.ax.figure.canvas.buffer_rgba()) for one in (later, fresh)]
    assert np.array_equal(*pixels)
    later.show(run.map(0))
    later.ax.figure.canvas.draw()
    assert not np.array_equal(np.asarray(later.ax.figure.canvas.buffer_rgba()), pixels[1])


@pytest.mark.parametrize("force", FORCES)
def test_every_cell_with_personnel_is_marked(force, run, city):
    standing = np.count_nonzero(run.map().strength[FORCES.index(force)])
    assert len(marks(city, force).get_offsets()) == standing


@pytest.mark.parametrize("force", ["iraqi", "isis", "peshmerga"])
def test_more_personnel_never_have_a_smaller_mark(force, run, city):
    men = np.sort(run.map().strength[FORCES.index(force)])[::-1]
    size = marks(city, force).get_sizes()
    assert size[0] > size[-1]
    assert (np.diff(size) <= 0).all()
    assert np.allclose(size, layers.marker_size(men[men > 0]))


def test_forces_have_their_own_colours_and_marks():
    assert (
        len(set(FORCE_COLOUR.values())) == len(set(layers.FORCE_MARKER.values())) == len(FORCES)
    )


def test_held_territory_is_darker_in_grey_than_lost_territory():
    grey = layers.control_colour(np.array([0.0, 0.5, 1.0])) @ (0.299, 0.587, 0.114)
    assert (np.diff(grey) < -0.03).all()


def test_territory_held_and_lost_differ_on_the_map(run, city):
    image = np.asarray(city.images[0].get_array()).reshape(-1, 3)
    picture, kind = run.map(), run.built.city_map.land_class[run.map().cell]
    colours = {}
    for whole in (0, 1):
        cells = picture.cell[(picture.control == whole) & (kind == NEW_CITY)]
        colours[whole] = {tuple(colour) for colour in image[cells]}
    assert len(colours[0]) == len(colours[1]) == 1
    assert colours[0] != colours[1]


def test_territory_all_in_one_hand_has_no_front(run):
    picture = run.map()
    whole = dataclasses.replace(picture, control=np.ones_like(picture.control))
    assert len(whole.plot(empty()).collections) < len(picture.plot(empty()).collections)


def test_the_events_of_the_day_and_no_others_are_marked(run):
    scene = MapScene(run.map(0), empty())
    scene.show(run.map(1), run.events)
    on_day = run.events[run.events["date"] == str(run.map(1).date)]
    for code, _, _ in EVENT_MARKS.values():
        count = int((on_day["event"] == EVENTS[code]).sum())
        assert len(scene._events[code].get_offsets()) == count
    detonation = on_day[on_day["event"] == EVENTS[CAR_BOMB_DETONATES]].iloc[0]
    spot = scene._events[CAR_BOMB_DETONATES].get_offsets()[0]
    cell = np.abs(run.built.city_map.x - detonation["east_km"]) + np.abs(
        run.built.city_map.y - detonation["north_km"]
    )
    nearest = int(cell.argmin())
    assert spot[0] == pytest.approx(run.built.city_map.lon[nearest], abs=0.004)
    assert spot[1] == pytest.approx(run.built.city_map.lat[nearest], abs=0.004)


def test_the_old_city_is_named(city):
    assert "Old City" in texts(city)


def test_many_neighbourhoods_are_named(run, city):
    assert len({row.name for row in run.built.tables.neighbourhoods} & set(texts(city))) > 40


def test_no_name_covers_another(city):
    boxes = [text.get_window_extent() for text in city.texts if text.get_text() != "N"]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_scale_bar_is_as_long_as_it_says(city):
    bars = [patch for patch in city.patches if isinstance(patch, Rectangle)]
    assert "5 km" in texts(city)
    assert sum(bar.get_width() for bar in bars) * KM_PER_LON == pytest.approx(5)


def test_the_map_shows_north(city):
    assert "N" in texts(city)


def test_as_many_bridges_are_open_as_the_ledger_says(run):
    for day, said in enumerate(run.daily["bridges_open"]):
        assert bridge_is_open(run.map(day)).sum() == said


def test_a_bridge_is_cut_from_its_day_on(run):
    cut = next(row for row in run.built.tables.bridges if row.id == "fourth").cut_on
    at = [row.id for row in run.built.tables.bridges].index("fourth")
    picture = run.map()
    days = (cut - timedelta(1), cut)
    on = [bridge_is_open(dataclasses.replace(picture, date=day))[at] for day in days]
    assert on == [True, False]


def test_the_map_has_a_key_with_forces_bridges_and_front(city):
    said = " ".join(
        text.get_text()
        for axes in city.figure.axes
        for legend in [*axes.artists, axes.get_legend()]
        if legend is not None
        for text in legend.get_texts()
    )
    assert all(word in said for word in ("Iraqi", "ISIS", "bridge, cut", "front", "Tigris"))


def test_the_map_says_that_it_is_simulated(city):
    assert city.figure.get_supxlabel() == maps.MAP_NOTE


def test_a_saved_map_is_headed_by_scenario_and_seed(run):
    title = maps.map_page(run.map(), *maps.map_headings(run, -1)).get_title(loc="left")
    assert "reported" in title
    assert "seed 1" in title


def test_a_notebook_shows_a_plot_without_being_asked_for_its_figure():
    png = new_figure(3, 2).subplots()._repr_png_()
    assert png.startswith(b"\x89PNG")


def test_given_axes_stay_those_of_their_owner(run):
    ax = empty()
    assert run.map().plot(ax) is ax
