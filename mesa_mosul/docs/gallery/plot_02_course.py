"""
The course of a run
===================

One run from day to day, beside what was observed: territory, casualties, civilians.
"""

import mesa_mosul as mm

run = mm.run("campaign", seed=1, days=110)
run.plot()
