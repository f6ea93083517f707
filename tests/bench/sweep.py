"""How fast sweeps are: two workers against one, and what the runner adds to a run.

python tests/bench/sweep.py [--runs 200]
"""

import argparse
import tempfile
import time
from pathlib import Path

import mesa_mosul as mm
from mesa_mosul.experiments.execution.executors import ExecutionOptions, make_executor
from mesa_mosul.experiments.execution.job import JobRunner
from mesa_mosul.experiments.execution.store import Store
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation

BARE_RUNS = 40
"""Runs over which the cost of building and simulating alone is averaged."""


def make_plan(replications):
    """Return the plan of a sweep of the scenario `reported`, as users run it."""
    record = ["km2_city_held", "iraqi_casualties", "isis_casualties", "civilians_killed"]
    return mm.Experiment("reported", replications=replications, record=record).plan()


def time_sweep(plan, workers, folder):
    """Return the seconds from the first result to the last, and those spent in runs."""
    jobs = [planned.job for planned in plan.plan_runs([plan.replications])]
    run_seconds, first = 0.0, 0.0
    with (
        Store(folder) as store,
        make_executor(ExecutionOptions(workers), plan.spec, len(jobs)) as executor,
    ):
        for number, result in enumerate(executor.iter_results(jobs)):
            store.add_result(result)
            if number + 1 == workers:
                first = time.perf_counter()
            elif number + 1 > workers:
                run_seconds += result.seconds
    return time.perf_counter() - first, run_seconds


def mean_run_seconds(days, runs):
    """Return the mean seconds of a run that is built and simulated, and nothing else."""
    reported = scenario("reported")
    start = time.perf_counter()
    for seed in range(runs):
        simulation = Simulation(reported, seed)
        for _ in range(days):
            simulation.run_day()
    return (time.perf_counter() - start) / runs


def main():
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    plan = make_plan(runs)
    JobRunner(plan.spec).run_job(plan.plan_run(0, 0).job)
    with tempfile.TemporaryDirectory() as folder:
        one, run_seconds = time_sweep(plan, 1, Path(folder) / "1")
        two, _ = time_sweep(plan, 2, Path(folder) / "2")
    rates = (runs - 1) / one, (runs - 2) / two
    print(
        f"1 worker {rates[0]:.2f} runs/s, 2 workers {rates[1]:.2f}: {rates[1] / rates[0]:.2f}x"
    )
    print(f"the runner adds {100 * (one / run_seconds - 1):.1f} % to a run")
    mean, bare = (
        run_seconds / (runs - 1),
        mean_run_seconds(scenario("reported").days, BARE_RUNS),
    )
    print(f"a run {mean:.3f} s, of which building and simulating {bare:.3f} s")


if __name__ == "__main__":
    main()
