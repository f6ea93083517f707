"""
The map of a day
================

Who controls what at the end of a day of one run, and where troops are.
"""

import mesa_mosul as mm

run = mm.run("reported", seed=1, days=60)
run.map("2017-01-15").plot()
