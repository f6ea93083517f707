"""Small battles of any kind, some of them drawn: scenario, sizes, forces, lengths, seeds."""

import dataclasses
import datetime
from collections.abc import Iterator

import numpy as np
from town import COARSE_PARAMETERS, cached_tables, coarse_battle, random_parameters, run_days

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation

NAMES = ("reported", "campaign", "recorded", "reinforcements", "isis_withdraws", "bridges_cut")
LABORATORIES = ("duel", "ambush", "street", "hill")


def draw_sizes(rng: np.random.Generator) -> dict[str, object]:
    """Draw cells, ticks and units; a tick of what comes out takes milliseconds."""
    sizes = {
        "resolution.cell_metres": int(rng.integers(400, 1001)),
        "resolution.hours_per_tick": int(rng.choice([1, 2, 3, 4, 6, 8, 12])),
        "resolution.kernel_sd_km": rng.uniform(0.25, 0.6),
        "resolution.men_per_battalion": int(rng.integers(100, 801)),
        "resolution.men_per_isis_battalion": int(rng.integers(50, 201)),
        "isis.men_per_unit": int(rng.integers(20, 101)),
    }
    coarse = [name for name in COARSE_PARAMETERS if name.endswith("men_per_unit")]
    return {name: int(rng.integers(50, 401)) for name in coarse} | sizes


def random_battle(seed: int, engine: str) -> Simulation:
    """Return a battle about to begin, every parameter of it from anywhere in its range."""
    rng = np.random.default_rng([seed, 19])
    drawn = scenario(str(rng.choice(NAMES)))
    changes = random_parameters(seed) | draw_sizes(rng)
    if rng.random() < 0.5:  # As it ships, but for its sizes.
        changes = draw_sizes(rng)
    start = drawn.start + datetime.timedelta(days=int(rng.integers(drawn.days)))
    moved = dataclasses.replace(drawn, start=start, end=start + datetime.timedelta(days=60))
    return Simulation(
        moved.with_parameters(changes), int(rng.integers(2**63)), engine, cached_tables()
    )


def iter_battles(n_random: int, engine: str) -> Iterator[tuple[str, Simulation]]:
    """Yield test worlds, laboratories and random worlds by name, all some days on."""
    for kind in ("reported", "approach", "west", "cut off"):
        yield kind, run_days(coarse_battle(kind, 5, engine), 12)
    for name in LABORATORIES:
        yield name, run_days(Simulation(scenario(name), 5, engine), 3)
    for seed in range(n_random):
        yield f"random {seed}", run_days(random_battle(seed, engine), 1 + seed % 5)
