"""Luck as a function of who, when and what for: Philox4x32-10 of Salmon et al. (2011).

Nothing is stored and nothing advances: a number depends on the run's seed, the tick, the
unit's id, the stream and the draw, so nobody's luck depends on who else is there.
"""

import math
from typing import NamedTuple

from mesa_mosul.compiled import compiled

(
    ENTER,
    HOLDER,
    RAID,
    SEND,
    MARCH,
    REAR_MARCH,
    PUSH,
    STRIKE,
    STRIKE_HIT,
    BUILD,
    LAUNCH,
    REACH,
    AIM,
    BLAST,
    FIRE,
    WOUND,
    RETURN,
    SLIP,
    BREAK,
    DECIDE,
    COMMIT,
    FLEE,
    HARM,
    EFFORT,
    CAMPAIGN,
    COUNSEL,
    LEAVE,
    MINE,
    WEATHER,
) = range(29)

MASK = 0xFFFFFFFF


class Tick(NamedTuple):
    """When it is, and in which run: the part of luck that all units share."""

    number: int
    """Ticks since 17 October 2016, 00:00."""
    per_day: int
    minutes: int
    seed_low: int
    """The run's seed, 32 bits each."""
    seed_high: int


@compiled
def philox(counter, key):
    """Return four 32-bit words for a counter of four words and a key of two."""
    one, two, three, four = counter
    low, high = key
    for _ in range(10):
        # A product of 64 bits may wrap to below 0 when compiled; its bits are the same.
        first, second = 0xD2511F53 * one, 0xCD9E8D57 * three
        high_one, low_one = (first >> 32) & MASK, first & MASK
        high_two, low_two = (second >> 32) & MASK, second & MASK
        one, two, three, four = high_two ^ two ^ low, low_two, high_one ^ four ^ high, low_one
        low, high = (low + 0x9E3779B9) & MASK, (high + 0xBB67AE85) & MASK
    return one, two, three, four


@compiled
def uniform(tick, who, stream, draw):
    """Return a number in (0, 1) that belongs to this tick, this id, this stream and draw."""
    counter = (int(tick.number) & MASK, int(who) & MASK, int(stream), int(draw) & MASK)
    one, two, _, _ = philox(counter, (int(tick.seed_low), int(tick.seed_high)))
    return ((one >> 6) * 67108864.0 + (two >> 6) + 0.5) / 4503599627370496.0


@compiled
def met(tick, who, stream, chance):
    """Tell by lot whether a chance is met."""
    return chance > 0.0 and uniform(tick, who, stream, 0) < chance


@compiled
def binomial(men, chance, luck):
    """Return how many of some men are met by a chance, rising with chance, men and luck.

    By inversion, so that one number in (0, 1) gives the whole count; men: up to about 1,000.
    """
    if men <= 0 or chance <= 0.0:
        return 0
    if chance >= 1.0:
        return men
    if chance > 0.5:
        return men - binomial(men, 1.0 - chance, 1.0 - luck)
    odds = chance / (1.0 - chance)
    term = math.exp(men * math.log(1.0 - chance))
    total = term
    count = 0
    while total < luck and count < men:
        term *= odds * (men - count) / (count + 1)
        count += 1
        total += term
    return count


@compiled
def rounded(amount, luck):
    """Return a whole number whose mean is the amount."""
    return math.floor(amount + luck)


@compiled
def met_of(men, rate, time, luck):
    """Return how many of some men are met within a time by what has this rate for each.

    Mostly nobody is, which a bound tells without a logarithm: all stay with a chance of
    exp(-men * rate * time), which is at least 1 - men * rate * time.
    """
    if luck <= 1.0 - men * rate * time:
        return 0
    return binomial(men, chance_within(rate, time), luck)


@compiled
def chance_within(rate, time):
    """Return the chance that something of this rate happens within this time."""
    return 1.0 - math.exp(-rate * time)
