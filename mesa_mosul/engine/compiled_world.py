"""A world as compiled rules take it: one pointer to a table of the columns' addresses.

Rules that take a hundred arrays do not compile within ten minutes, and records of all columns
of a unit load whole units into the processor's cache. So a compiled rule takes one pointer to a
table of the address and length of each column; `world.units.strength` compiles to two loads.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs

WORDS_PER_SLOT = 3
"""Words of the table for each array: its address and up to two lengths."""


class ColumnSlot(NamedTuple):
    """The row of the table that lists an array, and the array's type for numba."""

    position: int
    array_type: Any


def column_slots() -> dict[tuple[str, str], ColumnSlot]:
    """Return the slots of all columns, by group and name; a bare array has no group."""
    layouts = {
        (group, name): (spec.dtype, spec.ndim)
        for group, kind in STATE_GROUPS.items()
        for name, spec in column_specs(kind).items()
    }
    bare = [name for name in World._fields if name not in STATE_GROUPS]
    layouts |= {("", name): (np.dtype(np.int64), 1) for name in bare}
    return {
        names: ColumnSlot(position, types.Array(numba.from_dtype(dtype), ndim, "C"))
        for position, (names, (dtype, ndim)) in enumerate(layouts.items())
    }


COLUMN_SLOTS = column_slots()


class CompiledWorld:
    """The table of the addresses of a world's columns; it keeps the world's memory alive."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table = np.zeros((len(COLUMN_SLOTS), WORDS_PER_SLOT), np.int64)
        for (group, name), slot in COLUMN_SLOTS.items():
            array = getattr(getattr(world, group) if group else world, name)
            if not (array.flags.c_contiguous and array.dtype.isnative):
                raise ValueError(
                    f"{group}.{name} is not a C-contiguous array in native byte order: compiled"
                    " rules read columns by address; copy it with np.ascontiguousarray"
                )
            self.table[slot.position, 0] = array.ctypes.data
            self.table[slot.position, 1 : 1 + array.ndim] = array.shape
        self.address = self.table.ctypes.data


class WorldType(types.Type):
    """The type of a world in compiled rules; group: one of its groups, or `` for all."""

    def __init__(self, group: str = "") -> None:
        self.group = group
        super().__init__(f"World({group})")


@typeof_impl.register(CompiledWorld)
def typeof_compiled_world(value: CompiledWorld, context: object) -> WorldType:
    """Return the type by which compiled rules know a world."""
    return WORLD_TYPE


WORLD_TYPE = WorldType()
CompiledWorld._numba_type_ = WORLD_TYPE  # type: ignore[attr-defined]


@register_model(WorldType)
class WorldModel(models.PrimitiveModel):
    """The representation of a world in compiled rules: a pointer to the table."""

    def __init__(self, manager: Any, kind: WorldType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(WorldType)
def unbox_address(kind: Any, value: Any, c: Any) -> NativeValue:
    """Read a table's address from the object that has it."""
    python_integer = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_ulonglong(python_integer)
    c.pyapi.decref(python_integer)
    return NativeValue(c.builder.inttoptr(address, ir.IntType(64).as_pointer()))


@infer_getattr
class WorldAttributes(AttributeTemplate):
    """The attributes of a world in a rule: its groups and, of those, their columns."""

    key = WorldType

    def generic_resolve(self, value: Any, attr: str) -> Any:  # type: ignore[override]
        """Return the type of an attribute, None if no attribute has this name."""
        if (value.group, attr) in COLUMN_SLOTS:
            return COLUMN_SLOTS[value.group, attr].array_type
        return WorldType(attr) if not value.group and attr in STATE_GROUPS else None


@lower_getattr_generic(WorldType)
def lower_world_attribute(
    context: Any, builder: Any, world_type: WorldType, table: Any, name: str
) -> Any:
    """Return a group, which is the table again, or a column, an array read from the table."""
    if (world_type.group, name) not in COLUMN_SLOTS:
        return table
    position, array = COLUMN_SLOTS[world_type.group, name]
    first = position * WORDS_PER_SLOT
    words = [load_word(builder, table, first + index) for index in range(1 + array.ndim)]
    address, *shape = words
    item_size = context.get_abi_sizeof(context.get_data_type(array.dtype))
    strides = [context.get_constant(types.intp, item_size)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    view = context.make_array(array)(context, builder)
    pointer = context.get_data_type(array.dtype).as_pointer()
    numba.np.arrayobj.populate_array(
        view,
        data=builder.inttoptr(address, pointer),
        shape=shape,
        strides=strides,
        itemsize=strides[-1],
        meminfo=None,
    )
    return view._getvalue()


def load_word(builder: Any, table: Any, offset: int) -> Any:
    """Return one word of the table, which does not change while a rule runs."""
    word = builder.load(cgutils.gep(builder, table, offset, inbounds=True))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word
