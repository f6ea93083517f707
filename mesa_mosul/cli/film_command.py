"""Films: `mosul film`, and `--animate` of the commands that run a scenario."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesa_mosul.cli.argument_types import add_command
from mesa_mosul.cli.sweep_commands import EXIT_INTERRUPTED

if TYPE_CHECKING:
    from mesa_mosul.inputs.scenario import Scenario
    from mesa_mosul.single_run.run import Run

KEY_LENGTH = 8
"""Characters of a run's key in the name of its film."""


def add_film_command(commands: Any) -> None:
    """Add `mosul film`."""
    film = add_command(commands, "film", "make a film of one run of a sweep, which is repeated")
    add = film.add_argument
    add("results", type=Path, metavar="RESULTS", help="results folder")
    add("run", metavar="KEY", help="its key, or the beginning of it")
    about = "film: .mp4 (needs ffmpeg) or .gif (RESULTS/film_KEY.mp4)"
    add("--out", type=Path, metavar="FILE", help=about)
    add("--quiet", action="store_true", help="no progress")


def run_film_command(args: argparse.Namespace) -> int:
    """Repeat a run of a sweep and write its film."""
    from mesa_mosul.experiments.replay import find_done_job, rerun_stored, scenario_of_job
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.simulation.compilation import compile_rules
    from mesa_mosul.single_run.film import (
        check_film_place,
        check_has_city,
        default_suffix,
        write_film,
    )

    results = Results(args.results)
    job, _ = find_done_job(results, args.run)
    check_has_city(scenario_of_job(results, job))
    out = args.out or results.folder / f"film_{job.key[:KEY_LENGTH]}{default_suffix()}"
    check_film_place(out)
    compile_rules(args.quiet)
    try:
        write_film(rerun_stored(results, job.key), out, not args.quiet)
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; {out} is not written", file=sys.stderr)
        return EXIT_INTERRUPTED
    print(f"{out}{format_note(out)}")
    return 0


def format_note(film: Path) -> str:
    """Return how a film could be an MP4, where it cannot."""
    from mesa_mosul.single_run.film import GIF, default_suffix

    return (
        " (a GIF: ffmpeg, which makes an MP4, is not there)" if default_suffix() == GIF else ""
    )


def check_animation(scenario: "Scenario", folder: Path | None) -> None:
    """Check that a run can be filmed into its folder."""
    from mesa_mosul.single_run.film import FilmError, check_has_city

    if folder is None:
        raise FilmError("--animate writes into the folder of the run: name one with --out")
    check_has_city(scenario)


def animate_run(run: "Run", folder: Path, quiet: bool, is_silent: bool) -> int:
    """Write the film of a run into its folder; is_silent: print nothing on standard output."""
    from mesa_mosul.single_run.film import default_suffix, write_film

    film = folder / f"film{default_suffix()}"
    try:
        write_film(run, film, not quiet, folder)
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; {folder} is written, its film is not", file=sys.stderr)
        return EXIT_INTERRUPTED
    if not is_silent:
        print(f"\nFilm: {film}{format_note(film)}")
    return 0


FILM_COMMANDS = {"film": run_film_command}
