"""What the tab of sweeps shows of a results folder: figures and tables of its cases."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul import plots
from mesa_mosul.analysis.cases import is_boolean
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.number_format import (
    format_effect,
    is_share,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.results import Results, read_results
from mesa_mosul.experiments.results_contrast_plots import HARM_OUTCOME
from mesa_mosul.formatting import format_number
from mesa_mosul.plots.style import capitalize, outcome_label

ALL_LEVERS = "all levers together"
MAX_PICTURED_CASES = 12
"""Cases of a figure; tables have all."""


def sweeps_in(folders: list[Path]) -> dict[str, Path]:
    """Return the results folders among some folders and those just inside them, by name."""
    inside = [one for folder in folders if folder.is_dir() for one in sorted(folder.iterdir())]
    results = [one for one in (*folders, *inside) if (one / "manifest.json").is_file()]
    return {f"{one.parent.name}/{one.name}": one for one in results}


class SweepView:
    """The completed runs of a sweep, by outcome and lever.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the results.

    Attributes
    ----------
    outcomes : dict of str to str
        The outcomes that are numbers, and what they are called.
    levers : list of str
        What the cases may be distinguished by; empty where nothing was varied.

    Raises
    ------
    StoreError, AnalysisError
        For a folder without results, or without a completed run.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> view = SweepView(example_results().folder)
    >>> view.levers, view.outcomes["iraqi_killed"]
    (['all levers together', 'isis.returning_men', 'iraqi.troops'], 'Iraqi killed (personnel)')
    >>> view.table("iraqi_killed", "iraqi.troops")["case"].tolist()
    ['troops 54,000']
    """

    def __init__(self, folder: Path) -> None:
        self.results: Results = read_results(folder)
        self.data = ReportData(self.results.analysis)
        analysis = self.data.analysis
        if analysis.runs.empty:
            raise AnalysisError(f"no run of {folder} is done")
        numeric = analysis.runs.select_dtypes(["number", "bool"]).columns
        apart = analysis.unlike_columns() | set(analysis.factors)
        first = [name for name in self.data.outcomes if name in numeric]
        names = dict.fromkeys([*first, *(name for name in numeric if name not in apart)])
        self.outcomes = {name: capitalize(outcome_label(name)) for name in names}
        levers = list(analysis.levers)
        self.levers = [ALL_LEVERS, *levers] if len(levers) > 1 else levers
        self.first_outcome = next(iter(self.outcomes))
        self.first_lever = self.data.by[0] if len(self.data.by) == 1 else ALL_LEVERS

    def factors(self, lever: str) -> list[str]:
        """Return the factors that distinguish the cases."""
        return list(self.data.analysis.levers) if lever == ALL_LEVERS else [lever]

    def figure(self, outcome: str, lever: str) -> Axes:
        """Plot each case's distribution beside its paired differences from the base."""
        plot, factors = self.results.plot, self.factors(lever)
        if not self.data.is_contrast():
            return plot.distribution(outcome)
        if len(self.effects(outcome, lever)) >= MAX_PICTURED_CASES:
            return self.forest(outcome, factors)
        return plot.differences(outcome, by=factors)

    def forest(self, outcome: str, factors: list[str]) -> Axes:
        """Plot the paired differences that the table has."""
        analysis = self.data.analysis
        return plots.forest(
            self.data.effects(outcome, factors),
            outcome,
            base=analysis.base_case(factors),
            is_share=is_boolean(analysis.runs, outcome),
        )

    def effects(self, outcome: str, lever: str) -> pd.DataFrame:
        """Return the paired difference of each case from the base."""
        return self.data.effects(outcome, self.factors(lever))

    def table(self, outcome: str, lever: str) -> pd.DataFrame:
        """Return each case in words: mean, difference with its interval, harm to civilians."""
        if not self.data.is_contrast():
            return self.summary_table(outcome)
        effects = self.effects(outcome, lever)
        name, (scale, unit) = capitalize(outcome_title(outcome)), outcome_scale(outcome)
        unit = "%" if is_share(outcome) else unit
        columns = {
            "case": effects["case"],
            "pairs": effects["pairs"].map("{:,}".format),
            f"{name}, mean ({unit})": [format_number(scale * mean) for mean in effects["mean"]],
            f"{name}, difference from the base (95 % interval)": [
                format_effect(row, outcome) for _, row in effects.iterrows()
            ],
        }
        if outcome != HARM_OUTCOME and HARM_OUTCOME in self.outcomes:
            harm = self.effects(HARM_OUTCOME, lever)
            columns["Civilians killed, difference (95 % interval)"] = [
                format_effect(row, HARM_OUTCOME) for _, row in harm.iterrows()
            ]
        return pd.DataFrame(columns)

    def summary_table(self, outcome: str) -> pd.DataFrame:
        """Return the distribution of the one case there is, with harm below it."""
        outcomes = dict.fromkeys([outcome, *({HARM_OUTCOME} & self.outcomes.keys())])
        rows = [self.results.summary(name).iloc[0] for name in outcomes]
        columns = {"mean": "mean", "low": "95 % interval from", "high": "to"}
        numbers = {
            text: [format_number(float(row[name])) for row in rows]
            for name, text in columns.items()
        }
        return pd.DataFrame({"outcome": [self.outcomes[name] for name in outcomes], **numbers})

    def base_text(self, outcome: str, lever: str) -> str:
        """Return the base case and how much was run, in a sentence."""
        runs = f"{len(self.data.analysis.runs):,} completed runs."
        if not self.data.is_contrast():
            return runs
        analysis, factors = self.data.analysis, self.factors(lever)
        base = analysis.base_case(factors)
        mean = self.effects(outcome, lever)["base"].iloc[0]
        scale, unit = outcome_scale(outcome)
        unit = "%" if is_share(outcome) else unit
        return f"{runs} Base: {base}, mean {format_number(scale * mean)} {unit}."
