"""Classification trees: rules of a few factors that separate the runs by an outcome."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.box_limits import varying_factors
from mesa_mosul.analysis.errors import optional_import
from mesa_mosul.analysis.points import boolean_target, checked_column

Split = tuple[int, float, bool]
"""Position of a column, a threshold, and whether the branch lies above it."""


def classification_tree(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    target_value: Any = True,
    max_leaves: int = 6,
    mass_min: float = 0.05,
) -> pd.DataFrame:
    """Return the leaves of a classification tree (CART, Breiman et al. 1984).

    Parameters
    ----------
    runs
        One row per run: `point`, `outcome`, `factors`.
    outcome
        Name of a column, of any type.
    factors
        Columns that may split the runs; those that do not vary are ignored.
    target_value
        Value of the outcome that the tree predicts.
    max_leaves
        Largest number of leaves.
    mass_min
        Smallest share of the runs in a leaf.

    Returns
    -------
    pandas.DataFrame
        One row per leaf, densest first: rule, points, runs, mass (share of all runs), coverage
        (share of the target runs that it contains) and density (share of its runs that are
        target runs).

    Raises
    ------
    AnalysisError
        If all runs have the target value or none, if no factor varies, or if the extra
        `analysis` is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(40), "speed": range(40)})
    >>> runs["stalled"] = runs["speed"] >= 30
    >>> table = classification_tree(runs, "stalled", ["speed"], max_leaves=2)
    >>> table[["rule", "density"]].to_numpy().tolist()
    [['29.5 < speed', 1.0], ['speed <= 29.5', 0.0]]
    """
    with optional_import("classification_tree"):
        from sklearn.tree import DecisionTreeClassifier

    is_target = boolean_target(runs, outcome, target_value)
    coded = one_hot(varying_factors(runs, factors))
    points = checked_column(runs, "point").to_numpy()
    classifier = DecisionTreeClassifier(
        max_leaf_nodes=max_leaves, min_samples_leaf=mass_min, random_state=1
    )
    values = coded.to_numpy(float)
    leaf_of_run = classifier.fit(values, is_target).apply(values)
    rows = []
    for leaf, splits in iter_leaves(classifier.tree_):
        is_inside = leaf_of_run == leaf
        rows.append(
            {"rule": leaf_rule(splits, coded), "points": len(np.unique(points[is_inside])),
             "runs": int(is_inside.sum()), "mass": is_inside.mean(),
             "coverage": is_target[is_inside].sum() / is_target.sum(),
             "density": is_target[is_inside].mean()}
        )  # fmt: skip
    return pd.DataFrame(rows).sort_values("density", ascending=False, ignore_index=True)


def one_hot(table: pd.DataFrame) -> pd.DataFrame:
    """Return numeric factors as they are, and others as a boolean column per value.

    Of two values the first is omitted: it holds where the other does not.
    """
    columns = {}
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            columns[name] = table[name]
            continue
        levels = sorted(table[name].unique())
        for level in levels[1:] if len(levels) == 2 else levels:
            columns[f"{name} is {str(level).lower()}"] = table[name] == level
    return pd.DataFrame(columns)


def iter_leaves(
    fitted_tree: Any, node: int = 0, path: tuple[Split, ...] = ()
) -> Iterator[tuple[int, tuple[Split, ...]]]:
    """Yield the number of each leaf of a scikit-learn tree, and the splits that lead to it."""
    if fitted_tree.children_left[node] < 0:
        yield node, path
        return
    split = int(fitted_tree.feature[node]), float(fitted_tree.threshold[node])
    yield from iter_leaves(
        fitted_tree, fitted_tree.children_left[node], (*path, (*split, False))
    )
    yield from iter_leaves(
        fitted_tree, fitted_tree.children_right[node], (*path, (*split, True))
    )


def leaf_rule(splits: Sequence[Split], coded: pd.DataFrame) -> str:
    """Return splits in words, those of one factor combined."""
    conditions = []
    for position in dict.fromkeys(position for position, _, _ in splits):
        name = coded.columns[position]
        edges = [(edge, above) for other, edge, above in splits if other == position]
        low = max((edge for edge, above in edges if above), default=None)
        high = min((edge for edge, above in edges if not above), default=None)
        if pd.api.types.is_bool_dtype(coded.dtypes.iloc[position]):
            conditions.append(name if high is None else name.replace(" is ", " is not ", 1))
        else:
            conditions.append(
                f"{'' if low is None else f'{low:.4g} < '}{name}"
                f"{'' if high is None else f' <= {high:.4g}'}"
            )
    return " and ".join(conditions) or "all runs"
