"""The exchange of fire: aimed and at the ground, in steps, by those in contact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import ATTACK, IN_GARRISON, IRAQI, ISIS
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.count import take
from mesa_mosul.rules.exchange import exchange, lay_down, list_ranks
from mesa_mosul.rules.fire import armour, power
from mesa_mosul.rules.sight import look

P = Parameters()
FREE = changed(P, {"fire.suppression": 0.0, "fire.frontage": 1e9}, laboratory=True)
"""Nobody is kept from firing, by fire or for want of room."""
share = st.floats(0, 1)
density = st.floats(0, 1e4)


def fought(ours=200, theirs=200, *, number=0, gap=0, cover=0.0, cohesion=1.0, p=P, role=ATTACK):
    """Return a field after a tick in which one unit attacks another, gap cells away."""
    world = field(2, 2)
    world.city.cover[:] = cover
    world.battalions.cohesion[0] = cohesion
    put(world, 0, force=IRAQI, men=ours, cell=middle(), role=role, battalion=0)
    put(world, 1, force=ISIS, men=theirs, cell=middle(0, gap), role=IN_GARRISON, battalion=1)
    for phase in (take, look, exchange):
        plain(phase)(world, p, tick(number))
    return world


def hits(runs=40, **said):
    """Return the mean hits on attackers and defenders over some ticks."""
    return np.mean([fought(number=n, **said).toll.hits_fire for n in range(runs)], axis=0)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 50))
def test_no_more_are_hit_than_there_are(ours, theirs, number):
    toll = fought(ours, theirs, number=number).toll
    assert 0 <= toll.hits_fire[0] <= ours
    assert 0 <= toll.hits_fire[1] <= theirs
    assert toll.standing.tolist() == [ours - toll.hits_fire[0], theirs - toll.hits_fire[1]]


def test_nobody_is_hit_where_nobody_is_near():
    assert hits(runs=5, gap=4).tolist() == [0, 0]


def test_nobody_fires_at_his_own():
    world = field(2)
    for row in range(2):
        put(world, row, force=IRAQI, men=200, cell=middle(), role=ATTACK)
    for phase in (take, look, exchange):
        plain(phase)(world, P, tick())
    assert not world.toll.hits_fire.any()


def test_more_enemies_hit_more():
    assert hits(theirs=300)[0] > hits(theirs=100)[0]


def test_cover_keeps_hits_off():
    assert hits(cover=0.8)[1] < hits(cover=0.2)[1]


def test_men_without_cohesion_hit_less():
    assert hits(cohesion=0.1)[1] < hits(cohesion=1.0)[1]


def test_full_cover_keeps_all_hits_off():
    assert hits(runs=5, cover=1.0).tolist() == [0, 0]


def test_a_greater_rate_of_hits_hits_more():
    assert np.all(hits(p=changed(P, {"fire.aimed_rate": 0.01})) > hits())


def test_a_strike_before_leaves_fewer_to_be_hit():
    world = field(1)
    put(world, 0, force=IRAQI, men=10, cell=middle(), role=ATTACK)
    world.toll.hits_strike[0], world.toll.hits_blast[0] = 4, 9
    plain(exchange)(world, P, tick())
    assert world.toll.standing[0] == 0


def test_aimed_fire_hits_at_the_rate_worked_by_hand():
    """Two units in one cell, all seen; w is the weight of the bell on the cell itself.

    d men fall on the eye as s = d w men/km2; a share s / (s + search) of the n who fire aims,
    and spreads its hits over the s it sees: rate n s / (s + search) / s, times w for the way.
    """
    world = field(2, 2)
    put(world, 0, force=IRAQI, men=100, cell=middle(), role=ATTACK, seen=1.0)
    put(world, 1, force=ISIS, men=50, cell=middle(), role=IN_GARRISON, seen=1.0, battalion=1)
    for phase in (take, exchange):
        plain(phase)(world, FREE, tick(per_day=24))
    weight = world.bell.weight[world.bell.offset == 0][0]
    # The rates that are left are those of the tick's last step, with the men it began with.
    ours, theirs = world.duel.standing_men[:, middle()]
    rate = P.fire.aimed_rate * ours * weight / (theirs * weight + P.fire.search_density)
    assert world.duel.rate_seen[1, middle()] == pytest.approx(rate, rel=0.01)


def test_the_few_lose_a_greater_share_than_the_many():
    ours, theirs = hits(ours=300, theirs=100, p=changed(P, {"sight.shown_holding": 0.8}))
    assert theirs / 100 > ours / 300


def twins_under_fire(number, ids=(1_000_000, 1_000_001), formations=(0, 0)):
    """Return who is hit, by id, of two units alike in one place, a tick on."""
    world = field(3, formations=2)
    for row, (uid, formation) in enumerate(zip(ids, formations, strict=True)):
        put(world, row, force=IRAQI, men=100, cell=middle(), role=ATTACK, uid=uid,
            formation=formation)  # fmt: skip
    put(world, 2, force=ISIS, men=200, cell=middle(), role=IN_GARRISON, uid=2_000_000)
    for phase in (take, look, exchange):
        plain(phase)(world, P, tick(number))
    return dict(zip(ids, world.toll.hits_fire[:2].tolist(), strict=True))


def test_units_alike_in_one_place_have_each_a_luck_of_their_own():
    hit = np.array([list(twins_under_fire(number).values()) for number in range(200)])
    assert hit.std(axis=0).min() > 0
    assert abs(np.corrcoef(hit.T)[0, 1]) < 0.2


@given(st.integers(0, 10_000))
def test_a_unit_takes_its_luck_with_it_to_another_row_and_formation(number):
    there = twins_under_fire(number)
    assert twins_under_fire(number, ids=(1_000_001, 1_000_000), formations=(1, 0)) == there


def test_men_who_see_everybody_hit_at_their_own_rate():
    """The weights of the bell cancel: 100 men at 0.01 hits an hour make one hit an hour."""
    p = changed(FREE, {"fire.aimed_rate": 0.01, "fire.search_density": 0}, laboratory=True)
    found = []
    for number in range(1000):
        world = field(2, 2)
        put(world, 0, force=IRAQI, men=100, cell=middle(), role=ATTACK, seen=1.0)
        put(world, 1, force=ISIS, men=50, cell=middle(), role=IN_GARRISON, seen=1.0, uid=7)
        for phase in (take, exchange):
            plain(phase)(world, p, tick(number, per_day=24))
        found.append(world.toll.hits_fire[1])
    assert np.mean(found) == pytest.approx(1.0, abs=0.1)


def test_suppression_keeps_hits_off_both_sides():
    deaf, shaken = (changed(P, {"fire.suppression": s}) for s in (0.0, 500.0))
    assert np.all(hits(p=shaken) < hits(p=deaf))


def test_an_exchange_leaves_no_trace_on_the_map():
    world = fought(gap=1)
    assert world.toll.hits_fire.any()
    assert not any(column.any() for column in world.duel)
    assert not world.site.fire.any()


def test_the_first_step_is_fired_under_the_fire_that_unhurt_men_would_give():
    """Rates of one long step: those of free men, over one plus suppression times the same."""
    found = {}
    for p in (FREE, changed(FREE, {"fire.suppression": 100.0})):
        world = field(2, 2)
        put(world, 0, force=IRAQI, men=100, cell=middle(), role=ATTACK, seen=1.0)
        put(world, 1, force=ISIS, men=100, cell=middle(), role=ATTACK, seen=1.0, uid=7)
        plain(take)(world, p, tick())
        world.toll.standing[:] = 100
        ranks, places = plain(list_ranks)(world, p)
        for _ in range(2):
            plain(lay_down)(world, p, 0.0, ranks, places)
        found[p.fire.suppression] = world.duel.rate_seen[:, middle()].copy()
    free = found[0.0]
    assert np.all(free > 0.0)
    assert found[100.0] == pytest.approx(free / (1.0 + 100.0 * free), rel=0.002)


def test_men_without_room_do_not_fire():
    world, narrow = field(2, 2), changed(P, {"fire.frontage": 200.0})
    put(world, 0, force=IRAQI, men=4000, cell=middle(), role=ATTACK)
    put(world, 1, force=ISIS, men=10, cell=middle(), role=IN_GARRISON, battalion=1)
    plain(take)(world, P, tick())
    there = world.near.density[0, middle()]
    assert there > 400.0
    each = [plain(power)(world, p, 0) for p in (narrow, FREE)]
    assert each[0] == pytest.approx(each[1] * 200.0 / there)


@given(share, share)
def test_vehicles_are_lost_to_attackers_alone_and_as_far_as_ground_is_of_the_old_city(one, two):
    world, least = fought(), 1.0 - P.fire.armour
    fires = []
    for part in sorted((one, two)):
        world.city.old_area[middle()] = part * world.city.area[middle()]
        fires.append(plain(armour)(world, P, 0))
        assert plain(armour)(world, P, 1) == 1.0
    assert 1.0 >= fires[0] >= fires[1] >= least - 1e-12
    world.city.old_area[:] = world.city.area
    assert plain(armour)(world, P, 0) == pytest.approx(least)


def test_without_lanes_nothing_is_lost():
    assert plain(armour)(fought(), P, 0) == 1.0
