"""Integers in which fractions are summed, so that the order of rows changes no sum."""

FIXED_POINT_ONE = 1024
"""One man, or a weight of one, in the sums of firepower, work and weights."""
PERMILLE = 1000
"""One, where fractions are stored and cohesion is summed in thousandths."""
M2_PER_KM2 = 1_000_000
