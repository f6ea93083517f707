"""
Which numbers matter
====================

Partial rank correlations of drawn parameters with an outcome. For a ``saltelli`` or ``morris``
design the same call draws Sobol' indices or elementary effects.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("forces.toml")
results = experiment.run("results/forces", progress=False)
results.plot.sensitivity("km2_city_held@2016-12-31")

# %%
# What the civilians killed depend on.

results.plot.sensitivity("civilians_killed")
