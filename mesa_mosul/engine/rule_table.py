"""Tables of rules: compiled code calls a rule by its address, found when a run begins.

So a loop over the phases of a tick is compiled without the phases, and each phase by itself:
once, in a process of its own, and stored in a file of its own.
"""

import functools
from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import lower_builtin, type_callable

from mesa_mosul.engine.compiled_parameters import CompiledParameters, ParametersType
from mesa_mosul.engine.compiled_world import WORLD_TYPE, WorldType
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.parameters.registry import Parameters

RuleTable = Any
"""Addresses of compiled rules, an array of int64; or a tuple of plain rules."""
TABLE_TYPE = types.Array(types.int64, 1, "C")
TICK_TYPE = types.int64
ROW_TYPE, ROWS_TYPE = (types.Array(types.float64, ndim, "C") for ndim in (1, 2))
"""One row of a ledger, and several."""


def call_rule(rule: Any, world: Any, p: Any, clock: Any) -> None:
    """Run a rule of a table: of functions in plain rules, of addresses in compiled ones."""
    rule(world, p, clock)


@type_callable(call_rule)
def type_call_rule(context: Any) -> Callable[..., Any]:
    """Return how numba finds the type of a call: a rule returns nothing."""

    def typer(rule: Any, world: Any, p: Any, clock: Any) -> Any:
        return types.none

    return typer


@lower_builtin(  # type: ignore[untyped-decorator]
    call_rule, types.Integer, WorldType, ParametersType, types.BaseTuple
)
def lower_call_rule(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Call the function at an address, as numba calls any; what it raises is passed on."""
    address, *values = arguments
    convention, kinds = context.call_conv, signature.args[1:]
    function_type = convention.get_function_type(types.none, kinds)
    function = builder.inttoptr(address, ir.PointerType(function_type))
    status, _ = convention.call_function(builder, function, types.none, kinds, values)
    with cgutils.if_unlikely(builder, status.is_error):
        convention.return_status_propagate(builder, status)
    return context.get_dummy_value()


@functools.cache
def rule_types() -> tuple[Any, ...]:
    """Return the types of a rule's arguments: the world, the parameters and the clock."""
    return (
        WORLD_TYPE,
        numba.typeof(CompiledParameters(Parameters())),
        numba.typeof(Clock(0, 1, 1, 0, 0)),
    )
