"""A researcher's own functions are tried on one day before a sweep, which they might spoil."""

from mesa_mosul.experiments.execution.custom_measures import CALLER
from mesa_mosul.experiments.execution.executors import ExecutionOptions
from mesa_mosul.experiments.execution.job_plan import SweepPlan
from mesa_mosul.experiments.execution.memory_limit import limited_memory
from mesa_mosul.experiments.execution.run_outputs import OutcomeError, apply_measure
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.compilation import compile_rules
from mesa_mosul.simulation.custom_code import describe_place
from mesa_mosul.simulation.run_record import simulate

TRIAL_DAYS = 1
"""Days of the run on which own functions are tried."""


def try_own_code(plan: SweepPlan, options: ExecutionOptions) -> None:
    """Run the last and the first point of a sweep for one day, with its own code.

    It runs in this process, within the memory that a worker may take. Raises OutcomeError or
    OwnRuleError that says where a function fails. An outcome that fails only because its run
    is short should return None for what it cannot compute.
    """
    if not plan.own_code:
        return
    compile_rules(quiet=not options.progress)
    try:
        with limited_memory(options.memory_mb):
            run_trial(plan)
    except MemoryError as error:
        raise OutcomeError(
            f"the sweep's own code takes more than {options.memory_mb} MB on a run of one day,"
            " before any run of the sweep: give it more (--memory), or look into it"
        ) from error


def run_trial(plan: SweepPlan) -> None:
    """Run the trial; raises as `try_own_code` does, and MemoryError."""
    tables = read_tables(plan.seeds_folder)
    for point in (plan.points[-1], plan.points[0]):
        chosen = plan.scenarios[0].with_parameters(**point.changes)
        run = simulate(chosen, 0, TRIAL_DAYS, tables=tables, phases=plan.schedule)
    for name in plan.output_spec["measures"]:
        try:
            apply_measure(name, run.outcome, run.daily, plan.code_folders)
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise OutcomeError(
                f"'{name}' fails on a run of one day, before any run of the sweep:"
                f" {type(error).__name__}: {error}{describe_place(error, CALLER)}"
            ) from error
