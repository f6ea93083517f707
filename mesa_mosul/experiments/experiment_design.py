"""From the keys of an experiment to its scenarios and to the points of its design."""

import csv
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.analysis.sampling.designs import DesignPoint, DesignSpace, generate_design
from mesa_mosul.analysis.sampling.factors import (
    find_parameter,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.experiments.execution.run_outputs import RESERVED_COLUMNS, check_outcomes
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.experiments.experiment_file import ExperimentSpec
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.parameters.registry import cast_value
from mesa_mosul.simulation.provenance import scenario_to_dict


def build_scenarios(
    selection: str | Scenario | Sequence[str | Scenario], spec: ExperimentSpec
) -> list[Scenario]:
    """Return the scenarios of an experiment with its constants."""
    several = [selection] if isinstance(selection, str | Scenario) else list(selection)
    scenarios = [apply_constants(one, spec) for one in several]
    names = [one.name for one in scenarios]
    if len(set(names)) < len(names):
        raise ExperimentError(f"a scenario is named twice: {', '.join(names)}")
    return scenarios


def apply_constants(name_or_scenario: str | Scenario, spec: ExperimentSpec) -> Scenario:
    """Return a scenario with what is constant in an experiment."""
    base = scenario(name_or_scenario)
    changed = base.with_parameters(**spec.constants)
    until = spec.decisions_until or changed.decisions_until
    if spec.days is not None and spec.days > changed.days:
        raise ExperimentError(f"days is {spec.days}: '{base.name}' has {changed.days}")
    return dataclasses.replace(changed, name=base.name, decisions_until=until)


def check_outputs(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> None:
    """Raise OutcomeError for an outcome or a recorded column that no run has."""
    rule = spec.replications
    monitored = [rule.outcome] if isinstance(rule, StoppingRule) else []
    first_date = min(one.start for one in scenarios)
    check_outcomes([*spec.outcomes, *monitored], spec.record, first_date)


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
    for name in fixed & spec.constants.keys():
        raise ExperimentError(f"{name} is set twice: as a constant and by a lever")
    distributions = parse_distributions(spec.uncertainties, fixed | spec.constants.keys())
    options = spec.design.model_dump(exclude={"kind", "file"}, exclude_none=True)
    if spec.design.file:
        options["table"] = read_design_table(source_folder / spec.design.file)
    space = DesignSpace(levers, distributions, spec.seed)
    base_values = scenario_to_dict(scenarios[0])["parameters"]
    laboratory = any(one.laboratory for one in scenarios)
    points = tuple(
        DesignPoint(factors, cast_values(changes, laboratory))
        for factors, changes in generate_design(spec.design.kind, space, base_values, **options)
    )
    for one in scenarios:
        for point in points:
            one.with_parameters(**point.changes)
    return points


def cast_values(changes: dict[str, Any], laboratory: bool) -> dict[str, Any]:
    """Return values of their parameters' types, so that equal ones share a key."""
    return {
        name: cast_value(find_parameter(name), value, laboratory)
        for name, value in changes.items()
    }


def read_design_table(path: Path) -> pd.DataFrame:
    """Return the table of a design, of which every row has as many cells as the first."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            widths = [len(row) for row in csv.reader(file) if row]
            file.seek(0)
            table = pd.read_csv(file)
    except (OSError, ValueError, csv.Error) as error:
        raise ExperimentError(f"[design]: {path} cannot be read: {error}") from error
    for line, width in enumerate(widths, start=1):
        if width != widths[0]:
            raise ExperimentError(
                f"[design]: {path} row {line} has {width} cells, and the first row {widths[0]}"
            )
    return table


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
