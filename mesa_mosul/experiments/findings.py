"""What the results of a sweep say: analyses and plots that know its design."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul.analysis import comparison, convergence, distributions, survival
from mesa_mosul.analysis.cases import case_of, cases, named, sound
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.draws import Draw, read_draws, read_lever

if TYPE_CHECKING:
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.fight import Picture

ALONE = ("varied", "to")
"""Factors of a design that varies one at a time."""
PLACE = ("key", "point", "replicate", "seed")
DRAW = "draw"
"""Column of what was drawn together: one number for all combinations of levers."""
Names = str | Sequence[str] | None


def draws_of(said: dict[str, Any]) -> dict[str, Draw]:
    """Return what an experiment draws, from what its manifest says of it."""
    levers = [read_lever(name, value) for name, value in said["levers"].items()]
    held = {name for levels in levers for one in levels for name in one.changes}
    return read_draws(said["uncertainties"], held | said["constants"].keys())


class Findings:
    """Analyses of the runs of a sweep that are done.

    by: the factors that are compared; left out, all levers and the scenario. A factor that is
    not named is averaged over, and kept equal within each pair of a comparison.
    """

    def __init__(self, results: "Results") -> None:
        self.results = results
        self.runs = with_days(sound(results.runs))
        said = results.manifest["experiment"]
        self.kind = said["design"]["kind"]
        self.factors = [name for name in results.design.columns if name not in PLACE]
        self.draws = draws_of(said) if said["uncertainties"] else {}
        drawn = set() if self.kind == "one_at_a_time" else set(self.draws)
        self.drawn = [name for name in self.factors if name in drawn]
        self.levers = [name for name in self.factors if name not in drawn]
        if self.drawn:
            sets = self.runs.groupby(self.drawn, sort=False).ngroup()
            self.runs = self.runs.assign(**{DRAW: sets})

    @property
    def sets(self) -> str:
        """The column that names a parameter set, where numbers were drawn."""
        return DRAW if self.drawn else ""

    def by(self, names: Names) -> list[str]:
        """Return the factors that are meant; raises AnalysisError for one that there is not."""
        names = self.levers if names is None else names
        told = [names] if isinstance(names, str) else list(names)
        for name in told:
            if name not in self.factors:
                known = ", ".join(self.levers) or "none"
                raise AnalysisError(f"no factor is called '{name}' (varied here: {known})")
        if self.kind == "one_at_a_time" and 0 < len({*told} & {*ALONE}) < len(ALONE):
            raise AnalysisError("here 'varied' and 'to' name a case together: give both")
        return list(told)

    def cases(self, by: Names = None) -> list[str]:
        """Return what the cases are called, in the order of the design."""
        return list(cases(self.runs, self.by(by)).cat.categories)

    def base(self, by: Names = None) -> str:
        """Return the first case of the design, with which others are compared by default."""
        return self.cases(by)[0]

    def summary(self, outcome: str, by: Names = None) -> pd.DataFrame:
        """Return an outcome by case; see `analysis.distributions.summary`."""
        return distributions.summary(self.runs, outcome, self.by(by), self.sets)

    def probability(self, outcome: str, by: Names = None) -> pd.DataFrame:
        """Return the share of runs with an outcome; see `analysis.distributions`."""
        return distributions.probability(self.runs, outcome, self.by(by), self.sets)

    def survival(self, event: str, by: Names = None) -> pd.DataFrame:
        """Return the share of runs without an event by day; see `analysis.survival`."""
        return survival.survival(self.runs, event, self.by(by))

    def restricted_mean(
        self, event: str, by: Names = None, horizon: float | None = None
    ) -> pd.DataFrame:
        """Return the mean days until an event; see `analysis.survival.restricted_mean`."""
        return survival.restricted_mean(self.runs, event, self.by(by), horizon)

    def convergence(self, outcome: str, by: Names = None) -> pd.DataFrame:
        """Return whether there are enough replications; see `analysis.convergence.advice`."""
        return convergence.advice(self.runs, outcome, self.by(by))

    def compare(
        self, outcome: str, base: Any = None, case: Any = None, by: Names = None,
        width: float | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Return differences from a base case under the same luck, one row each.

        base, case: what cases are called, values of the only factor, or dicts of factors; left
        out, the first case and all others. Over drawn numbers the interval holds parameter sets
        and seeds (`analysis.comparison.two_level`), else pairs of runs (`paired`).
        """
        told = self.by(by)
        origin = case_of(self.runs, told, self.base(told) if base is None else base)
        runs = self.runs
        if case is not None:
            other = case_of(runs, told, case)
            runs = runs[cases(runs, told).isin([origin, other])]
        for name in told:
            if name in self.drawn:
                raise AnalysisError(f"'{name}' was drawn; ask for its sensitivity")
        within = [name for name in self.levers if name not in told]
        if self.drawn:
            return comparison.two_level(runs, outcome, told, origin, self.drawn, within)
        return comparison.paired(runs, outcome, told, origin, within, width)

    def alone(self, outcome: str) -> pd.DataFrame:
        """Return what each number that was varied alone changes, with columns varied and to.

        Raises AnalysisError for another design than one at a time.
        """
        if self.kind != "one_at_a_time":
            raise AnalysisError("these results varied several numbers at once; ask for compare")
        effects = self.compare(outcome)
        told = self.runs[list(ALONE)].drop_duplicates()
        names = {
            named(dict(zip(ALONE, row, strict=True))): row
            for row in told.astype(object).to_numpy().tolist()
        }
        pairs = pd.DataFrame([names[case] for case in effects["case"]], columns=list(ALONE))
        return pd.concat([pairs, effects], axis=1)

    def sensitivity(self, outcome: str) -> pd.DataFrame:
        """Return how far each drawn number matters, by the method that the design is made for.

        Sobol indices of a saltelli design, elementary effects of a morris design, partial rank
        correlations of any other sample.
        """
        from mesa_mosul.analysis import correlations, sensitivity

        if not self.drawn:
            raise AnalysisError("nothing was drawn here; sensitivity takes [uncertainties]")
        said = self.results.manifest["experiment"]
        design, seed = said["design"], said["seed"]
        if self.kind == "saltelli":
            pairs = bool(design.get("second_order"))
            return sensitivity.sobol(self.runs, outcome, self.draws, pairs, self.levers)
        if self.kind == "morris":
            return sensitivity.morris(
                self.runs, outcome, self.draws, design.get("trajectories", 20),
                design.get("levels", 4), seed, self.levers,
            )  # fmt: skip
        return correlations.rank_correlations(self.runs, outcome, self.drawn, DRAW)

    def interactions(self, outcome: str) -> pd.DataFrame:
        """Return how the levers share the variance; see `analysis.interactions`."""
        from mesa_mosul.analysis import interactions

        return interactions.interactions(self.runs, outcome, self.levers)

    def fought_again(
        self, case: Any, date: str, by: Names = None, runs: int = 40
    ) -> "list[Picture]":
        """Fight runs of one case again up to the evening of a day, and return their pictures.

        The first runs by replicate, a tenth of a second each; those that ended before are left
        out. They are what `plots.control_map` draws.
        """
        from mesa_mosul.experiments.again import fought_again

        told = self.by(by)
        label = case_of(self.runs, told, case)
        try:
            last = datetime.date.fromisoformat(date)
        except ValueError as fault:
            raise AnalysisError(f"'{date}' is no date such as 2016-12-31") from fault
        rows = self.runs[cases(self.runs, told) == label].sort_values("replicate")
        again = [fought_again(self.results, key, last) for key in rows["key"].head(runs)]
        return [run.map() for run in again if run.map().date == last]

    def daily(self, column: str) -> pd.DataFrame:
        """Return the recorded days; raises AnalysisError for a column that was not recorded."""
        kept = self.results.manifest["kept"]["record"]
        if column not in kept:
            raise AnalysisError(
                f"'{column}' was not recorded day by day; name it under record (there are:"
                f" {', '.join(kept) or 'none'})"
            )
        return self.results.daily


def with_days(runs: pd.DataFrame) -> pd.DataFrame:
    """Return runs with the days until the east is cleared, to the run's end at most."""
    if runs.empty or "east_cleared" not in runs.columns:
        return runs
    return runs.assign(days_to_clear_east=survival.times(runs, "east_cleared")["day"])
