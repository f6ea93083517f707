"""Many small runs, one compiled call each: for laboratories and quick looks."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from mesa_mosul.build import Stage, build, checked_seed, first_tick
from mesa_mosul.chance import Tick
from mesa_mosul.laboratory import survivors
from mesa_mosul.parameters import record
from mesa_mosul.setting import Scenario, ScenarioError, scenario
from mesa_mosul.state import columns
from mesa_mosul.tables import read_all
from mesa_mosul.tick import live_out

OVERWRITTEN = "events."
"""What is not laid back between runs: the log's lines."""


def run_many(
    name: str | Scenario, seeds: Iterable[int], changes: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Fight a laboratory's fight once for every seed, each until one side is gone.

    Return one row a seed: seed, blue and red (men who still stand), hours. Raises
    ScenarioError for a scenario of the city, for which `run` and experiments are made.
    """
    world = scenario(name).with_(**dict(changes or {}))
    if not world.laboratory:
        raise ScenarioError(
            f"'{world.name}' is no laboratory; run_many fights duel and its like"
        )
    stage = build(world, read_all())
    parameters, rows = record(world.parameters), []
    for seed, first in fresh(stage, seeds):
        ticks = live_out(
            stage.addresses, parameters, first, first.number + world.days * first.per_day
        )
        left = survivors(stage.world)
        rows.append((seed, left["blue"], left["red"], ticks * first.minutes / 60))
    return pd.DataFrame(rows, columns=["seed", "blue", "red", "hours"])


def fresh(stage: Stage, seeds: Iterable[int]) -> Iterator[tuple[int, Tick]]:
    """Yield every seed with its first tick, and each time the world as it is now."""
    kept = [c for name, c in columns(stage.world) if not name.startswith(OVERWRITTEN)]
    start = [column.copy() for column in kept]
    for seed in seeds:
        for column, first in zip(kept, start, strict=True):
            column[...] = first
        yield seed, first_tick(stage.scenario, checked_seed(seed))
