"""Many small runs, one compiled call each: for laboratories and quick looks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.initialization.laboratory import survivors
from mesa_mosul.initialization.world_builder import (
    BuiltWorld,
    build_world,
    check_seed,
    start_clock,
)
from mesa_mosul.inputs.scenario import Scenario, ScenarioError, scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.schedule import compiled_table, run_to_annihilation

NOT_RESET = "event_log."
"""What is not reset between runs: the lines of the log."""


def run_many(
    name_or_scenario: str | Scenario,
    seeds: Iterable[int],
    changes: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    """Run a laboratory's fight once for every seed, each until one side is eliminated.

    Parameters
    ----------
    name_or_scenario : str or Scenario
        A laboratory: `duel`, `ambush`, `street` or `hill`.
    seeds : iterable of int
        Seeds of the random numbers, from 0.
    changes : mapping, optional
        Parameters to change, by dotted name.

    Returns
    -------
    pandas.DataFrame
        One row per seed: seed, blue and red (survivors of each side) and hours.

    Raises
    ------
    ScenarioError
        For a scenario of the city, for which `run` and experiments are made.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> fights = mm.run_many("duel", range(3))
    >>> fights.columns.tolist()
    ['seed', 'blue', 'red', 'hours']
    """
    chosen = scenario(name_or_scenario).with_parameters(**dict(changes or {}))
    if not chosen.laboratory:
        raise ScenarioError(
            f"'{chosen.name}' is no laboratory; run_many takes duel, ambush, street or hill"
        )
    built = build_world(chosen, read_tables())
    compiled_world: Any = built.compiled_world
    parameters: Any = CompiledParameters(chosen.parameters)
    rows = []
    for seed, first in reset_worlds(built, seeds):
        ticks = run_to_annihilation(
            compiled_world,
            parameters,
            first,
            first.tick + chosen.days * first.ticks_per_day,
            compiled_table(),
        )
        counts = survivors(built.world)
        rows.append((seed, counts["blue"], counts["red"], ticks * first.tick_minutes / 60))
    return pd.DataFrame(rows, columns=["seed", "blue", "red", "hours"])


def reset_worlds(built: BuiltWorld, seeds: Iterable[int]) -> Iterator[tuple[int, Clock]]:
    """Yield every seed with its first tick, the world each time reset to its present state."""
    columns = [
        column for name, column in iter_columns(built.world) if not name.startswith(NOT_RESET)
    ]
    start = [column.copy() for column in columns]
    for seed in seeds:
        for column, first in zip(columns, start, strict=True):
            column[...] = first
        yield seed, start_clock(built.scenario, check_seed(seed))
