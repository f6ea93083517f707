"""Plots of the tables of sweeps: each takes a table, plots it on axes and returns these.

Without axes a plot makes a figure of its own, and a notebook shows it if the cell ends with the
plot. Nothing is run. Plots of a single run are in `run_overview`, `run_map` and `run_panels`.
"""

from mesa_mosul.plots.history_bands import history_bands
from mesa_mosul.plots.run_timeline import timeline
from mesa_mosul.plots.sweep_differences import differences
from mesa_mosul.plots.sweep_distributions import distribution
from mesa_mosul.plots.sweep_effects import forest, tornado
from mesa_mosul.plots.sweep_maps import contour, control_map
from mesa_mosul.plots.sweep_replications import convergence_curves, variance_reduction
from mesa_mosul.plots.sweep_sensitivity import (
    elementary_effects,
    rank_correlations,
    sobol_indices,
)
from mesa_mosul.plots.sweep_shares import car_bomb_fates, probability_bars
from mesa_mosul.plots.sweep_spread import set_spread, variance_bars
from mesa_mosul.plots.sweep_survival import survival_curves
from mesa_mosul.plots.sweep_tables import decision_matrix, share_map
from mesa_mosul.plots.sweep_time_series import quantile_band

__all__ = [
    "car_bomb_fates",
    "contour",
    "control_map",
    "convergence_curves",
    "decision_matrix",
    "differences",
    "distribution",
    "elementary_effects",
    "forest",
    "history_bands",
    "probability_bars",
    "quantile_band",
    "rank_correlations",
    "set_spread",
    "share_map",
    "sobol_indices",
    "survival_curves",
    "timeline",
    "tornado",
    "variance_bars",
    "variance_reduction",
]
