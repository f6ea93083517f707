"""Runs by case: the values of an outcome, and what the combinations of factors are called.

A table of runs has one row a run: `point`, `replicate`, a column for each factor, a column for
each outcome. A case is a combination of the factors that are compared; replicate r has the same
luck in every case, so cases are compared replicate by replicate.
"""

import difflib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError

ALL = "all runs"
"""What the only case is called where nothing is compared."""
DONE = "done"


def check_columns(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise AnalysisError for a name that no column of a table has."""
    for name in names:
        if name not in table.columns:
            near = difflib.get_close_matches(name, [str(c) for c in table.columns], n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise AnalysisError(f"these runs have no column '{name}'{hint}")


def sound(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs that are done; all of a table that says nothing of their status."""
    return runs[runs["status"] == DONE] if "status" in runs.columns else runs


def values(runs: pd.DataFrame, outcome: str) -> pd.Series:
    """Return an outcome as numbers, yes as 1 and no as 0.

    Raises AnalysisError where there is no such outcome, or runs without a number in it.
    """
    check_columns(runs, [outcome])
    try:
        found = runs[outcome].astype(float)
    except (TypeError, ValueError) as fault:
        raise AnalysisError(f"'{outcome}' is no number") from fault
    missing = int(found.isna().sum())
    if missing:
        raise AnalysisError(
            f"'{outcome}' is missing in {missing} of {len(found)} runs; where it is a day that"
            " some runs never reached, ask for survival"
        )
    return found


def is_share(runs: pd.DataFrame, outcome: str) -> bool:
    """Return whether an outcome is yes or no in every run."""
    check_columns(runs, [outcome])
    return bool(runs[outcome].map(lambda value: isinstance(value, bool | np.bool_)).all())


def word(name: str, value: Any) -> str:
    """Return the value of one factor in words: levels with names stand for themselves."""
    if isinstance(value, bool | np.bool_):
        return f"{name.rpartition('.')[2]} {'yes' if value else 'no'}"
    if isinstance(value, str):
        return value
    return f"{name.rpartition('.')[2]} {value:,.6g}"


def named(factors: dict[str, Any]) -> str:
    """Return a case in words."""
    said = [word(name, value) for name, value in factors.items() if not is_nothing(value)]
    return ", ".join(said) or ALL


def is_nothing(value: Any) -> bool:
    """Return whether a factor says nothing in a case."""
    return value is None or (isinstance(value, float) and np.isnan(value))


def cases(runs: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Return what the case of every run is called, as a category in the order of the points."""
    check_columns(runs, by)
    if not by:
        return pd.Series(pd.Categorical([ALL] * len(runs)), index=runs.index, name="case")
    number = runs.groupby(list(by), sort=False, dropna=False).ngroup().to_numpy()
    point = runs["point"].to_numpy() if "point" in runs.columns else number
    order = np.lexsort((number, point))
    first = order[np.sort(np.unique(number[order], return_index=True)[1])]
    rows = runs[list(by)].astype(object).to_numpy()[first]
    told = [named(dict(zip(by, row, strict=True))) for row in rows]
    labels = np.empty(len(told), dtype=object)
    labels[number[first]] = told
    return pd.Series(
        pd.Categorical(labels[number], categories=list(dict.fromkeys(told))),
        index=runs.index,
        name="case",
    )


def case_of(runs: pd.DataFrame, by: Sequence[str], said: Any) -> str:
    """Return the case that is meant by its name, by a value of the only factor, or by a dict.

    Raises AnalysisError where no case or more than one is meant.
    """
    labels = cases(runs, by)
    if isinstance(said, dict):
        check_columns(runs, list(said))
        fits = np.ones(len(runs), bool)
        for name, value in said.items():
            fits &= (runs[name] == value).to_numpy()
        found = list(dict.fromkeys(labels[fits]))
    else:
        found = [label for label in labels.cat.categories if str(said) == label]
        if not found and len(by) == 1:
            found = list(dict.fromkeys(labels[runs[by[0]] == said]))
    if len(found) != 1:
        known = "; ".join(labels.cat.categories[:12])
        many = f"; it is {len(found)} of them" if found else ""
        raise AnalysisError(f"{said!r} is no single case{many} (cases are: {known})")
    return found[0]


def spread(
    runs: pd.DataFrame, outcome: str, by: Sequence[str], over: Sequence[str] = ("replicate",)
) -> pd.DataFrame:
    """Return an outcome as a table with a column for each case.

    over: columns that a row is named by, such as the replicate. Where a case has several runs
    in a row, their mean.
    """
    table = pd.DataFrame({"case": cases(runs, by), "value": values(runs, outcome)})
    table = table.assign(**{name: runs[name] for name in over})
    return table.pivot_table(
        index=list(over), columns="case", values="value", observed=True, sort=True
    )
