"""
Paired differences
==================

Every case has the same parameter sets and random numbers as the base, so its runs are paired:
what differs is due to the case. Left the cases themselves, right the differences.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.differences("km2_city_held@2016-12-31", by="plan")

# %%
# And the civilians killed.

results.plot.differences("civilians_killed", by="plan")

# %%
# The same as a table.

columns = ["case", "difference", "low", "high", "pairs"]
results.compare("civilians_killed", by="plan")[columns].round(1)
