"""Results and the ensemble as labelled arrays: xarray, and the groups that ArviZ reads."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError, optional_import
from mesa_mosul.analysis.sampling.prior import draw_numbers
from mesa_mosul.experiments.execution.run_outputs import RUN_COLUMNS
from mesa_mosul.plots.style import glossary_units

if TYPE_CHECKING:
    import xarray

    from mesa_mosul.experiments.results_analysis import ResultsAnalysis

DATE_COLUMNS = ("last_day", "captured_on", "east_cleared_on", "stalled_from")
"""Outcomes that are dates."""


def runs_to_dataset(analysis: "ResultsAnalysis") -> "xarray.Dataset":
    """Return outcomes and recorded days of the completed runs of a sweep.

    See `Results.to_xarray`.
    """
    with optional_import("to_xarray"):
        import xarray
    runs = analysis.runs
    if runs.empty:
        raise AnalysisError("no run is done; there is nothing to put into arrays")
    sets = [analysis.parameter_set_column] if analysis.uncertain_factors else []
    index = [*analysis.levers, *sets, "replicate"]
    if runs.duplicated(index).any():
        index = ["point", "replicate"]
    numbers = [name for name in analysis.uncertain_factors if name in runs]
    unlike = {*RUN_COLUMNS, *index, *numbers, "key", "point", "digest", "error"}
    outcomes = runs.set_index(index)[[name for name in runs if name not in unlike]]
    for name in (name for name in DATE_COLUMNS if name in outcomes):
        outcomes[name] = pd.to_datetime(outcomes[name])
    outcomes = outcomes.infer_objects()
    for column in outcomes.select_dtypes("object"):
        outcomes[column] = pd.to_numeric(outcomes[column], errors="coerce")
    data = xarray.Dataset.from_dataframe(outcomes)
    days = analysis.results.daily
    recorded = [name for name in days if name not in ("key", "point", "replicate", "date")]
    if recorded:
        places = runs[list(dict.fromkeys(["key", "point", *index]))]
        joined = days.drop(columns="replicate").merge(places, on=["key", "point"])
        table = joined.set_index([*index, "date"])[recorded]
        names = {name: f"{name}_by_day" for name in recorded if name in data}
        data = data.merge(xarray.Dataset.from_dataframe(table.rename(columns=names)))
    for name in numbers:
        of_set = runs.groupby(index[-2])[name].first()
        data = data.assign_coords(
            {name: (index[-2], of_set.reindex(data[index[-2]].to_numpy()).to_numpy())}
        )
    return describe_variables(data, analysis.results.manifest)


def describe_variables(data: "xarray.Dataset", manifest: dict[str, Any]) -> "xarray.Dataset":
    """Give each variable its unit, and the whole its origin."""
    units = glossary_units()
    for name, variable in data.data_vars.items():
        column = str(name).partition("@")[0].removesuffix("_by_day")
        if unit := units.get(column):
            variable.attrs["units"] = unit
    origin = {"experiment": manifest["name"], "model": manifest["digests"]["model"]}
    return data.assign_attrs(origin)


def sets_to_tree(
    sets: pd.DataFrame, prior_sets: int, seed: int, scenario: str
) -> "xarray.DataTree":
    """Return parameter sets that weigh the same in the groups of ArviZ, beside the prior.

    See `Ensemble.to_arviz`.
    """
    with optional_import("to_arviz"):
        import xarray
    names = [str(name) for name in sets]
    groups = {
        "posterior": sets,
        "prior": draw_numbers(names, prior_sets, seed),
    }
    datasets = {
        group: xarray.Dataset(
            {name: (("chain", "draw"), table[name].to_numpy()[None]) for name in names},
            coords={"chain": [0], "draw": np.arange(len(table))},
        )
        for group, table in groups.items()
    }
    tree = xarray.DataTree.from_dict(datasets)
    tree.attrs = {"scenario": scenario}
    return tree
