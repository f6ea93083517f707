"""One run in progress: a world, its clock and its ledger, advanced by the tick or the day."""

import contextlib
import datetime
import hashlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.compiled_world import CompiledWorld
from mesa_mosul.engine.jit import is_compiled, plain_twin
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.rule_table import RuleTable
from mesa_mosul.engine.world import World
from mesa_mosul.initialization.world_builder import (
    BuiltWorld,
    build_world,
    check_seed,
    start_clock,
)
from mesa_mosul.inputs.scenario import CAMPAIGN_START, RunError, Scenario
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.rules.density import update_densities
from mesa_mosul.simulation.compilation import ensure_compiled
from mesa_mosul.simulation.custom_code import describe_place
from mesa_mosul.simulation.custom_phases import PhaseLike, build_schedule, split_schedule
from mesa_mosul.simulation.daily_table import area_sizes_km2, daily_table
from mesa_mosul.simulation.event_table import event_table
from mesa_mosul.simulation.ledger import ledger_columns, record_day
from mesa_mosul.simulation.outcome import compute_outcome
from mesa_mosul.simulation.own_rule_check import find_impossible
from mesa_mosul.simulation.schedule import (
    SCHEDULE,
    Phase,
    compiled_table,
    plain_table,
    run_phases,
    run_ticks,
)


class OwnRuleError(MosulError):
    """A researcher's own rule that fails."""


ENGINES = ("compiled", "plain")
WHOLE_TICK = (SCHEDULE,)
"""The parts of a tick without own rules."""
DIGEST_GROUPS = (
    "battalions",
    "formations",
    "cells",
    "neighbourhoods",
    "axes_of_advance",
    "commands",
    "external",
    "totals",
)
REPORTING_SUFFIXES, REPORTING_PREFIX = ("_entered", "_secured", "_claimed"), "neighbourhoods_"
"""Ends and beginning of the ledger's columns that depend on definitions of reporting."""


