"""
Neighbourhoods that changed hands
=================================

A bar from the day on which a neighbourhood is cleared to that on which it is lost again.
"""

import mesa_mosul as mm
from mesa_mosul import plots

run = mm.run("campaign", seed=1, days=110)
plots.timeline(run)
