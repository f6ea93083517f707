"""Many small runs, one compiled call each: for laboratories and quick looks."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from mesa_mosul.build import build, checked_seed, first_tick
from mesa_mosul.laboratory import survivors
from mesa_mosul.parameters import record
from mesa_mosul.setting import Scenario, ScenarioError, scenario
from mesa_mosul.state import GROUPS, World
from mesa_mosul.tables import read_all
from mesa_mosul.tick import live_out

KEPT = tuple(name for name in GROUPS if name != "events")
"""What is laid back between runs; the log's lines are overwritten."""


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
    start = {group: getattr(stage.records, group).copy() for group in KEPT}
    parameters, rows = record(world.parameters), []
    for seed in seeds:
        lay_back(stage.records, start)
        first = first_tick(world, checked_seed(seed))
        ticks = live_out(
            stage.records, parameters, first, first.number + world.days * first.per_day
        )
        left = survivors(stage.world)
        rows.append((seed, left["blue"], left["red"], ticks * first.minutes / 60))
    return pd.DataFrame(rows, columns=["seed", "blue", "red", "hours"])


def lay_back(records: World, start: Mapping[str, np.ndarray]) -> None:
    """Write a world's columns back as they were at the start."""
    for group, columns in start.items():
        getattr(records, group)[...] = columns
