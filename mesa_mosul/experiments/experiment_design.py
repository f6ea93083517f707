"""From the keys of an experiment to its scenarios and to the points of its design."""

import csv
import dataclasses
import datetime
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.analysis.sampling.designs import (
    FACTORIAL,
    DesignPoint,
    DesignSpace,
    generate_design,
)
from mesa_mosul.analysis.sampling.distribution_checks import MAX_SHARE_CUT_OFF, share_cut_off
from mesa_mosul.analysis.sampling.factors import (
    UncertainParameter,
    find_parameter,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.experiments.calibrated_sets import ENSEMBLE, calibrated_sets
from mesa_mosul.experiments.execution.run_outputs import (
    RESERVED_COLUMNS,
    OutcomeError,
    check_outcomes,
)
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.experiments.experiment_file import (
    CALIBRATED,
    ExperimentSpec,
    drawn_by_own_distribution,
    is_calibrated,
)
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.inputs.scenario_file import is_scenario_file
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.registry import cast_value, format_bound, use_current_names

MAX_RUNS = 100_000_000


def build_scenarios(
    selection: str | Path | Scenario | Sequence[str | Path | Scenario],
    spec: ExperimentSpec,
    source_folder: Path,
    seeds_folder: Path | None,
) -> list[Scenario]:
    """Return the scenarios of an experiment with its constants.

    source_folder: of a researcher's own files; seeds_folder: None for the shipped one.
    """
    several = [selection] if isinstance(selection, str | Path | Scenario) else selection
    scenarios = [
        apply_constants(
            scenario(source_folder / one if is_scenario_file(one) else one, seeds_folder), spec
        )
        for one in several
    ]
    names = [one.name for one in scenarios]
    if len(set(names)) < len(names):
        raise ExperimentError(f"a scenario is named twice: {', '.join(names)}")
    return scenarios


def apply_constants(base: Scenario, spec: ExperimentSpec) -> Scenario:
    """Return a scenario with what is constant in an experiment."""
    changed = base.with_parameters(**spec.constants)
    until = spec.decisions_until or changed.decisions_until
    if spec.days is not None and spec.days > changed.days:
        raise ExperimentError(f"days is {spec.days}: '{base.name}' has {changed.days}")
    return dataclasses.replace(changed, name=base.name, decisions_until=until)


def check_outputs(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], seeds_folder: Path | None
) -> None:
    """Raise OutcomeError for an outcome or a recorded column that no run has.

    So is an outcome at a date on which a run has ended as planned.
    """
    rule = spec.replications
    monitored = [rule.outcome] if isinstance(rule, StoppingRule) else []
    names, axes = [*spec.outcomes, *monitored], list_axis_names(read_tables(seeds_folder))
    check_outcomes_of_runs(names, scenarios, spec.days, spec.record, axes)


def check_outcomes_of_runs(
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    days: int | None,
    record: Sequence[str] = (),
    axis_names: Sequence[str] | None = None,
) -> None:
    """Raise OutcomeError for an outcome, or a column to record, that runs do not have.

    days: of a run at most; axis_names: None for the shipped axes of advance.
    """
    first_date = min(one.start for one in scenarios)
    check_outcomes(names, record, first_date, axis_names)
    last_date = min(planned_end(one, days) for one in scenarios)
    for name in names:
        if outcome_date(name) and outcome_date(name) > last_date.isoformat():
            raise OutcomeError(
                f"'{name}': runs end on {last_date} at the latest; name a date from"
                f" {first_date} to {last_date}{', or raise days' if days else ''}"
            )


def planned_end(scenario: Scenario, days: int | None) -> datetime.date:
    """Return the last day of the runs of a scenario, unless the city is taken before."""
    return scenario.start + datetime.timedelta(min(days or scenario.days, scenario.days) - 1)


def outcome_date(name: str) -> str:
    """Return the date of an outcome COLUMN@DATE; empty for another outcome."""
    return "" if ":" in name else name.partition("@")[2]


