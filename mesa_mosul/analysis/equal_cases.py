"""Cases whose runs are identical: a lever that cannot act, or levels that amount to the same."""

from collections.abc import Sequence

import pandas as pd

from mesa_mosul.analysis.cases import label_cases


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
