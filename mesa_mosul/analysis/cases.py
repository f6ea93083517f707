"""Runs by case: labels of the combinations of factors, and the values of an outcome.

A table of runs has one row per run: `point`, `replicate`, a column per factor, a column per
outcome. A case is a combination of the factors that are compared. Replicate r uses the same
random numbers in every case (common random numbers), so cases are compared replicate by
replicate.

`runs.attrs[LEVEL_LABELS]` may hold labels of levels, {factor: {value: label}}; pandas hands
them on to every selection of the runs.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.parameters.registry import dotted_name

OWN = "own."
"""How the parameters of a researcher's own rules begin."""
ALL_RUNS = "all runs"
"""Label of the only case where nothing is compared."""
STATUS_DONE = "done"
MAX_CASES_LISTED = 12
"""Cases that an error message lists."""
LEVEL_LABELS = "level_labels"
"""Attribute of a table of runs that holds the labels of levels."""


def check_columns(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise AnalysisError, with similar names, if a table lacks one of the columns."""
    for name in names:
        if name not in table.columns:
            near = difflib.get_close_matches(name, [str(c) for c in table.columns], n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise AnalysisError(f"these runs have no column '{name}'{hint}")


def completed_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs that are done; all of them if the table has no column `status`."""
    return runs[runs["status"] == STATUS_DONE] if "status" in runs.columns else runs


def numeric_outcome(runs: pd.DataFrame, outcome: str) -> pd.Series:
    """Return an outcome as floats, True as 1 and False as 0.

    Parameters
    ----------
    runs
        One row per run, with a column `outcome`.
    outcome
        Name of the column.

    Returns
    -------
    pandas.Series
        Values in the unit of the outcome, indexed as `runs`.

    Raises
    ------
    AnalysisError
        If there is no such column, if it holds text, or if it is missing in some runs.

    Examples
    --------
    >>> import pandas as pd
    >>> numeric_outcome(pd.DataFrame({"stalled": [True, False]}), "stalled").tolist()
    [1.0, 0.0]
    """
    check_columns(runs, [outcome])
    try:
        values = runs[outcome].astype(float)
    except (TypeError, ValueError) as error:
        raise AnalysisError(f"'{outcome}' is not numeric") from error
    missing = int(values.isna().sum())
    if missing:
        raise AnalysisError(
            f"'{outcome}' is missing in {missing} of {len(values)} runs; if it is a day that"
            " some runs never reached, use survival"
        )
    return values


def is_boolean(runs: pd.DataFrame, outcome: str) -> bool:
    """Return whether an outcome is a boolean in every run."""
    check_columns(runs, [outcome])
    return bool(runs[outcome].map(lambda value: isinstance(value, bool | np.bool_)).all())


def factor_label(
    name: str, value: Any, level_labels: Mapping[str, Mapping[Any, str]] | None = None
) -> str:
    """Return the label of one factor's value; named levels are their own label.

    level_labels: labels of levels, {factor: {value: label}}.
    """
    declared = (level_labels or {}).get(name, {})
    if value in declared:
        return declared[value]
    if isinstance(value, bool | np.bool_):
        return f"{factor_name(name)} {'yes' if value else 'no'}"
    if isinstance(value, str):
        return value
    return f"{factor_name(name)}{':' if name.startswith(OWN) else ''} {value:,.6g}"


def factor_name(name: str) -> str:
    """Return a factor's name in labels: its last part, in words if it is a number of one's own.

    >>> factor_name("isis.fighters"), factor_name("own.number_1")
    ('fighters', 'own number 1')
    """
    short = name.rpartition(".")[2]
    return f"own {short.replace('_', ' ')}" if name.startswith(OWN) else short


def case_label(
    factors: Mapping[str, Any], level_labels: Mapping[str, Mapping[Any, str]] | None = None
) -> str:
    """Return the label of a case, given the values of its factors."""
    labels = [
        factor_label(name, value, level_labels)
        for name, value in factors.items()
        if not is_missing(value)
    ]
    return ", ".join(labels) or ALL_RUNS


def is_missing(value: Any) -> bool:
    """Return whether a factor has no value in a case."""
    return value is None or (isinstance(value, float) and np.isnan(value))


def label_cases(runs: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Return the case of every run, as a category in the order of the design points.

    Parameters
    ----------
    runs
        One row per run, with the columns `by` and, if the order matters, `point`.
    by
        Factors that distinguish the cases; none for a single case.

    Returns
    -------
    pandas.Series
        Categorical labels named `case`, indexed as `runs`.

    Raises
    ------
    AnalysisError
        If there is no such factor.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": [0, 1], "isis.fighters": [3000, 6000]})
    >>> label_cases(runs, ["isis.fighters"]).tolist()
    ['fighters 3,000', 'fighters 6,000']
    """
    check_columns(runs, by)
    if not by:
        return pd.Series(pd.Categorical([ALL_RUNS] * len(runs)), index=runs.index, name="case")
    number = runs.groupby(list(by), sort=False, dropna=False).ngroup().to_numpy()
    point = runs["point"].to_numpy() if "point" in runs.columns else number
    order = np.lexsort((number, point))
    first = order[np.sort(np.unique(number[order], return_index=True)[1])]
    rows = runs[list(by)].astype(object).to_numpy()[first]
    level_labels = runs.attrs.get(LEVEL_LABELS)
    names = [case_label(dict(zip(by, row, strict=True)), level_labels) for row in rows]
    labels = np.empty(len(names), dtype=object)
    labels[number[first]] = names
    return pd.Series(
        pd.Categorical(labels[number], categories=list(dict.fromkeys(names))),
        index=runs.index,
        name="case",
    )


def resolve_case(runs: pd.DataFrame, by: Sequence[str], selector: Any) -> str:
    """Return the label of the one case that a selector names.

    selector: a label, a value of the only factor, or a dict of factors and values. Raises
    AnalysisError if it names no case or several.
    """
    labels = label_cases(runs, by)
    if isinstance(selector, dict):
        selector = {dotted_name(name): value for name, value in selector.items()}
        check_columns(runs, list(selector))
        is_match = np.ones(len(runs), bool)
        for name, value in selector.items():
            is_match &= (runs[name] == value).to_numpy()
        cases = list(dict.fromkeys(labels[is_match]))
    else:
        cases = [label for label in labels.cat.categories if str(selector) == label]
        if not cases and len(by) == 1:
            cases = list(dict.fromkeys(labels[runs[by[0]] == selector]))
    if len(cases) != 1:
        known = "; ".join(labels.cat.categories[:MAX_CASES_LISTED])
        count = f"; it matches {len(cases)}" if cases else ""
        raise AnalysisError(f"{selector!r} is no single case{count} (cases are: {known})")
    return cases[0]


def pivot_by_case(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    index_columns: Sequence[str] = ("replicate",),
) -> pd.DataFrame:
    """Return an outcome as a table with a column per case.

    index_columns: columns that identify a row, such as the replicate. Where a case has several
    runs in a row, the cell is their mean.
    """
    table = pd.DataFrame(
        {"case": label_cases(runs, by), "value": numeric_outcome(runs, outcome)}
    )
    table = table.assign(**{name: runs[name] for name in index_columns})
    return table.pivot_table(
        index=list(index_columns), columns="case", values="value", observed=True, sort=True
    )
