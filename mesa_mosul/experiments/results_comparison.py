"""Comparisons of the cases of a sweep with a base case, replicate by replicate."""

from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis import paired_comparison
from mesa_mosul.analysis.cases import case_label, label_cases, pivot_by_case, resolve_case
from mesa_mosul.analysis.equal_cases import mark_equal_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.experiments.results_cases import AT_BASE, MEAN, OtherLevers
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN, FactorNames
from mesa_mosul.experiments.results_discovery import ResultsDiscovery


class ResultsComparison(ResultsDiscovery):
    """Comparisons of cases; by, over: as in `ResultsAnalysis`."""

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
            One row per case. See `paired_comparison.paired_differences`. equal_to:
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
        factors, runs = self.case_factors(by, over), self.select_runs(by, over, "compare")
        base = self.base_case(factors) if base is None else base
        origin = resolve_case(runs, factors, base)
        if case is not None:
            other = resolve_case(runs, factors, case)
            runs = runs[label_cases(runs, factors).isin([origin, other])]
        for name in factors:
            if name in self.uncertain_factors:
                raise AnalysisError(f"'{name}' was drawn; ask for its sensitivity")
        blocking = [name for name in self.levers if name not in factors] if over == MEAN else []
        runs = runs.assign(course=runs["key"].map(self.course_by_key))
        sets = [PARAMETER_SET_COLUMN] if self.uncertain_factors else []
        table = paired_comparison.paired_differences(
            runs, outcome, factors, origin, blocking, interval_width, sets
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
        rows = []
        for case, differences in self.unit_differences(outcome, base, by, over).items():
            signs = np.sign(differences.to_numpy())
            rows.append(
                {"case": case, "units": len(signs), "above": int((signs > 0).sum()),
                 "below": int((signs < 0).sum()), "equal": int((signs == 0).sum())}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def unit_differences(
        self,
        outcome: str,
        base: Any = None,
        by: FactorNames = None,
        over: OtherLevers = AT_BASE,
    ) -> dict[str, pd.Series]:
        """Return the difference of each case from the base, pair by pair or set by set.

        outcome, base, by, over: as in `compare`. Where parameters were drawn, each parameter
        set counts with the mean of its pairs.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> differences = example_results().analysis.unit_differences("iraqi_killed")
        >>> [len(values) for values in differences.values()]
        [3, 3, 3]
        """
        factors, runs = self.case_factors(by, over), self.select_runs(by, over, "compare")
        base = self.base_case(factors) if base is None else base
        origin = resolve_case(runs, factors, base)
        values = pivot_by_case(runs, outcome, factors, self.pair_columns)
        differences = {}
        for case in values.columns.drop(origin):
            units = (values[case] - values[origin]).dropna()
            if self.uncertain_factors:
                units = units.groupby(level=PARAMETER_SET_COLUMN).mean()
            differences[str(case)] = units
        return differences

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
