"""`mosul calibrate`: the whole calibration, from the first wave to what it says."""

from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.calibration.assembly import weigh_last_wave, write_ensemble
from mesa_mosul.calibration.posterior import effective_size
from mesa_mosul.calibration.procedure import Plan, run_waves
from mesa_mosul.calibration.recovery import recover_truths
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
    calibration = weigh_last_wave(targets, waves)
    about = {
        "runs": sum(wave.seeds.size for wave in waves),
        "r2": {
            target.id: [round(emulator.regressions[index].r2, 2) for emulator in emulators]
            for index, target in enumerate(targets)
        },
    }
    provenance, fit, numbers = write_ensemble(calibration, plan, seed, folder, about)
    n_truths = min(TRUTHS, len(waves[-1].values) // 2)
    recovery, sizes = recover_truths(targets, waves[-1], n_truths, seed)
    recovery.to_csv(folder / RECOVERY_FILE)
    for name, axes in (
        (FIT_PICTURE, calibration_fit(fit)),
        (NUMBERS_PICTURE, calibration_numbers(numbers.reset_index())),
    ):
        axes.figure.savefig(folder / name, dpi=FIGURE_DPI)  # type: ignore[union-attr]
    narrowed = numbers.sort_values("shrinkage", ascending=False).head(SHOWN_NUMBERS)
    covered = 100.0 * recovery["covered"]
    size = effective_size(calibration.weights)
    lines = (
        f"{provenance['runs']:,} runs; the last {len(waves[-1].values):,} parameter sets are"
        f" worth {size:.0f} of equal weight; {provenance['sets']} are in the ensemble.",
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
