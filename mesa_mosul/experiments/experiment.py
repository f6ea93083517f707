"""An experiment: what is varied, how often, and what is stored; from a file or from Python."""

import copy
import datetime
import html
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mesa_mosul.experiments.contrast_spec import check_contrast
from mesa_mosul.experiments.execution.executors import DEFAULT_TIMEOUT_S, ExecutionOptions
from mesa_mosul.experiments.execution.job_plan import SweepPlan
from mesa_mosul.experiments.execution.runner import run_sweep
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.experiments.execution.worker_pool import DEFAULT_MEMORY_MB
from mesa_mosul.experiments.experiment_design import (
    build_points,
    build_scenarios,
    check_outputs,
    describe,
)
from mesa_mosul.experiments.experiment_file import (
    ExperimentSpec,
    read_experiment_file,
    validate_spec,
)
from mesa_mosul.experiments.own_code_trial import try_own_code
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.spec_errors import ExperimentError, check_keywords
from mesa_mosul.experiments.trial import (
    TRIAL_REPLICATIONS,
    reached_outcomes,
    trial_days,
    trial_points,
)
from mesa_mosul.inputs.paths import check_path
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.parameters.errors import MosulError


class Experiment:
    """Scenarios, what is varied in them, and how often each point is run.

    Arguments are the keys of an experiment's file (`experiments/README.md`).

    Parameters
    ----------
    scenarios
        A name, a file such as "mine.toml" or a Scenario, or several; without scenarios and
        base, "reported".
    base
        Another word for a single scenario's name; give one of both.
    name, about
        Name of the experiment, and the question that it asks.
    days
        Days that a run takes at most; None for as many as the scenario has.
    decisions_until
        Last day on which decisions follow the historical record; None for the scenario's.
    replications
        Runs of every point; or the keys of a `StoppingRule`, such as outcome.
    seed, common_random_numbers
        Random seed of the design and of the replicates, whose own seeds are hashes of it and
        their number; whether a replicate has the same random seed at every point.
    outcomes
        Outcomes besides the standard ones: COLUMN@DATE, pattern.NAME, MODULE:FUNCTION, or a
        function of a run's outcome and daily table that returns a dict of plain values.
    record
        Columns of `Run.daily` that are stored for every day.
    phases
        Your own rules, as `mesa_mosul.run` takes them. Functions of a script or notebook run
        with workers=0 alone.
    levers, uncertainties, constants
        What is set: lists of values by parameter, or tables of levels; what is drawn: a
        distribution by parameter or pattern, or "calibrated" for sets of `mm.ensemble()`;
        values of parameters at every point.
    design
        Kind of the design and its options, such as {"kind": "nolh", "points": 129}.
    primary
        What the experiment is about, named before it is run: outcome, lever, case, base,
        smallest_effect; every other comparison is exploratory.
    labels
        Labels of levels by lever: a list in their order, or a text with {} for the value.
    source_folder
        Folder in which files of a design, of scenarios and of own functions are looked for.
    seeds_folder
        Folder of seed tables and scenarios; None for the shipped one.

    Raises
    ------
    ExperimentError, DesignError, OutcomeError, ParameterError, ScenarioError
        For a key, design, outcome, parameter or scenario that makes no sense.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> levers = {"isis.fighters": [5000, 6000]}
    >>> mm.Experiment("reported", days=2, replications=3, levers=levers)
    <Experiment 'experiment': reported, 2 points x 3 replications, 2 days>
    """

    @check_keywords
    def __init__(
        self,
        scenarios: str | Path | Scenario | Sequence[str | Path | Scenario] | None = None,
        *,
        base: str | None = None,
        name: str = "experiment",
        about: str = "",
        days: int | None = None,
        decisions_until: datetime.date | str | None = None,
        replications: int | Mapping[str, Any] | StoppingRule = 100,
        seed: int = 2016,
        common_random_numbers: bool = True,
        outcomes: Sequence[str | Callable[..., Any]] = (),
        record: Sequence[str] = (),
        phases: Sequence[str | tuple[Callable[..., Any], str]] = (),
        levers: Mapping[str, Any] | None = None,
        uncertainties: Mapping[str, Any] | str | None = None,
        constants: Mapping[str, bool | int | float] | None = None,
        design: Mapping[str, Any] | None = None,
        primary: Mapping[str, Any] | None = None,
        labels: Mapping[str, Any] | None = None,
        source_folder: str | Path = ".",
        seeds_folder: str | Path | None = None,
    ) -> None:
        self.spec: ExperimentSpec = validate_spec(
            {
                "base": base, "name": name, "about": about, "days": days,
                "decisions_until": decisions_until, "replications": replications,
                "seed": seed, "common_random_numbers": common_random_numbers,
                "outcomes": outcomes, "record": record, "phases": phases,
                "levers": levers or {}, "uncertainties": uncertainties or {},
                "constants": constants or {}, "design": design or {},
                "primary": primary, "labels": labels or {},
            }
        )  # fmt: skip
        if scenarios is not None and base is not None:
            raise ExperimentError("give base or scenarios, not both")
        if scenarios is not None and not scenarios:
            raise ExperimentError(f"scenarios is {scenarios!r}: it takes at least one")
        self.source_folder = check_path(source_folder)
        self.seeds_folder = None if seeds_folder is None else check_path(seeds_folder).resolve()
        self.scenarios = build_scenarios(
            scenarios or base or "reported", self.spec, self.source_folder, self.seeds_folder
        )
        check_outputs(self.spec, self.scenarios, self.seeds_folder)
        self.points = build_points(self.spec, self.scenarios, self.source_folder)
        check_contrast(self.spec, [one.name for one in self.scenarios])

    @classmethod
    def read(cls, path: str | Path, seeds_folder: str | Path | None = None) -> "Experiment":
        """Return the experiment of a TOML file.

        Parameters
        ----------
        path
            The file; its name is that of the experiment, unless it has the key name.
        seeds_folder
            Folder of seed tables and scenarios; None for the shipped one.

        Returns
        -------
        Experiment

        Raises
        ------
        ExperimentError
            That names the file, the key and what would be right.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import mesa_mosul as mm
        >>> path = pathlib.Path(tempfile.mkdtemp(), "few.toml")
        >>> _ = path.write_text('days = 2\\nreplications = 3')
        >>> mm.Experiment.read(path)
        <Experiment 'few': reported, 1 point x 3 replications, 2 days>
        """
        path = Path(path)
        values = {"name": path.stem} | read_experiment_file(path)
        try:
            folder = path.resolve().parent
            return cls(source_folder=folder, seeds_folder=seeds_folder, **values)
        except MosulError as error:
            raise ExperimentError(f"{path}: {error}") from error

    def plan(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> SweepPlan:
        """Return all runs of this experiment.

        Parameters
        ----------
        timeout_s
            Seconds that one run may take.

        Returns
        -------
        SweepPlan

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> plan = mm.Experiment("reported", days=2, replications=3).plan()
        >>> plan.n_points, plan.replications
        (1, 3)
        """
        spec = self.spec
        return SweepPlan(
            scenarios=tuple(self.scenarios),
            points=self.points,
            replications=spec.replications,
            seed=spec.seed,
            common_random_numbers=spec.common_random_numbers,
            days=spec.days,
            outcomes=spec.outcomes,
            record=spec.record,
            description=json.loads(spec.model_dump_json(exclude_none=True)),
            code_folders=[str(path.resolve()) for path in (self.source_folder, Path())],
            timeout_s=timeout_s,
            phases=spec.phases,
            seeds_folder=None if self.seeds_folder is None else str(self.seeds_folder),
        )

    def trial(self) -> "Experiment":
        """Return this experiment reduced to be tried: two levels of each lever, two seeds.

        Runs last until the levers have acted and outcomes have their dates; where that would
        take more than about half a minute, they are shorter, and `spec.about` says so.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> mm.Experiment("reported", levers={"isis.fighters": [*range(5000, 5090)]}).trial()
        <Experiment 'experiment': reported, 2 points x 2 replications, 20 days>
        """
        reduced = self.with_replications(TRIAL_REPLICATIONS)
        reduced.points = tuple(trial_points(self.spec, self.points, len(self.scenarios)))
        days, note = trial_days(self.spec, self.scenarios, reduced.points)
        outcomes = reached_outcomes(self.spec.outcomes, self.scenarios, days)
        size = f"{len(reduced.points)} of {len(self.points)} points"
        about = f"A trial ({size}, {note}): {self.spec.about.strip()}"
        changes = {"days": days, "outcomes": outcomes, "about": about}
        reduced.spec = reduced.spec.model_copy(update=changes)
        return reduced

    def with_replications(self, replications: int) -> "Experiment":
        """Return this experiment with another number of replications.

        Parameters
        ----------
        replications
            Runs of every point.

        Returns
        -------
        Experiment

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> mm.Experiment("reported", days=2).with_replications(5)
        <Experiment 'experiment': reported, 1 point x 5 replications, 2 days>
        """
        other = copy.copy(self)
        other.spec = self.spec.model_copy(update={"replications": replications})
        return other

    @check_keywords
    def run(
        self,
        folder: str | Path,
        *,
        workers: int | None = None,
        cluster: Any = None,
        memory_mb: int = DEFAULT_MEMORY_MB,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        shard: tuple[int, int] | None = None,
        progress: bool = True,
    ) -> Results:
        """Run what is not yet in a results folder; return all results that are in it.

        Parameters
        ----------
        folder
            Folder of the results; the same call resumes a sweep that was interrupted.
        workers, cluster
            Worker processes: 0 for this process alone, None for one per core. Or a cluster
            instead: the address of a dask scheduler, a Path of its scheduler file, a
            `distributed.Client`, or any executor of `concurrent.futures`, such as those of
            mpi4py, executorlib and parsl.
        memory_mb, timeout_s
            Memory in MB that a worker may take, seconds that a run may take.
        shard, progress
            (i, N) to run only the i-th of N shares; whether a progress bar is shown.

        Returns
        -------
        Results
            The tables of runs and days, their comparisons, analyses and plots.

        Raises
        ------
        StoreError, WorkerError
            For a folder of other results, or workers that cannot be started.

        Examples
        --------
        >>> import tempfile
        >>> import mesa_mosul as mm
        >>> experiment = mm.Experiment("reported", days=2, replications=2)
        >>> results = experiment.run(tempfile.mkdtemp(), workers=0, progress=False)
        >>> results.runs["status"].tolist()
        ['done', 'done']
        """
        options = ExecutionOptions(workers, cluster, timeout_s, memory_mb, progress)
        folder, plan = check_path(folder), self.plan(timeout_s)
        try_own_code(plan, options)
        return Results(run_sweep(plan, folder, options, shard))

    def __repr__(self) -> str:
        text = describe(self.spec, self.scenarios, len(self.points))
        return f"<Experiment '{self.spec.name}': {text}>"

    def _repr_html_(self) -> str:
        text = describe(self.spec, self.scenarios, len(self.points))
        name, about, text = map(html.escape, (self.spec.name, self.spec.about.strip(), text))
        return f"<p><b>{name}</b>: {text}<br>{about}</p>"
