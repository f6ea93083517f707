"""Custom outcomes are tried on one run before a sweep, so that a mistake costs no sweep."""

from mesa_mosul.experiments.execution.custom_measures import (
    describe_place,
    load_measure,
    use_measure_folders,
)
from mesa_mosul.experiments.execution.job_plan import SweepPlan
from mesa_mosul.experiments.execution.run_outputs import OutcomeError, apply_measure
from mesa_mosul.simulation.run_record import simulate

TRIAL_DAYS = 1
"""Days of the run on which custom outcomes are tried."""


def try_measures(plan: SweepPlan) -> None:
    """Compute the custom outcomes of a sweep for a run of one day, in this process.

    Raises OutcomeError that says where a custom outcome fails. One that fails only because its
    run is short should return None for what it cannot compute.
    """
    names = [name for name in plan.spec.outcomes if ":" in name]
    if not names:
        return
    use_measure_folders(plan.measure_folders)
    for name in names:
        if name.partition(":")[0] == "__main__":
            raise OutcomeError(
                f"'{name}' is defined in a script or notebook, which workers cannot load: put"
                " it into a file such as own_measures.py"
            )
        load_measure(name)
    run = simulate(plan.scenarios[0].with_parameters(**plan.points[0].changes), 0, TRIAL_DAYS)
    for name in names:
        try:
            apply_measure(name, run.outcome, run.daily)
        except (Exception, SystemExit) as error:
            raise OutcomeError(
                f"'{name}' fails on a run of one day, before any run of the sweep:"
                f" {type(error).__name__}: {error}{describe_place(error)}"
            ) from error
