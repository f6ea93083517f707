"""Parameters that are drawn together: a Gaussian copula over the groups that they declare."""

from collections.abc import Iterable, Sequence

import numpy as np
import scipy

from mesa_mosul.analysis.sampling.factors import EVIDENCE, UncertainParameter
from mesa_mosul.parameters.measure import GROUP_CORRELATION


def evidence_groups(uncertainties: Iterable[UncertainParameter]) -> list[str]:
    """Return the group of each uncertain parameter, empty for one that is drawn alone.

    A parameter with a distribution of the user is drawn alone: whoever writes down what is
    known of one number does not say by that what it has to do with others.
    """
    return [
        one.parameter.spec.together if one.distribution == EVIDENCE else ""
        for one in uncertainties
    ]


def correlate_groups(
    cube: np.ndarray,
    groups: Sequence[str],
    blocks: int = 1,
    correlation: float = GROUP_CORRELATION,
) -> np.ndarray:
    """Return a cube of independent fractions as one whose columns correlate within groups.

    The normal scores of the members of a group share one normal variable, so that any two have
    the same correlation (a Gaussian copula; Spearman's coefficient is
    6 / pi * arcsin(correlation / 2)). Each column keeps its own values, in an order given by
    its scores (Iman and Conover 1982): margins stay exactly as they were, and a Latin hypercube
    stays one. Other columns stay as they are. Not for designs that take independent factors or
    differences between certain rows (morris, saltelli).

    Parameters
    ----------
    cube : numpy.ndarray
        Fractions from 0 to 1, (points, factors).
    groups : sequence of str
        The group of each column; columns of the group "" are drawn alone.
    blocks : int
        Parts of equal size, one after another, that are independent samples; values are
        reordered within a part only.
    correlation : float
        Correlation of the normal scores of two members, from 0 to less than 1.

    Returns
    -------
    numpy.ndarray
        Fractions of the same shape.

    Examples
    --------
    >>> import numpy as np
    >>> cube = np.random.default_rng(1).random((1000, 3))
    >>> together = correlate_groups(cube, ["paces", "", "paces"])
    >>> bool(0.6 < np.corrcoef(together[:, 0], together[:, 2])[0, 1] < 0.8)
    True
    >>> bool((np.sort(together, axis=0) == np.sort(cube, axis=0)).all())
    True
    """
    correlated = cube.copy()
    for group in dict.fromkeys(groups):
        members = [place for place, name in enumerate(groups) if name == group]
        if not group or len(members) == 1:
            continue
        for rows in np.array_split(np.arange(len(cube)), blocks):
            part = np.ix_(rows, members)
            correlated[part] = in_order_of(
                correlated_scores(cube[part], correlation), cube[part]
            )
    return correlated


def correlated_scores(fractions: np.ndarray, correlation: float) -> np.ndarray:
    """Return standard normal scores, any two columns of which have one correlation."""
    edge = np.finfo(float).eps
    scores = scipy.special.ndtri(np.clip(fractions, edge, 1.0 - edge))
    return mix_scores(scores, correlation)


def mix_scores(scores: np.ndarray, correlation: float) -> np.ndarray:
    """Return independent scores as scores any two columns of which have one correlation."""
    count = scores.shape[1]
    matrix = np.full((count, count), correlation)
    np.fill_diagonal(matrix, 1.0)
    return scores @ np.linalg.cholesky(matrix).T


def correlate_scores(
    scores: np.ndarray, groups: Sequence[str], correlation: float = GROUP_CORRELATION
) -> np.ndarray:
    """Return independent normal scores as scores that correlate within groups."""
    correlated = scores.copy()
    for group in dict.fromkeys(name for name in groups if name):
        members = [place for place, name in enumerate(groups) if name == group]
        correlated[:, members] = mix_scores(scores[:, members], correlation)
    return correlated


def in_order_of(scores: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the values of each column, sorted as the scores of that column are."""
    ranks = np.argsort(np.argsort(scores, axis=0, kind="stable"), axis=0, kind="stable")
    return np.take_along_axis(np.sort(values, axis=0), ranks, axis=0)
