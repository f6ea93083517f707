"""The commands that check the model, compare it with history, and measure its speed."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mesa_mosul.calibration.history_scores import HistoryScores
    from mesa_mosul.verification.exact_fights import Check
    from mesa_mosul.verification.timing import Measurement


def run_verify_command(args: argparse.Namespace) -> int:
    """Check the rules; return 1 if a figure is outside its band without a declared reason."""
    from mesa_mosul.verification.verify import (
        checks_summary,
        checks_table,
        checks_to_json,
        run_checks,
        write_verification,
    )

    def print_check(check: "Check") -> None:
        figure = f"{check.number} {check.label}: {check.measured:.4g}"
        print(f"{figure}: {check.verdict}", file=sys.stderr)

    checks = run_checks(args.only, args.quick, print_check)
    if args.json:
        print(checks_to_json(checks))
    else:
        print(f"{checks_table(checks)}\n\nWritten: {write_verification(checks, args.out)}")
    print(checks_summary(checks), file=sys.stderr)
    return 1 if any(check.fails for check in checks) else 0


def run_benchmark_command(args: argparse.Namespace) -> int:
    """Measure speed and print the measurements."""
    from mesa_mosul.verification.benchmark import (
        measurements_table,
        measurements_to_json,
        run_benchmark,
    )

    def print_measurement(measurement: "Measurement") -> None:
        text = f"{measurement.label}: {measurement.value:.4g} {measurement.unit}"
        print(text, file=sys.stderr)

    measurements = run_benchmark(print_measurement)
    as_text = measurements_to_json if args.json else measurements_table
    print(as_text(measurements))
    return 0


def run_history_command(args: argparse.Namespace) -> int:
    """Compare observed shares of territory with the bands of the ensemble."""
    from mesa_mosul.calibration.history_scores import score_history
    from mesa_mosul.calibration.history_text import format_scores, scores_to_json

    scores = score_history(args.file, args.form, args.seeds)
    if args.out is not None:
        save_history_picture(scores, args.out)
    print(scores_to_json(scores) if args.json else format_scores(scores))
    return 0


def save_history_picture(scores: "HistoryScores", path: Path) -> None:
    """Save a picture with a panel for each series that has observations."""
    from mesa_mosul.experiments.execution.results_folder import write_figure
    from mesa_mosul.plots.history_bands import history_panels

    figure = history_panels(
        {f"{area}, {name}": scores.series(area, name) for area, name in scores.list_series()}
    )
    write_figure(figure, path)


CHECK_COMMANDS = {
    "verify": run_verify_command,
    "history": run_history_command,
    "bench": run_benchmark_command,
}
