"""The map: the river is a wall, five bridges open it, and areas do not depend on cells."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.ndimage import label

from mesa_mosul import city, drawing
from mesa_mosul.city import BANK, EAST, WEST, survey
from mesa_mosul.tables import read_all

SIZES = (250, 300, 500, 800, 1000)
TABLES = read_all()
CORNERS_TOO = np.ones((3, 3))


@cache
def ground(cell_metres):
    return survey(TABLES, cell_metres)


def pieces(drawn, cells):
    """Return how many pieces the cells form when corners connect."""
    return label(cells.reshape(drawn.rows, drawn.cols), CORNERS_TOO)[1]


def km(drawn, spot):
    return np.array(
        [
            (spot.lon - drawn.west) * drawn.km_per_lon,
            (spot.lat - drawn.south) * drawn.km_per_lat,
        ]
    )


def away(drawn, cells, spot):
    """Return the distance in km of cells from a place on the globe."""
    x, y = km(drawn, spot)
    return np.hypot(drawn.x[cells] - x, drawn.y[cells] - y)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [EAST, WEST])
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
    both = (around == EAST).any((2, 3)) & (around == WEST).any((2, 3))
    assert both.ravel()[drawn.kind == city.RIVER].all()


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
        assert drawn.kind[found[0]] == city.BRIDGE


@pytest.mark.parametrize("size", SIZES)
def test_the_city_covers_175_km2(size):
    assert ground(size).city_area.sum() == pytest.approx(175, rel=0.05)


@pytest.mark.parametrize("size", SIZES)
def test_two_fifths_of_the_city_lie_west(size):
    area = ground(size).city_area
    assert area[ground(size).bank == WEST].sum() / area.sum() == pytest.approx(0.40, abs=0.03)


@pytest.mark.parametrize("size", SIZES)
def test_the_old_city_covers_two_and_a_half_to_three_km2_of_the_west(size):
    old = ground(size).old_city_area
    assert 2.5 <= old.sum() <= 3
    assert not old[ground(size).bank == EAST].any()


@pytest.mark.parametrize("size", SIZES)
def test_no_land_is_lost(size):
    drawn = ground(size)
    box = (drawn.rows - 2 * drawn.pad) * (drawn.cols - 2 * drawn.pad) * drawn.cell_km**2
    line = np.array([km(drawn, point) for point in TABLES.river])
    inside = (line > drawn.pad * drawn.cell_km).all(axis=1) & (
        line[:, 1] < (drawn.rows - drawn.pad) * drawn.cell_km
    )
    length = sum(np.hypot(*(b - a)) for a, b in pairwise(line[inside]))
    assert drawn.area.sum() == pytest.approx(box - 0.27 * length, rel=0.002)


@pytest.mark.parametrize("size", SIZES)
def test_river_bridges_and_padding_carry_no_land(size):
    drawn = ground(size)
    bare = np.isin(drawn.kind, [city.OUTSIDE, city.RIVER, city.BRIDGE])
    assert not drawn.area[bare].any()
    assert (bare == (drawn.bank == 0)).all()


@pytest.mark.parametrize("size", SIZES)
def test_the_city_lies_within_the_land(size):
    drawn = ground(size)
    assert (drawn.city_area <= drawn.area + 1e-12).all()
    assert (drawn.old_city_area <= drawn.city_area + 1e-12).all()


@pytest.mark.parametrize("size", SIZES)
def test_every_quarter_lies_on_its_bank(size):
    drawn = ground(size)
    cells = city.quarter_cells(TABLES, drawn)
    assert [drawn.bank[cell] for cell in cells] == [BANK[row.bank] for row in TABLES.quarters]


@pytest.mark.parametrize("size", SIZES)
def test_a_quarters_own_cell_is_where_the_quarter_is(size):
    drawn = ground(size)
    cells = city.quarter_cells(TABLES, drawn)
    for cell, quarter in zip(cells, TABLES.quarters, strict=True):
        assert away(drawn, [cell], quarter)[0] < 1.5 * drawn.cell_km, quarter.id


@pytest.mark.parametrize("size", SIZES)
def test_every_quarter_owns_land(size):
    drawn = ground(size)
    assert set(drawn.quarter) == set(range(-1, len(TABLES.quarters)))


@pytest.mark.parametrize("size", SIZES)
def test_city_land_and_only_city_land_belongs_to_a_quarter(size):
    drawn = ground(size)
    assert ((drawn.quarter >= 0) == (drawn.city_area > 0)).all()


@pytest.mark.parametrize("size", SIZES)
def test_city_land_belongs_to_a_quarter_of_its_bank(size):
    drawn = ground(size)
    built = np.flatnonzero(drawn.quarter >= 0)
    banks = np.array([BANK[row.bank] for row in TABLES.quarters])
    assert (banks[drawn.quarter[built]] == drawn.bank[built]).all()


@pytest.mark.parametrize("axis", ["north", "east", "south_east", "south"])
def test_the_city_land_of_an_axis_is_one_piece(axis):
    drawn = ground(500)
    number = city.axis_names(TABLES).index(axis)
    assert pieces(drawn, (drawn.axis == number) & (drawn.city_area > 0)) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("axis", ["north", "east", "south_east", "south"])
def test_an_axis_leads_from_the_box_edge_into_the_city(size, axis):
    drawn = ground(size)
    on_axis = drawn.axis == city.axis_names(TABLES).index(axis)
    entry = next(point for point in TABLES.axes if point.axis == axis)
    cells = np.flatnonzero(on_axis)
    assert away(drawn, cells, entry).min() < 1.5 * drawn.cell_km
    assert pieces(drawn, on_axis) == 1


def test_no_route_crosses_the_river():
    grid = drawing.sheet(500)
    river = grid.km(TABLES.river)
    for axis in city.axis_names(TABLES):
        route = grid.km([point for point in TABLES.axes if point.axis == axis])
        assert len(set(drawing.bank_of(drawing.dotted(route, 0.1), river))) == 1, axis


@pytest.mark.parametrize("axis", ["peshmerga_east", "peshmerga_north"])
def test_the_peshmerga_stop_eight_to_twelve_km_outside_the_city(axis):
    drawn = ground(500)
    last = [point for point in TABLES.axes if point.axis == axis][-1]
    assert 8 < away(drawn, np.flatnonzero(drawn.city_area > 0), last).min() < 12


def test_every_quarter_lies_inside_the_outline():
    grid = drawing.sheet(500)
    outline = grid.km([corner for corner in TABLES.outline if corner.area == "city"])
    assert drawing.covered(grid.km(TABLES.quarters), outline).all()


def test_the_city_is_about_sixty_km_round():
    grid = drawing.sheet(500)
    outline = grid.km([corner for corner in TABLES.outline if corner.area == "city"])
    around = np.vstack([outline, outline[:1]])
    assert np.hypot(*np.diff(around, axis=0).T).sum() == pytest.approx(60, rel=0.1)


@pytest.mark.parametrize("size", SIZES)
def test_every_place_has_land(size):
    drawn = ground(size)
    assert set(drawn.place) == set(range(-1, len(TABLES.places)))


@pytest.mark.parametrize("size", SIZES)
def test_the_padding_is_at_least_two_cells_and_1600_metres(size):
    drawn = ground(size)
    assert drawn.pad >= 2
    assert drawn.pad * drawn.cell_km >= 1.6
    kind = drawn.kind.reshape(drawn.rows, drawn.cols)
    inner = kind[drawn.pad : -drawn.pad, drawn.pad : -drawn.pad]
    assert (inner != city.OUTSIDE).all()
    assert (kind == city.OUTSIDE).sum() == kind.size - inner.size


@pytest.mark.parametrize("size", SIZES)
def test_a_cells_degrees_and_kilometres_agree(size):
    drawn = ground(size)
    cell = 3 * drawn.cols + 7
    assert drawn.x[cell] == pytest.approx(7.5 * drawn.cell_km)
    assert drawn.y[cell] == pytest.approx(3.5 * drawn.cell_km)
    assert drawn.lat[cell] == pytest.approx(drawn.south + drawn.y[cell] / drawn.km_per_lat)
    assert drawn.lon[cell] == pytest.approx(drawn.west + drawn.x[cell] / drawn.km_per_lon)


def test_counts_are_int64_and_measures_float64():
    drawn = ground(500)
    kinds = {name: getattr(drawn, name).dtype for name in drawn._fields[8:]}
    counted = {"kind", "bank", "quarter", "axis", "bridge", "place"}
    assert {name for name, kind in kinds.items() if kind == np.int64} == counted
    assert {name for name, kind in kinds.items() if kind == np.float64} == set(kinds) - counted


@pytest.mark.parametrize("size", [249, 1001, 0, -500])
def test_a_cell_size_out_of_range_is_refused(size):
    with pytest.raises(ValueError, match="the map is drawn at 250 to 1000 m"):
        survey(TABLES, size)


def test_a_map_is_drawn_once_for_equal_tables_and_cannot_be_written():
    drawn = survey(read_all(), 800)
    assert survey(read_all(), 800) is drawn
    with pytest.raises(ValueError, match="read-only"):
        drawn.kind[0] = 1


def test_other_tables_give_another_map():
    fewer = TABLES._replace(bridges=TABLES.bridges[1:])
    before, after = (np.count_nonzero(survey(t, 800).bridge >= 0) for t in (TABLES, fewer))
    assert before == after + 1
