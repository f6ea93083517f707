"""Helpers of decision and break hazards."""

from mesa_mosul.engine.jit import compiled


@compiled
def relative_shortfall(value: float, target: float) -> float:
    """Return how far a value falls short of a target, as a fraction of the target."""
    return max(0.0, (target - value) / target)
