"""One phase for place and ground: who goes where, what is cleared, what is lost again."""

from mesa_mosul.compiled import compiled
from mesa_mosul.rules.defence import defend
from mesa_mosul.rules.front import man_rear, push
from mesa_mosul.rules.ground import retake
from mesa_mosul.rules.movement import set_out


@compiled
def advance(world, p, tick):
    """Move everybody and settle the ground; men's unused minutes are carried forward."""
    set_out(world, p, tick)
    defend(world, p, tick)
    man_rear(world, p, tick)
    push(world, p, tick)
    retake(world, p)
