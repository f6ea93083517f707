"""
Effects in one picture
======================

What each case changes in several outcomes at once, with its interval. Civilians killed are
always a column: ``matrix`` adds them where they are not named.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.matrix(["km2_city_held@2016-12-31", "iraqi_casualties"], by="plan")

# %%
# One outcome as a forest of intervals.

results.plot.forest("civilians_killed", by="plan")
