"""
How often
=========

The share of runs with an outcome, with an interval that stays within 0 and 100 %.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("grid.toml")
results = experiment.run("results/grid", progress=False)
results.plot.probability("east_cleared", by="isis.fighters")

# %%
# The harm of the same cases.

results.plot.distribution("civilians_killed", by="isis.fighters", kind="box")
