"""A researcher's own rules as phases of a tick, named MODULE:FUNCTION@PHASE.

A rule takes `(world, p, clock)`, as every rule does, or `(world, p, clock, state)`. The state
is a dict, empty at first, which each run has for the rules of one file: a rule that remembers
something needs no column of another phase.
"""

import inspect
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from mesa_mosul.engine.jit import is_compiled, plain_twin
from mesa_mosul.simulation.custom_code import (
    CustomCodeError,
    digest_of_source,
    load_function,
    name_function,
)
from mesa_mosul.simulation.schedule import SCHEDULE, Phase, ScheduleError, insert_phase

PhaseLike = Phase | str | tuple[Callable[..., Any], str]
"""A phase; MODULE:FUNCTION@PHASE; or a function and the name of the phase before it."""
ARGUMENTS, STATE = ("world", "p", "clock"), "state"


def build_schedule(
    phases: Sequence[PhaseLike] = (), folders: Sequence[str] = ()
) -> tuple[Phase, ...]:
    """Return the schedule of a tick with a researcher's own rules.

    Parameters
    ----------
    phases
        Rules, each as `"MODULE:FUNCTION@PHASE"` or `(function, "PHASE")`, which runs after the
        phase of that name; several after one phase run in their order. Or a whole schedule of
        `Phase`, as `insert_phase` returns it.
    folders
        Where the files of rules are looked for; none: the current folder.

    Returns
    -------
    tuple of Phase

    Raises
    ------
    ScheduleError, CustomCodeError
        For a phase or a function that there is not, or a function of other arguments.

    Examples
    --------
    >>> def count(world, p, clock, state):
    ...     state["ticks"] = state.get("ticks", 0) + 1
    >>> phases = build_schedule([(count, "weather")])
    >>> phases[1].name, phases[2].name.endswith(":count"), phases[3].name
    ('weather', True, 'unit roles')
    """
    if isinstance(phases, str) or not isinstance(phases, Sequence):
        raise ScheduleError(f"phases is '{phases}': it takes a list of rules")
    schedule = tuple(one for one in phases if isinstance(one, Phase)) or SCHEDULE
    for one in phases:
        if not isinstance(one, Phase):
            name, after = split_rule(one)
            schedule = insert_rule(make_phase(name, folders), after, schedule)
    return schedule


def digest_of_rule(text: str, folders: Sequence[str] = ()) -> str:
    """Return a hash of the file that holds a rule, MODULE:FUNCTION@PHASE."""
    name, _ = split_rule(text)
    return digest_of_source(name, load_function(name, folders))


def split_rule(rule: object) -> tuple[str, str]:
    """Return MODULE:FUNCTION of a rule, and the phase after which it is run."""
    if isinstance(rule, tuple) and len(rule) == 2 and callable(rule[0]):
        return name_function(rule[0]), str(rule[1])
    name, at, after = rule.partition("@") if isinstance(rule, str) else ("", "", "")
    if not (at and after and ":" in name):
        raise ScheduleError(
            f"phases: {rule!r} is no rule: write MODULE:FUNCTION@PHASE, such as"
            ' "own_rules:tire@firefight", or (function, "firefight")'
        )
    return name, after


def make_phase(name: str, folders: Sequence[str]) -> Phase:
    """Return the phase of a rule by MODULE:FUNCTION."""
    rule = load_function(name, folders)
    if inspect.iscoroutinefunction(rule) or inspect.isgeneratorfunction(rule):
        raise CustomCodeError(f"'{name}' is async, or yields: a call of it would do nothing")
    arguments = list(inspect.signature(plain_twin(rule)).parameters)
    if len(arguments) not in (len(ARGUMENTS), len(ARGUMENTS) + 1):
        raise CustomCodeError(
            f"'{name}' takes ({', '.join(arguments)}): a rule takes ({', '.join(ARGUMENTS)}),"
            f" or ({', '.join(ARGUMENTS)}, {STATE})"
        )
    has_state = len(arguments) > len(ARGUMENTS)
    if has_state and is_compiled(rule):
        raise CustomCodeError(
            f"'{name}' is compiled and takes a state, a dict: keep what it remembers in"
            " world.units.user_value, or leave it plain"
        )
    return Phase(name, rule, state_of=name.partition(":")[0] if has_state else "")


def insert_rule(phase: Phase, after: str, schedule: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """Return a schedule with an own rule after a phase, and after its other own rules."""
    names = [one.name for one in schedule]
    if phase.name in names:
        raise ScheduleError(
            f"phases: '{phase.name}' is named twice: write a function for each place"
        )
    if after in names:
        following = schedule[names.index(after) + 1 :]
        own = [one.name for one in following[: count_own(following)]]
        after = own[-1] if own else after
    return insert_phase(after, phase, schedule)


def count_own(phases: Sequence[Phase]) -> int:
    """Return how many phases at the beginning are a researcher's own."""
    return next((at for at, one in enumerate(phases) if not one.is_own), len(phases))


def split_schedule(phases: Sequence[Phase]) -> tuple[Phase | tuple[Phase, ...], ...]:
    """Return the parts of a tick: own rules, and between them phases of the model.

    Such phases run in one call: a call from Python costs as much as a phase.
    """
    parts: list[Phase | tuple[Phase, ...]] = []
    for is_own, group in itertools.groupby(phases, lambda phase: phase not in SCHEDULE):
        together = tuple(group)
        parts += together if is_own else [together]
    return tuple(parts)
