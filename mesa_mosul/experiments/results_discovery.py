"""Which factors matter, alone and together, and where an outcome occurs."""

from typing import Any

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.scenario_discovery import PrimBox
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers, ResultsCases
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN


class ResultsDiscovery(ResultsCases):
    """Sensitivity analysis and scenario discovery of the completed runs of a sweep.

    over: how levers are treated, as in `ResultsAnalysis`: at their base level, unless it says
    otherwise.
    """

    def interactions(self, outcome: str) -> pd.DataFrame:
        """Return the shares of the variance of an outcome that levers and their pairs have.

        Parameters
        ----------
        outcome
            A numeric column of `runs`.

        Returns
        -------
        pandas.DataFrame
            One row per lever and pair, without the variance of random variation; see
            `analysis.interactions.interactions`. Where parameters were drawn, random variation
            is that between parameter sets.

        Raises
        ------
        AnalysisError
            If the levers are not fully crossed, or cells differ by random variation alone.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> shares = example_results().analysis.interactions("isis_casualties")["share"]
        >>> round(float(shares.sum()), 6)
        1.0
        """
        from mesa_mosul.analysis import interactions

        runs = self.sampled_runs("interactions")
        unit = self.parameter_set_column or "replicate"
        return interactions.interactions(runs, outcome, self.levers, resampling_unit=unit)

    def sensitivity(self, outcome: str) -> pd.DataFrame:
        """Return how much each drawn parameter matters.

        Sobol indices of a saltelli design, elementary effects of a morris design, partial rank
        correlations (`prcc`) of any other sample.

        Parameters
        ----------
        outcome
            A numeric column of `runs`.

        Raises
        ------
        AnalysisError
            If nothing was drawn, or runs of the design are missing.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> table = example_uncertain_results().analysis.sensitivity("iraqi_killed")
        >>> sorted(table["factor"])
        ['fire.aimed_rate', 'iraqi.troops', 'isis.fighters']
        """
        from mesa_mosul.analysis import sensitivity

        self.uncertain("sensitivity")
        options = self.design_options
        if self.design_kind == "saltelli":
            second_order = bool(options.get("second_order"))
            return sensitivity.sobol_analysis(
                self.runs, outcome, self.uncertainties, second_order, self.levers
            )
        if self.design_kind == "morris":
            return sensitivity.morris_analysis(
                self.runs, outcome, self.uncertainties, options.get("trajectories", 20),
                options.get("levels", 4), self.seed, self.levers,
            )  # fmt: skip
        return self.prcc(outcome)

    def prcc(self, outcome: str, over: OtherLevers = AT_BASE) -> pd.DataFrame:
        """Return the partial rank correlation of each drawn parameter with an outcome.

        Parameters
        ----------
        outcome
            A numeric or boolean column of `runs`.
        over
            How levers are treated: at their base level, unless it says otherwise.

        Returns
        -------
        pandas.DataFrame
            One row per parameter; see `analysis.rank_correlation`.

        Raises
        ------
        AnalysisError
            If nothing was drawn, or too few points for that many parameters.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> table = example_uncertain_results().analysis.prcc("iraqi_killed")
        >>> bool(table["correlation"].between(-1.0, 1.0).all())
        True
        """
        from mesa_mosul.analysis.rank_correlation import partial_rank_correlations

        factors = self.uncertain("prcc")
        runs = self.select_runs([], over, "prcc")
        return partial_rank_correlations(runs, outcome, factors, PARAMETER_SET_COLUMN)

    def prim(
        self, outcome: str, above: float | None = None, over: OtherLevers = AT_BASE
    ) -> PrimBox:
        """Return the region of the drawn parameters in which an outcome occurs (PRIM).

        Parameters
        ----------
        outcome
            A boolean column of `runs`, or a numeric one with `above`.
        above
            Threshold of a numeric outcome: the region of values above it.
        over
            How levers are treated: at their base level, unless it says otherwise.

        Returns
        -------
        PrimBox
            limits, coverage, density and mass, the same on parameter sets left out of the
            search, and the trade-off between them; see `analysis.scenario_discovery.prim_box`.
            Without limits, and with a reason, if no box is better than all runs together there.

        Raises
        ------
        AnalysisError
            If nothing was drawn, fewer than ten parameter sets were, the outcome occurs in all
            runs or in none, or the design is no sample.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> results = example_uncertain_results()
        >>> box = results.analysis.prim("iraqi_killed", results.runs["iraqi_killed"].median())
        >>> box.density >= box.base_rate
        True
        """
        from mesa_mosul.analysis.scenario_discovery import prim_box

        factors = self.uncertain("prim")
        runs = self.runs_above(outcome, above, self.select_runs([], over, "prim"))
        return prim_box(runs, outcome, factors, resampling_unit=PARAMETER_SET_COLUMN)

    def prim_validation(
        self, outcome: str, above: float | None = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return how boxes fitted without some parameter sets perform on those.

        Parameters
        ----------
        outcome, above, over
            As in `prim`.

        Returns
        -------
        pandas.DataFrame
            One row per split: the attribute `splits` of the box that `prim` returns, which
            takes the same time.

        Raises
        ------
        AnalysisError
            As `prim`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> results = example_uncertain_results()
        >>> middle = results.runs["iraqi_killed"].median()
        >>> len(results.analysis.prim_validation("iraqi_killed", middle))
        20
        """
        return self.prim(outcome, above, over).splits

    def tree(
        self, outcome: str, above: float | None = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return the leaves of a classification tree of the drawn parameters (CART).

        Parameters
        ----------
        outcome, above, over
            As in `prim`.

        Returns
        -------
        pandas.DataFrame
            One row per leaf, densest first; see `analysis.classification_tree`.

        Raises
        ------
        AnalysisError
            If nothing was drawn, or the outcome occurs in all runs or in none.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> results = example_uncertain_results()
        >>> middle = results.runs["iraqi_killed"].median()
        >>> leaves = results.analysis.tree("iraqi_killed", middle)
        >>> int(leaves["runs"].sum())
        32
        """
        from mesa_mosul.analysis.classification_tree import classification_tree

        factors = self.uncertain("tree")
        runs = self.runs_above(outcome, above, self.select_runs([], over, "tree"))
        return classification_tree(runs, outcome, factors, resampling_unit=PARAMETER_SET_COLUMN)

    def tipping_point(
        self,
        outcome: str,
        factor: str | None = None,
        above: float | None = None,
        over: OtherLevers = AT_BASE,
    ) -> pd.DataFrame:
        """Return the value of a factor at which half of the runs have an outcome.

        Parameters
        ----------
        outcome
            As in `prim`.
        factor
            A numeric factor; None for the drawn parameter with the strongest rank correlation.
        above, over
            As in `prim`; a factor that is a lever varies.

        Returns
        -------
        pandas.DataFrame
            One row: value with its 95 % interval; see `analysis.tipping_point`.

        Raises
        ------
        AnalysisError
            If the factor does not vary, or the outcome is not boolean.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> results = example_uncertain_results()
        >>> middle = results.runs["iraqi_killed"].median()
        >>> table = results.analysis.tipping_point("iraqi_killed", "iraqi.troops", middle)
        >>> table["factor"].tolist()
        ['iraqi.troops']
        """
        from mesa_mosul.analysis.tipping_point import tipping_point

        name = (
            self.prcc(outcome, over)["factor"].iloc[0] if factor is None else self.by(factor)[0]
        )
        by = [name] if name in self.levers else []
        runs = self.runs_above(outcome, above, self.select_runs(by, over, "tipping_point"))
        return tipping_point(runs, outcome, name, set_column=self.parameter_set_column)

    def runs_above(self, outcome: str, above: float | None, runs: pd.DataFrame) -> pd.DataFrame:
        """Return runs; with a threshold, the outcome is whether it lies above."""
        if above is None:
            return runs
        values: Any = runs.get(outcome)
        if values is None or not pd.api.types.is_numeric_dtype(values):
            raise AnalysisError(f"'{outcome}' is no number that could lie above {above:g}")
        return runs.assign(**{outcome: values > above})
