"""Every parameter of the model: value, unit, range, measure and source, declared once."""

import ast
import difflib
import functools
import inspect
import math
import sys
from collections.abc import Mapping
from typing import NamedTuple, get_args, get_type_hints

from mesa_mosul.parameters.aliases import current_name
from mesa_mosul.parameters.civilians import Civilians
from mesa_mosul.parameters.combat import Cohesion, Detection, Effectiveness, Fire
from mesa_mosul.parameters.command import CommandDecisions
from mesa_mosul.parameters.errors import MosulError, shorten
from mesa_mosul.parameters.external import Corridor, Raqqa, Reinforcement
from mesa_mosul.parameters.fires import CarBombs, FireSupport
from mesa_mosul.parameters.forces import Coalition, Iraqi, Isis, Peshmerga, Pmf
from mesa_mosul.parameters.laboratory import Ambush, Duel, Hill, Street
from mesa_mosul.parameters.manoeuvre import Advance, Defence, Hold
from mesa_mosul.parameters.obstacles import Obstacles
from mesa_mosul.parameters.own import Own
from mesa_mosul.parameters.reporting import Reporting
from mesa_mosul.parameters.resolution import Resolution
from mesa_mosul.parameters.spec import ParameterSpec
from mesa_mosul.parameters.switches import Switch
from mesa_mosul.parameters.terrain import Terrain
from mesa_mosul.parameters.weather import Weather


class Parameters(NamedTuple):
    """All parameters, by group.

    A new group takes an import and a field here: a registration would hide it from type checks.
    """

    resolution: Resolution = Resolution()
    iraqi: Iraqi = Iraqi()
    isis: Isis = Isis()
    peshmerga: Peshmerga = Peshmerga()
    coalition: Coalition = Coalition()
    pmf: Pmf = Pmf()
    terrain: Terrain = Terrain()
    detection: Detection = Detection()
    fire: Fire = Fire()
    effectiveness: Effectiveness = Effectiveness()
    cohesion: Cohesion = Cohesion()
    advance: Advance = Advance()
    hold: Hold = Hold()
    defence: Defence = Defence()
    obstacles: Obstacles = Obstacles()
    fire_support: FireSupport = FireSupport()
    car_bombs: CarBombs = CarBombs()
    weather: Weather = Weather()
    civilians: Civilians = Civilians()
    command: CommandDecisions = CommandDecisions()
    reporting: Reporting = Reporting()
    corridor: Corridor = Corridor()
    raqqa: Raqqa = Raqqa()
    reinforcement: Reinforcement = Reinforcement()
    switch: Switch = Switch()
    own: Own = Own()
    duel: Duel = Duel()
    ambush: Ambush = Ambush()
    street: Street = Street()
    hill: Hill = Hill()


LABORATORY_FACTOR = 100.0
"""Upper bound of rates and ratios in a laboratory, as a multiple of that of the range."""


class ParameterEntry(NamedTuple):
    """One parameter with everything that is declared of it.

    Attributes
    ----------
    name : str
        The dotted name: group and field.
    value_type : type
        int, float or bool.
    default : int, float or bool
        The value where a scenario sets none.
    spec : ParameterSpec
        Unit, range, measure and source.
    meaning : str
        A sentence.

    Examples
    --------
    >>> from mesa_mosul.parameters.registry import parameters
    >>> fighters = parameters()["isis.fighters"]
    >>> fighters.default, fighters.spec.unit, fighters.meaning
    (9000, 'personnel', 'ISIS fighters in and around the city at the start.')
    """

    name: str
    value_type: type
    default: float
    spec: ParameterSpec
    meaning: str


class ParameterError(MosulError):
    """A parameter that does not exist, or a value that a parameter cannot take."""


def read_meanings(group: type) -> dict[str, str]:
    """Return the text below each field of a group, by field."""
    tree = ast.parse(inspect.getsource(sys.modules[group.__module__]))
    meanings: dict[str, str] = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ClassDef) and node.name == group.__name__):
            continue
        for field, below in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                text = " ".join(ast.literal_eval(below.value).split())
                meanings[ast.unparse(field.target)] = text
    return meanings


@functools.cache
def parameters() -> dict[str, ParameterEntry]:
    """Return every parameter by its dotted name, with everything that is declared of it."""
    entries = {}
    for group, values in Parameters()._asdict().items():
        hints = get_type_hints(type(values), include_extras=True)
        meanings = read_meanings(type(values))
        for field, default in values._asdict().items():
            value_type, spec = get_args(hints[field])
            name = f"{group}.{field}"
            if field not in meanings:
                raise ParameterError(
                    f"{name} has no meaning: write it as a string below its declaration in"
                    f" {type(values).__module__}"
                )
            entries[name] = ParameterEntry(name, value_type, default, spec, meanings[field])
    return entries


