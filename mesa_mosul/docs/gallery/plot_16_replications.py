"""
How many runs are enough
========================

How the mean of a case settles as replications are added.
"""

import mesa_mosul as mm

experiment = mm.Experiment(
    "reported", days=20, replications=16, levers={"isis.fighters": [9000, 4750]}
)
results = experiment.run("results/replications", progress=False)
results.plot.convergence("civilians_killed")

# %%
# The advice in numbers: replications for the interval that is wanted.

results.analysis.replication_advice("civilians_killed").round(1)
