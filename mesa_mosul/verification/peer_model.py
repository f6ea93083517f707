"""A small idiomatic Mesa model of the same movement, fire and casualties, for `mosul bench`.

One object a unit, `shuffle_do`, a grid of Mesa's: what a modeller would write first. Its laws
are those of `mesa_mosul.rules`, as are the smoothing kernel and the sub-steps of a firefight.
It leaves out holders, frontage and idle fire, which would make it slower still.
"""

from collections.abc import Iterator

import mesa
import numpy as np
from mesa.discrete_space import Cell, CellAgent, OrthogonalMooreGrid

from mesa_mosul.engine.codes import ROLE_ATTACK
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.random_streams import rate_to_probability
from mesa_mosul.engine.smoothing import smoothing_kernel
from mesa_mosul.engine.world import World
from mesa_mosul.rules.attrition import aimed_fire_fraction, cohesion_factor, suppression_factor
from mesa_mosul.simulation.simulation import Simulation

plain_rate_to_probability = plain_twin(rate_to_probability)
plain_aimed_fraction = plain_twin(aimed_fire_fraction)
plain_cohesion_factor = plain_twin(cohesion_factor)
plain_suppression_factor = plain_twin(suppression_factor)
TICK_HOURS = 6.0
ENDED_HOURS = 1e-9
"""Remaining hours below which a tick is over."""


class UnitAgent(CellAgent):
    """A unit that advances where terrain is to be cleared and fires at enemies in range."""

    def __init__(
        self,
        model: "PeerModel",
        side: int,
        strength: int,
        effectiveness: float,
        cohesion: float,
        is_attacking: bool,
        exposed_fraction: float,
    ) -> None:
        super().__init__(model)
        self.side, self.strength, self.effectiveness = side, strength, effectiveness
        self.cohesion, self.is_attacking = cohesion, is_attacking
        self.exposed_fraction = exposed_fraction
        self.killed = self.wounded = 0
        self.hit_rate = self.next_hit_rate = 0.0

    def enemies_in_range(self) -> Iterator[tuple["UnitAgent", float]]:
        """Yield the enemies in range, each with the kernel weight of its cell."""
        for cell, weight in self.model.cells_in_range(self.cell):
            for other in cell.agents:
                if other.side != self.side and other.strength > 0:
                    yield other, weight

    def fire_at_enemies(self, hours: float) -> None:
        """Add to the hit rates of enemies: aimed fire at the exposed, area fire at the rest.

        hours: length of the sub-step, at whose midpoint the strength is taken.
        """
        if self.strength == 0 or self.cell is None:
            return
        p, enemies = self.model.parameters, list(self.enemies_in_range())
        men = self.strength * (1.0 - 0.5 * plain_rate_to_probability(self.hit_rate, hours))
        firepower = men * self.effectiveness
        firepower *= plain_cohesion_factor(self.cohesion, p.cohesion.max_performance_loss)
        firepower *= plain_suppression_factor(self.hit_rate, p.fire.suppression_hours)
        exposed = sum(
            other.strength * other.exposed_fraction * weight for other, weight in enemies
        )
        aimed_share = plain_aimed_fraction(exposed, p.fire.search_density)
        for other, weight in enemies:
            aimed = p.fire.aimed_rate * firepower * aimed_share / exposed if exposed else 0.0
            area = p.fire.area_rate * firepower * (1.0 - aimed_share)
            rate = other.exposed_fraction * aimed + (1.0 - other.exposed_fraction) * area
            cover = self.model.cover[other.cell.coordinate]
            other.next_hit_rate += weight * rate * (1.0 - cover)

    def update_hit_rate(self) -> None:
        """Take over the rate at which this unit is hit in the next sub-step."""
        self.hit_rate, self.next_hit_rate = self.next_hit_rate, 0.0

    def take_casualties(self, hours: float) -> None:
        """Draw killed and wounded."""
        if self.hit_rate == 0.0 or self.strength == 0:
            return
        rng, killed_fraction = self.model.rng, self.model.parameters.fire.killed_fraction
        hits = rng.binomial(self.strength, plain_rate_to_probability(self.hit_rate, hours))
        killed = rng.binomial(hits, killed_fraction)
        self.strength -= hits
        self.killed += killed
        self.wounded += hits - killed

    def move_or_clear(self) -> None:
        """Clear the cell if no enemy is in range, or move to a neighbour not yet cleared."""
        if not self.is_attacking or self.strength == 0 or self.cell is None:  # type: ignore[has-type]
            return
        if any(self.enemies_in_range()):
            return
        here, control = self.cell.coordinate, self.model.control  # type: ignore[has-type]
        if control[here] < 1.0:
            rate = self.model.parameters.advance.clearing_rate_new_city
            cleared = self.strength * TICK_HOURS * rate
            control[here] = min(1.0, control[here] + cleared / self.model.cell_km2)
            return
        ahead = [cell for cell in self.cell.neighborhood if control[cell.coordinate] < 1.0]  # type: ignore[has-type]
        if ahead:
            self.cell = self.model.random.choice(ahead)


