"""The smoothing kernel: its sum, symmetry, width and reach."""

import numpy as np
import pytest
from town import cached_tables

from mesa_mosul.engine.smoothing import smoothing_kernel
from mesa_mosul.initialization.city_map import build_city_map
from mesa_mosul.parameters.registry import parameters

SIZES = [0.25, 0.5, 1.0]
KERNEL_SD = parameters()["resolution.kernel_sd_km"].spec


@pytest.mark.parametrize("cell_km", SIZES)
@pytest.mark.parametrize("kernel_sd_km", [KERNEL_SD.low, 0.5, KERNEL_SD.high])
def test_the_kernel_sums_to_one_over_the_plane(cell_km, kernel_sd_km):
    weight = smoothing_kernel(cell_km, kernel_sd_km, 1000)[1]
    assert weight.sum() * cell_km**2 == pytest.approx(1.0)


@pytest.mark.parametrize("cell_km", SIZES)
def test_the_kernel_is_symmetric(cell_km):
    offset, weight, _ = smoothing_kernel(cell_km, 0.5, 1000)
    weight_at = dict(zip(offset.tolist(), weight.tolist(), strict=True))
    assert all(weight_at[-step] == pytest.approx(value) for step, value in weight_at.items())


@pytest.mark.parametrize("cell_km", SIZES)
def test_the_kernel_is_highest_at_its_centre(cell_km):
    offset, weight, _ = smoothing_kernel(cell_km, 0.5, 1000)
    assert offset[np.argmax(weight)] == 0


@pytest.mark.parametrize("cell_km", SIZES)
def test_the_variance_of_the_kernel_adds_the_gaussian_and_the_two_cells_it_joins(cell_km):
    """Variances add: the Gaussian's, and a twelfth of its square for each of two cells."""
    offset, weight, _ = smoothing_kernel(cell_km, 0.5, 10_001)
    north = (offset + 5000) // 10_001
    variance = np.sum(weight * (north * cell_km) ** 2) * cell_km**2
    assert np.sqrt(variance) == pytest.approx(np.sqrt(0.5**2 + cell_km**2 / 6), rel=0.06)


@pytest.mark.parametrize("metres", [250, 500, 1000])
def test_the_kernel_of_a_contested_cell_never_leaves_the_map(metres):
    city_map = build_city_map(cached_tables(), metres)
    offset, _, _ = smoothing_kernel(city_map.cell_km, KERNEL_SD.high, city_map.cols)
    north, east = np.divmod(offset + city_map.cols // 2, city_map.cols)
    rows, columns = np.abs(north).max(), np.abs(east - city_map.cols // 2).max()
    row, col = np.divmod(np.flatnonzero(city_map.area_km2 > 0), city_map.cols)
    assert min(row.min(), city_map.rows - 1 - row.max()) >= rows
    assert min(col.min(), city_map.cols - 1 - col.max()) >= columns
