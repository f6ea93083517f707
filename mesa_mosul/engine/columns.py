"""Columns of units, battalions, formations and the map, and how a column is declared.

Columns are int64, float64 or bool. An index of -1 stands for none, a tick of 1,000,000 for
never.
"""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np


class Column(NamedTuple):
    """What is declared of a column.

    unit: a unit, or `code`, `index`, `id`, `boolean`. writer: the phase that owns the column,
    `initialization` where no phase writes it, or `any phase`. meaning: a sentence.
    """

    unit: str
    writer: str
    meaning: str


if TYPE_CHECKING:
    from mesa_mosul.engine import column_types

    Int = column_types.IntColumn
    Float = column_types.FloatColumn
    Bool = column_types.BoolColumn
    IntBySide = column_types.IntBySideColumn
    FloatBySide = column_types.FloatBySideColumn
else:
    Int = Annotated[np.ndarray, np.int64]
    Float = Annotated[np.ndarray, np.float64]
    Bool = Annotated[np.ndarray, np.bool_]
    IntBySide = Annotated[np.ndarray, np.int64, "sides"]
    FloatBySide = Annotated[np.ndarray, np.float64, "sides"]
    """Columns of two dimensions, the first of which is the side."""


# fmt: off

class Units(NamedTuple):
    """One row per unit, shape (units,)."""

    strength: Annotated[Int, Column("personnel", "casualties", "Men fit for duty.")]
    cell: Annotated[Int, Column("index", "movement and clearing",
        "Cell where the unit is, or to which it is moving; -1: off the map.")]
    time_budget_min: Annotated[Int, Column("min", "movement and clearing",
        "Minutes left in this tick; below 0: minutes still to march.")]
    side: Annotated[Int, Column("code", "initialization", "Side: 0 attackers, 1 defenders.")]
    role: Annotated[Int, Column("code", "unit roles",
        "What the unit does now, an index of `codes.ROLES`.")]
    axis: Annotated[Int, Column("index", "unit roles",
        "Axis of advance to which the unit is assigned; -1: none.")]
    kind: Annotated[Int, Column("code", "initialization",
        "Kind of unit, an index of `codes.UNIT_KINDS`.")]
    battalion: Annotated[Int, Column("index", "initialization",
        "Battalion whose cohesion the unit shares.")]
    uid: Annotated[Int, Column("id", "initialization",
        "Formation code times 1,000,000 plus ordinal; keys the unit's random draws.")]
    decision_group: Annotated[Int, Column("id", "initialization",
        "Id of those who decide together, at any unit size; keys the draws of decisions.")]
    force: Annotated[Int, Column("code", "initialization",
        "Force, an index of `codes.FORCES`.")]
    formation: Annotated[Int, Column("index", "initialization",
        "Formation to which the unit belongs.")]
    mission: Annotated[Int, Column("code", "initialization",
        "Mission of the unit's formation, an index of `codes.MISSIONS`.")]
    authorized_strength: Annotated[Int, Column("personnel", "initialization",
        "Men at full strength.")]
    arrival_tick: Annotated[Int, Column("tick", "command decisions",
        "Tick from which the unit takes part in the battle.")]
    combat_effectiveness: Annotated[Float, Column("factor", "initialization",
        "Fire and work of one man; 1 is a soldier of the regular Iraqi army.")]
    available_tick: Annotated[Int, Column("tick", "unit roles",
        "Tick from which the unit may be on the map, after a change of axis.")]
    wounded_now: Annotated[Int, Column("personnel", "casualties",
        "Wounded men who have not returned to duty.")]
    wounded_total: Annotated[Int, Column("personnel", "casualties",
        "Men wounded so far, those back on duty included.")]
    killed: Annotated[Int, Column("personnel", "casualties", "Men killed so far.")]
    withdrawn: Annotated[Int, Column("personnel", "casualties",
        "Men who have left the battle for good.")]
    equipment: Annotated[Int, Column("count", "car bombs",
        "Aircraft, guns, or car bombs in stock.")]
    assigned_bank: Annotated[Int, Column("code", "unit roles",
        "Bank on which an ISIS unit is to fight: 1 east, 2 west.")]
    exposed_fraction: Annotated[Float, Column("share", "detection",
        "Fraction of the unit's men at whom the enemy can aim.")]
    user_value: Annotated[Float, Column("free", "initialization",
        "Free for a custom phase; no phase of the model reads or writes it.")]


class Battalions(NamedTuple):
    """One row per group of units that break together, shape (battalions,)."""

    uid: Annotated[Int, Column("id", "initialization",
        "Formation code times 1,000 plus ordinal; keys the battalion's random draws.")]
    cohesion: Annotated[Float, Column("share", "cohesion", "Cohesion, 0 to 1.")]
    refit_until_tick: Annotated[Int, Column("tick", "cohesion",
        "Tick at which the battalion returns from refitting.")]
    break_count: Annotated[Int, Column("count", "cohesion",
        "Number of times the battalion has broken so far.")]
    recent_loss_fraction: Annotated[Float, Column("share", "cohesion",
        "Fraction of its men lost recently; older losses fade exponentially.")]


