"""The calibration: waves of runs, each drawn nearer to the record, then sets that walk.

Every wave is a sweep in a folder of its own, drawn by what the waves before it showed and by
the seed alone: the same call resumes a calibration that was interrupted.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.sampling.prior import campaign_numbers, numbers_from_scores
from mesa_mosul.calibration.emulator import Emulator, fit_emulator
from mesa_mosul.calibration.observables import LAST_DATE
from mesa_mosul.calibration.posterior import normalize_weights
from mesa_mosul.calibration.proposal import draw_proposal
from mesa_mosul.calibration.targets import (
    Observed,
    log_likelihood,
    observed,
    read_targets,
    read_values,
)
from mesa_mosul.calibration.walk import Walk, walk_sets
from mesa_mosul.calibration.wave import Wave, join_runs, pick_sets, pool_runs
from mesa_mosul.experiments.ensemble import choose_sets, inclusion_probabilities
from mesa_mosul.experiments.execution.export import export_csv
from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.job_plan import hash_to_seed
from mesa_mosul.experiments.execution.results_folder import (
    atomic_write,
    check_no_link,
    disk_errors_as_store_errors,
)
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget
from mesa_mosul.inputs.tables import find_seeds_folder
from mesa_mosul.parameters.errors import MosulError

SCENARIO = "campaign"
MEASURE = "mesa_mosul.calibration.observables:observe"
DESIGN_FILE, RESULTS_FOLDER, TARGETS_FILE = "design.csv", "runs", "calibration_targets.csv"
SIGNIFICANT_DIGITS = 6
MIN_DONE = 0.95
"""Share of the sets of a wave that must have been run: few may fail at ends of their ranges."""
POOLED_WAVES = 3
"""Waves that an emulator is fitted to: as many as give each of its coefficients some ten runs,
and no more, since it is to be right where the next wave is drawn."""


class CalibrationError(MosulError):
    """A calibration that cannot be done."""


class Plan(NamedTuple):
    """The sizes of a calibration.

    waves: sets of each wave, one run each. powers: of the emulator's likelihood by which they
    are drawn; 0 is the prior. selected: sets of the last wave that are run again, replications
    times. walk: sets that then walk, how many moves, runs of a set at each place.
    """

    waves: tuple[int, ...] = (1500, 1200, 1200, 1200, 1200, 15000)
    powers: tuple[float, ...] = (0.0, 0.3, 0.5, 0.7, 0.9, 0.9)
    selected: int = 1500
    replications: int = 7
    walk: tuple[int, int, int] = (300, 12, 4)


SMALL = Plan((60, 60, 80), (0.0, 0.5, 0.9), 20, 3, (15, 2, 2))


def run_waves(
    folder: Path, plan: Plan, seed: int, options: dict[str, Any]
) -> tuple[tuple[CalibrationTarget, ...], list[Wave], list[Emulator]]:
    """Return the targets, all waves, and the emulators by which the later ones were drawn.

    The last wave has the sets that were selected of the one before, with all their runs.
    """
    check_folder(folder)
    targets = read_targets()
    seen, names = observed(targets), campaign_numbers()
    waves: list[Wave] = []
    emulators: list[Emulator] = []
    for number, (count, power) in enumerate(zip(plan.waves, plan.powers, strict=True)):
        random = np.random.default_rng([seed, number])
        if waves:
            emulators.append(fit_emulator(targets, *pool_runs(waves[-POOLED_WAVES:])))
        scores, log_weight = draw_sets(
            emulators[-1] if emulators else None, seen, (count, len(names)), power, random
        )
        numbers = numbers_from_scores(names, scores).map(round_digits)
        runs = run_sets(folder / f"wave_{number}", numbers, 1, (seed, number), options)
        waves.append(collect_wave(targets, names, scores, log_weight, runs)[1])
    number = len(plan.waves)
    random = np.random.default_rng([seed, number])
    rows, log_chance = select_sets(waves[-1], emulators[-1], plan.selected, random)
    few = pick_sets(waves[-1], rows)
    runs = run_sets(
        folder / "selected", few.numbers, plan.replications, (seed, number), options
    )
    log_weight = few.log_weight + log_chance
    done_rows, again = collect_wave(targets, names, few.scores, log_weight, runs)
    waves.append(join_runs(pick_sets(few, done_rows), again))
    return targets, waves, emulators


def walk_on(
    folder: Path,
    calibrated: tuple[tuple[CalibrationTarget, ...], list[Wave], np.ndarray],
    plan: Plan,
    seed: int,
    options: dict[str, Any],
) -> Walk:
    """Return where sets arrive that walk from the last wave.

    calibrated: the targets, all waves, and the weights of the last one.
    """
    targets, waves, weights = calibrated
    names, first = campaign_numbers(), len(plan.waves) + 1

    def simulate(scores: np.ndarray, move: int) -> tuple[np.ndarray, Wave]:
        numbers = numbers_from_scores(names, scores).map(round_digits)
        place, seeds = folder / f"move_{move}", (seed, first + move)
        runs = run_sets(place, numbers, plan.walk[2], seeds, options)
        return collect_wave(targets, names, scores, np.zeros(len(scores)), runs)

    emulator = fit_emulator(targets, *pool_runs(waves[-POOLED_WAVES:]))
    start, seeds = (waves[-1], weights), (seed, first)
    return walk_sets(targets, start, emulator, observed(targets), plan.walk, seeds, simulate)


def check_folder(folder: Path) -> None:
    """Begin a folder with the targets, or refuse one that was begun with others.

    What runs show of them is stored with the runs. Raises CalibrationError, also for a folder
    that holds something else.
    """
    text = (find_seeds_folder() / TARGETS_FILE).read_bytes()
    stored = folder / TARGETS_FILE
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if names - {f".{TARGETS_FILE}.part"} and not stored.exists():
        raise CalibrationError(
            f"{folder} holds something else than a calibration (no {TARGETS_FILE}): take"
            " another folder"
        )
    if stored.exists() and stored.read_bytes() != text:
        raise CalibrationError(
            f"{folder} was begun with other targets ({stored.name} there differs from that of"
            " seeds/): take another folder"
        )
    with disk_errors_as_store_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_write(stored) as temporary:
            temporary.write_bytes(text)


def select_sets(
    wave: Wave, emulator: Emulator, count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of sets to run again, and the logarithm of each one's chance.

    By how likely a set's first run makes it, within what the emulator leaves over; the chance
    is part of the density that sets are drawn from, so that none is favoured for its luck.
    """
    seen = observed(emulator.targets)
    likelihood = log_likelihood(
        emulator.targets, wave.values[:, 0], emulator.residual_covariance, seen
    )
    weights = normalize_weights(likelihood - wave.log_weight)
    rows = choose_sets(weights, count, random)
    return rows, np.log(inclusion_probabilities(weights, count)[rows])


