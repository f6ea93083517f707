"""
Chance, or what is not known
============================

Each line is one parameter set: its dot the mean of its runs, its length the chance of the draw.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.spread("km2_city_held@2016-12-31", by="plan")

# %%
# Whose the variance of single runs is: the cases', the sets', or chance's.

results.plot.variance_shares(["km2_city_held@2016-12-31", "civilians_killed"], by="plan")
