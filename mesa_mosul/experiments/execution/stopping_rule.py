"""How many replications a point needs."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import scipy
from pydantic import BaseModel, ConfigDict, Field, model_validator

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.share_intervals import wilson_interval
from mesa_mosul.experiments.execution.run_outputs import OutcomeError

MAX_REPLICATIONS, MIN_INTERVAL_WIDTH = 1_000_000, 1e-9


class StoppingRule(BaseModel):
    """Replications until the 95 % interval of an outcome's mean is narrow enough.

    interval_width: in the unit of the outcome, at most; of a boolean, a difference of shares.
    """

    model_config = ConfigDict(extra="forbid")
    outcome: str = Field(min_length=1, strict=True)
    interval_width: float = Field(gt=0, lt=math.inf, strict=True)
    min_replications: int = Field(20, ge=2, le=MAX_REPLICATIONS, strict=True)
    max_replications: int = Field(1000, ge=2, le=MAX_REPLICATIONS, strict=True)

    @model_validator(mode="after")
    def check_limits(self) -> "StoppingRule":
        """Raise ValueError for a width of nothing, or a smallest number above the largest."""
        if self.interval_width < MIN_INTERVAL_WIDTH:
            raise ValueError(
                f"interval_width is {self.interval_width}, which no number of runs reaches: it"
                f" takes {MIN_INTERVAL_WIDTH} or more"
            )
        if (
            "min_replications" in self.model_fields_set
            and self.min_replications > self.max_replications
        ):
            raise ValueError(
                f"min_replications is {self.min_replications}: it takes at most"
                f" max_replications, {self.max_replications}"
            )
        return self


def mean_interval_ends(
    values: Sequence[float], typical_distance: float = 0.0
) -> tuple[float, float]:
    """Return the 95 % interval of a mean on which the stopping rule relies.

    Of 0 and 1, Wilson's. Of other values the smallest range with the t interval, Hall's
    interval for skewed values, and the interval of rare values (`rare_value_interval`), because
    each of them alone is too narrow for some outcomes, and a rule that stops by the width stops
    when it is too narrow by chance. Infinite for fewer than two values.
    """
    sample = np.asarray(values, float)
    if len(sample) < 2:
        return -math.inf, math.inf
    if np.isin(sample, (0.0, 1.0)).all():
        return wilson_interval(float(sample.sum()), len(sample))
    quantile = float(scipy.stats.t.ppf(0.5 + CONFIDENCE_LEVEL / 2.0, len(sample) - 1))
    half = quantile * float(np.std(sample, ddof=1)) / math.sqrt(len(sample))
    intervals = [
        (float(sample.mean()) - half, float(sample.mean()) + half),
        skewed_mean_interval(sample, quantile),
        rare_value_interval(sample, typical_distance),
    ]
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def mean_interval_width(values: Sequence[float], typical_distance: float = 0.0) -> float:
    """Return the width of `mean_interval_ends`."""
    low, high = mean_interval_ends(values, typical_distance)
    return high - low


def skewed_mean_interval(sample: np.ndarray, quantile: float) -> tuple[float, float]:
    """Return the interval of a mean by Hall's transformation of t (1992), for skewed values."""
    mean, sd, root = float(sample.mean()), float(np.std(sample, ddof=1)), len(sample) ** 0.5
    skewness = float(scipy.stats.skew(sample)) if sd > 1e-12 * abs(mean) else 0.0
    if abs(skewness) < 1e-9:
        half = quantile * sd / root
        return mean - half, mean + half
    rate = skewness / (3.0 * root)
    ends = [
        (math.cbrt(1.0 + 3.0 * rate * (t - skewness / (6.0 * root))) - 1.0) / rate
        for t in (quantile, -quantile)
    ]
    return mean - ends[0] * sd / root, mean - ends[1] * sd / root


def rare_value_interval(sample: np.ndarray, typical_distance: float) -> tuple[float, float]:
    """Return the interval of a mean of which most values are equal.

    Wilson's interval of the share of the others, times their mean distance from the value that
    is frequent; if there are none, times `typical_distance`. Of no width for a value that less
    than half of the runs have.
    """
    frequent, others = split_by_mode(sample)
    if 2 * len(others) > len(sample):
        return float(sample.mean()), float(sample.mean())
    distance = float(np.mean(others - frequent)) if len(others) else typical_distance
    low, high = wilson_interval(len(others), len(sample))
    ends = frequent + distance * low, frequent + distance * high
    return min(ends), max(ends)


def split_by_mode(sample: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the most frequent value, and all that differ from it."""
    distinct, counts = np.unique(sample, return_counts=True)
    frequent = float(distinct[counts.argmax()])
    return frequent, sample[sample != frequent]


def typical_distance(samples: Iterable[Sequence[float]]) -> float:
    """Return how far values lie from the most frequent one of their point, over all points.

    If no point has two different values: 1 for integers, as a count changes by 1, else 0.
    """
    arrays = [np.asarray(values, float) for values in samples]
    distances: list[float] = []
    for sample in arrays:
        frequent, others = split_by_mode(sample)
        distances.extend(np.abs(others - frequent))
    if distances:
        return float(np.mean(distances))
    return 1.0 if all((sample == np.round(sample)).all() for sample in arrays) else 0.0


def required_replications(
    rule: StoppingRule, counts: Sequence[int], outcome_values: Iterable[tuple[int, object]]
) -> list[int]:
    """Return the replications of each point that should make its interval narrow enough.

    outcome_values: pairs of a point and the outcome of a run that is done. At most twice the
    present number, as the interval of few runs is uncertain. A point with a narrow interval,
    or with the largest number of runs, keeps its number; so does one without a run that is
    done. Raises OutcomeError for an outcome that is no finite number, or that a run lacks.
    """
    values: dict[int, list[float]] = defaultdict(list)
    for point, value in outcome_values:
        values[point].append(checked_number(rule, point, value))
    distance = typical_distance(values.values())
    required = list(counts)
    for point, count in enumerate(counts):
        width = mean_interval_width(values[point], distance) if point in values else 0.0
        if width > rule.interval_width:
            more = math.ceil(count * min(2.0, (width / rule.interval_width) ** 2))
            required[point] = max(count, min(rule.max_replications, max(count + 1, more)))
    return required


def checked_number(rule: StoppingRule, point: int, value: object) -> float:
    """Return an outcome as a number; raise OutcomeError if it is none."""
    problem = "it is missing in a run"
    if isinstance(value, str):
        problem = f"it is the text '{value}' in a run"
    elif value is not None:
        number = float(value)  # type: ignore[arg-type]
        if math.isfinite(number):
            return number
        problem = f"it is {number} in a run"
    raise OutcomeError(
        f"replications cannot depend on '{rule.outcome}': {problem} of point {point}. Take an"
        " outcome that is a number in every run, such as whether an event occurs instead of its"
        " day"
    )