class Simulation:
    """A run in progress.

    Parameters
    ----------
    scenario : Scenario
        The scenario to run.
    seed : int
        Seed of the random numbers, from 0.
    engine : {"compiled", "plain"}
        Compiled rules, or their plain Python twins.
    tables : Tables, optional
        Custom seed tables.
    phases : sequence, optional
        A researcher's own rules, or a whole schedule, as `build_schedule` takes them.

    Attributes
    ----------
    built : BuiltWorld
        The world and what it was built from.
    clock : Clock
        The tick in progress.
    ledger : numpy.ndarray
        One row per whole day, shape (days, columns); `columns` names them.
    branches : list of dict
        What was changed while the run was under way, and on which day.

    Raises
    ------
    RunError
        For a seed or an engine that cannot be.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> from mesa_mosul.simulation.simulation import Simulation
    >>> simulation = Simulation(mm.scenario("reported"), seed=1)
    >>> simulation.run_day()
    >>> simulation.date, simulation.ledger.shape[0]
    (datetime.date(2016, 12, 7), 1)
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        engine: str = "compiled",
        tables: Tables | None = None,
        phases: Sequence[PhaseLike] = (),
    ) -> None:
        if engine not in ENGINES:
            raise RunError(f"engine is '{engine}': it is {' or '.join(ENGINES)}")
        if engine == "compiled":
            ensure_compiled()
        self.scenario, self.seed, self.engine = scenario, check_seed(seed), engine
        self.phases = build_schedule(phases)
        self.parts = split_schedule(self.phases)
        self.own_states: dict[str, dict[str, Any]] = {}
        self.branches: list[dict[str, Any]] = []
        self.compiled_parameters = CompiledParameters(scenario.parameters)
        self.built: BuiltWorld = build_world(scenario, tables or read_tables())
        self.clock: Clock = start_clock(scenario, self.seed)
        self.columns = tuple(column.name for column in ledger_columns(self.built.axis_names))
        self.km2_by_area = area_sizes_km2(self.built)
        self.ledger = np.zeros((0, len(self.columns)))
        self._run_rule(update_densities)

    def __setstate__(self, state: dict[str, Any]) -> None:
        # The columns and tables of a copy have other addresses.
        self.__dict__.update(state)
        self.compiled_parameters = CompiledParameters(self.scenario.parameters)
        self.built = self.built._replace(compiled_world=CompiledWorld(self.built.world))

    @property
    def world(self) -> World:
        """The state arrays."""
        return self.built.world

    @property
    def date(self) -> datetime.date:
        """The day in progress."""
        return CAMPAIGN_START + datetime.timedelta(
            days=self.clock.tick // self.clock.ticks_per_day
        )

    def _run_rule(self, rule: Callable[..., Any], *arguments: object) -> None:
        """Run a rule on the form of the world that it takes: compiled ones on addresses."""
        if self.engine == "compiled" and is_compiled(rule):
            rule(self.built.compiled_world, self.compiled_parameters, self.clock, *arguments)
        else:
            plain_twin(rule)(self.built.world, self.scenario.parameters, self.clock, *arguments)

    def _rule_table(self, phases: tuple[Phase, ...]) -> RuleTable:
        """Return the form in which the rules of this engine take phases."""
        return (compiled_table if self.engine == "compiled" else plain_table)(phases)

    def _call_own_rule(self, phase: Phase) -> None:
        """Run a researcher's own rule, with its state if it takes one.

        Raises OwnRuleError that says where and on which day it fails.
        """
        states = self.own_states
        state = (states.setdefault(phase.state_of, {}),) if phase.state_of else ()
        try:
            with contextlib.redirect_stdout(sys.stderr):
                self._run_rule(phase.run, *state)
        except (MemoryError, MosulError):
            raise
        except (Exception, SystemExit) as error:
            where, text = describe_place(error, "_run_rule"), " ".join(str(error).split())
            raise OwnRuleError(
                f"'{phase.name}' fails on {self.date}: {type(error).__name__}: {text}{where}"
            ) from error
        if impossible := find_impossible(self.world):
            raise OwnRuleError(f"'{phase.name}' {impossible} ({self.date})")

    def step(self) -> bool:
        """Advance by one tick; return whether it ended a day."""
        for part in self.parts:
            if isinstance(part, Phase):
                self._call_own_rule(part)
            else:
                self._run_rule(run_phases, self._rule_table(part))
        is_day_end = (self.clock.tick + 1) % self.clock.ticks_per_day == 0
        if is_day_end:
            row = np.zeros(len(self.columns))
            self._run_rule(record_day, row)
            self.ledger = np.vstack([self.ledger, row])
        self.clock = self.clock._replace(tick=self.clock.tick + 1)
        return is_day_end

    def run_day(self) -> None:
        """Advance to the end of the day."""
        if self.parts != WHOLE_TICK or self.clock.tick % self.clock.ticks_per_day:
            while not self.step():
                pass
            return
        row, last = np.zeros((1, len(self.columns))), self.clock.tick + self.clock.ticks_per_day
        self._run_rule(run_ticks, last, self._rule_table(SCHEDULE), row)
        self.ledger = np.vstack([self.ledger, row])
        self.clock = self.clock._replace(tick=last)

    def daily(self) -> pd.DataFrame:
        """Return the ledger so far as a table: one row per day, indexed by date."""
        return daily_table(
            self.ledger, self.scenario.start, self.built.axis_names, self.km2_by_area
        )

    def outcome(self, daily: pd.DataFrame | None = None) -> dict[str, Any]:
        """Return the outcome by the last whole day; daily: its table, if it is there already.

        Raises RunError before the first day is over.
        """
        if not len(self.ledger):
            raise RunError("no day is over yet: run to the end of a day first")
        daily = self.daily() if daily is None else daily
        return compute_outcome(self.built, daily, self.seed, self.digest())

    def events(self) -> pd.DataFrame:
        """Return one row for each event so far; `event_schema` describes the columns."""
        return event_table(self.built, self.clock.ticks_per_day)

    def digest(self) -> str:
        """Return a hash of the whole run: every ledger row and the final state."""
        return self._hash(self.ledger, DIGEST_GROUPS)

    def battle_digest(self) -> str:
        """Return a hash of the battle alone: of the run without what is only reported of it.

        Left out: the status of neighbourhoods, which no rule reads, and the count of events,
        which depends on it.
        """
        is_kept = [
            not name.endswith(REPORTING_SUFFIXES) and not name.startswith(REPORTING_PREFIX)
            for name in self.columns
        ]
        groups = [group for group in DIGEST_GROUPS if group != "neighbourhoods"]
        return self._hash(self.ledger[:, is_kept], groups, excluded_columns=("n_events",))

    def _hash(
        self, ledger: np.ndarray, groups: Sequence[str], excluded_columns: Sequence[str] = ()
    ) -> str:
        """Return a hash of a ledger, the units by id, and some groups of columns."""
        digest = hashlib.sha256(np.ascontiguousarray(ledger).tobytes())
        units = self.world.units
        order = np.argsort(units.uid, kind="stable")
        for column in units:
            digest.update(np.ascontiguousarray(column[order]).tobytes())
        for group in groups:
            for name, column in getattr(self.world, group)._asdict().items():
                if name not in excluded_columns:
                    digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()
