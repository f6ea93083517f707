"""Battalion reports: strength, casualties, attack, contact, flank exposure, by battalion."""

from mesa_mosul.engine.codes import (
    ATTACKER,
)
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_attacking, is_present
from mesa_mosul.rules.hazards import relative_shortfall


@compiled
def flank_exposure(own_control: float, contestable_fraction: float) -> float:
    """Return how exposed a position is: 0 along a straight front, 1 when cut off.

    own_control: fraction of the nearby terrain that its own side controls;
    contestable_fraction: fraction of it that is contested land.
    """
    return (
        max(0.0, 1.0 - 2.0 * own_control / contestable_fraction)
        if contestable_fraction > 0.0
        else 0.0
    )


@compiled
def own_control_nearby(world: World, row: int) -> float:
    """Return the fraction of the terrain near a unit that its own side controls."""
    cell = world.units.cell[row]
    control = world.holding.nearby_control[cell]
    return (
        control
        if world.units.side[row] == ATTACKER
        else world.cells.contestable_fraction[cell] - control
    )


@compiled
def progress_shortfall(world: World, p: Parameters, row: int) -> float:
    """Return how far a unit's axis falls short of its target advance rate, 0 to 1."""
    axis = world.units.axis[row]
    if axis < 0 or world.units.side[row] != ATTACKER:
        return 0.0
    return relative_shortfall(
        max(0.0, world.axes_of_advance.advance_rate_km2_per_day[axis]),
        p.command.target_advance_rate,
    )


@compiled
def recovery_bonus(world: World, p: Parameters, row: int) -> float:
    """Return the relative increase of a unit's recovery: by advisers, or by ISIS officials."""
    axis = world.units.axis[row]
    if world.units.side[row] != ATTACKER:
        return world.external.recovery_bonus_of_officials[0]
    coverage = world.external.adviser_coverage[0] if axis >= 0 else 0.0
    return (p.cohesion.adviser_recovery_factor - 1.0) * coverage


@compiled
def add_contact_report(world: World, p: Parameters, row: int) -> None:
    """Add a unit's attack, contact and flank exposure to its battalion's report."""
    units, battalion_report, cell = world.units, world.battalion_report, world.units.cell[row]
    battalion, strength = units.battalion[row], units.strength[row]
    attacks = is_attacking(world, row)
    if attacks:
        battalion_report.attacking_men[battalion] += strength
        battalion_report.attacking_without_progress[battalion] += int(
            strength * progress_shortfall(world, p, row) * FIXED_POINT_ONE
        )
    if world.local_density.density[1 - units.side[row], cell] >= p.detection.contact_density:
        battalion_report.in_contact[battalion] += strength
        battalion_report.in_contact_not_attacking[battalion] += 0 if attacks else strength
        exposure = flank_exposure(
            own_control_nearby(world, row), world.cells.contestable_fraction[cell]
        )
        battalion_report.flank_exposure_weight[battalion] += int(
            strength * exposure * FIXED_POINT_ONE
        )


@compiled
def sum_battalion_reports(world: World, p: Parameters) -> None:
    """Sum strength, casualties and contact reports by battalion."""
    units, unit_workspace, battalion_report = (
        world.units,
        world.unit_workspace,
        world.battalion_report,
    )
    battalion_report.strength[:] = 0
    battalion_report.casualties[:] = 0
    battalion_report.car_bomb_casualties[:] = 0
    battalion_report.fortified_m2_cleared[:] = 0
    battalion_report.attacking_men[:] = 0
    battalion_report.attacking_without_progress[:] = 0
    battalion_report.in_contact[:] = 0
    battalion_report.in_contact_not_attacking[:] = 0
    battalion_report.flank_exposure_weight[:] = 0
    battalion_report.recovery_weight[:] = 0
    for row in range(units.uid.size):
        battalion = units.battalion[row]
        battalion_report.strength[battalion] += units.strength[row]
        battalion_report.casualties[battalion] += unit_workspace.casualties[row]
        battalion_report.car_bomb_casualties[battalion] += (
            unit_workspace.casualties_by_car_bomb[row]
        )
        battalion_report.fortified_m2_cleared[battalion] += unit_workspace.fortified_m2_cleared[
            row
        ]
        battalion_report.recovery_weight[battalion] += int(
            units.strength[row] * recovery_bonus(world, p, row) * FIXED_POINT_ONE
        )
        if is_present(units, row):
            add_contact_report(world, p, row)