def with_changes(
    before: Parameters, changes: Mapping[str, object], *, laboratory: bool = False
) -> Parameters:
    """Return parameters with some values changed, each by its dotted name.

    laboratory: values from 0 beyond the range of the evidence are allowed, because exact
    results need them, but for what rules divide by. Raises ParameterError for an unknown name,
    a value of the wrong type or out of range.
    """
    entries = parameters()
    groups: dict[str, dict[str, int | float | bool]] = {}
    for name, value in use_current_names(changes).items():
        if name not in entries:
            raise ParameterError(unknown_parameter_message(name, entries))
        group, field = name.split(".")
        groups.setdefault(group, {})[field] = cast_value(entries[name], value, laboratory)
    after = before._replace(
        **{group: getattr(before, group)._replace(**fields) for group, fields in groups.items()}
    )
    if 24 % after.resolution.hours_per_tick:
        raise ParameterError(
            f"resolution.hours_per_tick is {after.resolution.hours_per_tick}: it must divide 24"
        )
    return after


def use_current_names(changes: Mapping[str, object]) -> dict[str, object]:
    """Return changes by the names of today, with a warning for each name that is old.

    Raises ParameterError where a parameter is set by two names.
    """
    renamed: dict[str, object] = {}
    for given, value in changes.items():
        name = current_name(given)
        if name in renamed:
            raise ParameterError(f"{name} is set twice, by two of its names; set it once")
        renamed[name] = value
    return renamed


def dotted_name(name: str) -> str:
    """Return `isis.fighters` for `isis__fighters`; a name of no parameter as it is."""
    dotted = name.replace("__", ".", 1)
    return dotted if dotted in parameters() else name


def unknown_parameter_message(name: str, entries: Mapping[str, ParameterEntry]) -> str:
    """Return the message for a name that no parameter has."""
    close = difflib.get_close_matches(name, entries, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"no parameter is called '{name}'{hint} ('mosul parameters' lists all)"


def find_bounds(entry: ParameterEntry, laboratory: bool) -> tuple[float, float, str]:
    """Return the least and the most that a parameter takes, and where that is from."""
    low, high, source = entry.spec.low, entry.spec.high, entry.spec.source
    if not laboratory or entry.spec.keeps_range:
        return low, high, source
    evidence = f"{format_bound(low)} to {format_bound(high)}"
    return (
        low if entry.value_type is int else min(low, 0.0),
        1.0 if entry.spec.unit == "share" else LABORATORY_FACTOR * high,
        f"in a laboratory; {source}: {evidence}",
    )


def cast_value(
    entry: ParameterEntry, value: object, laboratory: bool = False
) -> int | float | bool:
    """Return a value as its declared type, within its range.

    Text is read as a number or as yes or no. Raises ParameterError.
    """
    low, high, source = find_bounds(entry, laboratory)
    if entry.value_type is bool:
        return parse_boolean(entry, value)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    except OverflowError:
        number = math.inf if value > 0 else -math.inf  # type: ignore[operator]
    if isinstance(value, bool) or math.isnan(number):
        raise ParameterError(
            f"{entry.name} is '{shorten(value)}': it takes a number in {entry.spec.unit}"
        )
    if not low <= number <= high:
        raise ParameterError(
            f"{entry.name} is {shorten(value)}: it takes {format_bound(low)} to"
            f" {format_bound(high)} {entry.spec.unit} ({source})"
        )
    if entry.value_type is int:
        if number != int(number):
            raise ParameterError(f"{entry.name} is {shorten(value)}: it takes an integer")
        return int(number)
    return number


def format_bound(number: float) -> str:
    """Return a bound in its shortest form, without an exponent from 1000 on."""
    return f"{number:.0f}" if number >= 1000 else f"{number:g}"


def parse_boolean(entry: ParameterEntry, value: object) -> bool:
    """Return a switch's value from a boolean, 0 or 1, or the words yes, no, true, false."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = shorten(value)
    if text.lower() not in words:
        raise ParameterError(f"{entry.name} is '{text}': it takes true or false")
    return words[text.lower()]


__all__ = [
    "ParameterEntry",
    "ParameterError",
    "ParameterSpec",
    "Parameters",
    "current_name",
    "dotted_name",
    "parameters",
    "use_current_names",
    "with_changes",
]
