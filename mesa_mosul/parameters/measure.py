"""The measure over the parameters: what `"evidence"` draws, declared with each parameter.

A shape is judged by the source of a parameter. Where the source gives a best value, or a reason
from which one follows, that value is the mode of a beta-PERT distribution. Where sources
conflict or name no more than a span, all values of the range are equally probable. Numbers that
act as factors (rates, ratios, densities and time constants with a lower bound above 0) take the
logarithm.
"""

import numpy as np
import scipy

PERT, LOG_PERT, UNIFORM, LOG_UNIFORM = "pert", "log_pert", "uniform", "log_uniform"
COIN, NO_MEASURE = "coin", "fixed"
SHAPES = {
    PERT: "a beta-PERT distribution on the range, its mode at the default",
    LOG_PERT: "a beta-PERT distribution of the logarithm, its mode at that of the default",
    UNIFORM: "uniform on the range, as sources conflict or name no best value",
    LOG_UNIFORM: "uniform in the logarithm, as sources conflict or name no best value",
    COIN: "true or false, each with probability 1/2",
    NO_MEASURE: "not uncertain: resolution, accuracy, size of a laboratory, own numbers",
}
"""What each shape that a parameter may declare means."""
PERT_WEIGHT = 4.0
"""Weight of the mode, where each end weighs 1, in the mean of a beta-PERT distribution."""
GROUP_CORRELATION = 0.7
"""Correlation of the normal scores of any two members of a group (A230)."""
GROUPS = {
    "paces": "all rates of clearing were judged by the pace of the same attackers",
    "cover": "one judgement of walls and rubble gave the cover of all built-up land",
    "quality of attackers": "one judgement of training and arms compares their formations",
    "quality of ISIS": "one judgement of training and arms compares its kinds of units",
    "fires": "the part of the ISIS losses that is due to fires is unknown, for both kinds",
    "lethal areas": "both depend on how many shelter in a house that is hit",
    "shock": "the shock of a car bomb is judged relative to that of other losses",
    "breaking": "the shares of reasons for breaking off fix the ratio of the two rates",
    "raiders": "a raider's rate is his footprint over the hours that he needs for it",
    "mines": "work and casualties come from the same mines, of which nobody has a count",
    "toxic munitions": "work and cohesion are lost to the same contamination",
    "exfiltration": "the rate by boat is judged as a tenth of that on an open road",
}
"""Why the parameters of each group are uncertain together; all are positively correlated."""


def measure_quantiles(
    shape: str, low: float, mode: float, high: float, q: np.ndarray
) -> np.ndarray:
    """Return the values of a number below which fractions `q` of its probability lie.

    Raises ValueError for shapes that are no law of a number: coin and fixed.

    >>> measure_quantiles("pert", 0.0, 5.0, 10.0, np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 5.0, 10.0]
    """
    if shape not in (PERT, LOG_PERT, UNIFORM, LOG_UNIFORM):
        raise ValueError(f"{shape} is no distribution of a number")
    logarithmic = shape in (LOG_PERT, LOG_UNIFORM)
    position = np.asarray(q, dtype=float)
    if shape in (PERT, LOG_PERT):
        best = (
            np.log(mode / low) / np.log(high / low)
            if logarithmic
            else ((mode - low) / (high - low))
        )
        position = scipy.special.betaincinv(
            1.0 + PERT_WEIGHT * best, 1.0 + PERT_WEIGHT * (1.0 - best), position
        )
    values = low * (high / low) ** position if logarithmic else low + (high - low) * position
    return np.where(position < 1.0, values, high)
