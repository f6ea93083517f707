"""Parameters as compiled rules take them: one pointer to a table of their values.

`p.fire.aimed_rate` compiles to one load, which a loop need not repeat, as no rule writes a
parameter. A record of numpy took twenty microseconds in every call from Python.
"""

import functools
import hashlib
from typing import Any, NamedTuple, get_type_hints

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_getattr_generic, register_model, unbox

from mesa_mosul.engine.compiled_world import WorldModel, load_word, unbox_address
from mesa_mosul.parameters.registry import Parameters

Slots = dict[tuple[str, str], "ParameterSlot"]


class ParameterSlot(NamedTuple):
    """The word of the table that holds a parameter, and the parameter's type for numba."""

    position: int
    value_type: Any


class ParametersType(types.Type):
    """The type of parameters in compiled rules; group: one of their groups, or `` for all.

    Its name tells tables apart whose parameters have other names, places or types.
    """

    def __init__(self, slots: Slots, group: str = "") -> None:
        self.slots, self.group = slots, group
        self.groups = {group for group, _ in slots}
        key = hashlib.sha256(repr(slots).encode()).hexdigest()[:8]
        super().__init__(f"Parameters({key}.{group})")


class CompiledParameters:
    """The table of the values of parameters, one word of 64 bits each."""

    def __init__(self, p: Parameters) -> None:
        groups = p._asdict()
        self._numba_type_ = parameters_type(
            tuple((group, type(values)) for group, values in groups.items())
        )
        self.table = np.zeros(len(self._numba_type_.slots), np.int64)
        for (group, name), (position, value_type) in self._numba_type_.slots.items():
            is_float = value_type == types.float64
            words = self.table.view(np.float64) if is_float else self.table
            words[position] = getattr(groups[group], name)
        self.address = self.table.ctypes.data


@functools.cache
def parameters_type(kinds: tuple[tuple[str, type], ...]) -> ParametersType:
    """Return the type of parameters whose groups have some names and classes."""
    fields = [
        (group, name, numba.from_dtype(np.dtype(value_type)))
        for group, kind in kinds
        for name, value_type in get_type_hints(kind).items()
    ]
    return ParametersType(
        {
            (group, name): ParameterSlot(position, value_type)
            for position, (group, name, value_type) in enumerate(fields)
        }
    )


register_model(ParametersType)(WorldModel)
unbox(ParametersType)(unbox_address)


@infer_getattr
class ParametersAttributes(AttributeTemplate):
    """The attributes of parameters in a rule: their groups and, of those, their values."""

    key = ParametersType

    def generic_resolve(self, value: Any, attr: str) -> Any:  # type: ignore[override]
        """Return the type of an attribute, None if no attribute has this name."""
        if value.group:
            slot = value.slots.get((value.group, attr))
            return slot and slot.value_type
        return ParametersType(value.slots, attr) if attr in value.groups else None


@lower_getattr_generic(ParametersType)  # type: ignore[untyped-decorator]
def lower_parameter(
    context: Any, builder: Any, kind: ParametersType, table: Any, name: str
) -> Any:
    """Return a group, which is the table again, or a value, read from the table."""
    if not kind.group:
        return table
    position, value_type = kind.slots[kind.group, name]
    word = load_word(builder, table, position)
    if value_type == types.float64:
        return builder.bitcast(word, ir.DoubleType())
    return builder.trunc(word, ir.IntType(1)) if value_type == types.boolean else word
