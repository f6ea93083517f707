"""Designs: which points of the space of levers and uncertainties a sweep runs."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.sampling import hypercubes
from mesa_mosul.analysis.sampling.dependence import correlate_groups, evidence_groups
from mesa_mosul.analysis.sampling.distribution_checks import DesignError
from mesa_mosul.analysis.sampling.factors import Level, UncertainParameter, find_parameter
from mesa_mosul.analysis.sampling.salib_cubes import morris_cube, salib_problem
from mesa_mosul.parameters.registry import dotted_name, use_current_names

MAX_POINTS = 1_000_000
"""Most points that a design may have, over all combinations of its levers."""
MAX_VALUES = 20_000_000
"""Most values of a design, points times what differs: each takes some 150 bytes of memory."""
SEED_COLUMN = "seed"
"""Column of a table of points that gives each point a random seed of its own."""
FACTORIAL, ONE_AT_A_TIME, TABLE_DESIGN = "factorial", "one_at_a_time", "table"
ONE_AT_A_TIME_COLUMNS = ("factor", "level")
"""Factors of a design that varies one at a time: what differs, and its value there."""


class DesignPoint(NamedTuple):
    """One point: its factors as a reader names them, and the parameters that it changes.

    seed: random seed of its run, where the point has its own.
    """

    factors: dict[str, Any]
    changes: dict[str, Any]
    seed: int | None = None


class DesignSpace(NamedTuple):
    """What is varied, and the random seed of what is drawn.

    levers: levels by name; uncertainties: distributions by parameter.
    """

    levers: Mapping[str, Sequence[Level]]
    uncertainties: Mapping[str, UncertainParameter]
    seed: int


def space_filling(
    make_cube: Callable[..., np.ndarray],
) -> Callable[..., list[DesignPoint]]:
    """Return a design of `points` points over a cube, at every combination of the levers.

    Parameters of a group that are drawn by `"evidence"` are correlated
    (`dependence.correlate_groups`). own_seeds: whether each point of the cube has a random
    seed of its own, the same at every combination.
    """

    def generate(
        space: DesignSpace, points: int, own_seeds: bool = False, **options: int
    ) -> list[DesignPoint]:
        check_size(space, points)
        cube = make_cube(points, len(space.uncertainties), space.seed, **options)
        groups = evidence_groups(space.uncertainties.values())
        return cross_with_levers(
            space, correlate_groups(cube, groups, options.get("hypercubes", 1)), own_seeds
        )

    return generate


def check_size(space: DesignSpace, sets: int) -> None:
    """Raise DesignError for more points or values than a design may have, before it has any.

    sets: parameter sets at each combination of the levers.
    """
    count = sets * math.prod(len(levels) for levels in space.levers.values())
    if count > MAX_POINTS:
        raise DesignError(
            f"the design has {count:,} points, of which each is run several times; it takes"
            f" {MAX_POINTS:,} or fewer"
        )
    factors = len(space.levers) + len(space.uncertainties)
    if count * factors > MAX_VALUES:
        raise DesignError(
            f"the design has {count:,} points of {factors} factors; so many factors take"
            f" {MAX_VALUES // factors:,} points or fewer"
        )


def morris_design(
    space: DesignSpace, trajectories: int = 20, levels: int = 4
) -> list[DesignPoint]:
    """Return trajectories, each of which moves every uncertainty once (Morris 1991).

    Parameters of a group move independently, as an effect of one alone is asked for.
    """
    if levels % 2:
        raise DesignError(f"levels is {levels}; morris takes an even number, such as 4")
    check_size(space, trajectories * (len(space.uncertainties) + 1))
    return cross_with_levers(
        space, morris_cube(space.uncertainties, trajectories, levels, space.seed)
    )


def saltelli_design(
    space: DesignSpace, samples: int, second_order: bool = False
) -> list[DesignPoint]:
    """Return the points from which Sobol indices are estimated (Saltelli 2010).

    samples x (factors + 2) points, or samples x (2 factors + 2) for second order. Parameters
    of a group are drawn independently, with the same margins: shares of variance by parameter
    are defined for independent parameters alone.
    """
    from SALib.sample.sobol import sample

    if samples & (samples - 1) or samples < 1:
        raise DesignError(f"samples is {samples}; saltelli takes a power of two, such as 128")
    check_size(space, samples * ((1 + second_order) * len(space.uncertainties) + 2))
    cube = sample(
        salib_problem(space.uncertainties),
        samples,
        calc_second_order=second_order,
        seed=space.seed,
    )
    return cross_with_levers(space, cube)


SAMPLING_DESIGNS: dict[str, Callable[..., list[DesignPoint]]] = {
    "latin_hypercube": space_filling(hypercubes.replicated_latin_hypercubes),
    "nolh": space_filling(hypercubes.nearly_orthogonal),
    "sobol": space_filling(hypercubes.sobol_sequence),
    "morris": morris_design,
    "saltelli": saltelli_design,
}
DESIGN_KINDS = (FACTORIAL, ONE_AT_A_TIME, TABLE_DESIGN, *SAMPLING_DESIGNS)


def generate_design(
    kind: str,
    space: DesignSpace,
    base_values: Mapping[str, Any],
    table: pd.DataFrame | None = None,
    sets: pd.DataFrame | None = None,
    **options: Any,
) -> list[DesignPoint]:
    """Return the points of a design.

    base_values: of all parameters where nothing is varied. table: of a design of that kind,
    one column per parameter. sets: parameter sets in such a table, each of which is run at
    every combination of the levers, or at every value if they are varied one at a time. Raises
    DesignError for what does not go together.
    """
    if kind not in DESIGN_KINDS:
        raise DesignError(
            f"no design is called '{kind}' (there are: {', '.join(DESIGN_KINDS)})"
        )
    if kind != TABLE_DESIGN and table is not None:
        raise DesignError(f"{kind} takes no file; a design of kind table does")
    if kind in SAMPLING_DESIGNS:
        if not space.uncertainties:
            raise DesignError(f"{kind} takes [uncertainties] to draw")
        return generate_sampling_design(kind, space, options)
    rows = table if kind == TABLE_DESIGN else sets
    check_size(space, 1 if rows is None else max(len(rows), 1))
    if options:
        raise DesignError(f"{kind} takes no {', '.join(sorted(options))}")
    if kind in (FACTORIAL, TABLE_DESIGN) and space.uncertainties:
        raise DesignError(
            f"{kind} draws no uncertainties; they take another design, such as"
            ' [design] kind = "nolh", points = 129'
        )
    cases = (
        one_at_a_time(space, base_values)
        if kind == ONE_AT_A_TIME
        else full_factorial(space.levers)
    )
    if kind != TABLE_DESIGN and sets is None:
        return cases
    points = points_from_table(rows)
    return [merge_points(*pair) for pair in itertools.product(cases, points)]


def generate_sampling_design(
    kind: str, space: DesignSpace, options: Mapping[str, Any]
) -> list[DesignPoint]:
    """Return the points of a design that draws; raise DesignError for options it lacks."""
    try:
        return SAMPLING_DESIGNS[kind](space, **options)
    except TypeError as error:
        takes = {
            "latin_hypercube": "points, hypercubes, own_seeds",
            "morris": "trajectories, levels",
            "saltelli": "samples, second_order",
        }
        given = ", ".join(sorted(options)) or "nothing"
        raise DesignError(
            f"{kind} takes {takes.get(kind, 'points, own_seeds')}; it was given {given}"
        ) from error


def merge_points(*points: DesignPoint) -> DesignPoint:
    """Return several points as one that makes the changes of all of them."""
    factors = {name: value for point in points for name, value in point.factors.items()}
    changes = {name: value for point in points for name, value in point.changes.items()}
    if len(changes) < sum(len(point.changes) for point in points):
        raise DesignError("a parameter is varied twice, by a lever and by something else")
    seeds = [point.seed for point in points if point.seed is not None]
    return DesignPoint(factors, changes, seeds[0] if seeds else None)


def full_factorial(levers: Mapping[str, Sequence[Level]]) -> list[DesignPoint]:
    """Return every combination of the levers; one empty point if there are none."""
    single = [[DesignPoint({name: one.label}, one.changes) for one in levels]
              for name, levels in levers.items()]  # fmt: skip
    return [merge_points(*chosen) for chosen in itertools.product(*single)]


def seeds_of_samples(seed: int, count: int) -> list[int]:
    """Return a random seed below 2**60 for each sample of a design."""
    words = np.random.SeedSequence(seed, spawn_key=(count,)).generate_state(count, np.uint64)
    return (words >> np.uint64(4)).tolist()


def cross_with_levers(
    space: DesignSpace, cube: np.ndarray, own_seeds: bool = False
) -> list[DesignPoint]:
    """Return a sample of the uncertainties at every combination of the levers."""
    columns = [
        uncertain.quantile(fractions)
        for uncertain, fractions in zip(space.uncertainties.values(), cube.T, strict=True)
    ]
    samples = [
        dict(zip(space.uncertainties, row, strict=True)) for row in zip(*columns, strict=True)
    ]
    seeds = seeds_of_samples(space.seed, len(samples)) if own_seeds else [None] * len(samples)
    drawn = [DesignPoint(row, row, seed) for row, seed in zip(samples, seeds, strict=True)]
    return [
        merge_points(levels, point)
        for levels, point in itertools.product(full_factorial(space.levers), drawn)
    ]


def one_at_a_time(space: DesignSpace, base_values: Mapping[str, Any]) -> list[DesignPoint]:
    """Return the base, and each lever's value and each end of a range with all else at base.

    Every point has the factors ONE_AT_A_TIME_COLUMNS: the name of what differs, and its value.
    """
    points = [DesignPoint({"factor": "base", "level": None}, {})]
    for name, levels in space.levers.items():
        points += [
            DesignPoint({"factor": name, "level": str(level.label)}, level.changes)
            for level in levels
            if any(base_values.get(key) != value for key, value in level.changes.items())
        ]
    for name, uncertain in space.uncertainties.items():
        ends = dict.fromkeys(uncertain.quantile(np.array([0.0, 1.0])))
        points += [DesignPoint({"factor": name, "level": str(end)}, {name: end})
                   for end in ends if end != base_values.get(name)]  # fmt: skip
    return points


def points_from_table(table: pd.DataFrame | None) -> list[DesignPoint]:
    """Return the rows of a table as points; one column per parameter, and SEED_COLUMN."""
    if table is None:
        raise DesignError("a design of kind table takes a file: file = 'points.csv'")
    seeds = table[SEED_COLUMN].tolist() if SEED_COLUMN in table else [None] * len(table)
    table = table.drop(columns=SEED_COLUMN, errors="ignore")
    if not all(seed is None or is_seed(seed) for seed in seeds):
        raise DesignError(f"the column {SEED_COLUMN} of a table takes integers from 0")
    table = table.rename(columns=dotted_name)
    for name in table.columns:
        find_parameter(name)
    if table.empty or table.isna().any(axis=None):
        raise DesignError(
            "the table of a design takes a value in every cell, and a row or more"
        )
    rows = [dict(zip(table.columns, row, strict=True))
            for row in table.astype(object).to_numpy().tolist()]  # fmt: skip
    return [
        DesignPoint(row, use_current_names(row), seed)
        for row, seed in zip(rows, seeds, strict=True)
    ]


def is_seed(value: Any) -> bool:
    """Return whether a value is a random seed that a run can have."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
