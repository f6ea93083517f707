"""How many replications a point needs."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import stats

from mesa_mosul.experiments.file import ExperimentError, Until


def width(values: Sequence[float], level: float = 0.95) -> float:
    """Return the width of the t interval of a mean; infinite for fewer than two values."""
    if len(values) < 2:
        return math.inf
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return 2.0 * error * float(stats.t.ppf(0.5 + level / 2.0, len(values) - 1))


def enough(
    until: Until, counts: Sequence[int], found: Iterable[tuple[int, object]]
) -> list[int]:
    """Return the replications of each point that should make its interval narrow enough.

    found: points and values of the outcome, None where a run came to none. At most twice as
    many as there are, as an interval of few runs tells little. A point with a narrow interval,
    or that has as many runs as it may, keeps its number. Raises ExperimentError for an
    outcome that is no number.
    """
    values: dict[int, list[float]] = defaultdict(list)
    for point, value in found:
        if isinstance(value, str):
            raise ExperimentError(
                f"'{until.outcome}' is no number: replications cannot wait for it"
            )
        if value is not None:
            values[point].append(float(value))  # type: ignore[arg-type]
    wanted = list(counts)
    for point, count in enumerate(counts):
        now = width(values[point]) if point in values else 0.0
        if now > until.width:
            more = math.ceil(count * min(2.0, (now / until.width) ** 2))
            wanted[point] = min(until.most, max(count + 1, more))
    return wanted
