"""Which factors an outcome hangs on, by the designs that are laid for this question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError, extra
from mesa_mosul.analysis.points import combinations, means
from mesa_mosul.experiments.designs import morris_cube, problem
from mesa_mosul.experiments.draws import Draw

SEED = 1
"""Of the resamples behind intervals."""

Draws = Mapping[str, Draw]


def sobol(
    runs: pd.DataFrame,
    outcome: str,
    draws: Draws,
    second_order: bool = False,
    held: Sequence[str] = (),
) -> pd.DataFrame:
    """Return which share of an outcome's variance each factor explains (Saltelli et al. 2010).

    first: alone; total: with all its interactions; each with a 95 % bootstrap interval over
    the design's blocks. second_order: as the design was laid; held: all levers that it was
    crossed with, each combination of which is analysed for itself. Not a number where the
    outcome does not vary, or does so inside blocks only. Raises
    AnalysisError for points that are missing or of another design.
    """
    names = {"first": "S1", "total": "ST"}
    rows = []
    for labels, told in indices(runs, outcome, draws, second_order, held):
        ends = {
            f"{name}{end}": told[key] + side * told[f"{key}_conf"]
            for name, key in names.items()
            for end, side in (("", 0), ("_low", -1), ("_high", 1))
        }
        rows.append(pd.DataFrame({**labels, "factor": list(draws), **ends}))
    return pd.concat(rows, ignore_index=True)


def sobol_pairs(
    runs: pd.DataFrame, outcome: str, draws: Draws, held: Sequence[str] = ()
) -> pd.DataFrame:
    """Return which share of an outcome's variance each pair explains beyond its two factors.

    Of a design with second_order; otherwise as `sobol`.
    """
    one, other = np.triu_indices(len(draws), 1)
    names = np.array(list(draws))
    rows = []
    for labels, told in indices(runs, outcome, draws, True, held):
        share, half = told["S2"][one, other], told["S2_conf"][one, other]
        found = {"factor": names[one], "other": names[other], "second": share}
        ends = {"second_low": share - half, "second_high": share + half}
        rows.append(pd.DataFrame({**labels, **found, **ends}))
    return pd.concat(rows, ignore_index=True)


def indices(
    runs: pd.DataFrame, outcome: str, draws: Draws, second_order: bool, held: Sequence[str]
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """Yield each combination of levers and what SALib tells of its points."""
    with extra("sobol"):
        from SALib.analyze.sobol import analyze
    block = (2 if second_order else 1) * len(draws) + 2
    for labels, part in combinations(runs, held):
        laid = means(part, [outcome, *draws])
        blocks = -(-int(np.ptp(laid.index) + 1) // block)
        check_complete(laid, block << (blocks - 1).bit_length(), labels)
        check_blocks(laid[list(draws)].to_numpy(), block)
        values = laid[outcome].to_numpy()
        both = np.concatenate([values[::block], values[block - 1 :: block]])
        if np.allclose(both, both[0], rtol=1e-12, atol=0.0):  # SALib would tell of zeros
            yield labels, nothing(len(draws))
        else:
            yield (
                labels,
                analyze(problem(draws), values, calc_second_order=second_order, seed=SEED),
            )


def nothing(factors: int) -> dict[str, np.ndarray]:
    """Return indices as SALib tells them, none of which is a number."""
    orders = {"S1": 1, "ST": 1, "S2": 2}
    return {
        f"{key}{end}": np.full((factors,) * order, np.nan)
        for key, order in orders.items()
        for end in ("", "_conf")
    }


def check_complete(laid: pd.DataFrame, expected: int, labels: Mapping[str, Any]) -> None:
    """Check that all points of a design, or of one combination of its levers, were run."""
    if len(laid) != expected or np.ptp(laid.index) != expected - 1:
        where = "".join(f", {name} {label}" for name, label in labels.items())
        raise AnalysisError(
            f"{len(laid)} of {expected} points of the design are there, if it was laid as is"
            f" said here{where}"
        )


def check_blocks(values: np.ndarray, block: int) -> None:
    """Check that each block of points changes one factor after the other, as Saltelli's do.

    values: (points, factors).
    """
    count = values.shape[1]
    blocks = values.reshape(-1, block, count)
    kept = blocks[:, 1 : count + 1] == blocks[:, :1]
    if not (kept | np.eye(count, dtype=bool)).all():
        raise AnalysisError(
            "the points are no Saltelli sample of these uncertainties in this order; are all"
            " levers in held, and is second_order as the design was laid?"
        )


def morris(
    runs: pd.DataFrame,
    outcome: str,
    draws: Draws,
    trajectories: int,
    levels: int,
    seed: int,
    held: Sequence[str] = (),
) -> pd.DataFrame:
    """Return by how much each factor, moved over its range, changes an outcome (Morris 1991).

    mu: mean effect; mu_star: mean of its size, with a 95 % bootstrap interval over
    trajectories; sigma: its spread, large for a factor that interacts or is not linear.
    trajectories, levels, seed: as the design was laid; held: as in `sobol`. Raises
    AnalysisError for points that are missing or of another design.
    """
    with extra("morris"):
        from SALib.analyze.morris import analyze

        cube = morris_cube(draws, trajectories, levels, seed)
    wanted = np.array([d.at(part) for d, part in zip(draws.values(), cube.T, strict=True)]).T
    rows = []
    for labels, part in combinations(runs, held):
        laid = means(part, [outcome, *draws])
        check_complete(laid, len(cube), labels)
        if not np.allclose(laid[list(draws)], wanted, rtol=1e-9, atol=1e-12):
            raise AnalysisError(
                "the points are not those of this design: it was laid with other draws or"
                " another seed, or was made with another version of SALib"
            )
        values = laid[outcome].to_numpy()
        told = analyze(problem(draws), cube, values, num_levels=levels, seed=SEED)
        rows.append(pd.DataFrame({**labels, "factor": list(draws), **effects(told)}))
    return pd.concat(rows, ignore_index=True)


def effects(told: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the columns of `morris` from what SALib tells."""
    size, half = np.asarray(told["mu_star"]), np.asarray(told["mu_star_conf"])
    ends = {"mu_star_low": size - half, "mu_star_high": size + half}
    return {"mu": told["mu"], "mu_star": size, **ends, "sigma": told["sigma"]}
