"""Variance-based indices and elementary effects, by the designs that are made for them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.design_checks import check_design_complete, check_saltelli_blocks
from mesa_mosul.analysis.errors import AnalysisError, optional_import
from mesa_mosul.analysis.points import by_lever_combination, point_means
from mesa_mosul.analysis.sampling.factors import UncertainParameter
from mesa_mosul.analysis.sampling.salib_cubes import morris_cube, salib_problem

SALIB_SEED = 1
"""Random seed of the bootstrap intervals."""

UncertainParameters = Mapping[str, UncertainParameter]


def sobol_analysis(
    runs: pd.DataFrame,
    outcome: str,
    uncertainties: UncertainParameters,
    second_order: bool = False,
    levers: Sequence[str] = (),
) -> pd.DataFrame:
    """Return Sobol's first-order and total indices of each factor (Saltelli et al. 2010).

    Parameters
    ----------
    runs
        All runs of a `saltelli` design: `point`, `outcome`, the uncertainties, `levers`.
    outcome
        Name of a numeric or boolean column.
    uncertainties
        The sampled parameters, in the order of the design.
    second_order
        As in the design.
    levers
        All levers that the design was crossed with; each combination has its own indices.

    Returns
    -------
    pandas.DataFrame
        One row per combination of levers and factor: the levers, factor, first (share of the
        variance that the factor explains alone), total (with all its interactions), each with
        a 95 % bootstrap interval over the blocks of the design (first_low, ...). NaN if the
        outcome varies not at all or only inside blocks.

    Raises
    ------
    AnalysisError
        If points are missing or belong to another design, or if the extra `analysis` is not
        installed.

    Examples
    --------
    >>> import pandas as pd
    >>> from SALib.sample import sobol
    >>> from mesa_mosul.analysis.sampling.factors import parse_distributions
    >>> names = {"command.tempo": "evidence", "fire.aimed_rate": "evidence"}
    >>> uncertainties = parse_distributions(names, set())
    >>> cube = sobol.sample(salib_problem(uncertainties), 256, calc_second_order=False, seed=1)
    >>> runs = pd.DataFrame(cube, columns=list(names)).assign(point=range(len(cube)))
    >>> runs["km2"] = 3.0 * runs["command.tempo"]
    >>> sobol_analysis(runs, "km2", uncertainties)["total"].round(1).tolist()
    [1.0, 0.0]
    """
    keys = {"first": "S1", "total": "ST"}
    parts = []
    for labels, indices in sobol_results(runs, outcome, uncertainties, second_order, levers):
        columns = {
            f"{name}{suffix}": indices[key] + side * indices[f"{key}_conf"]
            for name, key in keys.items()
            for suffix, side in (("", 0), ("_low", -1), ("_high", 1))
        }
        parts.append(pd.DataFrame({**labels, "factor": list(uncertainties), **columns}))
    return pd.concat(parts, ignore_index=True)


def sobol_second_order(
    runs: pd.DataFrame,
    outcome: str,
    uncertainties: UncertainParameters,
    levers: Sequence[str] = (),
) -> pd.DataFrame:
    """Return Sobol's second-order index of each pair of factors.

    For a design with second_order; parameters and errors as for `sobol_analysis`. Columns: the
    levers, factor, other_factor, second (share of the variance that the interaction of both
    explains), second_low, second_high (95 %).
    """
    first, other = np.triu_indices(len(uncertainties), 1)
    names = np.array(list(uncertainties))
    parts = []
    for labels, indices in sobol_results(runs, outcome, uncertainties, True, levers):
        share, half = indices["S2"][first, other], indices["S2_conf"][first, other]
        pairs = {"factor": names[first], "other_factor": names[other], "second": share}
        interval = {"second_low": share - half, "second_high": share + half}
        parts.append(pd.DataFrame({**labels, **pairs, **interval}))
    return pd.concat(parts, ignore_index=True)


def sobol_results(
    runs: pd.DataFrame,
    outcome: str,
    uncertainties: UncertainParameters,
    second_order: bool,
    levers: Sequence[str],
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """Yield each combination of levers with SALib's indices of its points."""
    with optional_import("sobol_analysis"):
        from SALib.analyze.sobol import analyze
    size = (2 if second_order else 1) * len(uncertainties) + 2
    problem = salib_problem(uncertainties)
    for labels, part in by_lever_combination(runs, levers):
        means = point_means(part, [outcome, *uncertainties])
        blocks = -(-int(np.ptp(means.index) + 1) // size)
        check_design_complete(means, size << (blocks - 1).bit_length(), labels)
        check_saltelli_blocks(means[list(uncertainties)].to_numpy(), size)
        values = means[outcome].to_numpy()
        ends = np.concatenate([values[::size], values[size - 1 :: size]])
        if np.allclose(ends, ends[0], rtol=1e-12, atol=0.0):  # SALib would return zeros
            yield labels, nan_indices(len(uncertainties))
        else:
            yield (
                labels,
                analyze(problem, values, calc_second_order=second_order, seed=SALIB_SEED),
            )


def nan_indices(factor_count: int) -> dict[str, np.ndarray]:
    """Return indices in SALib's form, all NaN."""
    orders = {"S1": 1, "ST": 1, "S2": 2}
    return {
        f"{key}{suffix}": np.full((factor_count,) * order, np.nan)
        for key, order in orders.items()
        for suffix in ("", "_conf")
    }


def morris_analysis(
    runs: pd.DataFrame,
    outcome: str,
    uncertainties: UncertainParameters,
    trajectories: int,
    grid_levels: int,
    seed: int,
    levers: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the elementary effects of each factor over its whole range (Morris 1991).

    Parameters
    ----------
    runs
        All runs of a `morris` design: `point`, `outcome`, the uncertainties, `levers`.
    outcome
        Name of a numeric or boolean column.
    uncertainties
        The sampled parameters, in the order of the design.
    trajectories, grid_levels, seed
        As in the design.
    levers
        All levers that the design was crossed with; each combination has its own effects.

    Returns
    -------
    pandas.DataFrame
        One row per combination of levers and factor, in the unit of the outcome: the levers,
        factor, mu (mean effect), mu_star (mean absolute effect) with a 95 % bootstrap interval
        over trajectories, sigma (standard deviation of the effects: large for a factor that
        interacts or acts nonlinearly).

    Raises
    ------
    AnalysisError
        If points are missing or belong to another design, or if the extra `analysis` is not
        installed.

    Examples
    --------
    >>> import pandas as pd
    >>> from mesa_mosul.analysis.sampling.factors import parse_distributions
    >>> names = ["command.tempo", "fire.aimed_rate"]
    >>> uncertainties = parse_distributions(dict.fromkeys(names, "evidence"), set())
    >>> cube = morris_cube(uncertainties, trajectories=4, levels=4, seed=1)
    >>> columns = zip(names, uncertainties.values(), cube.T)
    >>> runs = pd.DataFrame({name: known.quantile(column) for name, known, column in columns})
    >>> runs = runs.assign(point=range(len(cube)), km2=5.0 * cube[:, 0])
    >>> table = morris_analysis(runs, "km2", uncertainties, 4, 4, seed=1)
    >>> table["mu_star"].round(6).tolist()
    [5.0, 0.0]
    """
    with optional_import("morris_analysis"):
        from SALib.analyze.morris import analyze

        cube = morris_cube(uncertainties, trajectories, grid_levels, seed)
    columns = zip(uncertainties.values(), cube.T, strict=True)
    design = np.array([parameter.quantile(column) for parameter, column in columns]).T
    problem, parts = salib_problem(uncertainties), []
    for labels, part in by_lever_combination(runs, levers):
        means = point_means(part, [outcome, *uncertainties])
        check_design_complete(means, len(cube), labels)
        if not np.allclose(means[list(uncertainties)], design, rtol=1e-9, atol=1e-12):
            raise AnalysisError(
                "the points are not those of this design: it was generated with other"
                " uncertainties or another seed, or with another version of SALib"
            )
        values = means[outcome].to_numpy()
        effects = analyze(problem, cube, values, num_levels=grid_levels, seed=SALIB_SEED)
        factors = {"factor": list(uncertainties), **morris_columns(effects)}
        parts.append(pd.DataFrame({**labels, **factors}))
    return pd.concat(parts, ignore_index=True)


def morris_columns(salib_result: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the columns of `morris_analysis` from SALib's result."""
    mu_star, half = (
        np.asarray(salib_result["mu_star"]),
        np.asarray(salib_result["mu_star_conf"]),
    )
    interval = {"mu_star_low": mu_star - half, "mu_star_high": mu_star + half}
    return {
        "mu": salib_result["mu"],
        "mu_star": mu_star,
        **interval,
        "sigma": salib_result["sigma"],
    }
