"""Calibration: parameter sets with which a run agrees with what was observed."""
