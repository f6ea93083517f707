"""Plots of the tables of sweeps: each takes a table, draws on axes and returns them.

Without axes they make a figure of their own. Nothing is run. The pictures of a single battle
are in `pictures`.
"""

from mesa_mosul.plots.distributions import distribution
from mesa_mosul.plots.effects import forest, funnel, probability, tornado
from mesa_mosul.plots.fields import contour, control_map
from mesa_mosul.plots.indices import elementary_effects, indices, rank_correlations
from mesa_mosul.plots.times import band, convergence, gain, survival, timeline

__all__ = [
    "band",
    "contour",
    "control_map",
    "convergence",
    "distribution",
    "elementary_effects",
    "forest",
    "funnel",
    "gain",
    "indices",
    "probability",
    "rank_correlations",
    "survival",
    "timeline",
    "tornado",
]
