"""What all resampling of analyses shares: levels of intervals, and the random seed."""

CONFIDENCE_LEVEL = 0.95
INTERVAL_QUANTILES = (0.5 - CONFIDENCE_LEVEL / 2, 0.5 + CONFIDENCE_LEVEL / 2)
"""Quantiles of resamples at which an interval ends."""
