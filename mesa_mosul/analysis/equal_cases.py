"""Cases with identical runs: a lever that cannot act, or levels that amount to the same."""

from collections.abc import Sequence

import pandas as pd

from mesa_mosul.analysis.cases import label_cases
from mesa_mosul.analysis.paired_comparison import holm_adjust


def find_equal_cases(
    runs: pd.DataFrame,
    by: Sequence[str],
    pair_columns: Sequence[str] = ("replicate",),
    course_column: str = "digest",
) -> dict[str, str]:
    """Return for each case the first case that has identical runs; itself if none has.

    Parameters
    ----------
    runs
        One row per run: `by`, `pair_columns`, `course_column`.
    by
        Factors that distinguish the cases.
    pair_columns
        Columns that identify a run within its case, such as the replicate. Cases are equal if
        they have runs for the same of them, each of the same course.
    course_column
        Column that is equal for runs that are identical, such as a digest.

    Returns
    -------
    dict
        Labels of cases, in the order of the design.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1] * 3, "troops": ["few"] * 2 + ["some"] * 2
    ...     + ["many"] * 2, "digest": ["a", "b", "a", "b", "a", "c"]})
    >>> find_equal_cases(runs, ["troops"])
    {'few': 'few', 'some': 'few', 'many': 'many'}
    """
    labels = label_cases(runs, by)
    cases = [str(case) for case in labels.cat.categories]
    columns = [runs[name] for name in (*pair_columns, course_column)]
    rows = pd.Series(list(zip(*columns, strict=True)), index=runs.index, dtype=object)
    runs_by_case = {str(case): part for case, part in rows.groupby(labels, observed=True)}
    first_cases: dict[tuple[object, ...], str] = {}
    return {
        case: first_cases.setdefault(tuple(sorted(runs_by_case[case])), case) for case in cases
    }


def mark_equal_cases(
    effects: pd.DataFrame, base: str, equal_cases: dict[str, str]
) -> pd.DataFrame:
    """Return effects with the column equal_to, and p_holm over cases that differ.

    equal_cases: for each case the first case whose runs are identical. A case that equals the
    base is not tested; cases that equal one another are tested once.

    >>> effects = pd.DataFrame({"case": ["b", "c", "d"], "p": [1.0, 0.02, 0.02], "p_holm": 1.0})
    >>> table = mark_equal_cases(effects, "a", {"a": "a", "b": "a", "c": "c", "d": "c"})
    >>> table["equal_to"].tolist(), table["p_holm"].tolist()
    (['a', '', 'c'], [1.0, 0.02, 0.02])
    """
    inert = {case for case, first in equal_cases.items() if first == equal_cases[base]}
    twins = [
        base if case in inert else ("" if equal_cases[case] == case else equal_cases[case])
        for case in effects["case"]
    ]
    effects = effects.assign(
        equal_to=[one if one in [base, *effects["case"]] else "" for one in twins]
    )
    is_distinct = effects["equal_to"] == ""
    adjusted = pd.Series(1.0, index=effects.index)
    if is_distinct.any():
        adjusted[is_distinct] = holm_adjust(effects.loc[is_distinct, "p"].to_numpy())
    by_case = dict(zip(effects["case"], adjusted, strict=True))
    of_twins = [
        by_case.get(twin, 1.0) if twin else p
        for twin, p in zip(effects["equal_to"], adjusted, strict=True)
    ]
    return effects.assign(p_holm=of_twins)
