"""One run from a scenario to its outcome: `mm.run("reported", seed=1, days=60)`."""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mesa_mosul.account import as_html
from mesa_mosul.build import Stage
from mesa_mosul.course import Course
from mesa_mosul.laboratory import survivors
from mesa_mosul.names import FORCES
from mesa_mosul.outcome import areas, outcome, with_shares
from mesa_mosul.setting import CourseError, Scenario, scenario
from mesa_mosul.tables import Tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True)
class Picture:
    """Who stands where and who holds what at the end of one day.

    cell: fought-over cells, (n,); held: share in attackers' hands, (n,); men: by force and
    cell, (forces, n); people: (n,). Forces in the order of `names.FORCES`.
    """

    date: datetime.date
    cell: np.ndarray
    held: np.ndarray
    men: np.ndarray
    people: np.ndarray
    stage: Stage = dataclasses.field(repr=False)

    def plot(self, axes: "Axes | None" = None) -> "Axes":
        """Draw the map of the day, on axes or on a figure of its own."""
        from mesa_mosul.maps import map_of

        return map_of(self, axes)


def picture(course: Course, date: datetime.date) -> Picture:
    """Return the picture of a world as it stands."""
    world, cells = course.world, course.world.fought
    units = world.units
    men = np.zeros((len(FORCES), world.city.held.size), np.int32)
    there = units.cell >= 0
    np.add.at(men, (units.force[there], units.cell[there]), units.men[there])
    held = world.city.held[cells].astype(np.float32)
    people = world.city.people[cells].astype(np.int32)
    return Picture(date, cells, held, men[:, cells], people, course.stage)


@dataclasses.dataclass(frozen=True, repr=False)
class Run:
    """What one battle came to and how it went.

    outcome: the glossary's words; daily: one row a day, indexed by date; events: one row each.
    """

    scenario: Scenario
    seed: int
    engine: str
    outcome: dict[str, Any]
    daily: pd.DataFrame
    events: pd.DataFrame
    pictures: list[Picture]
    stage: Stage

    def map(self, day: int = -1) -> Picture:
        """Return the picture at the end of a day of the run, counted from 0; -1 is the last.

        Raises IndexError for a day that was not fought.
        """
        last = len(self.pictures) - 1
        if not -1 <= day <= last:
            raise IndexError(f"day {day} was not fought: this run has days 0 to {last}")
        return self.pictures[day]

    def plot(self) -> "Figure":
        """Draw the course of the run beside what was observed."""
        from mesa_mosul.pictures import course_of

        return course_of(self)

    def chronicle(self) -> pd.DataFrame:
        """Return the events in words: date, kind, who, decided, options, numbers, reason."""
        from mesa_mosul.chronicle import chronicle

        return chronicle(self)

    def __repr__(self) -> str:
        days, last = len(self.daily), self.daily.index[-1].date()
        return f"Run of '{self.scenario.name}', seed {self.seed}, {days} days to {last}"

    def _repr_html_(self) -> str:
        return as_html(self)


def run(
    name: str | Scenario,
    seed: int = 1,
    days: int | None = None,
    engine: str = "compiled",
    *,
    tables: Tables | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Fight one battle from its scenario's start.

    days: at most so many, else to the scenario's end; a captured city ends it earlier.
    progress: called after each day with the days done and the days to do. Raises ScenarioError,
    ParameterError, SeedError or CourseError for what cannot be run.
    """
    world = scenario(name)
    length = days_to_fight(world, days)
    course = Course(world, seed, engine, tables)
    sizes = areas(course.stage)
    pictures: list[Picture] = []
    for done, date in enumerate(days_of(course, length, sizes["city"]), 1):
        pictures.append(picture(course, date))
        if progress is not None:
            progress(done, length)
    daily = with_shares(course.daily(), sizes)
    came_to = outcome(course.stage, daily, course.seed, course.digest())
    return Run(
        world, course.seed, engine, came_to, daily, course.events(), pictures, course.stage
    )


def days_of(course: Course, length: int, km2: float) -> Iterator[datetime.date]:
    """Yield each day of a battle once it has been fought: so many, or until it is over.

    km2: size of the city.
    """
    for _ in range(length):
        date = course.date
        course.day()
        yield date
        if is_over(course, km2):
            return


def days_to_fight(world: Scenario, days: int | None) -> int:
    """Return how many days a run lasts at most.

    Raises CourseError unless it is a whole number above 0.
    """
    if days is None:
        return world.days
    if isinstance(days, bool) or days != int(days) or days < 1:
        raise CourseError(f"days is {days}: a run has 1 to {world.days} days")
    if days > world.days:
        raise CourseError(
            f"days is {days}: '{world.name}' ends after {world.days} days, on {world.end}"
        )
    return int(days)


def is_over(course: Course, km2: float) -> bool:
    """Tell whether the attackers hold the city, or a laboratory's fight has been decided."""
    if course.scenario.laboratory:
        return 0 in survivors(course.world).values()
    held = course.ledger[-1, course.heads.index("km2_city_held")]
    return bool(held >= course.scenario.parameters.command.captured_share * km2)