class PeerModel(mesa.Model):
    """The units of a simulation in its current state, as objects on a grid of Mesa's."""

    def __init__(self, simulation: Simulation, rng: int = 1) -> None:
        super().__init__(rng=rng)
        city_map, world = simulation.built.city_map, simulation.world
        self.parameters = simulation.scenario.parameters
        self.n_substeps = 0
        self.max_substep_loss = self.parameters.fire.max_substep_loss
        self.cell_km2 = city_map.cell_km**2
        self.cols, rows = city_map.cols, city_map.land_class.size // city_map.cols
        self.grid = OrthogonalMooreGrid((rows, self.cols), capacity=None, random=self.random)
        self.cover = world.cells.cover.reshape(rows, self.cols)
        self.control = world.cells.control.reshape(rows, self.cols).copy()
        offset, self.weight, _ = smoothing_kernel(
            city_map.cell_km, self.parameters.resolution.kernel_sd_km, self.cols
        )
        north = (offset + self.cols // 2) // self.cols
        east = offset - north * self.cols
        self.offsets = list(zip(north.tolist(), east.tolist(), strict=True))
        self.add_units(world)

    def add_units(self, world: World) -> None:
        """Make an agent of every unit and place those that are on the map."""
        units, cohesion = world.units, world.battalions.cohesion
        for row in range(units.uid.size):
            agent = UnitAgent(
                self,
                int(units.side[row]),
                int(units.strength[row]),
                float(units.combat_effectiveness[row]),
                float(cohesion[units.battalion[row]]),
                bool(units.role[row] == ROLE_ATTACK),
                float(units.exposed_fraction[row]),
            )
            if units.cell[row] >= 0:
                agent.cell = self.grid[divmod(int(units.cell[row]), self.cols)]

    def cells_in_range(self, cell: Cell) -> Iterator[tuple[Cell, float]]:
        """Yield the cells in the kernel of a cell, with their weights."""
        row, col = cell.coordinate
        for (north, east), weight in zip(self.offsets, self.weight, strict=True):
            yield self.grid[row + north, col + east], weight

    def exchange_fire(self, hours: float) -> None:
        """Compute the hit rates of all units from strengths at the midpoint of a sub-step."""
        self.agents.shuffle_do("fire_at_enemies", hours)
        self.agents.do("update_hit_rate")

    def substep_hours(self, remaining_hours: float) -> float:
        """Return for how many hours hit rates may be taken as constant."""
        hit = (agent for agent in self.agents if agent.hit_rate > 0.0 and agent.strength > 0)
        limits = (
            max(self.max_substep_loss, 0.25 / agent.strength) / agent.hit_rate for agent in hit
        )
        return min([remaining_hours, *limits])

    def step(self) -> None:
        """Move, then exchange fire in sub-steps short enough for losses to take effect."""
        self.agents.shuffle_do("move_or_clear")
        remaining_hours, self.n_substeps = TICK_HOURS, 0
        while remaining_hours > ENDED_HOURS:
            self.exchange_fire(0.0)
            hours = self.substep_hours(remaining_hours)
            self.exchange_fire(hours)
            self.agents.shuffle_do("take_casualties", hours)
            remaining_hours -= hours
            self.n_substeps += 1


def strength_by_side(model: PeerModel) -> np.ndarray:
    """Return the strength of both sides, shape (sides,)."""
    return np.array(
        [sum(agent.strength for agent in model.agents if agent.side == side) for side in (0, 1)]
    )