def round_digits(value: float) -> float:
    """Return a number to the digits with which it is stored; an integer as it is."""
    return value if isinstance(value, int) else float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def draw_sets(
    emulator: Emulator | None,
    seen: Observed,
    shape: tuple[int, int],
    power: float,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and the log weights by which they were drawn; from the prior at first."""
    if emulator is None:
        return random.standard_normal(shape), np.zeros(shape[0])
    proposal = draw_proposal(emulator, seen, shape, power, random)
    return proposal.scores, proposal.log_weight


def run_sets(
    folder: Path,
    numbers: pd.DataFrame,
    replications: int,
    seeds: tuple[int, int],
    options: dict[str, Any],
) -> pd.DataFrame:
    """Run each set, or resume, and return the runs; each has a random seed of its own.

    seeds: those of the calibration and the number of its wave.
    """
    for path in (folder, folder / RESULTS_FOLDER):
        check_no_link(path)
    folder.mkdir(exist_ok=True)
    export_csv(numbers, folder / DESIGN_FILE)
    campaign = scenario(SCENARIO)
    experiment = Experiment(
        campaign,
        name=f"wave {seeds[1]}",
        days=(pd.Timestamp(LAST_DATE) - pd.Timestamp(campaign.start)).days + 1,
        replications=replications,
        seed=hash_to_seed(list(seeds)),
        common_random_numbers=False,
        outcomes=[MEASURE],
        design={"kind": "table", "file": DESIGN_FILE},
        source_folder=folder,
    )
    return experiment.run(folder / RESULTS_FOLDER, **options).runs


def collect_wave(
    targets: tuple[CalibrationTarget, ...],
    names: list[str],
    scores: np.ndarray,
    log_weight: np.ndarray,
    runs: pd.DataFrame,
) -> tuple[np.ndarray, Wave]:
    """Return the rows of the sets all of whose runs were done, and a wave of these sets.

    Raises CalibrationError if too many failed.
    """
    is_done = (runs["status"] == DONE).groupby(runs["point"]).transform("all")
    done = runs[is_done].sort_values(["point", "replicate"])
    if done["point"].nunique() < MIN_DONE * len(scores):
        raise CalibrationError(
            f"of {len(scores):,} parameter sets {done['point'].nunique():,} could be run; the"
            f" first error: {runs.loc[~is_done, 'error'].iloc[0]}"
        )
    replications = len(done) // done["point"].nunique()
    first = done[done["replicate"] == 0]
    rows = first["point"].to_numpy(int)
    return rows, Wave(
        scores[rows],
        log_weight[rows],
        first[names].reset_index(drop=True),
        read_values(targets, done).reshape(len(rows), replications, len(targets)),
        done["seed"].to_numpy().reshape(len(rows), replications),
    )
