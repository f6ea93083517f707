"""The map: every force, bridge and name where it belongs, and a scale that is true."""

import dataclasses
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import mesa_mosul as mm
from mesa_mosul.engine.codes import FORCES, NEW_CITY
from mesa_mosul.initialization.geometry import KM_PER_LON
from mesa_mosul.plots import map_layers as layers
from mesa_mosul.plots import run_map as maps
from mesa_mosul.plots.map_layers import FORCE_COLOUR, FORCE_LABEL, bridge_is_open
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
    return Figure().add_subplot()


def texts(axes):
    return {text.get_text(): text for text in axes.texts}


def marks(axes, force):
    return next(
        found
        for found in axes.collections
        if isinstance(found, PathCollection) and found.get_label() == FORCE_LABEL[force]
    )


def test_the_map_says_its_degrees(city):
    assert (city.get_xlabel(), city.get_ylabel()) == ("longitude (°E)", "latitude (°N)")


def test_the_map_has_its_date(city):
    assert "8 December 2016" in city.get_title(loc="left")


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
    head = maps.map_page(run.map(), maps.run_title(run)).figure.get_suptitle()
    assert "reported" in head
    assert "seed 1" in head


def test_a_notebook_shows_a_plot_without_being_asked_for_its_figure():
    png = new_figure(3, 2).subplots()._repr_png_()
    assert png.startswith(b"\x89PNG")


def test_given_axes_stay_those_of_their_owner(run):
    ax = empty()
    assert run.map().plot(ax) is ax
