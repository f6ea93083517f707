"""Analyses of the results of a sweep that know its design."""

import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul.analysis import distributions, paired_comparison, survival
from mesa_mosul.analysis import replication_advice as advice
from mesa_mosul.analysis.cases import case_label, label_cases, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.experiments.execution.run_outputs import EVENTS_WITH_DATE
from mesa_mosul.experiments.results_design import FactorNames
from mesa_mosul.experiments.results_discovery import ResultsDiscovery

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot


class ResultsAnalysis(ResultsDiscovery):
    """Analyses of the completed runs of a sweep: `results.analysis`.

    by: factors that distinguish the cases; None for all levers and the scenario. A factor
    that is not named is averaged over, and kept equal within each pair of a comparison.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> example_results().analysis.levers
    ['isis.returning_men', 'iraqi.troops']
    """

    def summary(self, outcome: str, by: FactorNames = None) -> pd.DataFrame:
        """Return an outcome by case; see `analysis.distributions.summary`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.summary("iraqi_killed"))
        4
        """
        runs = self.sampled_runs("summary")
        return distributions.summary(runs, outcome, self.by(by), self.parameter_set_column)

    def probability(self, outcome: str, by: FactorNames = None) -> pd.DataFrame:
        """Return the share of runs with an outcome; see `analysis.distributions`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.probability("stalled", "iraqi.troops")["runs"].tolist()
        [6, 6]
        """
        return distributions.probability(
            self.sampled_runs("probability"), outcome, self.by(by), self.parameter_set_column
        )

    def survival(self, event: str, by: FactorNames = None) -> pd.DataFrame:
        """Return the share of runs without an event by day; see `analysis.survival`.

        Parameters
        ----------
        event
            captured, east_cleared or stalled, or a custom boolean outcome NAME whose day is
            the outcome NAME_day.
        by
            Factors that distinguish the cases.

        Raises
        ------
        AnalysisError
            For an outcome that is no event.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> curves = example_results().analysis.survival("east_cleared", "iraqi.troops")
        >>> curves["case"].nunique()
        2
        """
        return survival.survival(self.sampled_runs("survival"), self.event(event), self.by(by))

    def restricted_mean(
        self, event: str, by: FactorNames = None, horizon: float | None = None
    ) -> pd.DataFrame:
        """Return the mean days until an event; see `analysis.survival.restricted_mean`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.restricted_mean("east_cleared", "iraqi.troops"))
        2
        """
        runs = self.sampled_runs("restricted_mean")
        return survival.restricted_mean(runs, self.event(event), self.by(by), horizon)

    def event(self, name: str) -> str:
        """Return the name of an event; raises AnalysisError for an outcome without a day."""
        if name not in EVENTS_WITH_DATE and f"{name}_day" not in self.runs.columns:
            raise AnalysisError(
                f"'{name}' is no event: survival takes {', '.join(EVENTS_WITH_DATE)}"
            )
        return name

    def replication_advice(
        self, outcome: str, by: FactorNames = None, half_width: float | None = None
    ) -> pd.DataFrame:
        """Return the replications that each case needs; see `analysis.replication_advice`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.replication_advice("iraqi_killed"))
        4
        """
        runs = self.sampled_runs("replication_advice")
        return advice.replication_advice(runs, outcome, self.by(by), half_width)

    def compare(
        self, outcome: str, base: Any = None, case: Any = None, by: FactorNames = None,
        interval_width: float | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Return differences from a base case under common random numbers.

        Parameters
        ----------
        outcome
            A numeric or boolean column of `runs`.
        base, case
            Labels of cases, values of the only factor, or dicts of factors; None for the
            first case, and for all others.
        by
            Factors that distinguish the cases.
        interval_width
            Wanted width of the interval, for which the pairs needed are estimated.

        Returns
        -------
        pandas.DataFrame
            One row per case. Where parameters were drawn, intervals cover parameter sets and
            seeds (`two_way_differences`), else pairs of runs (`paired_differences`).

        Raises
        ------
        AnalysisError
            For an outcome, a case or a factor that is not there.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.compare("iraqi_killed")["pairs"].tolist()
        [3, 3, 3]
        """
        factors = self.by(by)
        origin = resolve_case(self.runs, factors, self.first_case(by) if base is None else base)
        runs = self.sampled_runs("compare")
        if case is not None:
            other = resolve_case(runs, factors, case)
            runs = runs[label_cases(runs, factors).isin([origin, other])]
        for name in factors:
            if name in self.uncertain_factors:
                raise AnalysisError(f"'{name}' was drawn; ask for its sensitivity")
        blocking = [name for name in self.levers if name not in factors]
        if self.uncertain_factors:
            return paired_comparison.two_way_differences(
                runs, outcome, factors, origin, self.uncertain_factors, blocking
            )
        return paired_comparison.paired_differences(
            runs, outcome, factors, origin, blocking, interval_width
        )

    def one_at_a_time_effects(self, outcome: str) -> pd.DataFrame:
        """Return the effect of each value that was varied alone, with columns factor and level.

        Raises AnalysisError for another design than one at a time.
        """
        if self.design_kind != ONE_AT_A_TIME:
            raise AnalysisError("these results varied several factors at once; ask for compare")
        effects = self.compare(outcome)
        levels = self.runs[list(ONE_AT_A_TIME_COLUMNS)].drop_duplicates()
        rows = {
            case_label(dict(zip(ONE_AT_A_TIME_COLUMNS, row, strict=True))): row
            for row in levels.astype(object).to_numpy().tolist()
        }
        pairs = pd.DataFrame(
            [rows[case] for case in effects["case"]], columns=list(ONE_AT_A_TIME_COLUMNS)
        )
        return pd.concat([pairs, effects], axis=1)

    def rerun_case(
        self, case: Any, date: str, by: FactorNames = None, max_runs: int = 40
    ) -> "list[Snapshot]":
        """Run one case again up to the evening of a day; return the snapshots of that evening.

        Parameters
        ----------
        case
            A label, a value of the only factor, or a dict of factors.
        date
            A day such as "2016-12-31"; runs that ended before are left out.
        by
            Factors that distinguish the cases.
        max_runs
            The first runs by replicate; a run takes a tenth of a second.

        Returns
        -------
        list of Snapshot
            What `plots.control_map` draws.

        Raises
        ------
        AnalysisError, StoreError
            For a case that is not there, or a date outside the run.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> analysis = example_results().analysis
        >>> len(analysis.rerun_case(25000, "2016-12-07", by="iraqi.troops", max_runs=2))
        2
        """
        from mesa_mosul.experiments.replay import rerun_job

        factors = self.by(by)
        label = resolve_case(self.runs, factors, case)
        try:
            last_date = datetime.date.fromisoformat(date)
        except ValueError as error:
            raise AnalysisError(f"'{date}' is no date such as 2016-12-31") from error
        rows = self.runs[label_cases(self.runs, factors) == label].sort_values("replicate")
        runs = [rerun_job(self.results, key, last_date) for key in rows["key"].head(max_runs)]
        snapshots = [run.map() for run in runs]
        return [snapshot for snapshot in snapshots if snapshot.date == last_date]
