"""
Day by day
==========

Bands of a recorded column: nine tenths of the runs, one half of them, and the median.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.band("km2_city_held", by="plan")

# %%
# The civilians killed so far.

results.plot.band("civilians_killed", by="plan")
