"""A small idiomatic Mesa model of the same movement, fire and losses, to be timed beside ours.

One object a unit, `shuffle_do`, a grid of Mesa's: what a modeller would write first. The laws
are those of `mesa_mosul.rules`, as are the bell of nearness and the steps of an exchange; it
leaves out holders, frontage and idle fire, which would make it slower still.
"""

import mesa
import numpy as np
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

from mesa_mosul.chance import chance_within
from mesa_mosul.compiled import plain
from mesa_mosul.course import Course
from mesa_mosul.grid import bell
from mesa_mosul.names import ATTACK
from mesa_mosul.rules.fire import boldness, nerve, share_aiming

within, aiming = plain(chance_within), plain(share_aiming)
steady, bold = plain(nerve), plain(boldness)
HOURS = 6.0


class Body(CellAgent):
    """A body of men who go where ground is to be won, and fire at enemies near."""

    def __init__(self, model, side, men, skill, cohesion, attacks, seen):
        super().__init__(model)
        self.side, self.men, self.skill = side, men, skill
        self.cohesion, self.attacks, self.seen = cohesion, attacks, seen
        self.killed = self.wounded = 0
        self.rate = self.next_rate = 0.0

    def around(self):
        """Yield the enemies near, with the weight of their place."""
        for cell, weight in self.model.near(self.cell):
            for other in cell.agents:
                if other.side != self.side and other.men > 0:
                    yield other, weight

    def fire(self, hours):
        """Add to the rates at which enemies are hit: those seen by aim, others by their ground.

        hours: length of the step in which men fire as those who stand halfway through it.
        """
        if self.men == 0 or self.cell is None:
            return
        p, enemies = self.model.parameters, list(self.around())
        men = self.men * (1.0 - 0.5 * within(self.rate, hours))
        power = men * self.skill * steady(self.cohesion, p.cohesion.effect)
        power *= bold(self.rate, p.fire.suppression)
        seen = sum(other.men * other.seen * weight for other, weight in enemies)
        share = aiming(seen, p.fire.search_density)
        for other, weight in enemies:
            aimed = p.fire.aimed_rate * power * share / seen if seen > 0.0 else 0.0
            ground = p.fire.area_rate * power * (1.0 - share)
            rate = weight * (other.seen * aimed + (1.0 - other.seen) * ground)
            other.next_rate += rate * (1.0 - self.model.cover[other.cell.coordinate])

    def feel(self):
        """Take over the rate at which this body is now hit."""
        self.rate, self.next_rate = self.next_rate, 0.0

    def suffer(self, hours):
        """Lose men, killed or wounded."""
        if self.rate == 0.0 or self.men == 0:
            return
        rng, killed_share = self.model.rng, self.model.parameters.fire.killed_share
        hits = rng.binomial(self.men, within(self.rate, hours))
        killed = rng.binomial(hits, killed_share)
        self.men -= hits
        self.killed += killed
        self.wounded += hits - killed

    def advance(self):
        """Clear the cell where no enemy is near, or go on to a neighbour that is not held."""
        if not self.attacks or self.men == 0 or self.cell is None or any(self.around()):
            return
        here, held = self.cell.coordinate, self.model.held
        if held[here] < 1.0:
            done = self.men * HOURS * self.model.parameters.advance.clear_new_city
            held[here] = min(1.0, held[here] + done / self.model.cell_km2)
            return
        ahead = [cell for cell in self.cell.neighborhood if held[cell.coordinate] < 1.0]
        if ahead:
            self.cell = self.model.random.choice(ahead)


class Peer(mesa.Model):
    """The units of a battle of ours as it stands, as objects on a grid of Mesa's."""

    def __init__(self, course: Course, rng: int = 1) -> None:
        super().__init__(rng=rng)
        ground, world = course.stage.ground, course.world
        self.steps_of_fire, self.largest_loss = 0, course.scenario.parameters.fire.largest_loss
        self.parameters, self.cell_km2 = course.scenario.parameters, ground.cell_km**2
        self.cols, rows = ground.cols, ground.kind.size // ground.cols
        self.grid = OrthogonalMooreGrid((rows, self.cols), capacity=None, random=self.random)
        self.cover = world.city.cover.reshape(rows, self.cols)
        self.held = world.city.held.reshape(rows, self.cols).copy()
        offset, self.weight, _ = bell(ground.cell_km, self.parameters.scale.reach_km, self.cols)
        half = self.cols // 2
        north = (offset + half) // self.cols
        self.offsets = list(
            zip(north.tolist(), (offset - north * self.cols).tolist(), strict=True)
        )
        units, cohesion = world.units, world.battalions.cohesion
        for row in range(units.uid.size):
            body = Body(
                self, int(units.side[row]), int(units.men[row]), float(units.skill[row]),
                float(cohesion[units.battalion[row]]), bool(units.role[row] == ATTACK),
                float(units.seen[row]),
            )  # fmt: skip
            if units.cell[row] >= 0:
                body.cell = self.grid[divmod(int(units.cell[row]), self.cols)]

    def near(self, cell):
        """Yield the cells near one, with their weights."""
        row, col = cell.coordinate
        for (north, east), weight in zip(self.offsets, self.weight, strict=True):
            yield self.grid[row + north, col + east], weight

    def exchange(self, hours: float) -> None:
        """Let all fire as they stand halfway through a step, and know at what rate."""
        self.agents.shuffle_do("fire", hours)
        self.agents.do("feel")

    def step_hours(self, left: float) -> float:
        """Return how long the fire may go on before losses change it, in hours."""
        hit = (body for body in self.agents if body.rate > 0.0 and body.men > 0)
        return min(
            [left, *(max(self.largest_loss, 0.25 / body.men) / body.rate for body in hit)]
        )

    def step(self) -> None:
        """Move, then fire in steps that are short enough for losses to be felt."""
        self.agents.shuffle_do("advance")
        left, self.steps_of_fire = HOURS, 0
        while left > 1e-9:
            self.exchange(0.0)
            hours = self.step_hours(left)
            self.exchange(hours)
            self.agents.shuffle_do("suffer", hours)
            left -= hours
            self.steps_of_fire += 1


def men(model: Peer) -> np.ndarray:
    """Return the men of both sides."""
    return np.array([sum(a.men for a in model.agents if a.side == s) for s in (0, 1)])
