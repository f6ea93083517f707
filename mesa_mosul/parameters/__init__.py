"""Every number a researcher may change: value, unit, range and source, declared once."""

import ast
import difflib
import functools
import inspect
import math
import sys
from collections.abc import Mapping
from typing import NamedTuple, get_args, get_type_hints

import numpy as np

from mesa_mosul.parameters.battle import Advance, Defence, Hold
from mesa_mosul.parameters.command import Command
from mesa_mosul.parameters.fighting import Cohesion, Fire, Quality, Sight
from mesa_mosul.parameters.forces import Iraqi, Isis, Peshmerga, Pmf, Us
from mesa_mosul.parameters.ground import Ground
from mesa_mosul.parameters.known import Known
from mesa_mosul.parameters.laboratory import Ambush, Duel, Hill, Street
from mesa_mosul.parameters.obstacles import Obstacles
from mesa_mosul.parameters.outside import Corridor, Raqqa, Reinforcement
from mesa_mosul.parameters.people import People
from mesa_mosul.parameters.scale import Scale
from mesa_mosul.parameters.support import CarBombs, Strikes
from mesa_mosul.parameters.switches import Switch
from mesa_mosul.parameters.weather import Weather


class Parameters(NamedTuple):
    """All parameters, by subject."""

    scale: Scale = Scale()
    iraqi: Iraqi = Iraqi()
    isis: Isis = Isis()
    peshmerga: Peshmerga = Peshmerga()
    us: Us = Us()
    pmf: Pmf = Pmf()
    ground: Ground = Ground()
    sight: Sight = Sight()
    fire: Fire = Fire()
    quality: Quality = Quality()
    cohesion: Cohesion = Cohesion()
    advance: Advance = Advance()
    hold: Hold = Hold()
    defence: Defence = Defence()
    obstacles: Obstacles = Obstacles()
    strikes: Strikes = Strikes()
    car_bombs: CarBombs = CarBombs()
    weather: Weather = Weather()
    people: People = People()
    command: Command = Command()
    corridor: Corridor = Corridor()
    raqqa: Raqqa = Raqqa()
    reinforcement: Reinforcement = Reinforcement()
    switch: Switch = Switch()
    duel: Duel = Duel()
    ambush: Ambush = Ambush()
    street: Street = Street()
    hill: Hill = Hill()


LARGE = 1e9
"""No rate or ratio of a laboratory is larger."""


class Entry(NamedTuple):
    """One parameter as it stands in a table."""

    name: str
    kind: type
    default: float
    known: Known
    meaning: str


class ParameterError(ValueError):
    """A parameter that does not exist, or a value that it cannot take."""


def meanings(subject: type) -> dict[str, str]:
    """Return what the line below each field of a subject says."""
    tree = ast.parse(inspect.getsource(sys.modules[subject.__module__]))
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ClassDef) and node.name == subject.__name__):
            continue
        for field, below in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                found[ast.unparse(field.target)] = ast.literal_eval(below.value)
    return found


@functools.cache
def parameters() -> dict[str, Entry]:
    """Return every parameter by its dotted name, with all that is declared of it."""
    found = {}
    for subject, values in Parameters()._asdict().items():
        hints = get_type_hints(type(values), include_extras=True)
        meaning = meanings(type(values))
        for field, default in values._asdict().items():
            kind, known = get_args(hints[field])
            name = f"{subject}.{field}"
            found[name] = Entry(name, kind, default, known, meaning[field])
    return found


def changed(
    before: Parameters, changes: Mapping[str, object], *, laboratory: bool = False
) -> Parameters:
    """Return parameters with some values changed, each by its dotted name.

    laboratory: values beyond the range of the evidence are allowed, from 0 up, as exact
    results need them. Raises ParameterError for an unknown name, a value of the wrong type or
    out of range.
    """
    known = parameters()
    after = before
    for name, value in changes.items():
        if name not in known:
            raise ParameterError(unknown(name, known))
        subject, field = name.split(".")
        group = getattr(after, subject)._replace(
            **{field: cast(known[name], value, laboratory)}
        )
        after = after._replace(**{subject: group})
    if 24 % after.scale.hours_per_tick:
        raise ParameterError(
            f"scale.hours_per_tick is {after.scale.hours_per_tick}: it must divide 24"
        )
    return after


def unknown(name: str, known: Mapping[str, Entry]) -> str:
    """Return what to say of a name that no parameter has."""
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"no parameter is called '{name}'{hint} ('mosul parameters' lists all)"


def cast(entry: Entry, value: object, laboratory: bool = False) -> int | float | bool:
    """Return a value as its declared type, within its range.

    Raises ParameterError; text is read as a number or as yes/no.
    """
    low, high = entry.known.low, entry.known.high
    if laboratory and not entry.name.startswith("scale."):
        low = low if entry.kind is int else min(low, 0.0)
        high = 1.0 if entry.known.unit == "share" else LARGE
    if entry.kind is bool:
        return as_switch(entry, value)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or math.isnan(number):
        raise ParameterError(
            f"{entry.name} is '{value}': it takes a number in {entry.known.unit}"
        )
    if not low <= number <= high:
        raise ParameterError(
            f"{entry.name} is {value}: it takes {told(low)} to {told(high)} {entry.known.unit}"
            f" ({entry.known.source})"
        )
    if entry.kind is int:
        if number != int(number):
            raise ParameterError(f"{entry.name} is {value}: it takes a whole number")
        return int(number)
    return number


def told(number: float) -> str:
    """Return a bound as a reader writes it."""
    return f"{number:.0f}" if number >= 1000 else f"{number:g}"


def as_switch(entry: Entry, value: object) -> bool:
    """Return a switch's value from a boolean, 0 or 1, or the words yes, no, true, false."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = str(value).lower()
    if text not in words:
        raise ParameterError(f"{entry.name} is '{value}': it takes true or false")
    return words[text]


def record(p: Parameters) -> np.record:
    """Return parameters as one record, the form in which compiled rules take them."""
    groups = [
        (subject, np.dtype([(name, type(value)) for name, value in values._asdict().items()]))
        for subject, values in p._asdict().items()
    ]
    row = tuple(tuple(values) for values in p)
    return np.array([row], np.dtype(groups, align=True)).view(np.recarray)[0]


__all__ = [
    "Entry",
    "Known",
    "ParameterError",
    "Parameters",
    "changed",
    "parameters",
    "record",
]
