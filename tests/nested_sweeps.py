"""Sweeps over parameter sets x seeds x cases whose truth is known, whatever the outcome.

A latent normal variable is the sum of a mean of the case and of components of the set, of set
and case, of the seed in its set (which all cases share, and no other set), and of the rest; an
outcome is a function of it. Means and components of variance of the outcome follow from the
Hermite coefficients of that function (Mehler's formula), so that nothing is estimated.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

ORDERS = 120
"""Hermite polynomials of the expansion."""
GRID = np.linspace(-8.5, 8.5, 40001)
"""Values of the latent variable at which functions are integrated."""
RUN_DAYS = 60


class Components(NamedTuple):
    """Variances of the latent variable; the means of cases have a variance of their own."""

    sets: float
    sets_x_cases: float
    seeds: float
    seeds_x_cases: float


MIXES = {
    "sets": Components(0.90, 0.02, 0.06, 0.02),
    "mixed": Components(0.45, 0.10, 0.30, 0.15),
    "seeds": Components(0.08, 0.02, 0.70, 0.20),
    "sets x cases": Components(0.35, 0.40, 0.15, 0.10),
}
"""Components by what has most of the variance; each sums to 1."""
OUTCOMES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "normal": lambda z: z,
    "lognormal": lambda z: np.exp(0.6 * z),
    "share cut at 0 and 1": lambda z: np.clip(0.75 + 0.3 * z, 0.0, 1.0),
    "days cut at the end": lambda z: np.minimum(np.ceil(50.0 * np.exp(0.3 * z)), RUN_DAYS),
    "stalls in 95 %": lambda z: (z > stats.norm.ppf(0.05)).astype(float),
    "stalls in 50 %": lambda z: (z > 0.0).astype(float),
    "stalls in 3 %": lambda z: (z > stats.norm.ppf(0.97)).astype(float),
}
"""The outcome as a function of the latent variable."""


class Sweep(NamedTuple):
    """A design of sets x seeds x cases and its latent components.

    case_means: of the latent variable, (cases,).
    """

    sets: int
    seeds: int
    components: Components
    case_means: tuple[float, ...]
    shares_seeds: bool = False

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Return the latent variable of a simulated sweep, (cases, sets, seeds)."""
        cases, sets, seeds = len(self.case_means), self.sets, self.seeds
        rows = 1 if self.shares_seeds else sets
        return (
            np.array(self.case_means)[:, None, None]
            + self.components.sets**0.5 * rng.normal(size=(1, sets, 1))
            + self.components.sets_x_cases**0.5 * rng.normal(size=(cases, sets, 1))
            + self.components.seeds**0.5 * rng.normal(size=(1, rows, seeds))
            + self.components.seeds_x_cases**0.5 * rng.normal(size=(cases, sets, seeds))
        )

    def means(self, outcome: str) -> np.ndarray:
        """Return the true mean of each case, (cases,)."""
        return self.coefficients(outcome)[:, 0]

    def variance_shares(self, outcome: str) -> np.ndarray:
        """Return the true shares of cases, sets, sets x cases, seeds in the variance."""
        coefficients, cases = self.coefficients(outcome), len(self.case_means)
        squares = coefficients[:, None, 1:] * coefficients[None, :, 1:]
        order = np.arange(1, ORDERS)
        of_set = squares @ self.components.sets**order
        of_cell = squares @ (self.components.sets + self.components.sets_x_cases) ** order
        of_cell = of_cell.diagonal()
        between = (of_set.sum() - of_set.trace() + of_cell.sum()) / cases**2
        total = self.case_variances(outcome).mean()
        shares = np.array([
            coefficients[:, 0].var(), between, of_cell.mean() - between, total - of_cell.mean()
        ])  # fmt: skip
        return shares / shares.sum()

    def case_variances(self, outcome: str) -> np.ndarray:
        """Return the true variance of single runs of each case, (cases,)."""
        values = OUTCOMES[outcome](np.array(self.case_means)[:, None] + GRID)
        weights = stats.norm.pdf(GRID) * (GRID[1] - GRID[0])
        return (values**2) @ weights - (values @ weights) ** 2

    def coefficients(self, outcome: str) -> np.ndarray:
        """Return the Hermite coefficients of the outcome of each case, (cases, ORDERS)."""
        values = OUTCOMES[outcome](np.array(self.case_means)[:, None] + GRID)
        return values @ hermite_table().T


def hermite_table() -> np.ndarray:
    """Return normalized Hermite polynomials times the normal density, (ORDERS, grid)."""
    table = np.empty((ORDERS, len(GRID)))
    table[0], table[1] = 1.0, GRID
    for order in range(1, ORDERS - 1):
        step = GRID * table[order] - order**0.5 * table[order - 1]
        table[order + 1] = step / (order + 1.0) ** 0.5
    return table * stats.norm.pdf(GRID) * (GRID[1] - GRID[0])


def runs_of(
    values: np.ndarray, shares_seeds: bool = False, **outcomes: np.ndarray
) -> pd.DataFrame:
    """Return values (cases, sets, seeds), named y, and further outcomes as a table of runs."""
    case, row, column = (index.ravel() for index in np.indices(values.shape))
    sets, seeds = values.shape[1:]
    return pd.DataFrame(
        {"point": case * sets + row, "set": row, "replicate": column, "case": case,
         "seed": column + (0 if shares_seeds else row * seeds), "y": values.ravel(),
         **{name: other.ravel() for name, other in outcomes.items()}}
    )  # fmt: skip
