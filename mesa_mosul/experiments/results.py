"""The results of a sweep: its tables, and what can be asked of them."""

import functools
import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul.experiments.execution.executors import DEFAULT_TIMEOUT_S, ExecutionOptions
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.runner import rerun_failures
from mesa_mosul.experiments.execution.worker_pool import DEFAULT_MEMORY_MB
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers
from mesa_mosul.experiments.results_design import FactorNames
from mesa_mosul.experiments.spec_errors import check_keywords

if TYPE_CHECKING:
    import xarray

    from mesa_mosul.experiments.results_plots import ResultsPlots


class Results(RunTables):
    """The results of a sweep, read from its folder.

    Parameters
    ----------
    folder
        Folder of the results, as `Experiment.run` or `mosul sweep` wrote it.

    Attributes
    ----------
    runs
        One row per run: key, point, replicate, seed, status, factors and outcomes.
    daily
        One row per run and day: the recorded columns.
    design
        One row per planned run, also of those that are missing.
    manifest
        The origin of the results: experiment, digests, versions.

    Raises
    ------
    StoreError
        For a folder without results, or of another version's format.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> results = example_results()
    >>> results
    <Results of 'example': 12 runs, 12 done>
    >>> results.runs[["isis.returning_men", "iraqi.troops"]].drop_duplicates().values.tolist()
    [[0, 25000], [0, 54000], [1000, 25000], [1000, 54000]]
    """

    @functools.cached_property
    def analysis(self) -> ResultsAnalysis:
        """Analyses of the completed runs; the commonest are methods of results too."""
        return ResultsAnalysis(self)

    @property
    def plot(self) -> "ResultsPlots":
        """Plots of the completed runs, such as `.plot.distribution(outcome)`."""
        from mesa_mosul.experiments.results_plots import ResultsPlots

        return ResultsPlots(self.analysis)

    def summary(
        self, outcome: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return an outcome by case: mean with its 95 % interval, spread, quantiles.

        Parameters
        ----------
        outcome
            A column of `runs`.
        by
            Factors that distinguish the cases; None for all levers.
        over
            The levers that `by` does not name: "base" keeps them at their base level, a dict at
            the levels that it gives, "mean" averages over all their combinations.

        Returns
        -------
        pandas.DataFrame
            One row per case; see `analysis.distributions.summary`.

        Raises
        ------
        AnalysisError
            For an outcome or a factor that is not there.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().summary("iraqi_killed", by="iraqi.troops")["runs"].tolist()
        [3, 3]
        """
        return self.analysis.summary(outcome, by, over)

    def compare(
        self, outcome: str, base: Any = None, case: Any = None, by: FactorNames = None,
        over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:  # fmt: skip
        """Return paired differences from a base case, with 95 % intervals.

        Parameters
        ----------
        outcome
            A column of `runs`.
        base, case
            Labels of cases, values of the only factor, or dicts of factors; None for the
            base case, and for all others.
        by
            Factors that distinguish the cases; None for all levers.
        over
            The levers that `by` does not name: "base" keeps them at their base level, a dict at
            the levels that it gives, "mean" averages over all their combinations.

        Returns
        -------
        pandas.DataFrame
            One row per case; see `ResultsAnalysis.compare`.

        Raises
        ------
        AnalysisError
            For an outcome, a case or a factor that is not there.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> table = example_results().compare("iraqi_killed", 25000, 54000, by="iraqi.troops")
        >>> table["case"].tolist(), table["pairs"].tolist()
        (['troops 54,000'], [3])
        """
        return self.analysis.compare(outcome, base, case, by, over=over)

    def to_xarray(self) -> "xarray.Dataset":
        """Return outcomes and recorded days of the completed runs as labelled arrays.

        Returns
        -------
        xarray.Dataset
            Dimensions: each lever, `draw` (the parameter set, if parameters were drawn),
            `replicate`; for recorded columns also `date`. Points that are no full grid have the
            dimensions `point` and `replicate`. Runs that are missing are NaN. The numbers of a
            set are coordinates of `draw`; `units` of each variable are in its attributes. A
            recorded column that is an outcome too is called NAME_by_day.

        Raises
        ------
        AnalysisError
            If no run is done, or xarray is not installed (extra `analysis`).

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> data = example_results().to_xarray()
        >>> dict(data["iraqi_killed"].sizes)
        {'isis.returning_men': 2, 'iraqi.troops': 2, 'replicate': 3}
        >>> data["iraqi_killed"].mean("replicate").shape, data["iraqi_killed"].attrs["units"]
        ((2, 2), 'personnel')
        """
        from mesa_mosul.experiments.arrays import runs_to_dataset

        return runs_to_dataset(self.analysis)

    @check_keywords
    def retry(
        self,
        *,
        workers: int | None = None,
        cluster: Any = None,
        memory_mb: int = DEFAULT_MEMORY_MB,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        progress: bool = True,
    ) -> "Results":
        """Run again what failed.

        Parameters
        ----------
        workers, cluster, memory_mb, timeout_s, progress
            As in `Experiment.run`.

        Returns
        -------
        Results
            Those of the same folder.

        Raises
        ------
        StoreError, WorkerError
            If another process writes to the folder or the model has changed; if no worker can
            be started.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().retry(workers=0, progress=False)
        <Results of 'example': 12 runs, 12 done>
        """
        options = ExecutionOptions(workers, cluster, timeout_s, memory_mb, progress)
        rerun_failures(self, options)
        return Results(self.folder)

    def describe(self) -> str:
        """Return how many runs there are, by status."""
        counts = self.runs["status"].value_counts()
        return ", ".join(
            [f"{len(self.runs):,} runs", *(f"{n:,} {s}" for s, n in counts.items())]
        )

    def __repr__(self) -> str:
        return f"<Results of '{self.manifest['name']}': {self.describe()}>"

    def _repr_html_(self) -> str:
        name, text = html.escape(self.manifest["name"]), html.escape(self.describe())
        return f"<p><b>{name}</b>: {text}<br>{html.escape(str(self.folder))}</p>"


def read_results(folder: str | Path) -> Results:
    """Return the results in a folder.

    Parameters
    ----------
    folder
        Folder of the results, as `Experiment.run` or `mosul sweep` wrote it.

    Returns
    -------
    Results
        Its tables are read when they are first used.

    Raises
    ------
    StoreError
        For a folder without results, or of another version's format.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> from mesa_mosul.experiments.example import example_results
    >>> mm.read_results(example_results().folder)
    <Results of 'example': 12 runs, 12 done>
    """
    return Results(folder)
