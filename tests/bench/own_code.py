"""What a grid, rules and agents of one's own cost a tick of `reported`, in CPU microseconds.

    python tests/bench/own_code.py [--days 40]

All variants step in turn, a day each, and the median of their extra time over the bare model
counts.
"""

import argparse
import statistics
from collections.abc import Callable
from typing import Any

from mesa_mosul.engine.jit import compiled
from mesa_mosul.mesa_layer.model import MosulModel
from mesa_mosul.mesa_layer.unit_agents import IsisFighters
from mesa_mosul.verification.timing import min_cpu_seconds, repeat_call


def do_nothing(world: Any, p: Any, clock: Any) -> None:
    """Do nothing: what it costs to call a plain rule."""


@compiled
def do_nothing_compiled(world: Any, p: Any, clock: Any) -> None:
    """Do nothing, compiled."""


class IdleFighters(IsisFighters):
    """Fighters who step and do nothing."""

    def step(self) -> None:
        """Do nothing."""


def with_grid() -> MosulModel:
    """Return a model whose grid is there."""
    model = MosulModel()
    assert model.grid
    return model


def redraw(model: MosulModel) -> None:
    """Ask for what a map of the units asks for: the cell of each."""
    for unit in model.units:
        assert unit.cell is None or unit.pos


VARIANTS: dict[str, tuple[Callable[[], MosulModel], Callable[[MosulModel], object]]] = {
    "the model as it is": (MosulModel, MosulModel.step),
    "the same, once more": (MosulModel, MosulModel.step),
    "its grid was asked for": (with_grid, MosulModel.step),
    "a plain rule": (
        lambda: MosulModel(phases=[(do_nothing, "weather")]),
        MosulModel.step,
    ),
    "two plain rules": (
        lambda: MosulModel(
            phases=[(do_nothing, "weather"), (do_nothing_compiled, "civilians")]
        ),
        MosulModel.step,
    ),
    "fighters who step": (
        lambda: MosulModel(unit_classes={"fighters": IdleFighters}),
        MosulModel.step,
    ),
    "the cell of every unit, each tick": (
        with_grid,
        lambda model: (model.step(), redraw(model)),
    ),
}


def measure(days: int) -> dict[str, float]:
    """Return the median CPU microseconds a tick of each variant."""
    models = {name: make() for name, (make, _) in VARIANTS.items()}
    ticks = MosulModel().simulation.clock.ticks_per_day
    seconds: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _ in range(days):
        for name, (_, step) in VARIANTS.items():
            spent = min_cpu_seconds(1, repeat_call, ticks, step, models[name])
            seconds[name].append(1e6 * spent / ticks)
    return {name: statistics.median(spent) for name, spent in seconds.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=40, help="measured, at most 115")
    medians = measure(parser.parse_args().days)
    bare, *_ = medians.values()
    print("| variant | us a tick | ratio |\n|---|--:|--:|")
    for name, spent in medians.items():
        print(f"| {name} | {spent:.0f} | {spent / bare:.3f} |")


if __name__ == "__main__":
    main()
