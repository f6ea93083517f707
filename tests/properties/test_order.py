"""No unit's random numbers depend on others: rows in any order, bystanders, other forces."""

import numpy as np
import pytest
from town import (
    BATTLE_KINDS,
    COARSE_PARAMETERS,
    cached_tables,
    coarse_battle,
    coarse_simulation,
    run_days,
)

from mesa_mosul.engine.codes import MISSION_HOLD_LINE, NO_INDEX, PESHMERGA
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.initialization.force_totals import force_totals
from mesa_mosul.initialization.later_arrivals import list_later_formations
from mesa_mosul.initialization.unit_generation import generate_units
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.density import update_densities

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


@pytest.mark.parametrize("kind", BATTLE_KINDS)
@pytest.mark.parametrize("shuffle", [1, 2])
def test_rows_in_any_order_fight_the_same_battle(kind, shuffle):
    tidy, mixed = coarse_battle(kind, 5, "compiled"), coarse_battle(kind, 5, "compiled")
    order = np.random.default_rng(shuffle).permutation(mixed.world.units.uid.size)
    for column in mixed.world.units:
        column[:] = column[order]
    run_days(tidy, 8)
    run_days(mixed, 8)
    assert np.array_equal(tidy.ledger, mixed.ledger)
    assert differing(by_uid(tidy.world.units), by_uid(mixed.world.units)) == []
    assert tidy.digest() == mixed.digest()


def bystanders(men):
    """Return a Peshmerga formation on the line, of a code that no seed uses."""
    line = next(row for row in cached_tables().forces if row.id == "peshmerga_line_north")
    told = line.model_dump() | {"code": BYSTANDERS, "id": "bystanders", "men": men}
    return Formation(**told)


def with_bystanders():
    """Return a battle with 2,000 more Peshmerga, before all others, where nobody else is."""
    forces = cached_tables().forces
    total = sum(row.men for row in forces if row.force == "peshmerga")
    men = total // 10
    tables = cached_tables()._replace(forces=(bystanders(men), *forces))
    course = coarse_simulation(
        engine="compiled", tables=tables, **{"peshmerga.men": (total + men) // 2}
    )
    units = course.world.units
    rows = units.uid // 1_000_000 == BYSTANDERS
    units.cell[rows] = far_from_all(course.world)
    course._run_rule(update_densities)
    return course, rows


def far_from_all(world):
    """Return the fought-over cell of a Peshmerga axis that is farthest from all of ISIS."""
    city, units = world.cells, world.units
    there = (units.force != PESHMERGA) & (units.cell != NO_INDEX)
    cells = world.contested_cells[
        np.isin(city.axis[world.contested_cells], peshmerga_axes(world))
    ]
    away = np.hypot(
        city.x[cells, None] - city.x[units.cell[there]],
        city.y[cells, None] - city.y[units.cell[there]],
    ).min(axis=1)
    return cells[np.argmax(away)]


def peshmerga_axes(world):
    units = world.units
    return np.unique(
        units.axis[(units.force == PESHMERGA) & (units.mission == MISSION_HOLD_LINE)]
    )


def test_a_bystander_changes_nobody():
    total = sum(row.men for row in cached_tables().forces if row.force == "peshmerga")
    alone = run_days(coarse_simulation(engine="compiled", **{"peshmerga.men": total // 2}), 8)
    watched, rows = with_bystanders()
    run_days(watched, 8)
    assert rows.sum() > 0
    others = by_uid(watched.world.units, INDICES, ~rows)
    assert differing(by_uid(alone.world.units, INDICES), others) == []
    mine = [h for h in alone.columns if not h.startswith("peshmerga")]
    assert alone.daily()[mine].equals(watched.daily()[mine])


def ids_by_force(**changes):
    p = with_changes(Parameters(), {**COARSE_PARAMETERS, **changes})
    late = list_later_formations(30, p)
    units = generate_units(
        cached_tables().forces, force_totals(p), list_axis_names(cached_tables()), late, 0, p
    ).units
    return {force: units.uid[units.force == force].tolist() for force in np.unique(units.force)}


@pytest.mark.parametrize(
    ("name", "value", "force"),
    [
        ("iraqi.troops", 30000, 0),
        ("isis.fighters", 4000, 1),
        ("peshmerga.men", 9000, 2),
        ("coalition.personnel", 900, 3),
        ("pmf.men", 2000, 4),
        ("iraqi.men_per_unit", 30, 0),
        ("isis.recruits_per_day", 0, 1),
        ("isis.arrivals_per_day", 9, 1),
        ("isis.returning_men", 700, 1),
        ("raqqa.reinforcement_men", 300, 1),
        ("reinforcement.iraqi_troops", 4000, 0),
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
