"""What an experiment varies: levers that are set, and numbers that are drawn from a range."""

from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import numpy as np
import scipy

from mesa_mosul.analysis.sampling.distribution_checks import DesignError, check_arguments
from mesa_mosul.parameters.aliases import match_old_names
from mesa_mosul.parameters.errors import shorten
from mesa_mosul.parameters.measure import COIN, NO_MEASURE, SHAPES, measure_quantiles
from mesa_mosul.parameters.registry import (
    ParameterEntry,
    ParameterError,
    current_name,
    parameters,
    unknown_parameter_message,
    use_current_names,
)

EVIDENCE, FIXED = "evidence", "fixed"
"""Words for how a parameter is drawn: by its declared measure
(`mesa_mosul.parameters.measure`), or not at all."""
DISTRIBUTION_SIZES = {"uniform": 2, "triangular": 3, "normal": 2, "choice": None}
"""Kinds of draws that a researcher may write, and how many numbers each takes."""
DISTRIBUTION_SYNTAX = (
    '"evidence", "fixed", { uniform = [LOW, HIGH] }, { triangular = [LOW, MODE, HIGH] },'
    " { normal = [MEAN, SD] } or { choice = [...] }"
)


class Level(NamedTuple):
    """One value of a lever: what it is called, and the parameters that it sets."""

    label: Any
    changes: dict[str, Any]


class UncertainParameter(NamedTuple):
    """A number that is drawn: its parameter, and a distribution with its own numbers."""

    parameter: ParameterEntry
    distribution: str
    arguments: tuple[Any, ...]

    def quantile(self, q: np.ndarray) -> list[Any]:
        """Return the values below which these parts, 0 to 1, of the distribution lie."""
        if self.distribution == EVIDENCE:
            return evidence_quantiles(self.parameter, q)
        if self.distribution == "choice":
            places = np.minimum((q * len(self.arguments)).astype(int), len(self.arguments) - 1)
            return [self.arguments[place] for place in places]
        return cast_to_range(
            self.parameter,
            distribution_quantiles(self.parameter, self.distribution, self.arguments, q),
        )


def evidence_quantiles(parameter: ParameterEntry, q: np.ndarray) -> list[Any]:
    """Return the values of one parameter at fractions from 0 to 1 of its declared measure."""
    spec = parameter.spec
    if spec.shape == COIN:
        return [bool(value) for value in q >= 0.5]
    return cast_to_range(
        parameter, measure_quantiles(spec.shape, spec.low, parameter.default, spec.high, q)
    )


def distribution_quantiles(
    parameter: ParameterEntry, distribution: str, arguments: Sequence[float], q: np.ndarray
) -> np.ndarray:
    """Return quantiles of a distribution; a normal one is cut off at the evidence's range."""
    if distribution == "uniform":
        low, high = arguments
        return low + (high - low) * q
    if distribution == "triangular":
        low, mode, high = arguments
        return scipy.stats.triang.ppf(q, (mode - low) / (high - low), low, high - low)
    mean, sd = arguments
    low, high = ((bound - mean) / sd for bound in (parameter.spec.low, parameter.spec.high))
    return scipy.stats.truncnorm.ppf(q, low, high, mean, sd)


def cast_to_range(parameter: ParameterEntry, values: np.ndarray) -> list[Any]:
    """Return numbers as a parameter's kind has them, never outside its range."""
    clipped = np.clip(values, parameter.spec.low, parameter.spec.high)
    return [
        parameter.value_type(round(value) if parameter.value_type is int else value)
        for value in clipped
    ]


def find_parameter(name: str) -> ParameterEntry:
    """Return what is declared of a parameter; raises ParameterError if there is none."""
    entries, name = parameters(), current_name(name)
    if name not in entries:
        raise ParameterError(unknown_parameter_message(name, entries))
    return entries[name]


