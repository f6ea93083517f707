"""Holders behind the front: those a cell has too many of move to cells that lack them."""

from mesa_mosul.engine.codes import ROLE_HOLD
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import STREAM_HOLDER_MARCH, Clock, bernoulli, uniform
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_present
from mesa_mosul.rules.movement import march_to
from mesa_mosul.rules.weighted_choice import (
    append_demand,
    dispatch_fraction,
    draw_cell,
    total_demand,
)


@compiled
def list_holding_demand(world: World, axis: int, end: int) -> int:
    """Add an axis' controlled cells by their shortfall of holders; return the new end."""
    holding = world.holding
    for index in range(
        world.axes_of_advance.first_cell_index[axis], world.axes_of_advance.end_cell_index[axis]
    ):
        cell = world.contested_cells[index]
        if world.cells.control[cell] > 0.5:
            missing_density = holding.demanded_density[cell] - holding.holder_density[cell]
            end = append_demand(
                world.candidates,
                end,
                cell,
                int(missing_density * world.cells.area_km2[cell] + 0.5),
            )
    return end


@compiled
def is_surplus_holder(world: World, clock: Clock, row: int) -> bool:
    """Return whether a holding unit is drawn as surplus at its cell."""
    units, cell, holding = world.units, world.units.cell[row], world.holding
    if units.role[row] != ROLE_HOLD or not is_present(units, row):
        return False
    holder_density, demanded_density = (
        holding.holder_density[cell],
        holding.demanded_density[cell],
    )
    if holder_density <= demanded_density:
        return False
    return bernoulli(
        clock,
        units.decision_group[row],
        STREAM_HOLDER_MARCH,
        (holder_density - demanded_density) / holder_density,
    )


@compiled
def redistribute_holders(world: World, p: Parameters, clock: Clock) -> None:
    """Move surplus holders to cells that lack them, axis by axis."""
    units, axis_review, candidates = world.units, world.axis_review, world.candidates
    end = 0
    for axis in range(world.axes_of_advance.bank.size):
        axis_review.first_candidate[axis] = end
        end = list_holding_demand(world, axis, end)
        axis_review.end_candidate[axis] = end
        axis_review.idle_men[axis] = 0
    n_surplus = 0
    for row in range(units.uid.size):
        if is_surplus_holder(world, clock, row):
            axis_review.idle_men[units.axis[row]] += units.strength[row]
            world.unit_workspace.worker_rows[n_surplus] = row
            n_surplus += 1
    for index in range(n_surplus):
        row = world.unit_workspace.worker_rows[index]
        axis = units.axis[row]
        start, end = axis_review.first_candidate[axis], axis_review.end_candidate[axis]
        probability = dispatch_fraction(
            total_demand(candidates, start, end), axis_review.idle_men[axis]
        )
        u = uniform(clock, units.decision_group[row], STREAM_HOLDER_MARCH, 1)
        if u < probability:
            march_to(world, p, clock, row, draw_cell(candidates, start, end, u / probability))
