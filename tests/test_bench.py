"""What `mosul bench` measures is what it says."""

import json

import numpy as np
import pytest
from bench.peer import Peer, men
from terminal import mosul
from town import lived, town

from mesa_mosul import compiled
from mesa_mosul.analysis.bench import as_json, table
from mesa_mosul.analysis.floor import DRAWS, floor
from mesa_mosul.analysis.timing import Figure, least
from mesa_mosul.chance import uniform
from mesa_mosul.compiled import plain
from mesa_mosul.course import Course
from mesa_mosul.setting import scenario
from mesa_mosul.state import columns


def test_the_least_of_some_repeats_is_kept():
    turns = iter((200_000, 10))
    assert least(2, lambda: sum(range(next(turns)))) < least(1, sum, range(200_000))


def test_the_peer_fights_the_same_units_and_both_sides_lose():
    course = lived(town("recorded"), 1)
    peer = Peer(course)
    units, before = course.world.units, men(peer)
    assert before.tolist() == [units.men[units.side == side].sum() for side in (0, 1)]
    for _ in range(4):
        peer.step()
    assert np.all(men(peer) < before)
    lost = [sum(a.killed + a.wounded for a in peer.agents if a.side != side) for side in (1, 0)]
    assert np.array_equal(before - men(peer), lost)


def test_the_peer_takes_ground():
    course = lived(town("recorded"), 1)
    peer = Peer(course)
    before = peer.held.sum()
    for _ in range(4):
        peer.step()
    assert peer.held.sum() > before


def test_the_floor_draws_luck_for_those_in_contact_and_writes_nothing_else():
    course = lived(town("recorded"), 1)
    before = {name: column.copy() for name, column in columns(course.world)}
    plain(floor)(course.world, course.scenario.parameters, course.tick)
    hits = course.world.toll.hits_fire
    assert hits.any()
    assert hits.max() <= DRAWS
    assert [n for n, column in columns(course.world) if np.any(column != before[n])] == [
        "toll.hits_fire"
    ]


def test_the_floor_draws_as_much_luck_as_a_tick_of_the_campaign(monkeypatch):
    drawn, course = [], lived(Course(scenario("campaign"), 1), 40)
    for thing in [one for one in compiled._twins if hasattr(one, "py_func")]:
        monkeypatch.delitem(compiled._twins, thing)
    monkeypatch.setitem(
        compiled._twins, uniform, lambda *who: drawn.append(who) or uniform(*who)
    )
    course.engine = "plain"
    course.day()
    units, near = course.world.units, course.world.near
    there = (units.men > 0) & (units.cell >= 0) & (units.minutes >= 0)
    enemies = near.density[1 - units.side[there], units.cell[there]]
    contacts = int((enemies >= course.scenario.parameters.sight.contact).sum())
    assert len(drawn) / course.tick.per_day / contacts == pytest.approx(DRAWS, rel=0.2)


def test_figures_are_told_as_a_table_and_as_json():
    figures = [Figure("a thing", 2.5, "times", "at least 2")]
    assert "| a thing | 2.5 times | at least 2 |" in table(figures)
    assert json.loads(as_json(figures))[0]["value"] == 2.5


def test_the_command_line_knows_it(tmp_path):
    assert "ratios" in mosul("bench", "--help", at=tmp_path).stdout
