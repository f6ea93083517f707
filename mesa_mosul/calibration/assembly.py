"""From where sets have walked to the ensemble and the table of its numbers."""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.calibration.posterior import (
    effective_size,
    normalize_weights,
    summarize_numbers,
    weighted_quantiles,
)
from mesa_mosul.calibration.procedure import (
    SCENARIO,
    TARGETS_FILE,
    Plan,
    round_digits,
)
from mesa_mosul.calibration.targets import (
    AT_MOST,
    EQUAL,
    LOG,
    error_covariance,
    log_likelihood,
    observed,
    target_values,
)
from mesa_mosul.calibration.wave import Wave
from mesa_mosul.experiments.ensemble import (
    ENSEMBLE_FILE,
    PROVENANCE_FILE,
    SEED,
    WEIGHT,
    digest_of_sets,
)
from mesa_mosul.experiments.execution.export import export_csv
from mesa_mosul.experiments.execution.results_folder import (
    atomic_write,
    disk_errors_as_store_errors,
)
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget
from mesa_mosul.inputs.tables import find_seeds_folder, read_tables
from mesa_mosul.simulation.provenance import digest_of_model

NUMBERS_FILE, FIT_FILE = "numbers.csv", "fit.csv"
PRIOR_COLUMNS = ("prior_low", "prior_median", "prior_high")
FITTED_COLUMNS = ("low", "median", "high")
RUN_PROBABILITIES = (0.05, 0.5, 0.95)
"""Ends and middle of nine of ten runs."""


class Calibration(NamedTuple):
    """A finished calibration; weights: of the sets of the last wave, where sets arrived."""

    targets: tuple[CalibrationTarget, ...]
    waves: list[Wave]
    weights: np.ndarray


def fit_table(calibration: Calibration) -> pd.DataFrame:
    """Return each target beside runs of the prior and of the ensemble, one row per target.

    low, median, high: of nine of ten runs of the ensemble, each of a set counting the same.
    distance: of the median from the value in standard errors; 0 within a bound.
    """
    targets, last = calibration.targets, calibration.waves[-1]
    prior = calibration.waves[0].values[:, 0]
    runs = last.values.reshape(-1, len(targets))
    replications = last.values.shape[1]
    weights = np.repeat(calibration.weights / replications, replications)
    before = np.quantile(prior, RUN_PROBABILITIES, axis=0)
    after = weighted_quantiles(runs, weights, RUN_PROBABILITIES)
    errors = np.sqrt(np.diag(error_covariance(targets)))
    rows = []
    for index, target in enumerate(targets):
        beyond = after[1, index] - target_values(targets)[index]
        if target.form != EQUAL:
            beyond = max(0.0, beyond if target.form == AT_MOST else -beyond)
        from_scale = np.exp if target.scale == LOG else np.square
        rows.append(
            {
                "target": target.id, "observable": target.observable, "date": target.date,
                "form": target.form, "value": target.value,
                "scale": target.scale, "error": errors[index],
                **dict(zip(PRIOR_COLUMNS, from_scale(before[:, index]), strict=True)),
                **dict(zip(FITTED_COLUMNS, from_scale(after[:, index]), strict=True)),
                "distance": beyond / errors[index],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def write_ensemble(
    calibration: Calibration, plan: Plan, seed: int, folder: Path, about: dict[str, Any]
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """Write the ensemble, and return provenance, fit and numbers, which it writes too."""
    last = calibration.waves[-1]
    random = np.random.default_rng([seed, len(plan.waves)])
    table = last.numbers.copy()
    table.insert(0, WEIGHT, [round_digits(weight) for weight in calibration.weights])
    table.insert(1, SEED, [draw_seed(calibration, row, random) for row in range(len(table))])
    export_csv(table, folder / ENSEMBLE_FILE)
    first = calibration.waves[0].numbers
    numbers = summarize_numbers(first, last.numbers, calibration.weights)
    export_csv(numbers.reset_index(), folder / NUMBERS_FILE)
    fit = fit_table(calibration)
    export_csv(fit, folder / FIT_FILE)
    provenance = {
        "scenario": SCENARIO,
        "model": digest_of_model(read_tables())["model"],
        "targets": digest_of_targets(),
        "seed": seed,
        "waves": list(plan.waves),
        "powers": list(plan.powers),
        "replications": plan.replications,
        "effective_size": round(effective_size(calibration.weights), 1),
        "walk": list(plan.walk),
        "sets": len(table),
        "ensemble": digest_of_sets(folder),
        **about,
    }
    text = json.dumps(provenance, indent=2) + "\n"
    path = folder / PROVENANCE_FILE
    with disk_errors_as_store_errors(folder), atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return provenance, fit, numbers


def draw_seed(calibration: Calibration, row: int, random: np.random.Generator) -> int:
    """Return the random seed of a run of a set, drawn by how well it agrees with the record."""
    targets, last = calibration.targets, calibration.waves[-1]
    no_variation = np.zeros((len(targets), len(targets)))
    shares = log_likelihood(targets, last.values[row], no_variation, observed(targets))
    return int(random.choice(last.seeds[row], p=normalize_weights(shares)))


def digest_of_targets() -> str:
    """Return a hash of the table of targets."""
    path = find_seeds_folder() / TARGETS_FILE
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
