"""
Time until an event
===================

The share of runs in which the east is not yet cleared. Runs that end before are censored, not
counted as failures.
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("reinforcements.toml")
results = experiment.run("results/reinforcements", progress=False)
results.plot.survival("east_cleared", by="plan")

# %%
# A mean that uses the censored runs too, to the last day at most.

results.analysis.restricted_mean("east_cleared", by="plan").round(1)

# %%
# And the harm of the same cases.

results.summary("civilians_killed", by="plan")[["case", "runs", "mean", "low", "high"]].round(0)
