"""Numbers as text: three digits, rounding by the interval, 0 for nothing but 0."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesa_mosul.experiments.report.number_format import (
    format_difference,
    format_number,
    format_signed,
    parameter_unit,
    percent_text,
)

NON_ZERO = st.floats(1e-12, 1e12) | st.floats(-1e12, -1e-12)


def is_written_zero(text):
    """Return whether a text without its power of ten has no digit but 0."""
    return not re.search("[1-9]", text.partition("\u00a0×")[0])


@given(NON_ZERO)
def test_no_number_but_0_is_written_as_0(value):
    assert not is_written_zero(format_number(value))
    assert not is_written_zero(format_signed(value))


@given(NON_ZERO, st.floats(1e-6, 1e6), st.floats(0.0, 1.0))
def test_no_difference_but_0_is_written_as_0(value, width, place):
    low, high = value - place * width, value + (1.0 - place) * width
    number, _, bounds = format_difference(value, low, high).partition(" (")
    assert not is_written_zero(number)
    if bounds and low and high and low < high:
        lower, _, upper = bounds.rstrip(")").partition("\u00a0to\u00a0")
        assert not is_written_zero(lower)
        assert not is_written_zero(upper)


@given(st.floats(1e-9, 1.0 - 1e-9))
def test_no_share_but_0_and_1_is_written_as_0_or_100_percent(share):
    text = percent_text(share)
    assert not is_written_zero(text)
    assert "×" in text or float(text) < 100.0


def test_shares_are_in_percent():
    assert [percent_text(share) for share in (0.0, 0.02, 0.4321, 0.9997, 1.0)] == [
        "0", "2.00", "43.2", "99.97", "100"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (1234.56, "1,235"), (12.345, "12.3"), (-0.01234, "-0.0123"),
        (1.234e-5, "1.23\u00a0×\u00a010⁻⁵"), (-1e-7, "-1.00\u00a0×\u00a010⁻⁷"),
        (math.nan, "-"), (math.inf, "infinite"),
    ],
)  # fmt: skip
def test_numbers_keep_three_significant_digits(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((31.96, 12.62, 51.54), "+32 (+13 to +52)"),
        ((0.399, 0.353, 0.445), "+0.399 (+0.353 to +0.445)"),
        ((0.0036, -0.0124, 0.0196), "+0.004 (-0.012 to +0.020)"),
        ((1.2, 0.3, 2.1), "+1.2 (+0.3 to +2.1)"),
        ((0.0004, -3.0, 3.0), "+0.0004 (-3.0 to +3.0)"),
        ((0.0, 0.0, 0.0), "0 in all pairs"),
        ((2.0, math.nan, math.nan), "+2.00 (no interval)"),
        ((math.nan, math.nan, math.nan), "no pairs"),
    ],
)
def test_a_difference_is_rounded_to_about_a_tenth_of_its_interval(numbers, text):
    assert format_difference(*numbers).replace("\u00a0", " ") == text


def test_a_parameter_has_its_unit():
    assert parameter_unit("isis.car_bombs_per_day") == "vehicles/day"
    assert parameter_unit("nothing") == ""
