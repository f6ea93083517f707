"""The plain and the compiled form of whole battles: the same to the last bit."""

import numpy as np
import pytest
from town import WARS, any_parameters, lived, town, war

from mesa_mosul.compiled import plain
from mesa_mosul.ledger import note_day
from mesa_mosul.parameters import record
from mesa_mosul.state import columns

KM_CELLS = {
    "scale.cell_metres": 1000,
    "iraqi.men_per_unit": 200,
    "isis.men_per_unit": 50,
    "peshmerga.men_per_unit": 200,
    "us.men_per_unit": 200,
}


def differing(one, other):
    """Return the columns in which two battles differ."""
    theirs = dict(columns(other.world))
    return [name for name, own in columns(one.world) if not np.array_equal(own, theirs[name])]


@pytest.mark.parametrize("kind", WARS)
def test_ten_days_are_the_same_in_both_forms(kind):
    twins = [lived(war(kind, 7, engine), 10) for engine in ("plain", "compiled")]
    assert differing(*twins) == []
    assert np.array_equal(twins[0].ledger, twins[1].ledger)


@pytest.mark.parametrize("draw", range(12))
def test_both_forms_agree_whatever_the_parameters(draw):
    changes, kind = any_parameters(draw), WARS[draw % len(WARS)]
    twins = [lived(war(kind, draw, engine, **changes), 2) for engine in ("plain", "compiled")]
    assert differing(*twins) == []
    assert twins[0].digest() == twins[1].digest()


@pytest.mark.parametrize("hours", [1, 3, 12])
def test_both_forms_agree_at_any_length_of_a_tick(hours):
    changes = {"scale.hours_per_tick": hours}
    twins = [lived(town(engine=one, **changes), 1) for one in ("plain", "compiled")]
    assert twins[0].digest() == twins[1].digest()


def test_a_day_of_the_report_is_the_same_in_both_forms_with_smaller_units():
    twins = [lived(town(engine=one, **KM_CELLS), 1) for one in ("plain", "compiled")]
    assert twins[0].digest() == twins[1].digest()


@pytest.mark.slow
def test_three_days_of_the_report_as_it_ships_are_the_same_in_both_forms():
    import mesa_mosul as mm

    twins = [mm.run("reported", seed=1, days=3, engine=one) for one in ("plain", "compiled")]
    assert twins[0].outcome["digest"] == twins[1].outcome["digest"]


def test_the_ledger_of_one_world_is_the_same_in_both_forms():
    course = lived(town(), 2)
    rows = np.zeros((2, len(course.heads)))
    p = course.scenario.parameters
    plain(note_day)(course.world, p, course.tick, rows[0])
    note_day(course.stage.addresses, record(p), course.tick, rows[1])
    assert np.array_equal(rows[0], rows[1])


def test_a_battle_repeats_itself():
    one, other = (lived(town(seed=3, engine="compiled"), 5) for _ in range(2))
    assert one.digest() == other.digest()


def test_another_seed_is_another_battle():
    one, other = (lived(town(seed=seed, engine="compiled"), 5) for seed in (1, 2))
    assert one.digest() != other.digest()
