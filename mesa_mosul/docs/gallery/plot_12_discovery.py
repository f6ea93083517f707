"""
Under which conditions
======================

A classification tree: the drawn numbers under which an outcome occurs. Each row is a leaf.
``results.analysis.prim`` looks for a box (extra ``ema``).
"""

import mesa_mosul as mm

experiment = mm.Experiment.read("forces.toml")
results = experiment.run("results/forces", progress=False)
results.analysis.tree("stalled").round(2)

# %%
# Where more civilians are killed than in half of the runs.

median = results.runs["civilians_killed"].median()
results.analysis.tree("civilians_killed", above=median).round(2)
