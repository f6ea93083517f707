"""Columns that are computed anew: densities, running totals, the event log, the workspace.

What one phase leaves for another within a tick is here too.
"""

from typing import Annotated, NamedTuple

from mesa_mosul.engine.columns import Bool, Column, Float, FloatBySide, Int, IntBySide

# fmt: off

class Kernel(NamedTuple):
    """The Gaussian smoothing kernel: one row per cell near a cell, shape (offsets,)."""

    offset: Annotated[Int, Column("index", "initialization",
        "Difference of index from a cell to one near it.")]
    weight: Annotated[Float, Column("1/km2", "initialization",
        "Kernel weight of the cell at that offset.")]


class LocalDensity(NamedTuple):
    """Men by side and cell, and their kernel densities, shape (sides, cells)."""

    men: Annotated[IntBySide, Column("personnel", "local densities",
        "Men on the map, by side and cell.")]
    attacking_men: Annotated[IntBySide, Column("personnel", "local densities",
        "Attacking men, by side and cell.")]
    density: Annotated[FloatBySide, Column("personnel/km2", "local densities",
        "Kernel density of men.")]
    attacking_density: Annotated[FloatBySide, Column("personnel/km2", "local densities",
        "Kernel density of attacking men.")]


class Holding(NamedTuple):
    """Holders and snipers by cell, and the demand for holders, shape (cells,)."""

    holders: Annotated[Int, Column("personnel", "local densities",
        "Attackers' men who hold the cell.")]
    holder_density: Annotated[Float, Column("personnel/km2", "local densities",
        "Kernel density of holders.")]
    nearby_control: Annotated[Float, Column("share", "local densities",
        "Fraction of the kernel around the cell that attackers control on its bank.")]
    smoothed_control: Annotated[Float, Column("share", "local densities",
        "Control of the cell of which the fraction of control nearby is made.")]
    is_stale: Annotated[Bool, Column("boolean", "local densities",
        "Whether control near the cell has changed.")]
    stale_cells: Annotated[Int, Column("index", "local densities",
        "Cells near which control has changed.")]
    snipers: Annotated[Int, Column("personnel", "local densities", "Snipers in the cell.")]
    sniper_density: Annotated[Float, Column("personnel/km2", "local densities",
        "Kernel density of snipers.")]
    demanded_density: Annotated[Float, Column("personnel/km2", "local densities",
        "Density of holders that the controlled territory around the cell demands.")]
    occupied_cells: Annotated[Int, Column("index", "local densities",
        "Cells where anybody is, in order.")]


class Totals(NamedTuple):
    """Constants and running totals of the run, shape (1,)."""

    first_tick: Annotated[Int, Column("tick", "initialization",
        "Tick on which the run begins.")]
    front_depth_km: Annotated[Float, Column("km", "initialization",
        "Depth of a straight front under the kernel; see `engine/smoothing.py`.")]
    n_present: Annotated[Int, Column("count", "local densities", "Units on the map.")]
    n_isis_present: Annotated[Int, Column("count", "local densities", "ISIS units on the map.")]
    n_events: Annotated[Int, Column("count", "any phase", "Events so far.")]
    car_bombs_built: Annotated[Int, Column("count", "car bombs", "Car bombs built so far.")]
    car_bombs_launched: Annotated[Int, Column("count", "car bombs",
        "Car bombs launched so far.")]
    car_bombs_stopped_by_air: Annotated[Int, Column("count", "car bombs",
        "Car bombs stopped from the air so far.")]
    car_bombs_stopped_by_craters: Annotated[Int, Column("count", "car bombs",
        "Car bombs stopped by craters so far.")]
    car_bombs_stopped_by_fire: Annotated[Int, Column("count", "car bombs",
        "Car bombs stopped by anti-tank fire so far.")]
    car_bombs_failed: Annotated[Int, Column("count", "car bombs",
        "Car bombs that failed technically so far.")]
    car_bombs_effective: Annotated[Int, Column("count", "car bombs",
        "Car bombs that reached their target so far.")]
    air_munitions: Annotated[Int, Column("count", "fire support",
        "Munitions released from the air so far.")]
    artillery_rounds: Annotated[Int, Column("count", "fire support",
        "Artillery rounds fired so far.")]
    refused_fires: Annotated[Int, Column("count", "fire support",
        "Munitions and rounds refused so far because of the risk to civilians.")]