def expand_pattern(pattern: str) -> list[str]:
    """Return the uncertain numbers that a pattern such as fire.* stands for.

    No switch is among them, and no parameter whose shape is fixed: resolution, numerical
    accuracy and laboratories. Raises DesignError if there are none.
    """
    entries = parameters()
    names = [name for name in entries if fnmatchcase(name, pattern)]
    drawable = [
        name
        for name in names or match_old_names(pattern)
        if entries[name].spec.shape not in (COIN, NO_MEASURE)
    ]
    if not drawable:
        raise DesignError(f"no number that can be drawn is called '{pattern}'")
    return drawable


def parse_distribution(name: str, declaration: Any) -> UncertainParameter:
    """Return how a parameter is drawn.

    Raises DesignError, or ParameterError for a name that no parameter has.
    """
    entry = find_parameter(name)
    if declaration == EVIDENCE:
        if entry.spec.shape == NO_MEASURE:
            raise DesignError(
                f"'{name}' has no distribution of the evidence ({SHAPES[NO_MEASURE]}); it takes"
                " one of your own, such as { choice = [...] }"
            )
        return UncertainParameter(entry, EVIDENCE, ())
    if (
        not isinstance(declaration, Mapping)
        or len(declaration) != 1
        or next(iter(declaration)) not in DISTRIBUTION_SIZES
    ):
        raise DesignError(
            f"'{name}' is drawn by {declaration!r}; it takes {DISTRIBUTION_SYNTAX}"
        )
    kind, numbers = next(iter(declaration.items()))
    if not isinstance(numbers, Sequence) or len(numbers) != (
        DISTRIBUTION_SIZES[kind] or len(numbers)
    ):
        raise DesignError(
            f"'{name}' is drawn by {declaration!r}; it takes {DISTRIBUTION_SYNTAX}"
        )
    check_arguments(entry, kind, numbers)
    return UncertainParameter(entry, kind, tuple(numbers))


def parse_distributions(
    declarations: Mapping[str, Any], exclude: Collection[str]
) -> dict[str, UncertainParameter]:
    """Return how each uncertain parameter is drawn.

    A name with a star stands for all that match, except those that are declared by name,
    declared "fixed", or in `exclude`. Raises as `parse_distribution` and `expand_pattern`.
    """
    declarations = use_current_names(declarations)
    own = {name for name in declarations if "*" not in name}
    fixed = {current_name(name) for name in exclude}
    for name in (name for name, how in declarations.items() if how == FIXED):
        fixed |= {find_parameter(name).name} if name in own else {*expand_pattern(name)}
    distributions: dict[str, UncertainParameter] = {}
    for name, how in declarations.items():
        if how == FIXED:
            continue
        names = (
            [name] if name in own else [n for n in expand_pattern(name) if n not in own | fixed]
        )
        distributions |= {one: parse_distribution(one, how) for one in names}
    return distributions


def parse_lever(name: str, declaration: Any) -> list[Level]:
    """Return the values of a lever.

    A list holds values of the parameter of that name; a table holds, under the name of each
    level, the parameters that it sets. Raises DesignError and ParameterError.
    """
    if isinstance(declaration, Mapping):
        levels = [
            Level(label, use_current_names(changes))
            for label, changes in declaration.items()
            if isinstance(changes, Mapping)
        ]
        if len(levels) < len(declaration):
            raise DesignError(
                f"lever '{name}': each level is a table of parameters, such as"
                ' late = { "reinforcement.decision_day" = 45 }'
            )
    else:
        values = (
            [declaration]
            if isinstance(declaration, str) or not isinstance(declaration, Sequence)
            else declaration
        )
        parameter = find_parameter(name).name
        for value in values:
            if not isinstance(value, bool | int | float | str | np.generic):
                raise DesignError(
                    f"lever '{name}' has the level {shorten(value)}: it takes numbers, true or"
                    " false"
                )
        levels = [Level(value, {parameter: value}) for value in values]
    if len({str(level.label) for level in levels}) < max(len(levels), 1) or not levels:
        raise DesignError(f"lever '{name}' takes a list of different values")
    return levels
