"""Units as Mesa agents: views on the columns of `world.units`, in which nothing is copied.

Agents do not step: the phases of `mesa_mosul.simulation.schedule` act on all of them at once.
"""

import warnings
from typing import Any

import mesa
from mesa.discrete_space.cell_agent import BasicMovement

from mesa_mosul.engine.codes import FORCES, MISSIONS, NO_INDEX, ROLES, UNIT_KINDS
from mesa_mosul.mesa_layer.city_grid import CityCell
from mesa_mosul.mesa_layer.column_attributes import (
    CellAttribute,
    CountAttribute,
    StateAttribute,
    StrengthAttribute,
)

BANK_LABELS = ("none", "east", "west")
STEPLESS = (
    "units do not step: rules act on all of them at once. For behaviour of your own write a"
    " rule (phases=), or a class with a step of its own (unit_classes=)"
)
IS_FIXED = "it says what a unit is"
IS_COUNTED = "rules count it; write strength, and who is taken away counts as withdrawn"


class Unit(mesa.Agent, BasicMovement):
    """A unit of troops, of aircraft or of guns: a view on one row of `world.units`.

    What a unit is (the first group of attributes) cannot be changed; the others may be written.

    Attributes
    ----------
    row, uid, battalion : int
        Its row, its identifier, and the row of its battalion.
    force, kind, formation : str
        Its force, its kind and the name of its formation.
    authorized_strength : int
        Personnel at full strength.
    strength, wounded_now, wounded_total, killed, withdrawn : int
        Personnel fit for duty, wounded at present, ever wounded, killed, and gone for good.
        Only strength may be written; who is taken away counts as withdrawn.
    equipment : int
        Aircraft, guns or car bombs.
    mission, role, assigned_bank : str
        What it is for, what it does now, and the bank it is assigned to.
    axis : str or None
        Its axis of advance.
    cell : CityCell or None
        The cell of `model.grid` that it is in, None off the map; `cell_row` is its row in
        `world.cells`, -1 off the map. `pos` gives column and row, `place_km` km, `lonlat`
        degrees.
    cohesion : float
        Its battalion's cohesion, 0 to 1.
    arrival_tick, available_tick : int
        Tick from which it counts, and from which it can act.
    time_budget_min : int
        Minutes left in this tick.
    exposed_fraction : float
        Fraction of it that the enemy can see.
    combat_effectiveness : float
        Its combat power per person.
    user_value : float
        For custom rules; no rule of the model reads it.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.MosulModel("reported", seed=1)
    >>> unit = next(iter(model.units))
    >>> unit.strength <= unit.authorized_strength
    True
    """

    group = "units"

    uid = StateAttribute(read_only=IS_FIXED)
    battalion = StateAttribute(read_only=IS_FIXED)
    force = StateAttribute(FORCES, read_only=IS_FIXED)
    kind = StateAttribute(UNIT_KINDS, read_only=IS_FIXED)
    formation = StateAttribute(lambda model: model.formation_names, read_only=IS_FIXED)
    authorized_strength = StateAttribute(read_only=IS_FIXED)
    strength = StrengthAttribute()
    wounded_now = CountAttribute(read_only=IS_COUNTED)
    wounded_total = CountAttribute(read_only=IS_COUNTED)
    killed = CountAttribute(read_only=IS_COUNTED)
    withdrawn = CountAttribute(read_only=IS_COUNTED)
    equipment = CountAttribute()
    mission = StateAttribute(MISSIONS)
    role = StateAttribute(ROLES)
    assigned_bank = StateAttribute(BANK_LABELS)
    axis = StateAttribute(lambda model: model.axis_names)
    cell_row = CellAttribute(column="cell")
    arrival_tick = StateAttribute()
    available_tick = StateAttribute()
    time_budget_min = StateAttribute()
    exposed_fraction = StateAttribute()
    combat_effectiveness = CountAttribute()
    user_value = StateAttribute()

    def __init__(self, model: Any, row: int) -> None:
        kind = UNIT_KINDS[model.world.units.kind[row]]
        if row in model.units_by_row or not isinstance(self, UNIT_CLASSES[kind]):
            raise ValueError(
                f"row {row} is a unit of kind '{kind}', whose agent the model makes: give a"
                " class of your own as unit_classes"
            )
        self.row = row
        super().__init__(model)
        model.units_by_row[row] = self

    @property
    def cell(self) -> CityCell | None:
        """The cell of `model.grid` that it is in; None off the map. May be written."""
        return self.model.grid.cell_at(self.cell_row)

    @cell.setter
    def cell(self, cell: CityCell | int | None) -> None:
        row = cell.row if isinstance(cell, CityCell) else cell
        self.cell_row = NO_INDEX if row is None else row
        self.model.update_grid()

    @property
    def pos(self) -> tuple[int, int] | None:
        """Column and row of its cell in the grid, for Mesa's drawers; None off the map."""
        if self.cell_row == NO_INDEX:
            return None
        north, east = divmod(self.cell_row, self.model.simulation.built.city_map.cols)
        return east, north

    @pos.setter
    def pos(self, place: None) -> None:
        # Mesa 3 writes None here when it makes an agent.
        if place is not None:
            raise AttributeError("pos follows from the cell: write unit.cell")

    @property
    def place_km(self) -> tuple[float, float] | None:
        """Its place in km east and north of the map's south-west corner; None off the map."""
        cells, row = self.model.world.cells, self.cell_row
        return None if row == NO_INDEX else (cells.x[row].item(), cells.y[row].item())

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """Its place in degrees east and north; None off the map."""
        city_map, row = self.model.simulation.built.city_map, self.cell_row
        if row == NO_INDEX:
            return None
        return city_map.lon[row].item(), city_map.lat[row].item()

    @property
    def cohesion(self) -> float:
        """Its battalion's cohesion, 0 to 1."""
        return self.model.world.battalions.cohesion[self.battalion].item()

    def remove(self) -> None:
        """Take the unit out of the battle; the personnel it still has count as withdrawn."""
        units, row = self.model.world.units, self.row
        units.withdrawn[row] += units.strength[row] + units.wounded_now[row]
        units.strength[row] = units.wounded_now[row] = units.equipment[row] = 0
        self.leave_model()

    def leave_model(self) -> None:
        """Take the agent out of the model, and leave the unit's row as it is."""
        self.model.units_by_row.pop(self.row, None)
        self.model.update_grid()
        super().remove()

    def step(self) -> None:
        """Warn that units do not step; a class of your own may, see `MosulModel`."""
        warnings.warn(STEPLESS, stacklevel=2)

    def __repr__(self) -> str:
        size = (
            f"{self.strength} of {self.authorized_strength} fit"
            if self.authorized_strength
            else f"{self.equipment} pieces"
        )
        return f"{type(self).__name__} {self.uid}: {size}, {self.role}"


