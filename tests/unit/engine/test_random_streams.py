"""Random numbers: the published generator, independent neighbours, and unbiased counts."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from town import make_clock

from mesa_mosul.engine import random_streams as streams_module
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.random_streams import (
    binomial,
    philox,
    rate_to_probability,
    stochastic_round,
    uniform,
)
from mesa_mosul.parameters.errors import PACKAGE_FOLDER

WORD = 0xFFFFFFFF
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 4, (WORD,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Known answers of philox4x32-10 in Random123 (Salmon et al. 2011)."""

forms = pytest.mark.parametrize(
    "form", [lambda rule: rule, plain_twin], ids=["compiled", "plain"]
)
u = st.floats(1e-9, 1 - 1e-9)
share = st.floats(1e-6, 1 - 1e-6)
draw, count, within = plain_twin(uniform), plain_twin(binomial), plain_twin(rate_to_probability)
MANY = 20_000


@pytest.fixture(scope="module")
def draws():
    """Return draws by tick, stream, draw and unit, each beside its neighbour in all four."""
    return np.array(
        [
            [draw(make_clock(number), who, stream, turn) for who in range(1_000_000, 1_000_100)]
            for number, stream, turn in itertools.product(range(10), range(5), range(4))
        ]
    ).reshape(10, 5, 4, 100)


@forms
@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_the_generator_gives_the_published_answers(form, counter, key, answer):
    assert form(philox)(counter, key) == answer


def test_draws_are_uniform_between_0_and_1(draws):
    assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001


def test_the_last_digits_of_draws_are_uniform_too(draws):
    assert stats.kstest(draws.ravel() * 2.0**20 % 1.0, "uniform").pvalue > 0.001


@pytest.mark.parametrize(("axis", "what"), list(enumerate(["tick", "stream", "draw", "unit"])))
def test_neighbouring_draws_are_independent(draws, axis, what):
    ahead = np.moveaxis(draws, axis, 0)
    one, other = ahead[:-1].ravel(), ahead[1:].ravel()
    table = np.histogram2d(one, other, bins=8, range=[(0, 1), (0, 1)])[0]
    assert stats.chisquare(table.ravel()).pvalue > 0.001, what


def test_the_next_seed_is_independent_of_this_one():
    one, other = (
        [
            draw(make_clock(seed=seed), who, streams_module.STREAM_FIREFIGHT, 0)
            for who in range(4000)
        ]
        for seed in (1, 2)
    )
    table = np.histogram2d(one, other, bins=8, range=[(0, 1), (0, 1)])[0]
    assert stats.chisquare(table.ravel()).pvalue > 0.001


def test_both_halves_of_a_seed_count():
    low, high, both = (
        draw(make_clock(seed=seed), 1, streams_module.STREAM_FIREFIGHT, 0)
        for seed in (1, 1 << 32, 1 + (1 << 32))
    )
    assert len({low, high, both}) == 3


def test_every_stream_of_the_package_has_a_number_of_its_own():
    pattern = re.compile(r"^STREAM_\w+ = (\d+)$", re.M)
    numbers = [
        int(number)
        for path in sorted(PACKAGE_FOLDER.rglob("*.py"))
        for number in pattern.findall(path.read_text(encoding="utf-8"))
        if not path.name.startswith("_")
    ]
    assert len(numbers) >= 29
    used_twice = sorted({number for number in numbers if numbers.count(number) > 1})
    free = sorted(set(range(len(numbers))) - set(numbers))
    assert sorted(numbers) == list(range(len(numbers))), (
        f"STREAM_ numbers used twice: {used_twice}; the next number is {min(free)}"
    )


def test_both_forms_return_the_same_draws():
    for who in range(10_000):
        at = make_clock(tick_number=who % 97, seed=who << 20)
        assert uniform(at, who, who % 23, who % 7) == draw(at, who, who % 23, who % 7)


def test_both_forms_draw_the_same_counts():
    dice = np.random.default_rng(2016)
    for men, odds, mark in zip(
        dice.integers(0, 400, 10_000), dice.random(10_000), dice.random(10_000), strict=True
    ):
        men, odds, mark = int(men), float(odds), float(mark)
        assert binomial(men, odds, mark) == count(men, odds, mark)


@given(st.integers(1, 1000), share, u)
def test_a_count_is_the_quantile_of_the_binomial_law(men, odds, mark):
    sure = stats.binom.cdf(stats.binom.ppf(mark, men, odds) + np.array([-1, 0]), men, odds)
    assume(np.all(np.abs(sure - mark) > 1e-9))
    assert count(men, odds, mark) == stats.binom.ppf(mark, men, odds)


@pytest.mark.parametrize(("men", "odds"), [(1, 0.3), (12, 0.08), (40, 0.5), (100, 0.93)])
def test_counts_follow_the_binomial_law(men, odds):
    counts = [
        count(men, odds, draw(make_clock(7), who, streams_module.STREAM_FIREFIGHT, 0))
        for who in range(MANY)
    ]
    expected = MANY * stats.binom.pmf(np.arange(men + 1), men, odds)
    seen = np.bincount(counts, minlength=men + 1)
    common = expected >= 5
    rest = [expected[~common].sum()], [seen[~common].sum()]
    expected = np.append(expected[common], rest[0] if rest[0][0] > 1 else [])
    seen = np.append(seen[common], rest[1] if rest[0][0] > 1 else [])
    assert stats.chisquare(seen, expected * seen.sum() / expected.sum()).pvalue > 0.001


@given(st.integers(0, 1000), share, u)
def test_a_count_is_between_zero_and_the_trials(men, odds, mark):
    assert 0 <= count(men, odds, mark) <= men


@given(st.integers(0, 400), share, share, u)
def test_a_count_rises_with_the_probability(men, one, other, mark):
    low, high = sorted((one, other))
    assume(high - low > 1e-9)
    assert count(men, low, mark) <= count(men, high, mark)


@given(st.integers(0, 400), st.integers(0, 400), share, u)
def test_a_count_rises_with_the_trials(one, other, odds, mark):
    few, many = sorted((one, other))
    assert count(few, odds, mark) <= count(many, odds, mark)


@given(st.integers(0, 400), share, u, u)
def test_a_count_rises_with_the_uniform_number(men, odds, one, other):
    low, high = sorted((one, other))
    assert count(men, odds, low) <= count(men, odds, high)


@pytest.mark.parametrize(("odds", "met"), [(-0.1, 0), (0.0, 0), (1.0, 9), (1.1, 9)])
def test_probability_zero_counts_none_and_probability_one_all(odds, met):
    assert count(9, odds, 0.7) == met


@given(st.floats(0, 1e6), u)
def test_rounding_moves_an_amount_by_less_than_one(amount, mark):
    assert abs(plain_twin(stochastic_round)(amount, mark) - amount) <= 1


def test_rounding_keeps_the_mean():
    marks = (np.arange(1000) + 0.5) / 1000
    assert np.mean(
        [plain_twin(stochastic_round)(2.3, mark) for mark in marks]
    ) == pytest.approx(2.3)


@given(st.floats(0, 50), st.floats(0, 10), st.floats(0, 10))
def test_two_intervals_have_the_probability_of_their_sum(rate, one, other):
    spared = (1 - within(rate, one)) * (1 - within(rate, other))
    assert 1 - within(rate, one + other) == pytest.approx(spared, abs=1e-12)


def test_a_rate_of_ln_2_is_an_even_chance_in_one_unit_of_time():
    assert within(np.log(2.0), 1.0) == pytest.approx(0.5)
