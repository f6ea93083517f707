"""Two calibrations of one record: how far their medians lie apart."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.calibration.stability import shifts_of_medians, stability_text


def numbers(medians, low=0.0, high=10.0):
    names = [f"number_{at}" for at in range(len(medians))]
    return pd.DataFrame({"parameter": names, "median": medians, "low": low, "high": high})


def test_a_shift_is_in_widths_of_the_first_interval_whatever_the_order_of_rows():
    moved = numbers([6.0, 2.0])[::-1]
    assert shifts_of_medians(numbers([5.0, 5.0]), moved).to_dict() == {
        "number_0": pytest.approx(0.1), "number_1": pytest.approx(-0.3),
    }  # fmt: skip


def test_a_number_without_width_is_equal_or_infinitely_far():
    point = numbers([5.0, 5.0], low=5.0, high=5.0)
    shifts = shifts_of_medians(point, numbers([5.0, 6.0]))
    assert shifts.tolist() == [0.0, np.inf]


def test_a_median_that_moves_by_a_third_is_counted():
    text = stability_text(shifts_of_medians(numbers([5.0] * 3), numbers([5.0, 8.3, 8.4])))
    assert text.startswith("1 of 3 medians")
    assert "half of all by 0.33 of it or less, the most by 0.34" in text
