"""The map: the river is a wall, five bridges open it, and areas do not depend on cells."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.ndimage import label

from mesa_mosul.engine.codes import BANK_CODES, EAST_BANK, WEST_BANK
from mesa_mosul.initialization import city_map as city
from mesa_mosul.initialization import geometry as drawing
from mesa_mosul.initialization.city_map import build_city_map
from mesa_mosul.initialization.world_builder import build_world
from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import read_tables

SIZES = (250, 300, 500, 800, 1000)
TABLES = read_tables()
CORNERS_TOO = np.ones((3, 3))


@cache
def ground(cell_metres):
    return build_city_map(TABLES, cell_metres)


def pieces(drawn, cells):
    """Return how many pieces the cells form when corners connect."""
    return label(cells.reshape(drawn.rows, drawn.cols), CORNERS_TOO)[1]


def km(drawn, spot):
    return np.array(
        [
            (spot.lon - drawn.west_lon) * drawn.km_per_lon,
            (spot.lat - drawn.south_lat) * drawn.km_per_lat,
        ]
    )


def away(drawn, cells, spot):
    """Return the distance in km of cells from a place on the globe."""
    x, y = km(drawn, spot)
    return np.hypot(drawn.x[cells] - x, drawn.y[cells] - y)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [EAST_BANK, WEST_BANK])
def test_each_bank_is_one_piece(size, side):
    assert pieces(ground(size), ground(size).bank == side) == 1


@pytest.mark.parametrize("size", SIZES)
def test_the_river_is_a_wall(size):
    assert pieces(ground(size), ground(size).bank > 0) == 2


@pytest.mark.parametrize("size", SIZES)
def test_no_river_cell_could_be_spared(size):
    drawn = ground(size)
    banks = np.pad(drawn.bank.reshape(drawn.rows, drawn.cols), 1)
    around = np.lib.stride_tricks.sliding_window_view(banks, (3, 3))
    both = (around == EAST_BANK).any((2, 3)) & (around == WEST_BANK).any((2, 3))
    assert both.ravel()[drawn.land_class == city.RIVER].all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bridge", range(5))
def test_every_bridge_joins_the_banks(size, bridge):
    drawn = ground(size)
    assert pieces(drawn, (drawn.bank > 0) | (drawn.bridge == bridge)) == 1


@pytest.mark.parametrize("size", SIZES)
def test_every_bridge_has_one_cell_near_its_place(size):
    drawn = ground(size)
    cells = [np.flatnonzero(drawn.bridge == row) for row in range(len(TABLES.bridges))]
    assert [len(found) for found in cells] == [1] * 5
    for found, bridge in zip(cells, TABLES.bridges, strict=True):
        assert away(drawn, found, bridge)[0] < drawn.cell_km
        assert drawn.land_class[found[0]] == city.BRIDGE


@pytest.mark.parametrize("size", SIZES)
def test_the_city_covers_175_km2(size):
    assert ground(size).city_area_km2.sum() == pytest.approx(175, rel=0.05)


@pytest.mark.parametrize("size", SIZES)
def test_two_fifths_of_the_city_lie_west(size):
    area = ground(size).city_area_km2
    assert area[ground(size).bank == WEST_BANK].sum() / area.sum() == pytest.approx(
        0.40, abs=0.03
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_old_city_covers_two_and_a_half_to_three_km2_of_the_west(size):
    old = ground(size).old_city_area_km2
    assert 2.5 <= old.sum() <= 3
    assert not old[ground(size).bank == EAST_BANK].any()


@pytest.mark.parametrize("size", SIZES)
def test_no_land_is_lost(size):
    drawn = ground(size)
    box = (drawn.rows - 2 * drawn.padding) * (drawn.cols - 2 * drawn.padding) * drawn.cell_km**2
    line = np.array([km(drawn, point) for point in TABLES.river])
    inside = (line > drawn.padding * drawn.cell_km).all(axis=1) & (
        line[:, 1] < (drawn.rows - drawn.padding) * drawn.cell_km
    )
    length = sum(np.hypot(*(b - a)) for a, b in pairwise(line[inside]))
    assert drawn.area_km2.sum() == pytest.approx(box - 0.27 * length, rel=0.002)


@pytest.mark.parametrize("size", SIZES)
def test_river_bridges_and_padding_carry_no_land(size):
    drawn = ground(size)
    bare = np.isin(drawn.land_class, [city.OUTSIDE, city.RIVER, city.BRIDGE])
    assert not drawn.area_km2[bare].any()
    assert (bare == (drawn.bank == 0)).all()


@pytest.mark.parametrize("size", SIZES)
def test_the_city_lies_within_the_land(size):
    drawn = ground(size)
    assert (drawn.city_area_km2 <= drawn.area_km2 + 1e-12).all()
    assert (drawn.old_city_area_km2 <= drawn.city_area_km2 + 1e-12).all()


@pytest.mark.parametrize("size", SIZES)
def test_every_neighbourhood_lies_on_its_bank(size):
    drawn = ground(size)
    cells = city.locate_neighbourhoods(TABLES, drawn)
    assert [drawn.bank[cell] for cell in cells] == [
        BANK_CODES[row.bank] for row in TABLES.neighbourhoods
    ]


@pytest.mark.parametrize("size", SIZES)
def test_a_neighbourhoods_own_cell_is_where_the_neighbourhood_is(size):
    drawn = ground(size)
    cells = city.locate_neighbourhoods(TABLES, drawn)
    for cell, quarter in zip(cells, TABLES.neighbourhoods, strict=True):
        assert away(drawn, [cell], quarter)[0] < 1.5 * drawn.cell_km, quarter.id


@pytest.mark.parametrize("size", SIZES)
def test_every_neighbourhood_owns_land(size):
    drawn = ground(size)
    assert set(drawn.neighbourhood) == set(range(-1, len(TABLES.neighbourhoods)))


@pytest.mark.parametrize("size", SIZES)
def test_city_land_and_only_city_land_belongs_to_a_neighbourhood(size):
    drawn = ground(size)
    assert ((drawn.neighbourhood >= 0) == (drawn.city_area_km2 > 0)).all()


@pytest.mark.parametrize("size", SIZES)
def test_city_land_belongs_to_a_neighbourhood_of_its_bank(size):
    drawn = ground(size)
    built = np.flatnonzero(drawn.neighbourhood >= 0)
    banks = np.array([BANK_CODES[row.bank] for row in TABLES.neighbourhoods])
    assert (banks[drawn.neighbourhood[built]] == drawn.bank[built]).all()


@pytest.mark.parametrize("axis", ["north", "east", "south_east", "south"])
def test_the_city_land_of_an_axis_is_one_piece(axis):
    drawn = ground(500)
    number = city.list_axis_names(TABLES).index(axis)
    assert pieces(drawn, (drawn.axis == number) & (drawn.city_area_km2 > 0)) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("axis", ["north", "east", "south_east", "south"])
def test_an_axis_leads_from_the_box_edge_into_the_city(size, axis):
    drawn = ground(size)
    on_axis = drawn.axis == city.list_axis_names(TABLES).index(axis)
    entry = next(point for point in TABLES.axes_of_advance if point.axis == axis)
    cells = np.flatnonzero(on_axis)
    assert away(drawn, cells, entry).min() < 1.5 * drawn.cell_km
    assert pieces(drawn, on_axis) == 1


def test_no_route_crosses_the_river():
    grid = drawing.make_grid(500)
    river = grid.to_km(TABLES.river)
    for axis in city.list_axis_names(TABLES):
        route = grid.to_km([point for point in TABLES.axes_of_advance if point.axis == axis])
        assert len(set(drawing.classify_bank(drawing.densify_line(route, 0.1), river))) == 1, (
            axis
        )


@pytest.mark.parametrize("axis", ["peshmerga_east", "peshmerga_north"])
def test_the_peshmerga_stop_eight_to_twelve_km_outside_the_city(axis):
    drawn = ground(500)
    last = [point for point in TABLES.axes_of_advance if point.axis == axis][-1]
    assert 8 < away(drawn, np.flatnonzero(drawn.city_area_km2 > 0), last).min() < 12


def test_every_neighbourhood_lies_inside_the_outline():
    grid = drawing.make_grid(500)
    outline = grid.to_km([corner for corner in TABLES.outline if corner.area == "city"])
    assert drawing.points_in_polygon(grid.to_km(TABLES.neighbourhoods), outline).all()


def test_the_city_is_about_sixty_km_round():
    grid = drawing.make_grid(500)
    outline = grid.to_km([corner for corner in TABLES.outline if corner.area == "city"])
    around = np.vstack([outline, outline[:1]])
    assert np.hypot(*np.diff(around, axis=0).T).sum() == pytest.approx(60, rel=0.1)


@pytest.mark.parametrize("size", SIZES)
def test_every_place_has_land(size):
    drawn = ground(size)
    assert set(drawn.settlement) == set(range(-1, len(TABLES.places)))


@pytest.mark.parametrize("size", SIZES)
def test_the_padding_is_at_least_two_cells_and_1600_metres(size):
    drawn = ground(size)
    assert drawn.padding >= 2
    assert drawn.padding * drawn.cell_km >= 1.6
    kind = drawn.land_class.reshape(drawn.rows, drawn.cols)
    inner = kind[drawn.padding : -drawn.padding, drawn.padding : -drawn.padding]
    assert (inner != city.OUTSIDE).all()
    assert (kind == city.OUTSIDE).sum() == kind.size - inner.size


@pytest.mark.parametrize("size", SIZES)
def test_a_cells_degrees_and_kilometres_agree(size):
    drawn = ground(size)
    cell = 3 * drawn.cols + 7
    assert drawn.x[cell] == pytest.approx(7.5 * drawn.cell_km)
    assert drawn.y[cell] == pytest.approx(3.5 * drawn.cell_km)
    assert drawn.lat[cell] == pytest.approx(drawn.south_lat + drawn.y[cell] / drawn.km_per_lat)
    assert drawn.lon[cell] == pytest.approx(drawn.west_lon + drawn.x[cell] / drawn.km_per_lon)


def test_counts_are_int64_and_measures_float64():
    drawn = ground(500)
    kinds = {name: getattr(drawn, name).dtype for name in drawn._fields[8:]}
    counted = {"land_class", "bank", "neighbourhood", "axis", "bridge", "settlement"}
    assert {name for name, kind in kinds.items() if kind == np.int64} == counted
    assert {name for name, kind in kinds.items() if kind == np.float64} == set(kinds) - counted


@pytest.mark.parametrize("size", [249, 1001, 0, -500])
def test_a_cell_size_out_of_range_is_refused(size):
    with pytest.raises(ValueError, match="the map has cells of 250 to 1000 m"):
        build_city_map(TABLES, size)


def test_a_map_is_drawn_once_for_equal_tables_and_cannot_be_written():
    drawn = build_city_map(read_tables(), 800)
    assert build_city_map(read_tables(), 800) is drawn
    with pytest.raises(ValueError, match="read-only"):
        drawn.land_class[0] = 1


def test_other_tables_give_another_map():
    fewer = TABLES._replace(bridges=TABLES.bridges[1:])
    before, after = (
        np.count_nonzero(build_city_map(t, 800).bridge >= 0) for t in (TABLES, fewer)
    )
    assert before == after + 1


def moved(rows, lat, lon):
    return tuple(row.model_copy(update={"lat": lat, "lon": lon}) for row in rows)


@pytest.mark.parametrize(
    ("table", "rows", "message"),
    [
        ("neighbourhoods", TABLES.neighbourhoods[:1], "0 neighbourhoods on the west bank"),
        ("river", TABLES.river[:2], "0 cells of city land"),
        ("river", moved(TABLES.river, 36.0, 42.7), r"river\.csv leads through 0 cells"),
        ("outline", moved(TABLES.outline, 36.0, 42.7), "0 cells of city land"),
    ],
)
def test_tables_that_make_no_map_are_named(table, rows, message):
    with pytest.raises(SeedError, match=message):
        build_city_map(TABLES._replace(**{table: rows}), 500)


def test_an_axis_beside_the_map_is_named():
    away = moved(TABLES.axes_of_advance, 36.0, 42.7)
    with pytest.raises(SeedError, match=r"no land of axis 'peshmerga_east' lies on the map"):
        build_world(scenario("reported"), TABLES._replace(axes_of_advance=away))
