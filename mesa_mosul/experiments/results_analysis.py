"""Analyses of the results of a sweep that know its design."""

import dataclasses
import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul.analysis import distributions, survival
from mesa_mosul.analysis import replication_advice as advice
from mesa_mosul.analysis.cases import label_cases, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.spread import spread
from mesa_mosul.analysis.variance_shares import variance_shares
from mesa_mosul.experiments.execution.run_outputs import EVENTS_WITH_DATE
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers
from mesa_mosul.experiments.results_comparison import ResultsComparison
from mesa_mosul.experiments.results_design import FactorNames

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot


class ResultsAnalysis(ResultsComparison):
    """Analyses of the completed runs of a sweep: `results.analysis`.

    by: factors that distinguish the cases; None for all levers and the scenario.
    over: how levers that `by` does not name are treated. "base" keeps them at their base level,
    {lever: level} keeps those that it names at another, "mean" averages over all their
    combinations but those in which the runs of all cases are identical. An average over
    combinations describes none of them.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> example_results().analysis.levers
    ['isis.returning_men', 'iraqi.troops']
    """

    def summary(
        self, outcome: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return an outcome by case; see `analysis.distributions.summary`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.summary("iraqi_killed"))
        4
        """
        runs, factors = self.select_runs(by, over, "summary"), self.case_factors(by, over)
        return distributions.summary(runs, outcome, factors, self.parameter_set_column)

    def spread(
        self, outcome: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return an outcome's spread between parameter sets and between seeds, by case.

        See `analysis.spread.spread`, which needs 10 parameter sets and 2 seeds.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> table = example_uncertain_results().analysis.spread("iraqi_killed")
        >>> table[["sets", "seeds"]].values.tolist()
        [[16, 2]]
        """
        runs, factors = self.select_runs(by, over, "spread"), self.case_factors(by, over)
        return spread(runs, outcome, factors, self.parameter_set_column)

    def variance_shares(
        self, outcome: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return the shares of cases, parameter sets, both and seeds in the variance of runs.

        See `analysis.variance_shares.variance_shares`. Cases whose runs are identical to those
        of an earlier case count once.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> table = example_uncertain_results().analysis.variance_shares("iraqi_killed")
        >>> table["component"].tolist(), round(float(table["share"].sum()), 6)
        (['parameter sets', 'seeds'], 1.0)
        """
        runs, factors = (
            self.select_runs(by, over, "variance_shares"),
            self.case_factors(by, over),
        )
        distinct = {case for case, first in self.equal_cases(by, over).items() if case == first}
        runs = runs[label_cases(runs, factors).isin(distinct)]
        return variance_shares(runs, outcome, factors, self.parameter_set_column)

    def probability(
        self, outcome: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return the share of runs with an outcome; see `analysis.distributions`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> analysis = example_results().analysis
        >>> analysis.probability("stalled", "iraqi.troops")["runs"].tolist()
        [3, 3]
        >>> analysis.probability("stalled", "iraqi.troops", over="mean")["runs"].tolist()
        [6, 6]
        """
        runs, factors = self.select_runs(by, over, "probability"), self.case_factors(by, over)
        return distributions.probability(runs, outcome, factors, self.parameter_set_column)

    def survival(
        self, event: str, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return the share of runs without an event by day; see `analysis.survival`.

        Parameters
        ----------
        event
            captured, east_cleared or stalled, or a custom boolean outcome NAME whose day is
            the outcome NAME_day.
        by, over
            Factors that distinguish the cases; how the other levers are treated.

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
        runs, factors = self.select_runs(by, over, "survival"), self.case_factors(by, over)
        return survival.survival(runs, self.event(event), factors, self.parameter_set_column)

    def restricted_mean(
        self,
        event: str,
        by: FactorNames = None,
        horizon: float | None = None,
        over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:
        """Return the mean days until an event; see `analysis.survival.restricted_mean`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.restricted_mean("east_cleared", "iraqi.troops"))
        2
        """
        runs, factors = (
            self.select_runs(by, over, "restricted_mean"),
            self.case_factors(by, over),
        )
        return survival.restricted_mean(
            runs, self.event(event), factors, horizon, self.parameter_set_column
        )

    def event(self, name: str) -> str:
        """Return the name of an event; raises AnalysisError for an outcome without a day."""
        if name not in EVENTS_WITH_DATE and f"{name}_day" not in self.runs.columns:
            raise AnalysisError(
                f"'{name}' is no event: survival takes {', '.join(EVENTS_WITH_DATE)}"
            )
        return name

    def replication_advice(
        self,
        outcome: str,
        by: FactorNames = None,
        half_width: float | None = None,
        over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:
        """Return the replications that each case needs; see `analysis.replication_advice`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.replication_advice("iraqi_killed"))
        4
        """
        runs, factors = (
            self.select_runs(by, over, "replication_advice"),
            self.case_factors(by, over),
        )
        sets = self.parameter_set_column
        return advice.replication_advice(runs, outcome, factors, half_width, sets)

    def rerun_case(
        self, case: Any, date: str, by: FactorNames = None, max_runs: int = 40
    ) -> "list[Snapshot]":
        """Run one case again up to the evening of a day; return the snapshots of that evening.

        Parameters
        ----------
        case
            A label, a value of the only factor, or a dict of factors.
        date
            A day such as "2016-12-31". Of a run that ended before, because the city was
            captured, it is the last snapshot, under this date.
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

        factors, candidates = self.case_factors(by), self.select_runs(by)
        label = resolve_case(candidates, factors, case)
        try:
            last_date = datetime.date.fromisoformat(date)
        except ValueError as error:
            raise AnalysisError(f"'{date}' is no date such as 2016-12-31") from error
        rows = candidates[label_cases(candidates, factors) == label].sort_values("replicate")
        runs = [rerun_job(self.results, key, last_date) for key in rows["key"].head(max_runs)]
        return [dataclasses.replace(run.map(), date=last_date) for run in runs]
