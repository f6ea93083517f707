"""From the last wave of a calibration to the ensemble and the table of its numbers."""

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
    thin_sets,
)
from mesa_mosul.calibration.procedure import SCENARIO, Plan, Wave, round_digits
from mesa_mosul.calibration.targets import error_covariance, log_likelihood, observed
from mesa_mosul.experiments.ensemble import ENSEMBLE_FILE, PROVENANCE_FILE, SEED, WEIGHT
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget
from mesa_mosul.inputs.tables import read_tables, resolve_seeds_folder
from mesa_mosul.simulation.provenance import digest_of_model

NUMBERS_FILE, FIT_FILE = "numbers.csv", "fit.csv"
PRIOR_COLUMNS = ("prior_low", "prior_median", "prior_high")
FITTED_COLUMNS = ("low", "median", "high")


class Calibration(NamedTuple):
    """A finished calibration.

    weights: of the runs of the last wave, shape (runs,). prior_weights: of the same runs as a
    sample of the prior, where their proposal covers it.
    """

    targets: tuple[CalibrationTarget, ...]
    waves: list[Wave]
    weights: np.ndarray


def weigh_last_wave(targets: tuple[CalibrationTarget, ...], waves: list[Wave]) -> Calibration:
    """Return a calibration: its last runs with weights by likelihood and proposal."""
    last = waves[-1]
    log_weight = log_likelihood(targets, last.values, observed(targets)) - last.log_weight
    return Calibration(targets, waves, normalize_weights(log_weight))


def fit_table(calibration: Calibration) -> pd.DataFrame:
    """Return each target beside the prior's and the ensemble's runs, one row per target.

    distance: of the ensemble's median from a value, in standard deviations of its error; 0
    inside a bound.
    """
    targets, first, last = calibration.targets, calibration.waves[0], calibration.waves[-1]
    errors = np.sqrt(np.diag(error_covariance(targets)))
    rows = []
    for index, target in enumerate(targets):
        prior = np.quantile(first.values[:, index], (0.05, 0.5, 0.95))
        order = np.argsort(last.values[:, index], kind="stable")
        cumulated = np.cumsum(calibration.weights[order])
        places = np.searchsorted(cumulated, (0.05, 0.5, 0.95))
        fitted = last.values[order[np.minimum(places, len(order) - 1)], index]
        is_log = target.scale == "log"
        value = np.log(target.value) if is_log else target.value
        beyond = fitted[1] - value
        if target.form != "equal":
            beyond = max(0.0, beyond if target.form == "at_most" else -beyond)
        natural = np.exp if is_log else np.asarray
        rows.append(
            {
                "target": target.id, "observable": target.observable, "date": target.date,
                "form": target.form, "value": target.value,
                "scale": target.scale, "error": errors[index],
                **dict(zip(PRIOR_COLUMNS, natural(prior), strict=True)),
                **dict(zip(FITTED_COLUMNS, natural(fitted), strict=True)),
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
    rows, weights = thin_sets(calibration.weights, plan.sets, random)
    table = last.numbers.iloc[rows]
    table.insert(0, WEIGHT, [round_digits(weight) for weight in weights])
    table.insert(1, SEED, last.seeds[rows])
    table.to_csv(folder / ENSEMBLE_FILE, index=False)
    first = calibration.waves[0].numbers
    numbers = summarize_numbers(first, last.numbers, calibration.weights)
    numbers.to_csv(folder / NUMBERS_FILE)
    fit = fit_table(calibration)
    fit.to_csv(folder / FIT_FILE, index=False)
    provenance = {
        "scenario": SCENARIO,
        "model": digest_of_model(read_tables())["model"],
        "targets": digest_of_targets(),
        "seed": seed,
        "waves": list(plan.waves),
        "powers": list(plan.powers),
        "effective_size": round(effective_size(calibration.weights), 1),
        "sets": len(rows),
        **about,
    }
    text = json.dumps(provenance, indent=2) + "\n"
    (folder / PROVENANCE_FILE).write_text(text, encoding="utf-8")
    return provenance, fit, numbers


def digest_of_targets() -> str:
    """Return a hash of the table of targets."""
    path = resolve_seeds_folder(None) / "calibration_targets.csv"
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
