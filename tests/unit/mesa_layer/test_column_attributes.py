"""An attribute of an agent is its row's number, and takes only what a row can have."""

import pytest

import mesa_mosul as mm
from mesa_mosul.engine import codes as names
from mesa_mosul.mesa_layer.column_attributes import StateAttribute
from mesa_mosul.mesa_layer.unit_agents import ArmyUnit, CounterTerrorismUnit, IsisFighters, Unit

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}
ATTRIBUTES = [name for name, one in vars(Unit).items() if isinstance(one, StateAttribute)]


@pytest.fixture(scope="module")
def day_old():
    """A model after one day, for tests that only look."""
    model = mm.MosulModel("reported", rng=1, **SMALL)
    model.run_for(4)
    return model


@pytest.fixture
def model():
    return mm.MosulModel("reported", rng=1, **SMALL)


def one(model, kind):
    return next(iter(model.agents_by_type[kind]))


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_shows_the_row(day_old, name):
    kept = vars(Unit)[name]
    column = getattr(day_old.world.units, kept.column)
    for unit in list(day_old.units)[::50]:
        shown = getattr(unit, name)
        number = kept.encode(unit, shown) if kept.labels else shown
        assert number == column[unit.row]


def test_men_taken_from_a_unit_count_as_withdrawn_and_may_come_back(model):
    unit = one(model, ArmyUnit)
    men = unit.strength
    unit.strength = 7
    assert (unit.strength, unit.withdrawn) == (7, men - 7)
    assert model.world.units.strength[unit.row] == 7
    unit.strength = men
    assert (unit.strength, unit.withdrawn) == (men, 0)


def test_nobody_can_be_added_to_a_unit(model):
    unit = one(model, ArmyUnit)
    with pytest.raises(ValueError, match="nobody else can join it"):
        unit.strength += 1


@pytest.mark.parametrize("name", ["killed", "wounded_now", "wounded_total", "withdrawn"])
def test_what_rules_count_cannot_be_written(model, name):
    with pytest.raises(AttributeError, match=f"{name} cannot be written: rules count it"):
        setattr(one(model, ArmyUnit), name, 0)


def test_a_role_is_read_and_written_as_a_word(model):
    unit = one(model, ArmyUnit)
    unit.role = "refit"
    assert model.world.units.role[unit.row] == names.ROLE_REFIT
    assert unit.role == "refit"


def test_no_axis_is_none(model):
    unit = one(model, ArmyUnit)
    unit.axis = None
    assert model.world.units.axis[unit.row] == names.NO_INDEX
    assert unit.axis is None


def test_an_axis_is_known_by_its_name(model):
    unit = one(model, CounterTerrorismUnit)
    assert unit.axis == model.axis_names[model.world.units.axis[unit.row]]


def test_a_formation_is_known_by_its_name(model):
    forces = model.simulation.built.tables.forces
    for kind in (ArmyUnit, IsisFighters):
        unit = one(model, kind)
        assert unit.formation == forces[model.world.units.formation[unit.row]].name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("role", "asleep"),
        ("strength", -1),
        ("strength", 1.5),
        ("strength", float("nan")),
        ("user_value", float("inf")),
        ("cell_row", 0),
        ("cell_row", 10**9),
        ("cell_row", -2),
    ],
)
def test_a_value_that_a_row_cannot_have_is_refused(model, name, value):
    unit = one(model, ArmyUnit)
    before = getattr(unit, name)
    with pytest.raises(ValueError, match=name):
        setattr(unit, name, value)
    assert getattr(unit, name) == before


@pytest.mark.parametrize("name", ["uid", "kind", "force", "formation", "authorized_strength"])
def test_what_a_unit_is_cannot_be_written(model, name):
    with pytest.raises(AttributeError, match=name):
        setattr(one(model, ArmyUnit), name, 0)
