"""A world as compiled rules take it: one address, behind which every column's is listed.

Rules that take a hundred arrays do not compile in ten minutes, and records of all columns of a
unit drag whole units through the cache. So a compiled rule takes one pointer to a table of
where each column lies and how long it is; `world.units.men` compiles to two loads.
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

from mesa_mosul.state import GROUPS, World, dimensions, dtype_of

WORDS = 3
"""Words of the table for each array: its address and up to two lengths."""


class Slot(NamedTuple):
    """Where the table lists an array, and what kind of array it is."""

    place: int
    array: Any


def slots() -> dict[tuple[str, str], Slot]:
    """Return the slots of all columns, by group and name; a bare array has no group."""
    kinds = {
        (group, name): (dtype, dimensions(kind, name))
        for group, kind in GROUPS.items()
        for name, dtype in dtype_of(kind).items()
    }
    bare = [name for name in World._fields if name not in GROUPS]
    kinds |= {("", name): (np.dtype(np.int64), 1) for name in bare}
    return {
        names: Slot(place, types.Array(numba.from_dtype(dtype), axes, "C"))
        for place, (names, (dtype, axes)) in enumerate(kinds.items())
    }


SLOTS = slots()


class Addresses:
    """The table of where a world's columns lie; it keeps the world's memory alive."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table = np.zeros((len(SLOTS), WORDS), np.int64)
        for (group, name), slot in SLOTS.items():
            array = getattr(getattr(world, group) if group else world, name)
            if not (array.flags.c_contiguous and array.dtype.isnative):
                raise ValueError(f"{group}.{name} does not lie in one piece")
            self.table[slot.place, 0] = array.ctypes.data
            self.table[slot.place, 1 : 1 + array.ndim] = array.shape
        self.address = self.table.ctypes.data


class WorldType(types.Type):
    """A world in compiled rules; group: one of its groups, or all of it."""

    def __init__(self, group: str = "") -> None:
        self.group = group
        super().__init__(f"World({group})")


@typeof_impl.register(Addresses)
def typeof_addresses(value: Addresses, context: object) -> WorldType:
    """Return the type by which compiled rules know a world."""
    return WORLD


WORLD = WorldType()
Addresses._numba_type_ = WORLD  # type: ignore[attr-defined]


@register_model(WorldType)
class WorldModel(models.PrimitiveModel):
    """A pointer to the table."""

    def __init__(self, manager: Any, kind: WorldType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(WorldType)
def unbox_addresses(kind: WorldType, value: Any, c: Any) -> NativeValue:
    """Take the table's address out of the object that holds it."""
    held = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_ulonglong(held)
    c.pyapi.decref(held)
    return NativeValue(c.builder.inttoptr(address, ir.IntType(64).as_pointer()))


@infer_getattr
class WorldAttributes(AttributeTemplate):
    """What a rule can read of a world: its groups and, of those, their columns."""

    key = WorldType

    def generic_resolve(self, value: Any, attr: str) -> Any:  # type: ignore[override]
        """Return the type of an attribute, None if there is none of this name."""
        if (value.group, attr) in SLOTS:
            return SLOTS[value.group, attr].array
        return WorldType(attr) if not value.group and attr in GROUPS else None


@lower_getattr_generic(WorldType)
def read(context: Any, builder: Any, kind: WorldType, table: Any, name: str) -> Any:
    """Return a group, which is the table again, or a column, found in the table."""
    if (kind.group, name) not in SLOTS:
        return table
    place, array = SLOTS[kind.group, name]
    words = [word(builder, table, place * WORDS + at) for at in range(1 + array.ndim)]
    address, *shape = words
    width = context.get_abi_sizeof(context.get_data_type(array.dtype))
    steps = [context.get_constant(types.intp, width)]
    for length in reversed(shape[1:]):
        steps.insert(0, builder.mul(steps[0], length))
    view = context.make_array(array)(context, builder)
    pointer = context.get_data_type(array.dtype).as_pointer()
    numba.np.arrayobj.populate_array(
        view,
        data=builder.inttoptr(address, pointer),
        shape=shape,
        strides=steps,
        itemsize=steps[-1],
        meminfo=None,
    )
    return view._getvalue()


def word(builder: Any, table: Any, at: int) -> Any:
    """Return one word of the table, which does not change while a rule runs."""
    found = builder.load(cgutils.gep(builder, table, at, inbounds=True))
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found
