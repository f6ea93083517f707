"""Parameter sets of the calibrated ensemble that an experiment runs."""

import warnings
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.sampling.designs import (
    FACTORIAL,
    ONE_AT_A_TIME,
    SEED_COLUMN,
    DesignSpace,
    generate_design,
)
from mesa_mosul.analysis.sampling.factors import parse_distributions
from mesa_mosul.experiments.ensemble import choose_sets, ensemble
from mesa_mosul.experiments.execution.job import digest_loaded_model
from mesa_mosul.experiments.execution.job_plan import hash_to_seed
from mesa_mosul.experiments.experiment_file import ExperimentSpec, drawn_by_own_distribution
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.tables import read_tables

ENSEMBLE, DEFAULT_SETS = "ensemble", 100
"""Kind of design that runs sets of the calibrated ensemble, and how many if none are named."""


def calibrated_sets(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], fixed: Collection[str]
) -> pd.DataFrame:
    """Return parameter sets of the ensemble, without what levers, constants and scenarios set.

    What the file of a scenario sets is the scenario's own, but in the scenario that was
    calibrated. What has a distribution of its own is drawn by it.
    """
    design = spec.design
    given = design.model_dump(exclude={"kind", "points", "own_seeds"}, exclude_none=True)
    if design.kind not in (FACTORIAL, ENSEMBLE, ONE_AT_A_TIME) or given:
        raise ExperimentError(
            'uncertainties = "calibrated" takes [design] kind = "ensemble", or "one_at_a_time",'
            f" and points, such as {DEFAULT_SETS}, or no [design]"
        )
    numbers, weights, seeds, provenance = ensemble()
    warn_of_other_model(provenance)
    others = [one for one in scenarios if one.name != provenance["scenario"]]
    if design.own_seeds and others:
        raise ExperimentError(
            f"own_seeds goes with the scenario '{provenance['scenario']}' alone, whose runs"
            " agreed with the record"
        )
    scenarios_own = {name for one in others for name in one.changes}
    random = np.random.default_rng(spec.seed)
    if design.own_seeds and spec.replications != 1:
        raise ExperimentError("own_seeds repeats one run of each set: replications = 1")
    rows = choose_sets(weights, design.points or DEFAULT_SETS, random)
    own = draw_beside(spec, fixed, len(rows))
    if design.own_seeds and not own.empty:
        raise ExperimentError("own_seeds repeats runs that agreed: nothing else can be drawn")
    free = [name for name in numbers if name not in {*fixed, *scenarios_own, *own}]
    sets = numbers.iloc[rows][free].reset_index(drop=True).join(own)
    if design.own_seeds:
        return sets.assign(**{SEED_COLUMN: seeds[rows]})
    if not spec.common_random_numbers:
        return sets
    # five seeds that all sets share would be known no better than five runs
    return sets.assign(**{SEED_COLUMN: [hash_to_seed([spec.seed, int(row)]) for row in rows]})


def draw_beside(spec: ExperimentSpec, fixed: Collection[str], count: int) -> pd.DataFrame:
    """Return values of the parameters that have a distribution of their own, one row per set.

    They are drawn as a Latin hypercube, independently of the sets.
    """
    table = drawn_by_own_distribution(spec.uncertainties)
    distributions = parse_distributions(table, fixed)
    if not distributions:
        return pd.DataFrame(index=range(count))
    space = DesignSpace({}, distributions, spec.seed)
    points = generate_design("latin_hypercube", space, {}, points=count)
    return pd.DataFrame([point.changes for point in points])


def warn_of_other_model(provenance: Mapping[str, Any]) -> None:
    """Warn of an ensemble that was calibrated with other rules, seeds or parameters."""
    model = digest_loaded_model(read_tables())["model"]
    if provenance.get("model") != model:
        warnings.warn(
            "the ensemble was calibrated with another version of the model; its sets need not"
            " agree with the record: 'mosul calibrate' makes it anew",
            stacklevel=2,
        )
