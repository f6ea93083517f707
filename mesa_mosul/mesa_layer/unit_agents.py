"""Units as Mesa agents: views on the columns of `world.units`, in which nothing is copied.

Agents do not step: the phases of `mesa_mosul.simulation.schedule` act on all of them at once.
"""

from typing import Any

import mesa

from mesa_mosul.engine.codes import FORCES, MISSIONS, NO_INDEX, ROLES, UNIT_KINDS
from mesa_mosul.mesa_layer.column_attributes import (
    CellAttribute,
    CountAttribute,
    StateAttribute,
)

BANK_LABELS = ("none", "east", "west")


class Unit(mesa.Agent):
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
    equipment : int
        Aircraft, guns or car bombs.
    mission, role, assigned_bank : str
        What it is for, what it does now, and the bank it is assigned to.
    axis : str or None
        Its axis of advance.
    cell : int
        The cell it is in, -1 off the map. `pos` gives km, `lonlat` degrees.
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

    uid = StateAttribute(read_only=True)
    battalion = StateAttribute(read_only=True)
    force = StateAttribute(FORCES, read_only=True)
    kind = StateAttribute(UNIT_KINDS, read_only=True)
    formation = StateAttribute(lambda model: model.formation_names, read_only=True)
    authorized_strength = StateAttribute(read_only=True)
    strength = CountAttribute()
    wounded_now = CountAttribute()
    wounded_total = CountAttribute()
    killed = CountAttribute()
    withdrawn = CountAttribute()
    equipment = CountAttribute()
    mission = StateAttribute(MISSIONS)
    role = StateAttribute(ROLES)
    assigned_bank = StateAttribute(BANK_LABELS)
    axis = StateAttribute(lambda model: model.axis_names)
    cell = CellAttribute()
    arrival_tick = StateAttribute()
    available_tick = StateAttribute()
    time_budget_min = StateAttribute()
    exposed_fraction = StateAttribute()
    combat_effectiveness = CountAttribute()
    user_value = StateAttribute()

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)
        model.units_by_row[row] = self

    @property
    def pos(self) -> tuple[float, float] | None:
        """Its place in km east and north of the map's south-west corner; None off the map."""
        cells, cell = self.model.world.cells, self.cell
        return None if cell == NO_INDEX else (cells.x[cell].item(), cells.y[cell].item())

    @pos.setter
    def pos(self, place: None) -> None:
        # Mesa 3 writes None here when it makes an agent.
        if place is not None:
            raise AttributeError("pos follows from the cell: write unit.cell")

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """Its place in degrees east and north; None off the map."""
        city_map, cell = self.model.simulation.built.city_map, self.cell
        if cell == NO_INDEX:
            return None
        return city_map.lon[cell].item(), city_map.lat[cell].item()

    @property
    def cohesion(self) -> float:
        """Its battalion's cohesion, 0 to 1."""
        return self.model.world.battalions.cohesion[self.battalion].item()

    def remove(self) -> None:
        """Take the unit out of the battle; the personnel it still has count as withdrawn."""
        self.withdrawn += self.strength + self.wounded_now
        self.strength = self.wounded_now = self.equipment = 0
        self.model.units_by_row.pop(self.row, None)
        super().remove()

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
