"""Classification trees: rules of a few factors that separate the runs by an outcome."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.box_limits import varying_factors
from mesa_mosul.analysis.errors import optional_import
from mesa_mosul.analysis.points import boolean_target, checked_column
from mesa_mosul.formatting import format_number

THRESHOLD_DIGITS = 4
"""Significant digits of the thresholds of a rule."""
TEST_FOLDS, TEST_REPEATS = 5, 10
MIN_ERROR_REDUCTION = 2.0
"""Standard errors by which a tree has to predict better than the mean."""
Split = tuple[int, float, bool]
"""Position of a column, a threshold, and whether the branch lies above it."""


def classification_tree(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    target_value: Any = True,
    max_leaves: int = 6,
    mass_min: float = 0.05,
    resampling_unit: str = "point",
) -> pd.DataFrame:
    """Return the leaves of a classification tree (CART, Breiman et al. 1984).

    A tree has as many leaves as predict best on parameter sets that it was not fitted to (five
    random fifths, ten times), and only one, of all runs, if no number of leaves is better than
    one there by more than chance: the tree grows in noise too.

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
    resampling_unit
        Column of what is never split between fit and test, such as the parameter set if points
        share it across levers.

    Returns
    -------
    pandas.DataFrame
        One row per leaf, densest first: rule, points, runs, mass (share of all runs), coverage
        (share of the target runs that it contains) and density (share of its runs that are
        target runs; optimistic for new runs).

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
    values = coded.to_numpy(float)

    def make_tree(leaves: int) -> Any:
        return DecisionTreeClassifier(
            max_leaf_nodes=leaves, min_samples_leaf=mass_min, random_state=1
        )

    units = pd.factorize(checked_column(runs, resampling_unit))[0]
    leaves = best_leaf_count(make_tree, values, is_target, units, max_leaves)
    if leaves < 2:
        row = {"rule": "all runs", "points": len(np.unique(points)), "runs": len(runs)}
        return pd.DataFrame(
            [{**row, "mass": 1.0, "coverage": 1.0, "density": is_target.mean()}]
        )
    classifier = make_tree(leaves)
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


def best_leaf_count(
    make_tree: Callable[[int], Any],
    values: np.ndarray,
    is_target: np.ndarray,
    units: np.ndarray,
    max_leaves: int,
) -> int:
    """Return the number of leaves that predicts best on units left out, 1 for no tree.

    By the squared error of the probability (Brier 1950). More leaves than one have to reduce
    the error of the units by at least MIN_ERROR_REDUCTION standard errors.
    """
    rng, size = np.random.default_rng(1), int(units.max()) + 1
    if size < 2 * TEST_FOLDS:
        return 1
    gains = np.zeros((max_leaves + 1, size))
    for _ in range(TEST_REPEATS):
        fold = rng.permutation(np.arange(size) % TEST_FOLDS)[units]
        for test in (fold == number for number in range(TEST_FOLDS)):
            rate = is_target[~test].mean()
            before = (rate - is_target[test]) ** 2
            if rate in (0.0, 1.0):
                continue
            for leaves in range(2, max_leaves + 1):
                tree = make_tree(leaves).fit(values[~test], is_target[~test])
                after = (tree.predict_proba(values[test])[:, 1] - is_target[test]) ** 2
                gains[leaves] += np.bincount(units[test], before - after, minlength=size)
    gains /= np.bincount(units, minlength=size)
    best = int(np.argmax(gains.sum(axis=1)))
    error = gains[best].std(ddof=1) * np.sqrt(size)
    return best if gains[best].sum() > MIN_ERROR_REDUCTION * error else 1


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
                f"{'' if low is None else f'{threshold_text(low)} < '}{name}"
                f"{'' if high is None else f' <= {threshold_text(high)}'}"
            )
    return " and ".join(conditions) or "all runs"


def threshold_text(value: float) -> str:
    """Return a threshold with four significant digits, integers in full.

    >>> threshold_text(29.5), threshold_text(36971.5)
    ('29.5', '36,972')
    """
    text = f"{value:.{THRESHOLD_DIGITS}g}"
    return format_number(value, THRESHOLD_DIGITS) if "e" in text else text