class EventLog(NamedTuple):
    """The events of the run, in order, shape (events,)."""

    tick: Annotated[Int, Column("tick", "any phase", "When the event happened.")]
    event_code: Annotated[Int, Column("code", "any phase",
        "Kind of event, an index of `codes.EVENTS`.")]
    subject: Annotated[Int, Column("index or id", "any phase",
        "Command, axis, formation, battalion, bridge or force concerned, by kind of event.")]
    cell: Annotated[Int, Column("index", "any phase",
        "Cell where the event happened; -1: nowhere in particular.")]
    value_1: Annotated[Float, Column("by event", "any phase", "First figure of the event.")]
    value_2: Annotated[Float, Column("by event", "any phase", "Second figure of the event.")]
    value_3: Annotated[Float, Column("by event", "any phase", "Third figure of the event.")]


class UnitWorkspace(NamedTuple):
    """What happens to each unit in this tick, shape (units,)."""

    fit_strength: Annotated[Int, Column("personnel", "firefight",
        "Men still fit in the exchange of fire.")]
    casualties_by_mine: Annotated[Int, Column("personnel", "movement and clearing",
        "Men hit by mines in this tick.")]
    fortified_m2_cleared: Annotated[Int, Column("m2", "movement and clearing",
        "Fortified area that the unit was first to clear in this tick.")]
    casualties_by_fire_support: Annotated[Int, Column("personnel", "fire support",
        "Men hit by air and artillery in this tick.")]
    casualties_by_car_bomb: Annotated[Int, Column("personnel", "car bombs",
        "Men hit by car bombs in this tick.")]
    casualties_by_small_arms: Annotated[Int, Column("personnel", "firefight",
        "Men hit in the exchange of fire in this tick.")]
    casualties: Annotated[Int, Column("personnel", "casualties",
        "Men hit in this tick, by whatever means.")]
    is_leaving: Annotated[Bool, Column("boolean", "movement and clearing",
        "Whether the unit leaves the battle in this tick.")]
    present_rows: Annotated[Int, Column("index", "local densities",
        "Rows of the units on the map, in order.")]
    isis_present_rows: Annotated[Int, Column("index", "local densities",
        "Rows of the ISIS units on the map, in order.")]
    worker_rows: Annotated[Int, Column("index", "movement and clearing",
        "Rows of one side's units that may work or move, in order.")]
    idle_rows: Annotated[Int, Column("index", "movement and clearing",
        "Rows of the units that may be sent to the front in this round, in order.")]
    clearing_rows: Annotated[Int, Column("index", "movement and clearing",
        "Rows of the units that clear the cell they are in, in this round, in order.")]
    engaged_rows: Annotated[Int, Column("index", "firefight",
        "Rows of the units with enemies nearby, in order.")]
    fire_effectiveness: Annotated[Float, Column("factor", "firefight",
        "Fire of one of the unit's men who is not suppressed; 1: a regular at full fire.")]
    hit_rate: Annotated[Float, Column("1/h", "firefight",
        "Rate at which each of the unit's men is hit.")]


class CellWorkspace(NamedTuple):
    """What happens in each cell in this tick, shape (cells,)."""

    is_front: Annotated[Bool, Column("boolean", "movement and clearing",
        "Whether the cell is part of the front.")]
    workers: Annotated[Int, Column("personnel", "movement and clearing",
        "One side's men who stand in the cell.")]
    uncleared_cells: Annotated[Int, Column("index", "movement and clearing",
        "Cells that each axis may have to clear in this tick, axis by axis.")]
    work_minutes: Annotated[Int, Column("man min/1024", "movement and clearing",
        "Clearing or contesting work that men can do in the cell.")]
    worked_cells: Annotated[Int, Column("index", "movement and clearing",
        "Cells where there is such work, in the order of the units.")]
    is_near_raiders: Annotated[Bool, Column("boolean", "movement and clearing",
        "Whether raiders work near the cell.")]
    time_fraction_used: Annotated[Float, Column("share", "movement and clearing",
        "Fraction of the men's time that clearing the cell takes.")]
    fortified_km2_cleared: Annotated[Float, Column("km2", "movement and clearing",
        "Fortified area first cleared in this round.")]
    fire_requests: Annotated[Int, Column("personnel x 1024", "fire support",
        "Exposed defenders on whom fire is requested.")]
    air_munitions: Annotated[Int, Column("count", "fire support",
        "Munitions from the air granted in this tick.")]
    artillery_rounds: Annotated[Int, Column("count", "fire support",
        "Artillery rounds granted in this tick.")]
    car_bomb_detonations: Annotated[Int, Column("count", "car bombs",
        "Car bombs that detonate in the cell in this tick.")]
    engaged_cells: Annotated[Int, Column("index", "firefight",
        "Cells where anybody has enemies nearby, in order.")]


