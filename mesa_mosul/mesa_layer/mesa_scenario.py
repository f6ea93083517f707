"""Mesa's own `Scenario`, parameters and random numbers, as what is to be run."""

from typing import Any

from mesa.experimental.scenarios import Scenario as MesaScenario

BATTLE = "battle"
"""The attribute of Mesa's scenario that names a scenario of this model."""
MESA_ATTRIBUTES = ("rng", "initial_rng_state", "model", "scenario_id", "replication_id")


def read_mesa_scenario(given: MesaScenario) -> tuple[Any, Any, dict[str, Any]]:
    """Return the scenario that Mesa's scenario means, its random numbers and its changes.

    Its attribute `battle` is a scenario (`reported` if there is none); all others are
    parameters, such as `isis__fighters`.
    """
    values = {
        name: value
        for name, value in given.to_dict().items()
        if name not in MESA_ATTRIBUTES and not name.startswith("_")
    }
    return values.pop(BATTLE, "reported"), given.rng, values
