"""The command that calibrates the model."""

import argparse
import sys
from pathlib import Path
from typing import Any

from mesa_mosul.cli.argument_types import add_command, parse_seed
from mesa_mosul.cli.sweep_arguments import add_execution_options
from mesa_mosul.cli.sweep_commands import EXIT_INTERRUPTED, execution_options


def add_calibration_commands(commands: Any) -> None:
    """Add `mosul calibrate`."""
    about = "fit the numbers to what was observed by 13 December 2016, or resume it"
    calibrate = add_command(commands, "calibrate", about)
    add = calibrate.add_argument
    add("--out", type=Path, default=Path("results/calibration"), metavar="DIR",
        help="folder of the waves and of the ensemble (results/calibration)")  # fmt: skip
    add("--seed", type=parse_seed, default=1, metavar="N", help="random seed (1)")
    add("--small", action="store_true", help="few runs, to try it; no ensemble to use")
    add_execution_options(calibrate)


def run_calibrate_command(args: argparse.Namespace) -> int:
    """Calibrate, or resume a calibration."""
    from mesa_mosul.calibration.calibrate import calibrate
    from mesa_mosul.calibration.procedure import SMALL, Plan

    plan = SMALL if args.small else Plan()
    try:
        summary = calibrate(args.out, plan, args.seed, execution_options(args))
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; finished runs are in {args.out}: the same command resumes",
              file=sys.stderr)  # fmt: skip
        return EXIT_INTERRUPTED
    print(summary)
    return 0


CALIBRATION_COMMANDS = {"calibrate": run_calibrate_command}