class FireExchange(NamedTuple):
    """The exchange of fire in this tick, shape (sides, cells)."""

    firepower: Annotated[IntBySide, Column("personnel x 1024", "firefight",
        "Men firing, weighted by effectiveness and suppression.")]
    exposed_men: Annotated[IntBySide, Column("personnel x 1024", "firefight",
        "Men at whom the enemy can aim.")]
    fit_men: Annotated[IntBySide, Column("personnel", "firefight", "Men still fit.")]
    aimed_fire: Annotated[FloatBySide, Column("km2/h", "firefight",
        "Aimed fire from the cell per exposed enemy in reach; the kernel spreads it.")]
    area_fire: Annotated[FloatBySide, Column("km2/h", "firefight",
        "Area fire from the cell per enemy in reach; the kernel spreads it.")]
    hit_rate_exposed: Annotated[FloatBySide, Column("1/h", "firefight",
        "Rate at which each exposed man is hit, before cover.")]
    hit_rate_hidden: Annotated[FloatBySide, Column("1/h", "firefight",
        "Rate at which each hidden man is hit, before cover.")]
    first_enemy_cell: Annotated[IntBySide, Column("index", "firefight",
        "Where the cells near the cell that have enemies begin in `enemy_cells`.")]
    end_enemy_cell: Annotated[IntBySide, Column("index", "firefight",
        "Where the cells near the cell that have enemies end in `enemy_cells`, exclusive.")]


class EnemyCells(NamedTuple):
    """The cells with enemies near each side in each cell, shape (sides x theatre x kernel,)."""

    cell: Annotated[Int, Column("index", "firefight", "Cell that has enemies.")]
    weight: Annotated[Float, Column("1/km2", "firefight",
        "Kernel weight of that cell.")]


class BattalionReport(NamedTuple):
    """Sums over the units of each battalion in this tick, shape (battalions,)."""

    strength: Annotated[Int, Column("personnel", "cohesion", "Men fit for duty.")]
    casualties: Annotated[Int, Column("personnel", "cohesion", "Casualties in this tick.")]
    car_bomb_casualties: Annotated[Int, Column("personnel", "cohesion",
        "Casualties by car bombs in this tick.")]
    fortified_m2_cleared: Annotated[Int, Column("m2", "cohesion",
        "Fortified area that its men were first to clear in this tick.")]
    attacking_men: Annotated[Int, Column("personnel", "cohesion", "Attacking men.")]
    attacking_without_progress: Annotated[Int, Column("personnel x 1024", "cohesion",
        "Attacking men, weighted by the relative shortfall of their axis' advance.")]
    in_contact: Annotated[Int, Column("personnel", "cohesion", "Men in contact.")]
    in_contact_not_attacking: Annotated[Int, Column("personnel", "cohesion",
        "Men in contact who do not attack.")]
    recovery_weight: Annotated[Int, Column("personnel x 1024", "cohesion",
        "Men, weighted by their recovery bonus.")]
    flank_exposure_weight: Annotated[Int, Column("personnel x 1024", "cohesion",
        "Men in contact, weighted by the exposure of their flanks.")]


class AxisReview(NamedTuple):
    """Sums over the units of each axis of advance in this tick, shape (axes,)."""

    strength: Annotated[Int, Column("personnel", "command decisions",
        "Men fit for duty of the units that the review of the axis counts.")]
    authorized: Annotated[Int, Column("personnel", "command decisions",
        "Authorized strength of the units reviewed.")]
    cohesion_weighted_men: Annotated[Int, Column("personnel x 1000", "command decisions",
        "Men of the units reviewed who do not refit, weighted by cohesion.")]
    idle_men: Annotated[Int, Column("personnel", "movement and clearing",
        "Men with the role attack who are not on a front cell, or surplus holders.")]
    men_short: Annotated[Int, Column("personnel", "movement and clearing",
        "Men whom the front of the axis lacks.")]
    first_uncleared: Annotated[Int, Column("index", "movement and clearing",
        "Where the axis' cells begin in `uncleared_cells`.")]
    end_uncleared: Annotated[Int, Column("index", "movement and clearing",
        "Where the axis' cells end in `uncleared_cells`, exclusive.")]
    first_candidate: Annotated[Int, Column("index", "movement and clearing",
        "Where the axis' cells begin in `candidates`.")]
    end_candidate: Annotated[Int, Column("index", "movement and clearing",
        "Where the axis' cells end in `candidates`, exclusive.")]


class Candidates(NamedTuple):
    """Cells among which units choose, with running demand, shape (2 x cells,)."""

    cell: Annotated[Int, Column("index", "any phase",
        "Cell that lacks men, or can be attacked.")]
    cumulative_demand: Annotated[Int, Column("personnel", "any phase",
        "Running sum of demand up to and including the cell.")]


# fmt: on
