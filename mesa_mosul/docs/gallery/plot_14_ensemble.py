"""
The ensemble beside the record
==============================

Bands of the calibrated ensemble, left to its own rules from 13 December 2016, and the shares
that were published. Nothing later than that day was fitted. The bands are shipped: nothing is
run.
"""

from mesa_mosul.calibration.history_scores import score_history
from mesa_mosul.plots import history_bands

scores = score_history(None, "by_rule")
history_bands(*scores.series("east", "held"), title="East of the city, held")