def build_points(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], source_folder: Path
) -> tuple[DesignPoint, ...]:
    """Return the points of a design, with values that every scenario accepts."""
    for name in RESERVED_COLUMNS & spec.levers.keys():
        raise ExperimentError(f"a lever cannot be called '{name}'; results have such a column")
    levers = {name: parse_lever(name, value) for name, value in spec.levers.items()}
    for name, levels in levers.items():
        if len({one.label for one in levels}) < len(levels):
            raise ExperimentError(f"lever '{name}' has a level twice: its levels are different")
    fixed = {name for levels in levers.values() for one in levels for name in one.changes}
    constants = use_current_names(spec.constants).keys()
    for name in fixed & constants:
        raise ExperimentError(f"{name} is set twice: as a constant and by a lever")
    fixed |= constants
    kind, options = spec.design.kind, spec.design.model_dump(exclude_none=True)
    options = {name: value for name, value in options.items() if name not in ("kind", "file")}
    distributions: dict[str, UncertainParameter] = {}
    if is_calibrated(spec.uncertainties):
        options = {"sets": calibrated_sets(spec, scenarios, fixed)}
        kind = FACTORIAL if kind == ENSEMBLE else kind
    elif kind == ENSEMBLE:
        raise ExperimentError(f'kind = "{ENSEMBLE}" goes with uncertainties = "{CALIBRATED}"')
    else:
        own = drawn_by_own_distribution(spec.uncertainties)
        distributions = parse_distributions(own, fixed)
        warn_of_cuts(distributions.values())
        if spec.design.file:
            options["table"] = read_design_table(source_folder / spec.design.file)
    space = DesignSpace(levers, distributions, spec.seed)
    base_values = scenario_to_dict(scenarios[0])["parameters"]
    laboratory = any(one.laboratory for one in scenarios)
    points = tuple(
        DesignPoint(factors, cast_values(changes, laboratory), seed)
        for factors, changes, seed in generate_design(kind, space, base_values, **options)
    )
    for one in scenarios:
        for point in points:
            one.with_parameters(**point.changes)
    check_run_count(spec, len(points) * len(scenarios))
    return points


def warn_of_cuts(distributions: Iterable[UncertainParameter]) -> None:
    """Warn of normal distributions of which more than a tenth lies outside the range."""
    for one in distributions:
        if one.distribution != "normal":
            continue
        share, known = share_cut_off(one.parameter, *one.arguments), one.parameter.spec
        if share > MAX_SHARE_CUT_OFF:
            warnings.warn(
                f"{100 * share:.0f} % of the normal distribution of '{one.parameter.name}' lie"
                f" outside its range ({format_bound(known.low)} to {format_bound(known.high)}"
                f" {known.unit}) and are cut off: mean and spread are others than declared",
                stacklevel=2,
            )


def check_run_count(spec: ExperimentSpec, n_points: int) -> None:
    """Raise ExperimentError for more runs than any machine can do."""
    rule = spec.replications
    least = rule.min_replications if isinstance(rule, StoppingRule) else rule
    if n_points * least > MAX_RUNS:
        raise ExperimentError(
            f"{n_points:,} points x {least:,} replications are {n_points * least:,} runs; an"
            f" experiment takes {MAX_RUNS:,} or fewer"
        )


def cast_values(changes: dict[str, Any], laboratory: bool) -> dict[str, Any]:
    """Return values of their parameters' types, so that equal ones share a key."""
    return {
        name: cast_value(find_parameter(name), value, laboratory)
        for name, value in changes.items()
    }


def read_design_table(path: Path) -> pd.DataFrame:
    """Return the table of a design, a CSV file with as many cells in each row as in its head.

    Raises ExperimentError that names the line.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.reader(lines, strict=True)
            head = next(reader, [])
            width = len(head)
            if len(set(head)) < width:
                raise ValueError("two columns have one name")
            for row in reader:
                if row and len(row) != width:
                    raise ValueError(
                        f"line {reader.line_num} has {len(row)} cells, its head has {width}"
                    )
        return pd.read_csv(path, encoding="utf-8-sig", compression=None, index_col=False)
    except UnicodeDecodeError as error:
        raise ExperimentError(f"[design]: {path} is no text in UTF-8, as a CSV is") from error
    except (OSError, ValueError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ExperimentError(f"[design]: {path} cannot be read: {reason}") from error


def describe(spec: ExperimentSpec, scenarios: Sequence[Scenario], n_points: int) -> str:
    """Return scenarios, points, replications and days of an experiment in a line."""
    names, rule = " and ".join(one.name for one in scenarios), spec.replications
    times = (
        f"{rule.min_replications} to {rule.max_replications}"
        if isinstance(rule, StoppingRule)
        else f"{rule}"
    )
    points = f"{n_points:,} point{'s' if n_points != 1 else ''} x {times} replications"
    return f"{names}, {points}, {f'{spec.days} days' if spec.days else 'all days'}"
