"""Whether the numbers of a distribution go with its parameter."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

import scipy

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import ParameterEntry, format_bound

MAX_SHARE_CUT_OFF = 0.1
"""Share of a normal distribution outside the declared range above which a warning is given."""


SPREADS = (1e-6, 1e3)
"""Smallest and largest standard deviation of a normal distribution, as parts of the range."""


class DesignError(MosulError):
    """A design that cannot be laid out."""


def check_arguments(
    parameter: ParameterEntry, distribution: str, arguments: Sequence[Any]
) -> None:
    """Check the numbers of a distribution; what is chosen from is checked when it is set."""
    name, known = parameter.name, parameter.spec
    if distribution == "choice":
        if not arguments:
            raise DesignError(f"'{name}': choice has nothing to choose from")
        return
    if parameter.value_type is bool:
        raise DesignError(f"'{name}' is yes or no: it takes \"evidence\" or a choice of them")
    if not all(is_finite_number(one) for one in arguments):
        raise DesignError(f"'{name}': {distribution} takes numbers, not {list(arguments)}")
    if distribution == "normal":
        check_normal(parameter, *arguments)
    if distribution != "normal" and (
        list(arguments) != sorted(arguments) or arguments[0] == arguments[-1]
    ):
        raise DesignError(
            f"'{name}': {distribution} takes its bounds in order, not {list(arguments)}"
        )
    if (
        distribution != "normal"
        and not known.low <= arguments[0] <= arguments[-1] <= known.high
    ):
        raise DesignError(
            f"'{name}': {distribution} takes bounds from {format_bound(known.low)} to"
            f" {format_bound(known.high)} {known.unit} ({known.source}), not {list(arguments)}"
        )


def check_normal(parameter: ParameterEntry, mean: float, sd: float) -> None:
    """Check a normal distribution, which is cut off at the range of the sources."""
    name, known = parameter.name, parameter.spec
    smallest, largest = ((known.high - known.low) * factor for factor in SPREADS)
    if sd <= 0:
        raise DesignError(f"'{name}': normal takes a standard deviation above 0")
    if not smallest <= sd <= largest:
        raise DesignError(
            f"'{name}': normal takes a standard deviation from {smallest:g} to {largest:g}"
            f" {known.unit}, not {sd:g}: all values would be equal, or none more likely"
        )
    if not known.low <= mean <= known.high:
        raise DesignError(
            f"'{name}': normal takes a mean from {format_bound(known.low)} to"
            f" {format_bound(known.high)} {known.unit} ({known.source}), where the distribution"
            f" is cut off, not {mean:g}: values near one end are all that would be left"
        )


def share_cut_off(parameter: ParameterEntry, mean: float, sd: float) -> float:
    """Return the share of a normal distribution that lies outside the range of the sources."""
    law, known = scipy.stats.norm(mean, sd), parameter.spec
    return float(law.cdf(known.low) + law.sf(known.high))


def is_finite_number(value: Any) -> bool:
    """Return whether a value is a number, and a finite one."""
    right = isinstance(value, Real) and not isinstance(value, bool)
    return right and math.isfinite(value)