class ArmyUnit(Unit):
    """Soldiers of an Iraqi army division."""


class CounterTerrorismUnit(Unit):
    """Soldiers of the Counter-Terrorism Service."""


class FederalPoliceUnit(Unit):
    """Personnel of the Federal Police."""


class EmergencyResponseUnit(Unit):
    """Men of the Emergency Response Division."""


class TribalUnit(Unit):
    """Tribal fighters who hold territory behind the Iraqi front."""


class SupportUnit(Unit):
    """Cordon, headquarters, bases and services."""


class MilitiaUnit(Unit):
    """Popular Mobilisation fighters on the corridor west of the city."""


class PeshmergaUnit(Unit):
    """Kurdish Peshmerga."""


class IsisFighters(Unit):
    """A garrison group of ISIS."""


class MobileGroup(Unit):
    """A mobile group of ISIS, which raids and counter-attacks."""


class SniperTeam(Unit):
    """Snipers of ISIS."""


class CarBombCell(Unit):
    """A workshop of ISIS with its crews; `equipment` counts car bombs in stock."""


class IsisOfficials(Unit):
    """Those who run the city for ISIS."""


class AdviserTeam(Unit):
    """Coalition advisers."""


class AirWing(Unit):
    """Aircraft, Coalition or Iraqi; `equipment` counts aircraft."""


class ArtilleryBattery(Unit):
    """Guns, Coalition or Iraqi; `equipment` counts guns."""


UNIT_CLASSES: dict[str, type[Unit]] = {
    "counter_terrorism": CounterTerrorismUnit,
    "army": ArmyUnit,
    "federal_police": FederalPoliceUnit,
    "emergency_response": EmergencyResponseUnit,
    "tribal": TribalUnit,
    "support": SupportUnit,
    "militia": MilitiaUnit,
    "peshmerga": PeshmergaUnit,
    "fighters": IsisFighters,
    "mobile_group": MobileGroup,
    "snipers": SniperTeam,
    "car_bombs": CarBombCell,
    "officials": IsisOfficials,
    "advisers": AdviserTeam,
    "air_wing": AirWing,
    "artillery": ArtilleryBattery,
}
"""The class of a unit of each kind in `engine.codes.UNIT_KINDS`."""
