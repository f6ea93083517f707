"""A small idiomatic Mesa model of the same movement, fire and losses, to be timed beside ours.

One object a unit, `shuffle_do`, a grid of Mesa's: what a modeller would write first. The laws
are those of `mesa_mosul.rules`; the bell of nearness is the same.
"""

import mesa
import numpy as np
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

from mesa_mosul.chance import chance_within
from mesa_mosul.compiled import plain
from mesa_mosul.course import Course
from mesa_mosul.grid import bell
from mesa_mosul.names import ATTACK
from mesa_mosul.rules.fire import nerve, share_aiming

within, aiming, steady = plain(chance_within), plain(share_aiming), plain(nerve)
HOURS = 6.0


class Body(CellAgent):
    """A body of men who fire at enemies near, and else go where ground is to be won."""

    def __init__(self, model, side, men, skill, cohesion, attacks, seen):
        super().__init__(model)
        self.side, self.men, self.skill = side, men, skill
        self.cohesion, self.attacks, self.seen = cohesion, attacks, seen
        self.killed = self.wounded = 0

    def around(self):
        """Yield the enemies near, with the weight of their place."""
        for cell, weight in self.model.near(self.cell):
            for other in cell.agents:
                if other.side != self.side and other.men > 0:
                    yield other, weight

    def act(self):
        """Fire at the enemies near; without any, go on to ground not yet held."""
        if self.men == 0 or self.cell is None:
            return
        enemies = list(self.around())
        if enemies:
            self.fire(enemies)
        elif self.attacks:
            self.advance()

    def fire(self, enemies):
        """Hit enemies: those seen by aimed fire, the others by fire at the ground."""
        p = self.model.parameters
        power = self.men * self.skill * steady(self.cohesion, p.cohesion.effect)
        seen = sum(other.men * other.seen * weight for other, weight in enemies)
        share = aiming(seen, p.fire.search_density)
        for other, weight in enemies:
            aimed = p.fire.aimed_rate * power * share / seen if seen > 0.0 else 0.0
            ground = p.fire.area_rate * power * (1.0 - share)
            rate = weight * (other.seen * aimed + (1.0 - other.seen) * ground)
            chance = within(rate * (1.0 - self.model.cover[other.cell.coordinate]), HOURS)
            other.suffer(self.model.rng.binomial(other.men, min(1.0, chance)))

    def suffer(self, hits):
        """Lose men, killed or wounded."""
        killed = self.model.rng.binomial(hits, self.model.parameters.fire.killed_share)
        self.men -= hits
        self.killed += killed
        self.wounded += hits - killed

    def advance(self):
        """Clear the cell, then go on to a neighbour that is not held."""
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

    def step(self) -> None:
        """Let every body act once, in random order."""
        self.agents.shuffle_do("act")


def men(model: Peer) -> np.ndarray:
    """Return the men of both sides."""
    return np.array([sum(a.men for a in model.agents if a.side == s) for s in (0, 1)])
