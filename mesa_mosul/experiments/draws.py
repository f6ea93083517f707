"""What an experiment varies: levers that are set, and numbers that are drawn from a range."""

import math
from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from mesa_mosul.parameters import Entry, ParameterError, parameters, told, unknown

WIDE = 10.0
"""From this ratio of its bounds on, a range of the evidence is drawn by its logarithm."""
EVIDENCE = "evidence"
SIZES = {"uniform": 2, "triangular": 3, "normal": 2, "choice": None}
"""Kinds of draws that a researcher may write, and how many numbers each takes."""
MEANT = (
    '"evidence", { uniform = [LOW, HIGH] }, { triangular = [LOW, MODE, HIGH] },'
    " { normal = [MEAN, SD] } or { choice = [...] }"
)


PRECISION = ("scale.*", "*.men_per_unit", "duel.*", "ambush.*", "street.*", "hill.*")
"""Parameters that no pattern such as isis.* stands for: resolution, and laboratories."""


class DesignError(ValueError):
    """A design that cannot be laid out."""


class Level(NamedTuple):
    """One value of a lever: what it is called, and the parameters that it sets."""

    label: Any
    changes: dict[str, Any]


class Draw(NamedTuple):
    """A number that is drawn: its parameter, and a distribution with its own numbers."""

    entry: Entry
    kind: str
    numbers: tuple[Any, ...]

    def at(self, part: np.ndarray) -> list[Any]:
        """Return the values below which these parts, 0 to 1, of the distribution lie."""
        if self.kind == EVIDENCE:
            return over_range(self.entry, part)
        if self.kind == "choice":
            places = np.minimum((part * len(self.numbers)).astype(int), len(self.numbers) - 1)
            return [self.numbers[place] for place in places]
        return typed(self.entry, quantiles(self.entry, self.kind, self.numbers, part))


def over_range(entry: Entry, part: np.ndarray) -> list[Any]:
    """Return values of one parameter at parts from 0 to 1 of the range of its sources."""
    low, high = entry.known.low, entry.known.high
    if entry.kind is bool:
        return [bool(value) for value in part >= 0.5]
    if low > 0.0 and high / low >= WIDE:
        return typed(entry, low * (high / low) ** part)
    return typed(entry, low + (high - low) * part)


def quantiles(
    entry: Entry, kind: str, numbers: Sequence[float], part: np.ndarray
) -> np.ndarray:
    """Return quantiles of a distribution; a normal one is cut off at the evidence's range."""
    if kind == "uniform":
        low, high = numbers
        return low + (high - low) * part
    if kind == "triangular":
        low, mode, high = numbers
        return stats.triang.ppf(part, (mode - low) / (high - low), low, high - low)
    mean, sd = numbers
    low, high = ((bound - mean) / sd for bound in (entry.known.low, entry.known.high))
    return stats.truncnorm.ppf(part, low, high, mean, sd)


def typed(entry: Entry, values: np.ndarray) -> list[Any]:
    """Return numbers as a parameter's kind has them, never outside its range."""
    kept = np.clip(values, entry.known.low, entry.known.high)
    return [entry.kind(round(value) if entry.kind is int else value) for value in kept]


def entry_of(name: str) -> Entry:
    """Return what is declared of a parameter; raises ParameterError if there is none."""
    known = parameters()
    if name not in known:
        raise ParameterError(unknown(name, known))
    return known[name]


def named(pattern: str) -> list[str]:
    """Return the numbers that a pattern such as fire.* stands for, but those of precision.

    Raises DesignError if there are none.
    """
    found = [
        name
        for name, entry in parameters().items()
        if fnmatchcase(name, pattern)
        and entry.kind is not bool
        and not any(fnmatchcase(name, one) for one in PRECISION)
    ]
    if not found:
        raise DesignError(f"no number that can be drawn is called '{pattern}'")
    return found


def read_draw(name: str, said: Any) -> Draw:
    """Return how a parameter is drawn.

    Raises DesignError, or ParameterError for a name that no parameter has.
    """
    entry = entry_of(name)
    if said == EVIDENCE:
        return Draw(entry, EVIDENCE, ())
    if not isinstance(said, Mapping) or len(said) != 1 or next(iter(said)) not in SIZES:
        raise DesignError(f"'{name}' is drawn by {said!r}; it takes {MEANT}")
    kind, numbers = next(iter(said.items()))
    if not isinstance(numbers, Sequence) or len(numbers) != (SIZES[kind] or len(numbers)):
        raise DesignError(f"'{name}' is drawn by {said!r}; it takes {MEANT}")
    check_numbers(entry, kind, numbers)
    return Draw(entry, kind, tuple(numbers))


def check_numbers(entry: Entry, kind: str, numbers: Sequence[Any]) -> None:
    """Check the numbers of a distribution; what is chosen from is checked when it is set."""
    name, known = entry.name, entry.known
    if kind == "choice":
        if not numbers:
            raise DesignError(f"'{name}': choice has nothing to choose from")
        return
    if entry.kind is bool:
        raise DesignError(f"'{name}' is yes or no: it takes \"evidence\" or a choice of them")
    if not all(is_number(one) for one in numbers):
        raise DesignError(f"'{name}': {kind} takes numbers, not {list(numbers)}")
    if kind == "normal" and numbers[1] <= 0:
        raise DesignError(f"'{name}': normal takes a standard deviation above 0")
    if kind != "normal" and (list(numbers) != sorted(numbers) or numbers[0] == numbers[-1]):
        raise DesignError(f"'{name}': {kind} takes its bounds in order, not {list(numbers)}")
    if kind != "normal" and not known.low <= numbers[0] <= numbers[-1] <= known.high:
        raise DesignError(
            f"'{name}': {kind} takes bounds from {told(known.low)} to {told(known.high)}"
            f" {known.unit} ({known.source}), not {list(numbers)}"
        )


def is_number(value: Any) -> bool:
    """Return whether a value is a number, and a finite one."""
    right = isinstance(value, Real) and not isinstance(value, bool)
    return right and math.isfinite(value)


def read_draws(said: Mapping[str, Any], but: Collection[str]) -> dict[str, Draw]:
    """Return how each uncertain parameter is drawn.

    A name with a star stands for all that match, except those that are said by name or in
    `but`. Raises as `read_draw` and `named`.
    """
    own = {name for name in said if "*" not in name}
    found: dict[str, Draw] = {}
    for name, how in said.items():
        names = [name] if name in own else [n for n in named(name) if n not in own | set(but)]
        found |= {one: read_draw(one, how) for one in names}
    return found


def read_lever(name: str, said: Any) -> list[Level]:
    """Return the values of a lever.

    A list holds values of the parameter of that name; a table holds, under the name of each
    level, the parameters that it sets. Raises DesignError and ParameterError.
    """
    if isinstance(said, Mapping):
        found = [Level(label, dict(changes)) for label, changes in said.items()
                 if isinstance(changes, Mapping)]  # fmt: skip
        if len(found) < len(said):
            raise DesignError(
                f"lever '{name}': each level is a table of parameters, such as"
                ' late = { "reinforcement.decided_day" = 45 }'
            )
    else:
        values = [said] if isinstance(said, str) or not isinstance(said, Sequence) else said
        entry_of(name)
        found = [Level(value, {name: value}) for value in values]
    if len({str(level.label) for level in found}) < max(len(found), 1) or not found:
        raise DesignError(f"lever '{name}' takes a list of different values")
    return found
