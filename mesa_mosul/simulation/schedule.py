"""The schedule of a tick: the phases in order, and the compiled step that runs them.

Each column of the state is written by one phase only; any phase may read it.
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np

from mesa_mosul.engine.codes import ATTACKER
from mesa_mosul.engine.jit import compiled, plain_twin
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.rule_table import (
    ROW_TYPE,
    ROWS_TYPE,
    TABLE_TYPE,
    TICK_TYPE,
    RuleTable,
    call_rule,
    rule_types,
)
from mesa_mosul.engine.world import World, columns_written_by
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.advance import move_and_clear
from mesa_mosul.rules.car_bombs import attack_with_car_bombs
from mesa_mosul.rules.casualties import apply_casualties
from mesa_mosul.rules.civilians import harm_and_displace_civilians
from mesa_mosul.rules.cohesion import update_cohesion
from mesa_mosul.rules.command import decide_commands
from mesa_mosul.rules.density import update_densities
from mesa_mosul.rules.detection import update_exposure
from mesa_mosul.rules.fire_support import deliver_fire_support
from mesa_mosul.rules.firefight import exchange_fire
from mesa_mosul.rules.territorial_control import classify_neighbourhoods
from mesa_mosul.rules.unit_roles import assign_roles
from mesa_mosul.rules.weather import update_weather
from mesa_mosul.simulation.ledger import record_day


class ScheduleError(MosulError):
    """A schedule that cannot be built."""


class Phase(NamedTuple):
    """One phase of a tick: its name, its rule, and the columns that it alone writes.

    run: takes `(world, p, clock)`; compiled or plain. writes: dotted names. state_of: the file
    with whose rules it shares a state, which it takes as a fourth argument; empty for a rule
    without. is_own: whether it is a researcher's own rule, no phase of the model.
    """

    name: str
    run: Callable[..., Any]
    writes: tuple[str, ...] = ()
    state_of: str = ""
    is_own: bool = True


RULES = {
    "command decisions": decide_commands,
    "weather": update_weather,
    "unit roles": assign_roles,
    "movement and clearing": move_and_clear,
    "local densities": update_densities,
    "detection": update_exposure,
    "fire support": deliver_fire_support,
    "car bombs": attack_with_car_bombs,
    "firefight": exchange_fire,
    "casualties": apply_casualties,
    "cohesion": update_cohesion,
    "territorial control": classify_neighbourhoods,
    "civilians": harm_and_displace_civilians,
}
SCHEDULE = tuple(
    Phase(name, rule, columns_written_by(name), is_own=False) for name, rule in RULES.items()
)
"""The phases of a tick, in their order; a column declares its writer by a phase's name."""
SHARED_COLUMNS = columns_written_by("any phase")
"""The event log and the table of candidate cells, which any phase may write."""


def insert_phase(
    after: str, phase: Phase, phases: tuple[Phase, ...] = SCHEDULE
) -> tuple[Phase, ...]:
    """Return a schedule with one more phase, after the one of that name.

    Raises ScheduleError for a name that no phase has.
    """
    names = [known.name for known in phases]
    if after not in names:
        raise ScheduleError(f"no phase is called '{after}' (phases: {', '.join(names)})")
    index = names.index(after) + 1
    return (*phases[:index], phase, *phases[index:])


@compiled
def run_phases(world: World, p: Parameters, clock: Clock, phases: RuleTable) -> None:
    """Carry a world through some phases of a tick, in order."""
    for place in range(len(phases)):
        call_rule(phases[place], world, p, clock)


@compiled
def is_side_eliminated(world: World) -> bool:
    """Return whether one side has nobody left."""
    units = world.units
    attackers, defenders = 0, 0
    for row in range(units.uid.size):
        if units.side[row] == ATTACKER:
            attackers += units.strength[row]
        else:
            defenders += units.strength[row]
    return attackers == 0 or defenders == 0


@compiled
def run_to_annihilation(
    world: World, p: Parameters, start_clock: Clock, end_tick: int, phases: RuleTable
) -> int:
    """Run until one side has nobody left, at most to the end tick; return the ticks run."""
    update_densities(world, p, start_clock)
    for tick in range(start_clock.tick, end_tick):
        clock = Clock(
            tick,
            start_clock.ticks_per_day,
            start_clock.tick_minutes,
            start_clock.seed_low,
            start_clock.seed_high,
        )
        run_phases(world, p, clock, phases)
        if is_side_eliminated(world):
            return tick + 1 - start_clock.tick
    return end_tick - start_clock.tick


@compiled
def run_ticks(
    world: World,
    p: Parameters,
    start_clock: Clock,
    end_tick: int,
    phases: RuleTable,
    ledger: np.ndarray,
) -> None:
    """Run the ticks up to the end tick, exclusive; write one ledger row per day."""
    day = 0
    for tick in range(start_clock.tick, end_tick):
        clock = Clock(
            tick,
            start_clock.ticks_per_day,
            start_clock.tick_minutes,
            start_clock.seed_low,
            start_clock.seed_high,
        )
        run_phases(world, p, clock, phases)
        if (tick + 1) % start_clock.ticks_per_day == 0:
            record_day(world, p, clock, ledger[day])
            day += 1


@functools.cache
def entry_rules() -> dict[Any, tuple[Any, ...]]:
    """Return the compiled rules that a run calls from Python or by address, and the numba types
    of their arguments.
    """
    rule = rule_types()
    return {phase.run: rule for phase in SCHEDULE} | {
        run_phases: (*rule, TABLE_TYPE),
        run_ticks: (*rule, TICK_TYPE, TABLE_TYPE, ROWS_TYPE),
        record_day: (*rule, ROW_TYPE),
    }


@functools.cache
def compiled_table(phases: tuple[Phase, ...] = SCHEDULE) -> np.ndarray:
    """Return the table of phases by which compiled rules call them: int64, shape (phases,)."""
    kinds = rule_types()
    return np.array([cast(Any, phase.run).address(kinds) for phase in phases], np.int64)


def plain_table(phases: tuple[Phase, ...] = SCHEDULE) -> tuple[Callable[..., Any], ...]:
    """Return the table of phases by which plain rules call them."""
    return tuple(plain_twin(phase.run) for phase in phases)
