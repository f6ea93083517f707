"""Units as Mesa agents: windows on the columns, in which nothing is copied.

Agents do not step: the phases of `tick.TICK` are their schedule.
"""

from typing import Any

import mesa

from mesa_mosul.names import FORCES, KINDS, NO_ONE, ROLES, TASKS
from mesa_mosul.window import Column, Count, Place

BANKS = ("none", "east", "west")


class Unit(mesa.Agent):
    """A body of men, or of aircraft or guns: a view on one row of `world.units`.

    model: a MosulModel. battalion, cell: rows of their groups.
    """

    group = "units"

    uid, battalion = Column(fixed=True), Column(fixed=True)
    force, kind = Column(FORCES, fixed=True), Column(KINDS, fixed=True)
    formation = Column(lambda model: model.formations, fixed=True)
    paper, arrives = Column(fixed=True), Column()
    men, wounded, killed, withdrawn, pieces = Count(), Count(), Count(), Count(), Count()
    task, role, bank = Column(TASKS), Column(ROLES), Column(BANKS)
    axis = Column(lambda model: model.axes)
    cell = Place()
    due, minutes, seen, user, skill = Column(), Column(), Column(), Column(), Count()

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)
        model.unit[row] = self

    @property
    def pos(self) -> tuple[float, float] | None:
        """Where it stands, in km east and north of the map's corner; None off the map."""
        city, cell = self.model.world.city, self.cell
        return None if cell == NO_ONE else (city.x[cell].item(), city.y[cell].item())

    @pos.setter
    def pos(self, place: None) -> None:
        # Mesa 3 writes None here when it makes an agent.
        if place is not None:
            raise AttributeError("pos follows from the cell: write unit.cell")

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """Where it stands, in degrees east and north; None off the map."""
        ground, cell = self.model.course.stage.ground, self.cell
        return None if cell == NO_ONE else (ground.lon[cell].item(), ground.lat[cell].item())

    @property
    def cohesion(self) -> float:
        """Its battalion's cohesion, 0 to 1."""
        return self.model.world.battalions.cohesion[self.battalion].item()

    def remove(self) -> None:
        """Take the unit out of the battle; the men it still has count as withdrawn."""
        self.withdrawn += self.men + self.wounded
        self.men = self.wounded = self.pieces = 0
        self.model.unit.pop(self.row, None)
        super().remove()


class ArmyUnit(Unit):
    """Soldiers of an Iraqi army division."""


class CounterTerrorismUnit(Unit):
    """Soldiers of the Counter-Terrorism Service."""


class FederalPoliceUnit(Unit):
    """Men of the Federal Police."""


class EmergencyResponseUnit(Unit):
    """Men of the Emergency Response Division."""


class TribalUnit(Unit):
    """Tribal fighters who hold ground behind the Iraqi front."""


class SupportUnit(Unit):
    """Cordon, headquarters, bases and services."""


class MilitiaUnit(Unit):
    """Popular Mobilisation fighters on the corridor west of the city."""


class PeshmergaUnit(Unit):
    """Kurdish Peshmerga."""


class IsisFighters(Unit):
    """A garrison group of ISIS."""


class MobileGroup(Unit):
    """A group of ISIS that roves, raids and strikes back."""


class SniperTeam(Unit):
    """Snipers of ISIS."""


class CarBombCell(Unit):
    """A workshop of ISIS with its crews; `pieces` are car bombs in stock."""


class IsisOfficials(Unit):
    """Those who run the city for ISIS."""


class AdviserTeam(Unit):
    """Coalition advisers."""


class AirWing(Unit):
    """Aircraft, Coalition or Iraqi; `pieces` are aircraft."""


class ArtilleryBattery(Unit):
    """Guns, Coalition or Iraqi; `pieces` are guns."""


CLASSES: dict[str, type[Unit]] = {
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
"""The class of a unit of each kind in `names.KINDS`."""
