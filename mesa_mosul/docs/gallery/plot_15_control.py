"""
Where runs agree
================

The share of runs in which the attackers control each cell on a day.
"""

import mesa_mosul as mm
from mesa_mosul import plots

experiment = mm.Experiment.read("grid.toml")
results = experiment.run("results/grid", progress=False)
article = {"isis.fighters": 9000, "iraqi.troops": 54000}
plots.control_map(results.analysis.rerun_case(article, "2016-12-31"))
