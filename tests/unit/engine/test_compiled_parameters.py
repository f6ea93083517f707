"""Parameters in compiled rules: every value is read as what it is, and none can be written."""

from typing import Annotated, NamedTuple

import numpy as np
import pytest
from numba.core.errors import TypingError

from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.jit import compiled
from mesa_mosul.parameters.registry import Parameters, with_changes

DEFAULT = Parameters()


class FewParameters(NamedTuple):
    """Parameters of which one is a switch of its own."""

    class Switch(NamedTuple):
        tires: Annotated[bool, "a switch"] = True

    switch: Switch = Switch()


@compiled
def read_some(p, row):
    row[0], row[1], row[2] = p.isis.fighters, p.fire.aimed_rate, p.switch.holding_binds
    return p.isis.fighters // 2, p.fire.aimed_rate, not p.switch.holding_binds


@compiled
def read_switch(p):
    return p.switch.tires


@compiled
def write_some(p):
    p.isis.fighters = 3


@pytest.mark.parametrize("binds", [False, True])
def test_a_compiled_rule_reads_integers_numbers_and_switches(binds):
    changes = {"isis.fighters": 4321, "switch.holding_binds": binds}
    p, row = with_changes(DEFAULT, changes), np.zeros(3)
    assert read_some(CompiledParameters(p), row) == (2160, p.fire.aimed_rate, not binds)
    assert row.tolist() == [4321.0, p.fire.aimed_rate, float(binds)]


def test_every_parameter_has_a_word_of_its_own_and_holds_its_value():
    compiled_parameters = CompiledParameters(DEFAULT)
    slots, table = compiled_parameters._numba_type_.slots, compiled_parameters.table
    names = [
        (group, name) for group, values in DEFAULT._asdict().items() for name in values._fields
    ]
    assert sorted(slots) == sorted(names)
    assert sorted(slot.position for slot in slots.values()) == list(range(table.size))
    for (group, name), slot in slots.items():
        value = getattr(getattr(DEFAULT, group), name)
        words = table.view(np.float64) if isinstance(value, float) else table
        assert words[slot.position] == value


def test_tables_of_other_parameters_have_another_type():
    few = CompiledParameters(FewParameters())
    assert read_switch(few) is True
    assert few._numba_type_ != CompiledParameters(DEFAULT)._numba_type_
    assert (
        CompiledParameters(DEFAULT)._numba_type_
        == CompiledParameters(with_changes(DEFAULT, {"isis.fighters": 4000}))._numba_type_
    )


def test_a_rule_cannot_write_a_parameter_or_read_one_that_there_is_not():
    with pytest.raises(NotImplementedError, match=r"isis\)\.fighters"):
        write_some(CompiledParameters(DEFAULT))
    with pytest.raises(TypingError, match="tires"):
        read_switch(CompiledParameters(DEFAULT))
