"""Joint draws of the declared measure over the parameters, before any run is compared."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.sampling.dependence import (
    correlate_groups,
    correlate_scores,
    evidence_groups,
)
from mesa_mosul.analysis.sampling.distribution_checks import DesignError
from mesa_mosul.analysis.sampling.factors import EVIDENCE, expand_pattern, parse_distribution
from mesa_mosul.analysis.sampling.hypercubes import latin_hypercube

DATED_PLANS = "reinforcement.*"
"""Plans of the article that were not carried out by 13 December 2016: in the campaign to that
day they are known to have had no effect."""


def campaign_numbers() -> list[str]:
    """Return the names of all numbers that are uncertain in the campaign to 13 December 2016.

    In the order of their declaration; without switches, without resolution, numerical accuracy
    and laboratories, and without the plans of DATED_PLANS.

    Examples
    --------
    >>> names = campaign_numbers()
    >>> "fire.aimed_rate" in names, "resolution.cell_metres" in names, "switch.air" in names
    (True, False, False)
    """
    return [name for name in expand_pattern("*") if not fnmatchcase(name, DATED_PLANS)]


def draw_numbers(names: Sequence[str], n: int, seed: int) -> pd.DataFrame:
    """Return a joint sample of parameters from the measure that they declare.

    A Latin hypercube, in which the members of a group are correlated
    (`dependence.correlate_groups`) while every margin stays that of the hypercube. The same
    names in the same order, with the same number and seed, give the same sample; a larger
    sample is another one.

    Parameters
    ----------
    names : sequence of str
        Dotted names; a switch may be among them, and is true or false with equal probability.
    n : int
        Number of parameter sets, 1 or more.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    pandas.DataFrame
        One row per parameter set, one column per name, in the type of the parameter.

    Raises
    ------
    DesignError
        For a parameter without a measure, such as resolution, for a name given twice, and for
        a sample of no points.
    ParameterError
        For a name that no parameter has.

    Examples
    --------
    >>> sample = draw_numbers(["isis.fighters", "fire.aimed_rate"], 100, seed=1)
    >>> sample.shape, bool(sample["isis.fighters"].between(2500, 10000).all())
    ((100, 2), True)
    """
    uncertainties = [parse_distribution(name, EVIDENCE) for name in names]
    columns = [one.parameter.name for one in uncertainties]
    if len(set(columns)) < len(columns):
        raise DesignError("a parameter is drawn twice; name each once")
    if n < 1 or not columns:
        raise DesignError(f"a sample takes one parameter and one point or more, not {n} points")
    cube = latin_hypercube(n, len(columns), seed)
    cube = correlate_groups(cube, evidence_groups(uncertainties))
    return pd.DataFrame(
        {
            name: one.quantile(fractions)
            for name, one, fractions in zip(columns, uncertainties, cube.T, strict=True)
        }
    )


def numbers_from_scores(names: Sequence[str], scores: np.ndarray) -> pd.DataFrame:
    """Return the numbers at independent standard normal scores, one row for each of them.

    scores: shape (sets, numbers). Independent normal scores give the declared measure, groups
    included: for samplers that move in the space of scores.
    """
    uncertainties = [parse_distribution(name, EVIDENCE) for name in names]
    fractions = scipy.special.ndtr(correlate_scores(scores, evidence_groups(uncertainties)))
    return pd.DataFrame(
        {
            one.parameter.name: one.quantile(column)
            for one, column in zip(uncertainties, fractions.T, strict=True)
        }
    )
