"""How fast sweeps are: two workers against one, and what the runner adds to a run.

python tests/bench/sweep.py [--runs 200]
"""

import argparse
import tempfile
import time
from pathlib import Path

import mesa_mosul as mm
from mesa_mosul.course import Course
from mesa_mosul.experiments.jobs import Plan
from mesa_mosul.experiments.runner import Crew, hands
from mesa_mosul.experiments.store import Store
from mesa_mosul.experiments.work import Bench
from mesa_mosul.setting import scenario


def sweep(runs):
    """Return the plan of a sweep of the report's world, as users run it."""
    record = ["km2_city_held", "iraqi_losses", "isis_losses", "civilians_killed"]
    return Plan(mm.Experiment("reported", replications=runs, record=record), 600.0)


def seconds(plan, workers, folder):
    """Return the seconds from the first report to the last, and those spent in runs."""
    jobs = [place.job for place in plan.places([plan.experiment.said.replications])]
    spent, first = 0.0, 0.0
    with Store(folder) as store, hands(Crew(workers), plan.order, len(jobs)) as who:
        for number, report in enumerate(who.reports(jobs)):
            store.add(report)
            if number + 1 == workers:
                first = time.perf_counter()
            elif number + 1 > workers:
                spent += report.seconds
    return time.perf_counter() - first, spent


def alone(days, runs):
    """Return the mean seconds of a run without any of this: built, fought, nothing else."""
    world = scenario("reported")
    begun = time.perf_counter()
    for seed in range(runs):
        course = Course(world, seed)
        for _ in range(days):
            course.day()
    return (time.perf_counter() - begun) / runs


def main():
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--runs", type=int, default=200)
    runs = asked.parse_args().runs
    plan = sweep(runs)
    bench = Bench(plan.order)
    bench.report(plan.place(0, 0).job)
    with tempfile.TemporaryDirectory() as place:
        one, spent = seconds(plan, 1, Path(place) / "1")
        two, _ = seconds(plan, 2, Path(place) / "2")
    rates = (runs - 1) / one, (runs - 2) / two
    print(
        f"1 worker {rates[0]:.2f} runs/s, 2 workers {rates[1]:.2f}: {rates[1] / rates[0]:.2f}x"
    )
    print(f"the runner adds {100 * (one / spent - 1):.1f} % to a run")
    mean, bare = spent / (runs - 1), alone(scenario("reported").days, 40)
    print(f"a run {mean:.3f} s, of which built and fought {bare:.3f} s")


if __name__ == "__main__":
    main()
