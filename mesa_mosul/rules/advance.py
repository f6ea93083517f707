"""Movement and clearing: who goes where, what is cleared, what is contested again."""

from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.contesting import contest_cells
from mesa_mosul.rules.front_line import attack_front
from mesa_mosul.rules.holders import redistribute_holders
from mesa_mosul.rules.isis_deployment import move_defenders
from mesa_mosul.rules.movement import start_tick_and_enter_map


@compiled
def move_and_clear(world: World, p: Parameters, clock: Clock) -> None:
    """Move all units, clear and contest cells; unused minutes are carried forward."""
    start_tick_and_enter_map(world, clock)
    move_defenders(world, p, clock)
    redistribute_holders(world, p, clock)
    attack_front(world, p, clock)
    contest_cells(world, p, clock)
