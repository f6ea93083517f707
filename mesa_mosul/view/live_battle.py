"""The model behind the page: one battle, or two beside each other, a day per step."""

import datetime
import itertools
from typing import Any, NamedTuple

import mesa

from mesa_mosul.inputs.scenario import RunError, Scenario, scenario, scenarios
from mesa_mosul.mesa_layer.model import MosulModel
from mesa_mosul.parameters.errors import quote
from mesa_mosul.parameters.registry import ParameterError
from mesa_mosul.simulation.run_record import complete_run
from mesa_mosul.simulation.snapshot import Snapshot, take_snapshot
from mesa_mosul.single_run.run import Run

NOTHING, UNCHANGED = "nothing", "the same scenario, unchanged"
"""What may stand beside a battle, other than a scenario."""
ADJUSTABLE = {
    "iraqi.troops": "Iraqi troops",
    "isis.fighters": "ISIS fighters",
    "isis.returning_men": "Fighters who return",
    "isis.return_start_day": "They return from day",
    "isis.value_of_holding": "Value to ISIS of holding the city",
    "isis.car_bombs_at_start": "Car bombs at the start",
    "corridor.closed_at_start": "Western road closed from the start",
    "raqqa.reinforcement_men": "Fighters sent from Raqqa",
    "coalition.strike_aircraft": "Strike aircraft",
    "coalition.artillery_pieces": "Artillery pieces",
    "reinforcement.iraqi_troops": "Iraqi reinforcements",
    "reinforcement.decision_day": "Reinforcements decided on day",
    "reinforcement.advisers": "Advisers embedded as reinforcement",
    "peshmerga.leaves_offensive": "Peshmerga leave the offensive",
}
"""Parameters that the article's claims are about, and what the page calls them."""
MAX_SEED = 9999
_numbers = itertools.count()


class Battle(NamedTuple):
    """One battle of the page: what it is called, and its model."""

    label: str
    model: MosulModel


def battle_scenarios() -> list[str]:
    """Return the names of the scenarios that are battles, without the laboratories."""
    return [name for name, one in scenarios().items() if not one.laboratory]


class LiveBattle(mesa.Model):
    """One battle, or two beside each other under the same random numbers; a step is a day.

    Parameters
    ----------
    battle : str
        Name of the scenario.
    beside : str
        `NOTHING`, `UNCHANGED` or the name of a scenario, which is then run unchanged.
    seed : int
        Seed of both, from 0 to MAX_SEED.
    scenario : object
        Unused: what Mesa's controller hands over when it makes a model anew.
    **changes
        Values of ADJUSTABLE parameters for the first battle, within their ranges.

    Attributes
    ----------
    battles : list of Battle
        The battle and, if asked for, the one beside it.
    request : dict
        What it was made of: the arguments.
    number : int
        Unlike that of any other live battle of this process.
    snapshots : list of list of Snapshot
        The maps of each battle, at the end of each day.

    Raises
    ------
    RunError, ParameterError
        For what the page does not offer: its values come from a browser.

    Examples
    --------
    >>> live = LiveBattle("reported", UNCHANGED, seed=1, **{"isis.fighters": 6000})
    >>> live.step()
    >>> [battle.label for battle in live.battles], live.days_done
    (['reported, changed', 'reported'], 1)
    """

    def __init__(
        self,
        battle: str = "reported",
        beside: str = NOTHING,
        seed: int = 1,
        scenario: object = None,
        **changes: Any,
    ) -> None:
        if type(seed) is not int or not 0 <= seed <= MAX_SEED:
            raise RunError(f"seed is {quote(seed)}: it is an integer from 0 to {MAX_SEED}")
        super().__init__(rng=seed)
        self.request = {"battle": battle, "beside": beside, "seed": seed, **changes}
        self.number = next(_numbers)
        base = offered_scenario(battle)
        own = changed_values(base, changes)
        self.battles = [make_battle(base, own, seed)]
        if beside != NOTHING:
            other = base if beside == UNCHANGED else offered_scenario(beside)
            self.battles.append(make_battle(other, {}, seed))
        self.snapshots: list[list[Snapshot]] = [[] for _ in self.battles]
        self._first_maps = [
            take_snapshot(model.simulation, model.date - datetime.timedelta(days=1))
            for _, model in self.battles
        ]

    @property
    def days_done(self) -> int:
        """The days that the first battle has done."""
        return len(self.snapshots[0])

    def step(self) -> None:
        """Run one more day of each battle that is not over."""
        for index, (_, model) in enumerate(self.battles):
            if model.running:
                model.run_for(model.simulation.clock.ticks_per_day)
                self.snapshots[index].append(take_snapshot(model.simulation, model.last_date))
        self.running = any(model.running for _, model in self.battles)

    def current_map(self, index: int) -> Snapshot:
        """Return the map of a battle as it is, also before its first day."""
        days = self.snapshots[index]
        return days[-1] if days else self._first_maps[index]

    def runs(self) -> list[Run]:
        """Return the battles so far as runs; empty before the first day is over."""
        if not self.days_done:
            return []
        return [
            Run(**vars(complete_run(model.simulation, len(maps), maps)))
            for (_, model), maps in zip(self.battles, self.snapshots, strict=True)
        ]


def offered_scenario(name: object) -> Scenario:
    """Return a scenario by its name; a browser may name no file and no laboratory."""
    names = battle_scenarios()
    if not isinstance(name, str) or name not in names:
        raise RunError(f"no scenario {quote(name)} (there are: {', '.join(names)})")
    return scenario(name)


def changed_values(base: Scenario, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are not a scenario's own.

    Raises ParameterError for a parameter that the page does not offer.
    """
    if strange := values.keys() - ADJUSTABLE.keys():
        raise ParameterError(f"the page has no parameter {quote(min(strange))}")
    return {name: value for name, value in values.items() if value != value_of(base, name)}


def value_of(base: Scenario, name: str) -> Any:
    """Return the value that a scenario gives a parameter."""
    group, field = name.split(".")
    return getattr(getattr(base.parameters, group), field)


def make_battle(base: Scenario, changes: dict[str, Any], seed: int) -> Battle:
    """Return a battle on its first morning."""
    label = f"{base.name}, changed" if changes else base.name
    return Battle(label, MosulModel(base.with_parameters(changes), seed=seed))
