"""The level of all intervals."""

CONFIDENCE_LEVEL = 0.95
INTERVAL_QUANTILES = (0.5 - CONFIDENCE_LEVEL / 2, 0.5 + CONFIDENCE_LEVEL / 2)
"""Quantiles of a distribution, or of resamples, at which an interval ends."""
