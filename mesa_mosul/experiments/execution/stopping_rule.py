"""How many replications a point needs."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.special import stdtrit

from mesa_mosul.experiments.execution.run_outputs import OutcomeError


class StoppingRule(BaseModel):
    """Replications until the 95 % interval of an outcome's mean is narrow enough."""

    model_config = ConfigDict(extra="forbid")
    outcome: str
    interval_width: float = Field(gt=0)
    min_replications: int = Field(20, ge=2)
    max_replications: int = Field(1000, ge=2)


def mean_interval_width(values: Sequence[float], confidence: float = 0.95) -> float:
    """Return the width of the t interval of a mean; infinite for fewer than two values."""
    if len(values) < 2:
        return math.inf
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return 2.0 * error * float(stdtrit(len(values) - 1, 0.5 + confidence / 2.0))


def required_replications(
    rule: StoppingRule, counts: Sequence[int], outcome_values: Iterable[tuple[int, object]]
) -> list[int]:
    """Return the replications of each point that should make its interval narrow enough.

    outcome_values: pairs of a point and the outcome of a run, None for a run without one. At
    most twice the present number, as the interval of few runs is uncertain. A point with a
    narrow interval, or with the largest number of runs, keeps its number. Raises OutcomeError
    for an outcome that is no number.
    """
    values: dict[int, list[float]] = defaultdict(list)
    for point, value in outcome_values:
        if isinstance(value, str):
            raise OutcomeError(
                f"'{rule.outcome}' is a text, not a number: replications cannot depend on it"
            )
        if value is not None:
            values[point].append(float(value))  # type: ignore[arg-type]
    required = list(counts)
    for point, count in enumerate(counts):
        width = mean_interval_width(values[point]) if point in values else 0.0
        if width > rule.interval_width:
            more = math.ceil(count * min(2.0, (width / rule.interval_width) ** 2))
            required[point] = min(rule.max_replications, max(count + 1, more))
    return required
