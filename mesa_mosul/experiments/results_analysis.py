"""Analyses of the results of a sweep that know its design."""

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis import distributions, paired_comparison, survival
from mesa_mosul.analysis import replication_advice as advice
from mesa_mosul.analysis.cases import case_label, label_cases, pivot_by_case, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.experiments.execution.run_outputs import EVENTS_WITH_DATE
from mesa_mosul.experiments.results_cases import AT_BASE, MEAN, OtherLevers, ResultsCases
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN, FactorNames
from mesa_mosul.experiments.results_discovery import ResultsDiscovery

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot


class ResultsAnalysis(ResultsCases, ResultsDiscovery):
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
        runs, factors = self.select_runs(by, over), self.case_factors(by, over)
        return distributions.summary(runs, outcome, factors, self.parameter_set_column)

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
        runs, factors = self.select_runs(by, over), self.case_factors(by, over)
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
        runs, factors = self.select_runs(by, over), self.case_factors(by, over)
        return survival.survival(runs, self.event(event), factors)

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
        runs, factors = self.select_runs(by, over), self.case_factors(by, over)
        return survival.restricted_mean(runs, self.event(event), factors, horizon)

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
        runs, factors = self.select_runs(by, over), self.case_factors(by, over)
        return advice.replication_advice(runs, outcome, factors, half_width)

    def compare(
        self, outcome: str, base: Any = None, case: Any = None, by: FactorNames = None,
        interval_width: float | None = None, over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:  # fmt: skip
        """Return differences from a base case under common random numbers.

        Parameters
        ----------
        outcome
            A numeric or boolean column of `runs`.
        base, case
            Labels of cases, values of the only factor, or dicts of factors; None for the
            base case, and for all others.
        by
            Factors that distinguish the cases.
        interval_width
            Wanted width of the interval, for which the pairs needed are estimated.
        over
            Levers that `by` does not name: "base" keeps them at their base level, a dict at the
            levels that it gives, "mean" averages over all their combinations in which the cases
            differ.

        Returns
        -------
        pandas.DataFrame
            One row per case. Where parameters were drawn, intervals cover parameter sets and
            seeds (`two_way_differences`), else pairs of runs (`paired_differences`). equal_to:
            the earlier case, or the base, whose runs are identical; empty for none. Holm's
            adjustment (p_holm) counts cases with identical runs once, and those that equal the
            base not at all. `attrs["others"]` holds the levels of the other levers in words.

        Raises
        ------
        AnalysisError
            For an outcome, a case or a factor that is not there.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> table = example_results().analysis.compare("iraqi_killed", by="iraqi.troops")
        >>> table["pairs"].tolist(), table.attrs["others"]
        ([3], 'returning_men 0')
        """
        factors, runs = self.case_factors(by, over), self.select_runs(by, over)
        base = self.base_case(factors) if base is None else base
        origin = resolve_case(runs, factors, base)
        if case is not None:
            other = resolve_case(runs, factors, case)
            runs = runs[label_cases(runs, factors).isin([origin, other])]
        for name in factors:
            if name in self.uncertain_factors:
                raise AnalysisError(f"'{name}' was drawn; ask for its sensitivity")
        blocking = [name for name in self.levers if name not in factors] if over == MEAN else []
        if self.uncertain_factors:
            table = paired_comparison.two_way_differences(
                runs, outcome, factors, origin, self.uncertain_factors, blocking
            )
        else:
            table = paired_comparison.paired_differences(
                runs, outcome, factors, origin, blocking, interval_width
            )
        table = mark_equal_cases(table, origin, self.equal_cases(by, over))
        table.attrs["others"] = self.describe_others(by, over)
        return table

    def count_signs(
        self,
        outcome: str,
        base: Any = None,
        by: FactorNames = None,
        over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:
        """Return in how many pairs of runs, or parameter sets, a case lies above the base.

        Parameters
        ----------
        outcome, base, by, over
            As in `compare`.

        Returns
        -------
        pandas.DataFrame
            One row per case: case, units (pairs of runs; parameter sets, of which each counts
            with its mean, where parameters were drawn), above, below, equal.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.count_signs("iraqi_killed")["units"].tolist()
        [3, 3, 3]
        """
        factors, runs = self.case_factors(by, over), self.select_runs(by, over)
        base = self.base_case(factors) if base is None else base
        origin = resolve_case(runs, factors, base)
        values = pivot_by_case(runs, outcome, factors, self.pair_columns)
        rows = []
        for case in values.columns.drop(origin):
            differences = (values[case] - values[origin]).dropna()
            if self.uncertain_factors:
                differences = differences.groupby(level=PARAMETER_SET_COLUMN).mean()
            signs = np.sign(differences.to_numpy())
            rows.append(
                {"case": str(case), "units": len(signs), "above": int((signs > 0).sum()),
                 "below": int((signs < 0).sum()), "equal": int((signs == 0).sum())}
            )  # fmt: skip
        return pd.DataFrame(rows)

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

        factors, candidates = self.case_factors(by), self.select_runs(by)
        label = resolve_case(candidates, factors, case)
        try:
            last_date = datetime.date.fromisoformat(date)
        except ValueError as error:
            raise AnalysisError(f"'{date}' is no date such as 2016-12-31") from error
        rows = candidates[label_cases(candidates, factors) == label].sort_values("replicate")
        runs = [rerun_job(self.results, key, last_date) for key in rows["key"].head(max_runs)]
        snapshots = [run.map() for run in runs]
        return [snapshot for snapshot in snapshots if snapshot.date == last_date]


def mark_equal_cases(
    effects: pd.DataFrame, base: str, equal_cases: dict[str, str]
) -> pd.DataFrame:
    """Return effects with the column equal_to, and p_holm over cases that differ.

    equal_cases: for each case the first case whose runs are identical. A case that equals the
    base is not tested; cases that equal one another are tested once.
    """
    inert = {case for case, first in equal_cases.items() if first == equal_cases[base]}
    twins = [
        base if case in inert else ("" if equal_cases[case] == case else equal_cases[case])
        for case in effects["case"]
    ]
    effects = effects.assign(
        equal_to=[one if one in [base, *effects["case"]] else "" for one in twins]
    )
    if "p_holm" not in effects:
        return effects
    is_distinct = effects["equal_to"] == ""
    adjusted = pd.Series(1.0, index=effects.index)
    if is_distinct.any():
        adjusted[is_distinct] = paired_comparison.holm_adjust(
            effects.loc[is_distinct, "p"].to_numpy()
        )
    by_case = dict(zip(effects["case"], adjusted, strict=True))
    for at, twin in effects["equal_to"].items():
        if twin and twin != base:
            adjusted[at] = by_case[twin]
    return effects.assign(p_holm=adjusted)
