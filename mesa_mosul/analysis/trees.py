"""Trees: rules of a few factors that part the runs by an outcome."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.discovery import plain
from mesa_mosul.analysis.errors import extra
from mesa_mosul.analysis.points import answers, column

Split = tuple[int, float, bool]
"""A column by its place, a threshold, and whether what is kept lies above it."""


def tree(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    wanted: Any = True,
    leaves: int = 6,
    mass: float = 0.05,
) -> pd.DataFrame:
    """Return the leaves of a tree that tells an outcome apart (CART, Breiman et al. 1984).

    A row a leaf, densest first: its rule, points, runs, mass as a share of all runs, coverage
    (share of the outcome's runs that it holds) and density (share of its runs that have the
    outcome). leaves: at most; mass: the least of one. Raises AnalysisError as `box`.
    """
    with extra("tree"):
        from sklearn.tree import DecisionTreeClassifier

    right, coded = answers(runs, outcome, wanted), yes_or_numbers(plain(runs, factors))
    points = column(runs, "point").to_numpy()
    grown = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=mass, random_state=1)
    values = coded.to_numpy(float)
    at = grown.fit(values, right).apply(values)
    rows = [
        {
            "rule": rule(splits, coded),
            "points": len(np.unique(points[at == leaf])),
            "runs": int((at == leaf).sum()),
            "mass": (at == leaf).mean(),
            "coverage": right[at == leaf].sum() / right.sum(),
            "density": right[at == leaf].mean(),
        }
        for leaf, splits in leaves_of(grown.tree_)
    ]
    return pd.DataFrame(rows).sort_values("density", ascending=False, ignore_index=True)


def yes_or_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return factors as numbers, and those without as a yes or no of each value.

    Of two values, the first is left out: it is where the other is not.
    """
    found = {}
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            found[name] = table[name]
            continue
        levels = sorted(table[name].unique())
        for level in levels[1:] if len(levels) == 2 else levels:
            found[f"{name} is {str(level).lower()}"] = table[name] == level
    return pd.DataFrame(found)


def leaves_of(
    grown: Any, at: int = 0, above: tuple[Split, ...] = ()
) -> Iterator[tuple[int, tuple[Split, ...]]]:
    """Yield each leaf of a tree of sklearn by its number, and the splits that lead to it."""
    if grown.children_left[at] < 0:
        yield at, above
        return
    split = int(grown.feature[at]), float(grown.threshold[at])
    yield from leaves_of(grown, grown.children_left[at], (*above, (*split, False)))
    yield from leaves_of(grown, grown.children_right[at], (*above, (*split, True)))


def rule(splits: Sequence[Split], coded: pd.DataFrame) -> str:
    """Return splits as a sentence; several of one factor are told as one."""
    told = []
    for place in dict.fromkeys(place for place, _, _ in splits):
        name, own = coded.columns[place], [one for one in splits if one[0] == place]
        low = max((edge for _, edge, above in own if above), default=None)
        high = min((edge for _, edge, above in own if not above), default=None)
        if pd.api.types.is_bool_dtype(coded.dtypes.iloc[place]):
            told.append(name if high is None else name.replace(" is ", " is not ", 1))
        else:
            told.append(
                f"{'' if low is None else f'{low:.4g} < '}{name}"
                f"{'' if high is None else f' <= {high:.4g}'}"
            )
    return " and ".join(told) or "all runs"
