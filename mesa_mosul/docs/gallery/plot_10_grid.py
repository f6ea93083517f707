"""
Over two levers
===============

The mean of an outcome over two levers, and where in between it changes.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("grid.toml")
results = experiment.run("results/grid", progress=False)
results.plot.contour("km2_city_held@2016-12-31", "isis.fighters", "iraqi.troops")

# %%
# The civilians killed over the same levers.

results.plot.contour("civilians_killed", "isis.fighters", "iraqi.troops")

# %%
# The share of runs in which the east is cleared.

results.plot.share_map("east_cleared", "isis.fighters", "iraqi.troops")
