"""`mosul calibrate`: the whole calibration, from the first wave to what it says."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.calibration.assembly import Calibration, write_ensemble
from mesa_mosul.calibration.posterior import effective_size, weigh_sets
from mesa_mosul.calibration.procedure import Plan, run_waves, walk_on
from mesa_mosul.calibration.recovery import recover_truths
from mesa_mosul.calibration.targets import observed
from mesa_mosul.calibration.walk import merge_equal_sets
from mesa_mosul.experiments.execution.export import export_csv
from mesa_mosul.experiments.execution.results_folder import write_figure
from mesa_mosul.plots.calibration import calibration_fit, calibration_numbers
from mesa_mosul.plots.notebook_figure import FIGURE_DPI

TRUTHS, RECOVERY_FILE = 100, "recovery.csv"
FIT_PICTURE, NUMBERS_PICTURE = "fit.png", "numbers.png"
SHOWN_NUMBERS = 10
"""Numbers that the printed summary lists: those that the record narrows most."""


def calibrate(folder: Path, plan: Plan, seed: int, options: dict[str, Any]) -> str:
    """Calibrate, or resume, in a folder, and return a summary as text.

    The folder gets one folder per wave, the ensemble and its provenance, and tables: what was
    observed beside the runs, the numbers before and after, the recovery of known truths.
    """
    targets, waves, emulators = run_waves(folder, plan, seed, options)
    seen, last = observed(targets), waves[-1]
    weights = weigh_sets(targets, last.values, last.log_weight, seen)
    walk = walk_on(folder, (targets, waves, weights), plan, seed, options)
    arrived, weights = merge_equal_sets(walk.wave)
    calibration = Calibration(targets, [*waves, arrived], weights)
    about = {
        "runs": sum(wave.seeds.size for wave in waves) + int(np.prod(plan.walk)),
        "acceptance": [round(share, 3) for share in walk.acceptance],
        "r2": {
            target.id: [round(emulator.regressions[index].r2, 2) for emulator in emulators]
            for index, target in enumerate(targets)
        },
    }
    provenance, fit, numbers = write_ensemble(calibration, plan, seed, folder, about)
    n_truths = min(TRUTHS, len(waves[-1].values) // 2)
    recovery, sizes = recover_truths(targets, waves[-1], n_truths, seed)
    export_csv(recovery.reset_index(), folder / RECOVERY_FILE)
    for name, axes in (
        (FIT_PICTURE, calibration_fit(fit)),
        (NUMBERS_PICTURE, calibration_numbers(numbers.reset_index())),
    ):
        write_figure(axes.figure, folder / name, dpi=FIGURE_DPI)
    narrowed = numbers.sort_values("shrinkage", ascending=False).head(SHOWN_NUMBERS)
    covered = 100.0 * recovery["covered"]
    moved = 100.0 * np.mean(walk.acceptance)
    lines = (
        f"{provenance['runs']:,} runs; {plan.walk[0]:,} parameter sets took {plan.walk[1]}"
        f" moves, {moved:.0f} % of which were accepted, and are {provenance['sets']:,}"
        f" different ones now, worth {effective_size(weights):.0f} of equal weight.",
        "",
        format_table(fit.drop(columns=["form"])),
        "",
        f"The numbers that the record narrows most, of {len(numbers)}:",
        format_table(narrowed.reset_index()),
        "",
        f"Of {n_truths} known truths, intervals of 80 % hold {covered.mean():.0f} % (by number"
        f" {covered.min():.0f} to {covered.max():.0f} %; {sizes.mean():.0f} sets each).",
        f"Written: {folder}",
    )
    return "\n".join(lines)


def format_table(table: pd.DataFrame) -> str:
    """Return a table as aligned text with three significant digits."""
    return table.to_string(index=False, float_format=lambda value: f"{value:.3g}")
