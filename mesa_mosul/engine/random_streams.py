"""Counter-based random numbers: Philox4x32-10 of Salmon et al. (2011).

No state is stored or advanced: a number is a function of the run's seed, the tick, an id, the
stream and the draw, so no draw depends on how many others are made. Scenarios run with the
same seed therefore use common random numbers.
"""

import math
from typing import NamedTuple

from mesa_mosul.engine.jit import compiled

STREAM_ENTRY = 0
STREAM_HOLDING = 1
STREAM_RAID = 2
STREAM_BANK_TRANSFER = 3
STREAM_DEFENDER_MARCH = 4
STREAM_HOLDER_MARCH = 5
STREAM_ATTACK_MARCH = 6
STREAM_FIRE_GRANT = 7
STREAM_FIRE_SUPPORT_HIT = 8
STREAM_CAR_BOMB_BUILD = 9
STREAM_CAR_BOMB_LAUNCH = 10
STREAM_CAR_BOMB_OUTCOME = 11
STREAM_CAR_BOMB_TARGET = 12
STREAM_CAR_BOMB_HIT = 13
STREAM_FIREFIGHT = 14
STREAM_LETHALITY = 15
STREAM_RETURN_TO_DUTY = 16
STREAM_EXFILTRATION = 17
STREAM_BATTALION_BREAK = 18
STREAM_POSTURE = 19
STREAM_RESERVE = 20
STREAM_DISPLACEMENT = 21
STREAM_CIVILIAN_HARM = 22
STREAM_ATTACK_DAY = 23
STREAM_CAMPAIGN_PHASE = 24
STREAM_STRATEGIC_DECISION = 25
STREAM_WITHDRAWAL = 26
STREAM_MINE = 27
STREAM_WEATHER = 28
STREAM_RAID_ORDER = 29
"""What a draw is for. A new purpose takes the next number; a number in use never changes."""

UINT32_MASK = 0xFFFFFFFF


class Clock(NamedTuple):
    """When it is, and in which run: what all draws of a tick share."""

    tick: int
    """Ticks since 17 October 2016, 00:00."""
    ticks_per_day: int
    tick_minutes: int
    seed_low: int
    """The upper half of the run's seed; `seed_low` is the lower, 32 bits each."""
    seed_high: int


@compiled
def philox(
    counter: tuple[int, int, int, int], key: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return four 32-bit words for a counter of four words and a key of two."""
    word_0, word_1, word_2, word_3 = counter
    low, high = key
    for _ in range(10):
        # A product of 64 bits may wrap to below 0 when compiled; its bits are the same.
        product_0, product_2 = 0xD2511F53 * word_0, 0xCD9E8D57 * word_2
        high_0, low_0 = (product_0 >> 32) & UINT32_MASK, product_0 & UINT32_MASK
        high_2, low_2 = (product_2 >> 32) & UINT32_MASK, product_2 & UINT32_MASK
        word_0, word_1 = high_2 ^ word_1 ^ low, low_2
        word_2, word_3 = high_0 ^ word_3 ^ high, low_0
        low, high = (low + 0x9E3779B9) & UINT32_MASK, (high + 0xBB67AE85) & UINT32_MASK
    return word_0, word_1, word_2, word_3


@compiled
def uniform(clock: Clock, entity: int, stream: int, draw_index: int) -> float:
    """Return the uniform number in (0, 1) of this tick, id, stream and draw."""
    counter = (
        int(clock.tick) & UINT32_MASK,
        int(entity) & UINT32_MASK,
        int(stream),
        int(draw_index) & UINT32_MASK,
    )
    word_0, word_1, _, _ = philox(counter, (int(clock.seed_low), int(clock.seed_high)))
    return ((word_0 >> 6) * 67108864.0 + (word_1 >> 6) + 0.5) / 4503599627370496.0


@compiled
def bernoulli(clock: Clock, entity: int, stream: int, probability: float) -> bool:
    """Draw whether an event of this probability occurs, with draw 0 of the stream."""
    return probability > 0.0 and uniform(clock, entity, stream, 0) < probability


@compiled
def binomial(trials: int, probability: float, u: float) -> int:
    """Return a binomial count by inversion of one uniform number, u.

    The count rises with trials, probability and u. trials: up to about 1,000.
    """
    if trials <= 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return trials
    if probability > 0.5:
        return trials - binomial(trials, 1.0 - probability, 1.0 - u)
    odds = probability / (1.0 - probability)
    term = math.exp(trials * math.log(1.0 - probability))
    total = term
    count = 0
    while total < u and count < trials:
        term *= odds * (trials - count) / (count + 1)
        count += 1
        total += term
    return count


@compiled
def stochastic_round(amount: float, u: float) -> int:
    """Return an integer next to the amount, whose mean is the amount; u: a uniform number."""
    return math.floor(amount + u)


@compiled
def binomial_at_rate(trials: int, rate: float, time: float, u: float) -> int:
    """Return a binomial count of events within a time, each trial having the same rate.

    Mostly it is 0, which a bound shows without a logarithm: the probability of no event,
    exp(-trials * rate * time), is at least 1 - trials * rate * time.
    """
    if u <= 1.0 - trials * rate * time:
        return 0
    return binomial(trials, rate_to_probability(rate, time), u)


@compiled
def rate_to_probability(rate: float, time: float) -> float:
    """Return the probability that an event of this rate occurs within this time."""
    return 1.0 - math.exp(-rate * time)
