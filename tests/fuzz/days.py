"""One day of a battle that a case leads to, and what must hold of it."""

import numpy as np
from invariants import CHECKS_OF_A_COURSE, CHECKS_OF_A_WORLD, check_civilians, check_men

from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.simulation.simulation import Simulation

CITY_ALONE = (check_civilians, check_men)
"""What is not so in a laboratory, which has no civilians and sides instead of forces."""


def run_a_day(scenario: Scenario, tables: Tables) -> Simulation:
    simulation = Simulation(scenario, 1, "compiled", tables)
    simulation.run_day()
    return simulation


def check_a_day(scenario: Scenario, tables: Tables) -> None:
    """Fail unless a day has sane columns and accounts for all, and is equal when repeated.

    Raises the errors of whoever builds the world.
    """
    simulation = run_a_day(scenario, tables)
    assert np.isfinite(simulation.ledger).all()
    for check in CHECKS_OF_A_COURSE:
        if not (scenario.laboratory and check in CITY_ALONE):
            check(simulation)
    for check in CHECKS_OF_A_WORLD:
        check(simulation.world)
    assert simulation.digest() == run_a_day(scenario, tables).digest()
