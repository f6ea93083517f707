"""The Gaussian kernel by which men and territory near a cell are smoothed."""

import math

import numpy as np
from scipy.special import ndtr

KERNEL_CUTOFF = 0.02
"""Cells with less than this fraction of the centre's weight are left out of the kernel."""


def kernel_1d(steps: np.ndarray, cell_km: float, kernel_sd_km: float) -> np.ndarray:
    """Return the kernel along one direction, by steps between cells; (steps,), sums to one.

    The Gaussian between two points is averaged over both cells, since men may be anywhere in
    theirs.
    """
    distance = (steps[:, None] + np.array([-1.0, 0.0, 1.0])) * cell_km / kernel_sd_km
    density = np.exp(-(distance**2) / 2.0) / np.sqrt(2.0 * np.pi)
    second_integral = distance * ndtr(distance) + density
    weights = second_integral @ np.array([1.0, -2.0, 1.0])
    return weights / weights.sum()


def smoothing_kernel(
    cell_km: float, kernel_sd_km: float, map_columns: int
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the kernel: offsets, weights in 1/km2, and the depth of a front in km.

    Offsets and weights are (cells,). The weights integrate to one over the plane, whatever the
    size of a cell. The depth is the sum, across a straight front, of the controlled fraction of
    the kernel.
    """
    max_step = math.ceil(3.0 * kernel_sd_km / cell_km) + 1
    steps = np.arange(-max_step, max_step + 1)
    profile = kernel_1d(steps, cell_km, kernel_sd_km)
    weight = np.outer(profile, profile)
    inside = weight >= KERNEL_CUTOFF * weight.max()
    north, east = (grid[inside] for grid in np.meshgrid(steps, steps, indexing="ij"))
    fraction = weight[inside] / weight[inside].sum()
    depth = cell_km * float((fraction * east)[east > 0].sum())
    return (north * map_columns + east).astype(np.int64), fraction / cell_km**2, depth
