"""The city as a Mesa grid: a view, in which nothing is copied and nobody is placed twice."""

import copy
import warnings

import matplotlib.pyplot as plt
import mesa
import numpy as np
import pytest
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

import mesa_mosul as mm
from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.mesa_layer.unit_agents import ArmyUnit, IsisFighters, SupportUnit

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}


def battle(**more):
    return mm.MosulModel("reported", rng=1, **SMALL, **more)


@pytest.fixture
def model():
    return battle()


@pytest.fixture(scope="module")
def shown():
    """A model with its grid, for tests that only look."""
    model = battle()
    model.run_for(4)
    return model


def data_of(grid, name):
    """Return the array of a layer, which Mesa 3 wraps."""
    layer = getattr(grid, name)
    return layer if isinstance(layer, np.ndarray) else layer.data


def one(model, kind):
    return next(iter(model.agents_by_type[kind]))


def test_the_grid_is_one_of_mesa_s_with_a_cell_for_each_of_the_map(shown):
    city_map = shown.simulation.built.city_map
    assert isinstance(shown.grid, OrthogonalMooreGrid)
    assert (shown.grid.width, shown.grid.height) == (city_map.cols, city_map.rows)
    assert [cell.row for cell in shown.grid.all_cells] == sorted(
        (cell.row for cell in shown.grid.all_cells),
        key=lambda row: (row % city_map.cols, row // city_map.cols),
    )


def test_a_model_makes_its_grid_when_it_is_first_asked_for(model):
    model.run_for(4)
    assert model._grid is None
    assert model.grid is model.grid


def test_every_unit_on_the_map_is_in_its_cell_and_in_no_other(shown):
    units = [unit for unit in shown.units if unit.cell is not None]
    assert units
    assert all(unit in unit.cell.agents for unit in units)
    assert sum(len(cell.agents) for cell in shown.grid.all_cells) == len(units)
    assert set(shown.grid.agents) == set(units)


def test_a_unit_s_position_is_the_coordinate_of_its_cell(shown):
    for unit in list(shown.units)[::40]:
        assert unit.pos == (unit.cell.coordinate if unit.cell else None)


def test_a_cell_of_the_grid_lies_where_the_map_has_it(shown):
    east, north = one(shown, IsisFighters).place_km
    far_east = one(shown, IsisFighters).cell.connections[1, 0]
    far_north = one(shown, IsisFighters).cell.connections[0, 1]
    cells = shown.world.cells
    assert (cells.x[far_east.row], cells.y[far_east.row]) == (east + 1.0, north)
    assert (cells.x[far_north.row], cells.y[far_north.row]) == (east, north + 1.0)


@pytest.mark.parametrize("name", ["control", "population", "axis"])
def test_a_layer_is_the_column_itself(model, name):
    layer, column = data_of(model.grid, name), getattr(model.world.cells, name)
    assert np.shares_memory(layer, column)
    cell = model.grid.cell_at(7)
    setattr(cell, name, 3)
    assert column[7] == layer[cell.coordinate] == getattr(cell, name) == 3


def test_every_column_of_the_cells_is_a_layer(shown):
    columns = shown.world.cells._asdict()
    for name in columns:
        assert np.shares_memory(data_of(shown.grid, name), columns[name])


def test_a_layer_follows_the_battle(model):
    control = data_of(model.grid, "control")
    before = control.copy()
    model.run_for(40)
    assert not np.array_equal(control, before)
    assert np.array_equal(control.T.ravel(), model.world.cells.control)


def test_a_cell_is_empty_if_nobody_is_in_it(shown):
    empty = {cell.coordinate for cell in shown.grid.empties}
    layer = data_of(shown.grid, "empty")
    assert all(
        cell.empty == cell.is_empty == (not cell.agents) for cell in shown.grid.all_cells
    )
    assert {tuple(place) for place in np.argwhere(layer).tolist()} == empty
    assert 0 < len(empty) < len(shown.grid.all_cells.cells)


def test_a_unit_is_moved_by_its_cell_as_mesa_s_agents_are(model):
    unit, goal = one(model, ArmyUnit), model.world.contested_cells[0].item()
    before = unit.cell
    unit.move_to(model.grid.cell_at(goal))
    assert unit.cell_row == model.world.units.cell[unit.row] == goal
    assert unit in unit.cell.agents
    assert unit not in before.agents
    assert not unit.cell.empty
    assert before.empty == before.is_empty


def test_the_empty_cells_follow_the_battle(model):
    grid = model.grid
    before = data_of(grid, "empty").copy()
    model.run_for(12)
    assert not np.array_equal(data_of(grid, "empty"), before)
    assert all(cell.empty == cell.is_empty for cell in grid.all_cells)


def test_a_unit_cannot_be_moved_to_where_no_unit_can_be(model):
    nowhere = np.flatnonzero(model.world.cells.axis == NO_INDEX)[0].item()
    with pytest.raises(ValueError, match="no unit can be there"):
        one(model, ArmyUnit).cell = model.grid.cell_at(nowhere)


def test_a_unit_off_the_map_has_no_cell(shown):
    unit = one(shown, SupportUnit)
    assert (unit.cell, unit.cell_row, unit.pos, unit.place_km, unit.lonlat) == (
        None, NO_INDEX, None, None, None,
    )  # fmt: skip


def test_a_unit_that_is_gone_is_in_no_cell(model):
    unit = one(model, IsisFighters)
    cell = unit.cell
    unit.remove()
    assert unit not in cell.agents
    assert unit not in model.grid.agents


class Reporter(CellAgent):
    """An agent of a user's own, who looks around."""

    def __init__(self, model, cell):
        super().__init__(model)
        self.cell = cell

    def step(self):
        self.seen = sum(
            agent.force == "isis" for agent in self.cell.agents if agent is not self
        )


def test_an_agent_of_a_user_s_own_is_placed_among_the_units(model):
    unit = one(model, IsisFighters)
    reporter = Reporter(model, unit.cell)
    assert reporter in unit.cell.agents
    assert reporter in model.grid.agents
    reporter.step()
    assert reporter.seen == sum(other.force == "isis" for other in unit.cell.agents[:-1])
    cell = model.grid.empties.select_random_cell()
    reporter.cell = cell
    assert cell.agents == [reporter]
    assert not cell.empty
    assert not data_of(model.grid, "empty")[cell.coordinate]
    reporter.remove()
    assert cell.empty


def test_a_grid_leaves_the_battle_as_it_is(model):
    with_grid, without = battle(), model
    assert with_grid.grid.agents
    for one_model in (with_grid, without):
        one_model.run_for(8)
    assert with_grid.simulation.digest() == without.simulation.digest()


def test_a_copy_has_a_grid_on_its_own_columns(model):
    assert model.grid
    twin = copy.deepcopy(model)
    control = data_of(twin.grid, "control")
    assert not np.shares_memory(control, model.world.cells.control)
    assert np.shares_memory(control, twin.world.cells.control)


def test_a_laboratory_has_a_grid_too():
    model = mm.MosulModel("duel", rng=1)
    assert len(model.grid.agents) == sum(unit.cell is not None for unit in model.units)


def test_a_collector_has_the_place_of_every_agent(shown):
    collector = mesa.DataCollector(agent_reporters={"pos": "pos", "force": "force"})
    collector.collect(shown)
    table = collector.get_agent_vars_dataframe()
    assert set(table["force"]) >= {"isis", "iraqi", "peshmerga"}


def test_mesa_s_renderer_draws_the_city(model):
    # Mesa's page is an optional part of it.
    visualization = pytest.importorskip("mesa.visualization")
    renderer = visualization.SpaceRenderer(model, backend="matplotlib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        renderer.setup_agents(lambda unit: draw_style(visualization, unit)).render()
    points = sum(len(one.get_offsets()) for one in renderer.canvas.collections)
    assert points >= len(model.grid.agents)
    plt.close("all")


def draw_style(visualization, unit):
    from mesa.visualization.components import AgentPortrayalStyle

    return AgentPortrayalStyle(color="red" if unit.force == "isis" else "blue", size=4)
