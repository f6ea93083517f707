"""One run as a function of numbers, for optimizers, samplers and other outside tools."""

import math
import numbers
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mesa_mosul.experiments.execution.run_outputs import extract_outcomes
from mesa_mosul.experiments.experiment_design import check_outcomes_of_runs
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.scenario import scenario as find_scenario
from mesa_mosul.parameters.registry import parameters, use_current_names
from mesa_mosul.simulation.custom_code import name_function
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.run_record import resolve_days, simulate


def evaluate(
    scenario: str | Path | Scenario = "reported",
    seed: int = 1,
    *,
    days: int | None = None,
    outcomes: Sequence[str | Callable[..., Any]] = (),
    phases: Sequence[PhaseLike] = (),
    **values: Any,
) -> dict[str, Any]:
    """Run a scenario with some parameters changed and return its outcomes as plain values.

    Parameters
    ----------
    scenario
        A name, a file of your own, or a Scenario.
    seed
        Seed of the random numbers; the same at every call pairs the runs.
    days
        Days to run at most; None to the scenario's end.
    outcomes
        Outcomes besides the standard ones: COLUMN@DATE, pattern.NAME, MODULE:FUNCTION, or a
        function, as `mesa_mosul.Experiment` takes them.
    phases
        Your own rules, as `mesa_mosul.run` takes them.
    **values
        Values of parameters, by name: `isis__fighters=5200` or `**{"isis.fighters": 5200}`. A
        number is rounded where a parameter takes integers, and a switch is on from 0.5 on, so
        that tools that know only floats can call this function.

    Returns
    -------
    dict
        The outcomes that a sweep stores of every run, and those that were asked for: numbers,
        booleans, texts, and None for what did not happen.

    Raises
    ------
    ParameterError, ScenarioError, RunError, OutcomeError, CustomCodeError
        For what cannot be run; the message says what would be right.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> outcome = mm.evaluate("reported", seed=1, days=2, isis__fighters=5200.3)
    >>> outcome == mm.evaluate("reported", seed=1, days=2, isis__fighters=5200)
    True
    >>> outcome["days"], outcome["stalled"]
    (2, False)
    """
    chosen = find_scenario(scenario)
    names = [name_function(one) if callable(one) else one for one in outcomes]
    length = resolve_days(chosen, days)
    check_outcomes_of_runs(names, [chosen], length)
    current = use_current_names(values)
    changed = chosen.with_parameters(
        {name: round_to_type(name, value) for name, value in current.items()}
    )
    run = simulate(changed, seed, length, phases=phases)
    return extract_outcomes(run.outcome, run.daily, names)


def round_to_type(name: str, value: Any) -> Any:
    """Return a number as its parameter takes it; what no rounding makes right as it is."""
    entry = parameters().get(name)
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if entry is None or not is_number or not math.isfinite(value):
        return value
    if entry.value_type is bool:
        return value >= 0.5 if 0 <= value <= 1 else value
    return round(value) if entry.value_type is int else value
