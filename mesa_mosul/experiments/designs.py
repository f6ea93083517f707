"""Designs: which points of the space of levers and uncertainties a sweep runs."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.experiments import hypercubes
from mesa_mosul.experiments.draws import DesignError, Draw, Level, entry_of

FACTORIAL, ONE_AT_A_TIME, TABLE = "factorial", "one_at_a_time", "table"


class Point(NamedTuple):
    """One point: its factors as a reader names them, and the parameters that it changes."""

    factors: dict[str, Any]
    changes: dict[str, Any]


class Space(NamedTuple):
    """What is varied, and the seed of whatever is drawn at random.

    levers: levels by name; draws: by the parameter's name.
    """

    levers: Mapping[str, Sequence[Level]]
    draws: Mapping[str, Draw]
    seed: int


def filled(make: Callable[[int, int, int], np.ndarray]) -> Callable[..., list[Point]]:
    """Return a design of so many points over a cube, at every combination of the levers."""

    def lay(space: Space, points: int) -> list[Point]:
        return crossed(space, make(points, len(space.draws), space.seed))

    return lay


def morris(space: Space, trajectories: int = 20, levels: int = 4) -> list[Point]:
    """Return so many trajectories, each of which moves every uncertainty once (Morris 1991)."""
    if levels % 2:
        raise DesignError(f"levels is {levels}; morris takes an even number, such as 4")
    return crossed(space, morris_cube(space.draws, trajectories, levels, space.seed))


def morris_cube(
    draws: Mapping[str, Draw], trajectories: int, levels: int, seed: int
) -> np.ndarray:
    """Return the trajectories of `morris` as parts from 0 to 1, (points, factors)."""
    from SALib.sample.morris import sample

    return sample(problem(draws), trajectories, num_levels=levels, seed=seed)


def saltelli(space: Space, samples: int, second_order: bool = False) -> list[Point]:
    """Return the points from which Sobol indices are estimated (Saltelli 2010).

    samples x (factors + 2) points, or samples x (2 factors + 2) for second order.
    """
    from SALib.sample.sobol import sample

    if samples & (samples - 1) or samples < 1:
        raise DesignError(f"samples is {samples}; saltelli takes a power of two, such as 128")
    cube = sample(
        problem(space.draws), samples, calc_second_order=second_order, seed=space.seed
    )
    return crossed(space, cube)


SAMPLED: dict[str, Callable[..., list[Point]]] = {
    "latin_hypercube": filled(hypercubes.latin_hypercube),
    "nolh": filled(hypercubes.nearly_orthogonal),
    "sobol": filled(hypercubes.sobol),
    "morris": morris,
    "saltelli": saltelli,
}
KINDS = (FACTORIAL, ONE_AT_A_TIME, TABLE, *SAMPLED)


def lay_out(
    kind: str,
    space: Space,
    base: Mapping[str, Any],
    table: pd.DataFrame | None = None,
    **options: Any,
) -> list[Point]:
    """Return the points of a design.

    base: values of all parameters where nothing is varied. table: of a design of that kind,
    a column a parameter. Raises DesignError for what does not go together.
    """
    if kind not in KINDS:
        raise DesignError(f"no design is called '{kind}' (there are: {', '.join(KINDS)})")
    if kind != TABLE and table is not None:
        raise DesignError(f"{kind} takes no file; a design of kind table does")
    if kind in SAMPLED:
        if not space.draws:
            raise DesignError(f"{kind} takes [uncertainties] to draw")
        return sampled(kind, space, options)
    if options:
        raise DesignError(f"{kind} takes no {', '.join(sorted(options))}")
    if kind in (FACTORIAL, TABLE) and space.draws:
        raise DesignError(
            f"{kind} draws no uncertainties; they take another design, such as"
            ' [design] kind = "nolh", points = 129'
        )
    if kind == TABLE:
        return [joined(*pair) for pair in itertools.product(grid(space.levers), rows(table))]
    return alone(space, base) if kind == ONE_AT_A_TIME else grid(space.levers)


def sampled(kind: str, space: Space, options: Mapping[str, Any]) -> list[Point]:
    """Return the points of a design that draws, or say what it wants to be told."""
    try:
        return SAMPLED[kind](space, **options)
    except TypeError as fault:
        wants = {"morris": "trajectories, levels", "saltelli": "samples, second_order"}
        given = ", ".join(sorted(options)) or "nothing"
        raise DesignError(
            f"{kind} takes {wants.get(kind, 'points')}; it was given {given}"
        ) from fault


def joined(*points: Point) -> Point:
    """Return several points as one that does what all of them do."""
    factors = {name: value for one in points for name, value in one.factors.items()}
    changes = {name: value for one in points for name, value in one.changes.items()}
    if len(changes) < sum(len(one.changes) for one in points):
        raise DesignError("a parameter is varied twice, by a lever and by something else")
    return Point(factors, changes)


def grid(levers: Mapping[str, Sequence[Level]]) -> list[Point]:
    """Return every combination of the levers; one empty point if there are none."""
    single = [[Point({name: one.label}, one.changes) for one in levels]
              for name, levels in levers.items()]  # fmt: skip
    return [joined(*chosen) for chosen in itertools.product(*single)]


def crossed(space: Space, cube: np.ndarray) -> list[Point]:
    """Return a sample of the uncertainties at every combination of the levers."""
    columns = [draw.at(part) for draw, part in zip(space.draws.values(), cube.T, strict=True)]
    drawn = [dict(zip(space.draws, row, strict=True)) for row in zip(*columns, strict=True)]
    return [
        joined(held, Point(row, row))
        for held, row in itertools.product(grid(space.levers), drawn)
    ]


def alone(space: Space, base: Mapping[str, Any]) -> list[Point]:
    """Return the base, and each lever's value and each end of a range with all else at base.

    Every point has the column `varied`: the name of what differs.
    """
    found = [Point({"varied": "base", "to": None}, {})]
    for name, levels in space.levers.items():
        found += [
            Point({"varied": name, "to": str(level.label)}, level.changes)
            for level in levels
            if any(base.get(key) != value for key, value in level.changes.items())
        ]
    for name, draw in space.draws.items():
        ends = dict.fromkeys(draw.at(np.array([0.0, 1.0])))
        found += [Point({"varied": name, "to": str(end)}, {name: end})
                  for end in ends if end != base.get(name)]  # fmt: skip
    return found


def rows(table: pd.DataFrame | None) -> list[Point]:
    """Return the rows of a table as points; a column is a parameter."""
    if table is None:
        raise DesignError("a design of kind table takes a file: file = 'points.csv'")
    for name in table.columns:
        entry_of(name)
    if table.empty or table.isna().any(axis=None):
        raise DesignError(
            "the table of a design takes a value in every cell, and a row or more"
        )
    said = [dict(zip(table.columns, row, strict=True))
            for row in table.astype(object).to_numpy().tolist()]  # fmt: skip
    return [Point(row, row) for row in said]


def problem(draws: Mapping[str, Draw]) -> dict[str, Any]:
    """Return uncertainties as SALib takes them: parts from 0 to 1 of each distribution."""
    names = list(draws)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
