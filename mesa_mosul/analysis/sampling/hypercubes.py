"""Points that fill a cube evenly; functions return parts from 0 to 1, (points, factors)."""

import numpy as np
import scipy

from mesa_mosul.analysis.sampling.distribution_checks import DesignError

DECORRELATION_ROUNDS, RANDOM_STARTS = 30, 12
"""Rounds of decorrelation, and hypercubes of which the least correlated is taken."""


def latin_hypercube(points: int, factors: int, seed: int) -> np.ndarray:
    """Return a Latin hypercube: every factor has one point in each of so many equal slices."""
    rng = np.random.default_rng(seed)
    return scipy.stats.qmc.LatinHypercube(factors, rng=rng).random(points)


def replicated_latin_hypercubes(
    points: int, factors: int, seed: int, hypercubes: int = 1
) -> np.ndarray:
    """Return independent Latin hypercubes of points / hypercubes points, one after another.

    Point i belongs to hypercube i // (points / hypercubes). Their means are independent, so
    their spread gives the error of the mean, which the points of one hypercube do not (McKay,
    Beckman and Conover 1979). One hypercube is `latin_hypercube`. Raises DesignError unless
    hypercubes divides points, with two points or more in each.
    """
    if hypercubes == 1:
        return latin_hypercube(points, factors, seed)
    size, rest = divmod(points, hypercubes)
    if rest or size < 2:
        near = hypercubes * max(round(points / hypercubes), 2)
        raise DesignError(
            f"hypercubes is {hypercubes}: it takes a number that divides points, {points}, into"
            f" hypercubes of two points or more; points = {near} would do"
        )
    seeds = np.random.SeedSequence(seed).spawn(hypercubes)
    return np.concatenate(
        [scipy.stats.qmc.LatinHypercube(factors, rng=np.random.default_rng(one)).random(size)
         for one in seeds]
    )  # fmt: skip


def hypercube_of_point(point: np.ndarray, points: int, hypercubes: int) -> np.ndarray:
    """Return the hypercube to which points of a design belong, by their numbers.

    point: the number over all scenarios and combinations of levers, each of which has the same
    `points` samples in order.

    >>> import numpy as np
    >>> hypercube_of_point(np.arange(12), points=6, hypercubes=3).tolist()
    [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]
    """
    return (point % points) // (points // hypercubes)


def sobol_sequence(points: int, factors: int, seed: int) -> np.ndarray:
    """Return a scrambled Sobol sequence.

    Raises DesignError unless points is a power of two, at which it is balanced.
    """
    if points & (points - 1):
        near = 1 << (points - 1).bit_length()
        raise DesignError(f"points is {points}; sobol takes a power of two, such as {near}")
    rng = np.random.default_rng(seed)
    return scipy.stats.qmc.Sobol(factors, rng=rng).random_base2(points.bit_length() - 1)


def nearly_orthogonal(points: int, factors: int, seed: int) -> np.ndarray:
    """Return a Latin hypercube, at the middles of its slices, whose factors hardly correlate.

    Ranks are decorrelated by their own Cholesky factor (Florian 1992), again and again.
    Raises DesignError for fewer than factors + 2 points.
    """
    if points < factors + 2:
        raise DesignError(f"{factors} factors take at least {factors + 2} points, not {points}")
    rng = np.random.default_rng(seed)
    tries = (
        decorrelate_ranks(random_latin_ranks(points, factors, rng))
        for _ in range(RANDOM_STARTS)
    )
    return (min(tries, key=max_abs_correlation) - 0.5) / points


def random_latin_ranks(points: int, factors: int, rng: np.random.Generator) -> np.ndarray:
    """Return for each factor the ranks 1 to points in an order of its own."""
    return rng.permuted(np.tile(np.arange(1.0, points + 1), (factors, 1)), axis=1).T


def decorrelate_ranks(ranks: np.ndarray) -> np.ndarray:
    """Return ranks whose columns correlate as little as rounds of Florian's step achieve."""
    best = ranks
    for _ in range(DECORRELATION_ROUNDS):
        try:
            root = np.linalg.cholesky(correlation_matrix(ranks))
        except np.linalg.LinAlgError:  # two of few ranks agree in full
            return best
        normal = scipy.special.ndtri(ranks / (len(ranks) + 1))
        ranks = scipy.stats.rankdata(np.linalg.solve(root, normal.T), axis=1).T
        if max_abs_correlation(ranks) < max_abs_correlation(best):
            best = ranks
    return best


def correlation_matrix(columns: np.ndarray) -> np.ndarray:
    """Return the matrix of correlations of columns."""
    return np.atleast_2d(np.corrcoef(columns, rowvar=False))


def max_abs_correlation(columns: np.ndarray) -> float:
    """Return the largest absolute correlation of two different columns."""
    correlations = np.abs(correlation_matrix(columns))
    np.fill_diagonal(correlations, 0.0)
    return float(correlations.max())