class Formations(NamedTuple):
    """One row per formation, shape (formations,)."""

    code: Annotated[Int, Column("id", "initialization",
        "Code of the formation; keys the random draws on its commitment.")]
    mission: Annotated[Int, Column("code", "initialization",
        "Mission, an index of `codes.MISSIONS`.")]
    axis: Annotated[Int, Column("index", "initialization",
        "Axis of advance of its order of battle; -1: none.")]
    committed_axis: Annotated[Int, Column("index", "command decisions",
        "Axis of advance to which the formation was committed or shifted; -1: not yet.")]
    scheduled_commit_tick: Annotated[Int, Column("tick", "initialization",
        "Tick of the dated order that commits the formation; 1,000,000: none.")]
    arrival_mode: Annotated[Int, Column("code", "initialization",
        "How a later formation arrives, an index of `codes.ARRIVAL_MODES`.")]


class Cells(NamedTuple):
    """One row per cell of the map, shape (cells,)."""

    control: Annotated[Float, Column("share", "movement and clearing",
        "Fraction of the cell that the attackers have cleared and control.")]
    bank: Annotated[Int, Column("code", "initialization",
        "Bank of the Tigris: 1 east, 2 west; 0: the river, or off the map.")]
    axis: Annotated[Int, Column("index", "initialization",
        "Axis of advance whose forces clear the cell; -1: outside the theatre.")]
    area_km2: Annotated[Float, Column("km2", "initialization", "Land area of the cell.")]
    city_area_km2: Annotated[Float, Column("km2", "initialization",
        "Area of the cell within the city.")]
    clearing_rate_km2_per_man_h: Annotated[Float, Column("km2/(man h)", "initialization",
        "Area that one man clears per hour if unopposed.")]
    fortification: Annotated[Float, Column("share", "movement and clearing",
        "Fraction of the cell whose prepared defences are intact.")]
    neighbourhood: Annotated[Int, Column("index", "initialization",
        "Neighbourhood of the cell; -1: none.")]
    land_class: Annotated[Int, Column("code", "initialization",
        "Land class, an index of `codes.LAND_CLASSES`.")]
    old_city_area_km2: Annotated[Float, Column("km2", "initialization",
        "Area of the cell within the Old City.")]
    x: Annotated[Float, Column("km", "initialization", "East coordinate of the cell's centre.")]
    y: Annotated[Float, Column("km", "initialization",
        "North coordinate of the cell's centre.")]
    cover: Annotated[Float, Column("share", "command decisions",
        "Fraction of hits on men in the cell that cover prevents.")]
    concealment: Annotated[Float, Column("share", "initialization",
        "Concealment that the cell's own land class offers.")]
    mean_concealment: Annotated[Float, Column("share", "initialization",
        "Kernel mean of `concealment`: what hides men there from enemies nearby.")]
    march_speed_km_h: Annotated[Float, Column("km/h", "initialization",
        "Speed of a march through the cell.")]
    contestable_fraction: Annotated[Float, Column("share", "initialization",
        "Fraction of the kernel around the cell on land of the theatre on its bank.")]
    population: Annotated[Int, Column("persons", "civilians", "Civilians in the cell.")]
    displaced: Annotated[Int, Column("persons", "civilians",
        "Civilians who have left the cell so far.")]
    killed_by_isis: Annotated[Int, Column("persons", "civilians",
        "Civilians killed by ISIS so far.")]
    killed_by_crossfire: Annotated[Int, Column("persons", "civilians",
        "Civilians killed in crossfire so far.")]
    killed_by_fire_support: Annotated[Int, Column("persons", "civilians",
        "Civilians killed by air and artillery so far.")]
    injured: Annotated[Int, Column("persons", "civilians", "Civilians injured so far.")]


class Neighbourhoods(NamedTuple):
    """One row per neighbourhood, shape (neighbourhoods,)."""

    cell: Annotated[Int, Column("index", "initialization",
        "Cell of the neighbourhood's centre.")]
    bank: Annotated[Int, Column("code", "initialization",
        "Bank of the Tigris: 1 east, 2 west.")]
    area_km2: Annotated[Float, Column("km2", "initialization", "Area within the city.")]
    control: Annotated[Float, Column("share", "territorial control",
        "Fraction of its area that the attackers control.")]
    entered: Annotated[Bool, Column("boolean", "territorial control",
        "Whether control has reached `reporting.entered_threshold`.")]
    cleared: Annotated[Bool, Column("boolean", "territorial control",
        "Whether it was cleared, by `reporting.cleared_threshold`, and not lost since.")]
    secured: Annotated[Bool, Column("boolean", "territorial control",
        "Whether control was at `reporting.secured_threshold` for `secured_days`.")]
    claimed: Annotated[Bool, Column("boolean", "territorial control",
        "Whether control has ever reached `reporting.claimed_threshold`.")]
    claimed_since_tick: Annotated[Int, Column("tick", "territorial control",
        "Tick at which it was last claimed; 1,000,000: never.")]
    claim_lapsed: Annotated[Bool, Column("boolean", "territorial control",
        "Whether half the control that made the last claim was lost since.")]
    claimed_again: Annotated[Bool, Column("boolean", "territorial control",
        "Whether a claim ever followed a lapsed one, five days or more after it.")]
    secured_since_tick: Annotated[Int, Column("tick", "territorial control",
        "Tick since which control is at `reporting.secured_threshold`; 1,000,000: not.")]


# fmt: on
