"""
Distributions, case by case
===========================

Look at the whole distribution before any mean: its width, its tails, one peak or two.
``kind`` is density, dots, ridge, ecdf, box, violin or histogram.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.distribution("km2_city_held@2016-12-31", by="plan", kind="ecdf")

# %%
# The simulated harm of the same cases, a dot for each run.

results.plot.distribution("civilians_killed", by="plan", kind="dots")
