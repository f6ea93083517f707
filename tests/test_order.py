"""Nobody's luck depends on who else is there: rows in any order, bystanders, other forces."""

import numpy as np
import pytest
from town import BIG, WARS, everything, lived, town, war

from mesa_mosul.city import axis_names
from mesa_mosul.late import latecomers
from mesa_mosul.muster import muster
from mesa_mosul.names import LINE, NO_ONE, PESHMERGA
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rows.battle import Formation
from mesa_mosul.rules.count import take
from mesa_mosul.strength import strength

BYSTANDERS = 390
"""The code of a formation that is in no seed."""
INDICES = {"formation", "battalion"}
"""Columns that name a row elsewhere, which moves when a formation is added."""


def by_uid(group, leave_out=(), those=None):
    """Return a group's columns in the order of ids, without some columns and rows."""
    there = np.ones(group.uid.size, bool) if those is None else those
    order = np.argsort(group.uid[there], kind="stable")
    return {n: c[there][order] for n, c in group._asdict().items() if n not in leave_out}


def differing(one, other):
    return [name for name in one if not np.array_equal(one[name], other[name])]


@pytest.mark.parametrize("kind", WARS)
@pytest.mark.parametrize("shuffle", [1, 2])
def test_rows_in_any_order_fight_the_same_battle(kind, shuffle):
    tidy, mixed = war(kind, 5, "compiled"), war(kind, 5, "compiled")
    order = np.random.default_rng(shuffle).permutation(mixed.world.units.uid.size)
    for column in mixed.world.units:
        column[:] = column[order]
    lived(tidy, 8)
    lived(mixed, 8)
    assert np.array_equal(tidy.ledger, mixed.ledger)
    assert differing(by_uid(tidy.world.units), by_uid(mixed.world.units)) == []
    assert tidy.digest() == mixed.digest()


def bystanders(men):
    """Return a Peshmerga formation on the line, of a code that no seed uses."""
    line = next(row for row in everything().forces if row.id == "peshmerga_line_north")
    told = line.model_dump() | {"code": BYSTANDERS, "id": "bystanders", "men": men}
    return Formation(**told)


def with_bystanders():
    """Return a battle with 2,000 more Peshmerga, before all others, where nobody else is."""
    forces = everything().forces
    total = sum(row.men for row in forces if row.force == "peshmerga")
    men = total // 10
    tables = everything()._replace(forces=(bystanders(men), *forces))
    course = town(engine="compiled", tables=tables, **{"peshmerga.men": (total + men) // 2})
    units = course.world.units
    rows = units.uid // 1_000_000 == BYSTANDERS
    units.cell[rows] = far_from_all(course.world)
    course._call(take)
    return course, rows


def far_from_all(world):
    """Return the fought-over cell of a Peshmerga axis that is farthest from all of ISIS."""
    city, units = world.city, world.units
    there = (units.force != PESHMERGA) & (units.cell != NO_ONE)
    cells = world.fought[np.isin(city.axis[world.fought], peshmerga_axes(world))]
    away = np.hypot(
        city.x[cells, None] - city.x[units.cell[there]],
        city.y[cells, None] - city.y[units.cell[there]],
    ).min(axis=1)
    return cells[np.argmax(away)]


def peshmerga_axes(world):
    units = world.units
    return np.unique(units.axis[(units.force == PESHMERGA) & (units.task == LINE)])


def test_a_bystander_changes_nobody():
    total = sum(row.men for row in everything().forces if row.force == "peshmerga")
    alone = lived(town(engine="compiled", **{"peshmerga.men": total // 2}), 8)
    watched, rows = with_bystanders()
    lived(watched, 8)
    assert rows.sum() > 0
    others = by_uid(watched.world.units, INDICES, ~rows)
    assert differing(by_uid(alone.world.units, INDICES), others) == []
    mine = [h for h in alone.heads if not h.startswith("peshmerga")]
    assert alone.daily()[mine].equals(watched.daily()[mine])


def ids_by_force(**changes):
    p = changed(Parameters(), {**BIG, **changes})
    late = latecomers(30, p)
    units = muster(everything().forces, strength(p), axis_names(everything()), late, 0, p).units
    return {force: units.uid[units.force == force].tolist() for force in np.unique(units.force)}


@pytest.mark.parametrize(
    ("name", "value", "force"),
    [
        ("iraqi.troops", 30000, 0),
        ("isis.fighters", 4000, 1),
        ("peshmerga.men", 9000, 2),
        ("us.servicemen", 900, 3),
        ("pmf.men", 2000, 4),
        ("iraqi.men_per_unit", 30, 0),
        ("isis.recruits_a_day", 0, 1),
        ("isis.arrivals_a_day", 9, 1),
        ("isis.returning", 700, 1),
        ("raqqa.men", 300, 1),
        ("reinforcement.iraqi", 4000, 0),
        ("reinforcement.us_troops", 1000, 3),
    ],
)
def test_the_size_of_a_force_changes_no_other_forces_ids(name, value, force):
    before, after = ids_by_force(), ids_by_force(**{name: value})
    assert before.pop(force) != after.pop(force)
    assert before == after


def test_a_larger_formation_keeps_the_ids_it_had():
    few, many = ids_by_force(**{"isis.fighters": 4000}), ids_by_force()
    assert set(few[1]) < set(many[1])
