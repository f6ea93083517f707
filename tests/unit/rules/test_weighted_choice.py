"""Places with a want, and who is drawn to them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import open_field

from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.rules.weighted_choice import (
    append_demand,
    dispatch_fraction,
    draw_cell,
    total_demand,
)

wants = st.lists(st.integers(-50, 500), max_size=20)
u = st.floats(1e-9, 1 - 1e-9)


def listed(*parts):
    """Return a table of parts, one below the other, and where each begins and ends."""
    table, last, ends = open_field().candidates, 0, [0]
    for part in parts:
        for cell, want in enumerate(part):
            last = plain_twin(append_demand)(table, last, 100 * len(ends) + cell, want)
        ends.append(last)
    return table, ends


@given(wants)
def test_the_total_is_the_sum_of_what_lacks(lacks):
    table, (first, last) = listed(lacks)
    assert plain_twin(total_demand)(table, first, last) == sum(
        want for want in lacks if want > 0
    )


@given(wants, wants)
def test_a_part_of_a_table_counts_for_itself(before, lacks):
    table, (_, first, last) = listed(before, lacks)
    assert plain_twin(total_demand)(table, first, last) == sum(
        want for want in lacks if want > 0
    )


@given(wants, wants, u)
def test_only_a_place_of_the_part_that_lacks_men_is_drawn(before, lacks, mark):
    table, (_, first, last) = listed(before, lacks)
    cell = plain_twin(draw_cell)(table, first, last, mark)
    if any(want > 0 for want in lacks):
        assert lacks[cell - 200] > 0
    else:
        assert cell == NO_INDEX


def test_places_are_drawn_in_proportion_to_what_they_lack():
    table, (first, last) = listed([10, 0, 30, -5, 60])
    marks = (np.arange(1000) + 0.5) / 1000
    found = Counter(plain_twin(draw_cell)(table, first, last, mark) - 100 for mark in marks)
    assert found == {0: 100, 2: 300, 4: 600}


@given(u, u, st.lists(st.integers(1, 100), min_size=1, max_size=9))
def test_a_larger_uniform_draw_never_gives_an_earlier_place(one, other, lacks):
    table, (first, last) = listed(lacks)
    low, high = sorted((one, other))
    assert plain_twin(draw_cell)(table, first, last, low) <= plain_twin(draw_cell)(
        table, first, last, high
    )


def test_who_lacks_nothing_is_not_listed():
    assert listed([0, -3])[1] == [0, 0]


@pytest.mark.parametrize(
    ("lacking", "free", "share"), [(50, 100, 0.5), (200, 100, 1.0), (5, 0, 0.0), (0, 9, 0.0)]
)
def test_no_more_are_sent_than_are_wanted(lacking, free, share):
    assert plain_twin(dispatch_fraction)(lacking, free) == share
