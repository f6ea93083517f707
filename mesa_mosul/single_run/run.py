"""One run from a scenario to its outcome: `mm.run("reported", seed=1, days=60)`."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.run_record import RunRecord, simulate
from mesa_mosul.single_run.day_map import DayMap, find_day_map
from mesa_mosul.single_run.summary import summary_to_html

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mesa_mosul.single_run.film import Film


class Run(RunRecord):
    """One run as `mesa_mosul.run` returns it: its outcome, its days, its events, its pictures.

    Attributes
    ----------
    scenario : Scenario
        The scenario that was run.
    seed : int
        Seed of the random numbers; equal seeds give equal runs.
    engine : str
        `compiled` or `plain`.
    outcome : dict
        The outcome by the words of the glossary (`mosul columns outcome`).
    daily : pandas.DataFrame
        One row per day, indexed by date; `mosul columns` gives unit and meaning of each column.
    events : pandas.DataFrame
        One row per event: date, tick, event, command, subject, place in km, and a named column
        for each number, missing where it does not apply.
    snapshots : list of Snapshot
        Units, control and civilians by cell at the end of each day.
    built : BuiltWorld
        The state of the world after the last day, with the map and tables it was built from.
    phases : tuple of Phase
        The schedule of a tick, with your own rules if there are any.
    simulation : Simulation
        The simulation after the last day, from which `mesa_mosul.branch` goes on.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> run = mm.run("reported", seed=1, days=2)
    >>> run.outcome["last_day"]
    '2016-12-07'
    >>> run.daily[["km2_east_held", "iraqi_casualties"]].shape
    (2, 2)
    """

    def map(self, day: int | str | datetime.date = -1) -> DayMap:
        """Return the map at the end of a day.

        Parameters
        ----------
        day : int, str or datetime.date
            The day's number, counted from 0 (-1 is the last), or its date: `"2016-12-31"`.

        Returns
        -------
        DayMap
            Show it with `.plot()`.

        Raises
        ------
        IndexError
            For a day that is not in this run.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> run = mm.run("reported", seed=1, days=2)
        >>> run.map("2016-12-06").date == run.map(0).date
        True
        """
        return find_day_map(self, day)

    def plot(self) -> "Figure":
        """Return a figure of the course of the run beside what was observed."""
        from mesa_mosul.plots.run_overview import plot_run_overview

        return plot_run_overview(self)

    def chronicle(self) -> pd.DataFrame:
        """Return the events in words.

        Returns
        -------
        pandas.DataFrame
            One row per event: date, event, actor, decision, options, figures, reason.
        """
        from mesa_mosul.single_run.chronicle import chronicle

        return chronicle(self)

    def animate(self, path: str | Path | None = None, *, progress: bool = True) -> "Film":
        """Make a film of the run: its map, its course and what happened, a day per frame.

        Parameters
        ----------
        path : str or pathlib.Path, optional
            A file to write, `film.mp4` (needs ffmpeg) or `film.gif`; another film there is
            replaced. Without it nothing is written.
        progress : bool
            Whether to show progress, on a terminal.

        Returns
        -------
        Film
            A notebook shows it, `.save(path)` writes it: MP4 if ffmpeg is there, else GIF.

        Raises
        ------
        FilmError, FolderError
            For a laboratory, which has no city to film; for another suffix, an .mp4 without
            ffmpeg, or a place that cannot be written.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> mm.run("reported", seed=1, days=2).animate("two_days.gif").suffix
        '.gif'
        """
        from mesa_mosul.single_run.film import make_film

        return make_film(self, None if path is None else Path(path), progress)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Save the run as it is after its last day; `mesa_mosul.branch` goes on from there.

        Parameters
        ----------
        path : str or pathlib.Path
            The file to write, such as `day50.npz`: NumPy arrays and a JSON header.
        overwrite : bool
            Whether a file that is there already may be replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        CheckpointError, FolderError
            For a state of your own rules that no file can hold, or a place that cannot be
            written.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> mm.run("reported", seed=1, days=2).save("day2.npz").name
        'day2.npz'
        >>> len(mm.branch("day2.npz", days=3).daily)
        3
        """
        from mesa_mosul.simulation.checkpoint import capture_checkpoint
        from mesa_mosul.single_run.checkpoint_file import write_checkpoint

        checkpoint = capture_checkpoint(self.simulation, self.snapshots)
        write_checkpoint(checkpoint, Path(path), overwrite)
        return Path(path)

    def __repr__(self) -> str:
        days, last = len(self.daily), self.daily.index[-1].date()
        return f"Run of '{self.scenario.name}', seed {self.seed}, {days} days to {last}"

    def _repr_html_(self) -> str:
        return summary_to_html(self)


def run(
    name_or_scenario: str | Scenario,
    seed: int = 1,
    days: int | None = None,
    engine: str = "compiled",
    *,
    tables: Tables | None = None,
    phases: Sequence[PhaseLike] = (),
    on_day: Callable[[int, int], None] | None = None,
) -> Run:
    """Run a scenario from its start to its end, or for some days.

    Parameters
    ----------
    name_or_scenario : str or Scenario
        The name of a scenario (`mosul scenarios` lists them), or one made with
        `scenario(...).with_parameters(...)`.
    seed : int
        Seed of the random numbers, from 0. The same scenario and seed give the same run to
        the last bit; scenarios run with one seed share all the random numbers they can.
    days : int, optional
        How many days to run at most; to the scenario's end if not given. A captured city ends
        a run earlier.
    engine : {"compiled", "plain"}
        Compiled rules, or their plain Python twins: equal results, some 300 times slower.
    tables : Tables, optional
        Custom seed tables, from `mesa_mosul.inputs.tables.read_tables(folder)`.
    phases : sequence, optional
        Your own rules, each as `"MODULE:FUNCTION@PHASE"` or `(function, "PHASE")`: a function
        of `(world, p, clock)`, or of `(world, p, clock, state)`, that runs each tick after the
        phase of that name. Modules are files of the current folder, or installed ones.
    on_day : callable, optional
        Called after each day with the days done and the days to do.

    Returns
    -------
    Run
        Its outcome, daily table, events and pictures.

    Raises
    ------
    ScenarioError, ParameterError, SeedError, RunError, ScheduleError, CustomCodeError
        For what cannot be run; the message says what would be right.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> run = mm.run("reported", seed=1, days=2)
    >>> run
    Run of 'reported', seed 1, 2 days to 2016-12-07
    """
    record = simulate(
        scenario(name_or_scenario),
        seed,
        days,
        engine,
        tables=tables,
        phases=phases,
        snapshots=True,
        on_day=on_day,
    )
    return Run(**vars(record))
