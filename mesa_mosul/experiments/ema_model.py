"""A scenario as a model of the EMA Workbench, run once for each of some seeds."""

import functools
import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.factors import expand_pattern, find_parameter
from mesa_mosul.experiments.evaluate import evaluate
from mesa_mosul.experiments.execution.run_outputs import OutcomeError
from mesa_mosul.experiments.experiment_design import check_outcomes_of_runs
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.scenario import scenario as find_scenario
from mesa_mosul.parameters.registry import ParameterEntry
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.run_record import resolve_days

if TYPE_CHECKING:
    from ema_workbench import ReplicatorModel


def ema_model(
    scenario: str | Path | Scenario = "reported",
    *,
    uncertainties: Sequence[str] = (),
    levers: Sequence[str] = (),
    outcomes: Sequence[str] = ("share_city_held", "civilians_killed"),
    seeds: Iterable[int] = range(1, 6),
    days: int | None = None,
    phases: Sequence[PhaseLike] = (),
) -> "ReplicatorModel":
    """Return a scenario as a model of the EMA Workbench, which is to be installed beside.

    Parameters
    ----------
    scenario
        A name, a file of your own, or a Scenario.
    uncertainties, levers
        Names of parameters, or patterns such as "fire.*": each becomes an integer, real or
        boolean parameter of the workbench over its documented range, by the name
        `isis__fighters` for `isis.fighters`.
    outcomes
        Standard outcomes, COLUMN@DATE or pattern.NAME. Each becomes an ArrayOutcome with one
        value per seed, not a number where it did not happen; what is no identifier has
        underscores in its name: km2_city_held_2016_12_31.
    seeds
        Seeds of the replications, the same in every experiment of the workbench.
    days, phases
        As in `evaluate`.

    Returns
    -------
    ema_workbench.ReplicatorModel
        Its uncertainties, levers, outcomes and replications can be changed afterwards.

    Raises
    ------
    AnalysisError
        Without the EMA Workbench.
    ParameterError, DesignError, OutcomeError, ScenarioError
        For a parameter, a pattern, an outcome or a scenario that there is not.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.ema_model("reported", uncertainties=["isis.fighters"], days=2)
    >>> [(one.name, one.lower_bound, one.upper_bound) for one in model.uncertainties]
    [('isis__fighters', 2500, 10000)]
    """
    workbench = import_workbench()
    chosen = find_scenario(scenario)
    check_values(outcomes, chosen, resolve_days(chosen, days))
    function = functools.partial(
        evaluate_numbers, chosen, days=days, outcomes=tuple(outcomes), phases=phases
    )
    model = workbench.ReplicatorModel(identifier(chosen.name), function=function)
    model.uncertainties = [ema_parameter(workbench, one) for one in expand_names(uncertainties)]
    model.levers = [ema_parameter(workbench, one) for one in expand_names(levers)]
    model.outcomes = [
        workbench.ArrayOutcome(identifier(name), variable_name=name) for name in outcomes
    ]
    model.replications = [{"seed": seed} for seed in seeds]
    return model


def import_workbench() -> Any:
    """Return the EMA Workbench without what it says of other packages that are missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ema_workbench
    except ImportError as error:
        raise AnalysisError(
            "ema_model needs the EMA Workbench: pip install ema_workbench"
        ) from error
    return ema_workbench


def expand_names(names: Sequence[str]) -> list[ParameterEntry]:
    """Return what is declared of parameters, each named once or by a pattern."""
    expanded = [
        one for name in names for one in (expand_pattern(name) if "*" in name else [name])
    ]
    return list({entry.name: entry for entry in map(find_parameter, expanded)}.values())


def ema_parameter(workbench: Any, entry: ParameterEntry) -> Any:
    """Return a parameter of the workbench over a parameter's documented range."""
    name, spec = entry.name.replace(".", "__"), entry.spec
    if entry.value_type is bool:
        return workbench.BooleanParameter(name)
    kinds = {int: workbench.IntegerParameter, float: workbench.RealParameter}
    return kinds[entry.value_type](name, spec.low, spec.high)


def check_values(outcomes: Sequence[str], scenario: Scenario, days: int) -> None:
    """Raise OutcomeError for an outcome that is no value of each run."""
    check_outcomes_of_runs(outcomes, [scenario], days)
    for name in outcomes:
        if ":" in name:
            raise OutcomeError(
                f"'{name}' returns values by names of its own: give the workbench a function of"
                " your own that calls mesa_mosul.evaluate"
            )


def identifier(name: str) -> str:
    """Return a name with underscores for whatever no identifier has."""
    word = re.sub(r"\W+", "_", name)
    return word if word.isidentifier() else f"_{word}"


def evaluate_numbers(scenario: Scenario, *, seed: int, **options: Any) -> dict[str, Any]:
    """Return the outcomes of a run, not a number for what did not happen."""
    outcome = evaluate(scenario, seed, **options)
    return {name: float("nan") if value is None else value for name, value in outcome.items()}
