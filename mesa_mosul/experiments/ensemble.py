"""The ensemble: parameter sets with which the campaign agrees with what was observed.

`mosul calibrate` makes `seeds/ensemble.csv`, one row per set with its weight, and
`seeds/ensemble.json`, which says from what.
"""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.tables import resolve_seeds_folder
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import ParameterError, cast_value, parameters

if TYPE_CHECKING:
    import xarray

ENSEMBLE_FILE, PROVENANCE_FILE = "ensemble.csv", "ensemble.json"
WEIGHT, SEED = "weight", "seed"
"""Columns before those of the parameters: the weight of a set, and the random seed of the run
that agreed with the record."""


class Ensemble(NamedTuple):
    """Weighted parameter sets, and what they were made from.

    Attributes
    ----------
    numbers : pandas.DataFrame
        One row per set, one column per parameter, by its dotted name.
    weights : numpy.ndarray
        Weights that sum to 1, shape (sets,).
    seeds : numpy.ndarray
        Random seed of the run of each set that agreed with the record, shape (sets,).
    provenance : dict
        Scenario, digest of the model, sizes and seed of the calibration.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> ensemble = mm.ensemble()
    >>> bool(abs(ensemble.weights.sum() - 1.0) < 1e-9), ensemble.provenance["scenario"]
    (True, 'campaign')
    """

    numbers: pd.DataFrame
    weights: np.ndarray
    seeds: np.ndarray
    provenance: dict[str, Any]

    def to_arviz(self, prior_sets: int = 1000, seed: int = 1) -> "xarray.DataTree":
        """Return the ensemble in the groups that ArviZ reads.

        Parameters
        ----------
        prior_sets, seed
            Number of parameter sets drawn from the measures that parameters declare, and the
            random seed with which they are drawn.

        Returns
        -------
        xarray.DataTree
            Groups `posterior` and `prior`, a variable per parameter with the dimensions `chain`
            (one) and `draw`. ArviZ takes draws that weigh the same: a set of the ensemble
            appears as often as its weight says (systematic resampling), some not at all.

        Raises
        ------
        AnalysisError
            If xarray is not installed (extra `analysis`).

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> tree = mm.ensemble().to_arviz(prior_sets=50)
        >>> tree["prior"]["isis.fighters"].shape, sorted(tree.children)
        ((1, 50), ['posterior', 'prior'])
        """
        from mesa_mosul.experiments.arrays import sets_to_tree

        sets = self.numbers.iloc[repeat_sets(self.weights, len(self.weights))]
        return sets_to_tree(sets, prior_sets, seed, self.provenance["scenario"])


class EnsembleError(MosulError):
    """More sets than an ensemble has, or an ensemble without any."""


def ensemble(seeds_folder: str | Path | None = None) -> Ensemble:
    """Return the parameter sets that agree with what was observed by 13 December 2016.

    Parameters
    ----------
    seeds_folder : str or pathlib.Path, optional
        The folder with `ensemble.csv` and `ensemble.json`; the shipped one by default.

    Returns
    -------
    Ensemble

    Raises
    ------
    SeedError
        For a file that is missing or damaged, with what would be right.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> sets = mm.ensemble().numbers
    >>> bool(sets["isis.fighters"].between(2500, 10000).all())
    True
    """
    folder = resolve_seeds_folder(seeds_folder)
    try:
        table = pd.read_csv(folder / ENSEMBLE_FILE)
        provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
        digest = digest_of_sets(folder)
    except FileNotFoundError as error:
        raise SeedError(f"{Path(error.filename).name} is missing from {folder};"
                        " 'mosul calibrate' makes it") from error  # fmt: skip
    except (OSError, ValueError, RecursionError) as error:
        raise SeedError(
            f"{ENSEMBLE_FILE} or {PROVENANCE_FILE} cannot be read: {error}"
        ) from error
    ensemble = check_ensemble(table, provenance)
    if provenance.get("ensemble", digest) != digest:
        raise SeedError(
            f"{ENSEMBLE_FILE} is not the one of which {PROVENANCE_FILE} says the origin: put"
            " copies of both in their places, or 'mosul calibrate' makes them anew"
        )
    return ensemble


def digest_of_sets(folder: Path) -> str:
    """Return a hash of the file of an ensemble, whichever way its lines end."""
    text = (folder / ENSEMBLE_FILE).read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_ensemble(table: pd.DataFrame, provenance: object) -> Ensemble:
    """Return an ensemble of a table; raises SeedError for what no calibration writes."""
    if not isinstance(provenance, dict) or "scenario" not in provenance:
        raise SeedError(f"{PROVENANCE_FILE} names no scenario; 'mosul calibrate' makes it")
    if list(table.columns[:2]) != [WEIGHT, SEED] or table.empty or table.isna().any(axis=None):
        raise SeedError(
            f"{ENSEMBLE_FILE} takes the columns {WEIGHT}, {SEED} and those of parameters, a row"
            " or more, and a value in every cell; 'mosul calibrate' makes it"
        )
    weights = table[WEIGHT].to_numpy(float)
    if not ((weights > 0.0) & np.isfinite(weights)).all():
        raise SeedError(f"{ENSEMBLE_FILE}: every {WEIGHT} is a number above 0")
    entries = parameters()
    columns = {}
    try:
        for name in table.columns[2:]:
            if name not in entries:
                raise ParameterError(f"no parameter is called '{name}'")
            columns[name] = [cast_value(entries[name], value) for value in table[name]]
    except ParameterError as error:
        raise SeedError(
            f"{ENSEMBLE_FILE}: {error}; the parameters have changed since it was made:"
            " 'mosul calibrate' makes it anew"
        ) from error
    numbers = pd.DataFrame(columns)
    return Ensemble(numbers, weights / weights.sum(), table[SEED].to_numpy(), provenance)


def choose_sets(weights: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Return the indices of different sets, chosen in proportion to their weights.

    Systematic sampling. A set whose weight is above 1 / count is chosen for certain and once,
    so that its weight is cut to that (truncated importance sampling, Ionides 2008,
    doi:10.1198/106186008X320456). Raises EnsembleError for more sets than there are.
    """
    if not 1 <= count <= len(weights):
        raise EnsembleError(
            f"the ensemble has {len(weights)} parameter sets, not {count}: take 1 to"
            f" {len(weights)}"
        )
    order = random.permutation(len(weights))
    chance = inclusion_probabilities(weights[order], count)
    steps = np.concatenate([[0.0], np.cumsum(chance)]) + random.random()
    steps[-1] = steps[0] + count  # the sum, without the rounding of so many terms
    return np.sort(order[np.floor(steps[1:]) > np.floor(steps[:-1])])


def repeat_sets(weights: np.ndarray, count: int, shift: float = 0.5) -> np.ndarray:
    """Return the indices of `count` sets, each as often as its weight says.

    Systematic resampling; shift: 0 to 1, where it begins.
    """
    ends = np.cumsum(weights / weights.sum())
    steps = (np.arange(count) + shift) / count
    return np.minimum(np.searchsorted(ends, steps), len(weights) - 1)


def inclusion_probabilities(weights: np.ndarray, count: int) -> np.ndarray:
    """Return min(1, c * weight), with c so that they sum to count."""
    chance = count * weights / weights.sum()
    certain = np.zeros(len(weights), bool)
    while (chance > 1.0).any():
        certain |= chance >= 1.0
        rest = count - certain.sum()
        chance = np.where(certain, 1.0, rest * weights / weights[~certain].sum())
    return chance
