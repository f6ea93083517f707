"""Tiny sweeps, run once in this process, on which the examples of docstrings are run."""

import functools
import tempfile

from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.results import Results


@functools.cache
def example_results() -> Results:
    """Return results of two levers crossed: 4 cases x 3 replications, 2 days.

    Examples
    --------
    >>> example_results().analysis.levers
    ['isis.returning_men', 'iraqi.troops']
    """
    experiment = Experiment(
        "reported", name="example", days=2, replications=3, record=["km2_city_held"],
        levers={"isis.returning_men": [0, 1000], "iraqi.troops": [25000, 54000]},
    )  # fmt: skip
    return experiment.run(tempfile.mkdtemp(), workers=0, progress=False)


@functools.cache
def example_uncertain_results() -> Results:
    """Return results of a drawn sample of three parameters: 16 points x 2 replications, 2 days.

    Examples
    --------
    >>> len(example_uncertain_results().analysis.uncertain_factors)
    3
    """
    experiment = Experiment(
        "reported", name="example", days=2, replications=2,
        uncertainties=dict.fromkeys(
            ["iraqi.troops", "isis.fighters", "fire.aimed_rate"], "evidence"
        ),
        design={"kind": "nolh", "points": 16},
    )  # fmt: skip
    return experiment.run(tempfile.mkdtemp(), workers=0, progress=False)
