"""`mosul bench`: how fast a run is, as ratios measured side by side in one process.

Seconds are CPU seconds on one core, the smallest of some repeats.
"""

import json
import math
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from mesa_mosul.initialization.city_map import _cached_city_map
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.mesa_layer.model import MosulModel
from mesa_mosul.simulation.schedule import SCHEDULE
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.verification.benchmark_baseline import no_op, rng_baseline
from mesa_mosul.verification.invariance import ONE_MAN_UNITS
from mesa_mosul.verification.peer_model import PeerModel
from mesa_mosul.verification.startup_cost import startup
from mesa_mosul.verification.timing import Measurement, min_cpu_seconds, repeat_call

TIMED_DAYS = 60
"""Days of the campaign that are timed: the approach, the entry and the fight for the east."""
CAMPAIGN_DAYS = 288
CONTACT_DAYS = 40
"""Days of the campaign before a single tick is timed: all phases are active by then."""
PEER_PHASES = ("movement and clearing", "local densities", "firefight", "casualties")
"""The phases whose rules the small Mesa model has too."""
CALLS_PER_TIMING = 400
"""Calls over which a short one is timed."""
LAYER_REPEATS = 15
"""Pairs of timings of which the median is the cost of the Mesa layer."""


def advance_days(simulation: Simulation, days: int) -> Simulation:
    """Run a simulation for some days and return it."""
    for _ in range(days):
        simulation.run_day()
    return simulation


def campaign_in_contact() -> Simulation:
    """Return the campaign on the day from which single ticks are timed."""
    return advance_days(Simulation(scenario("campaign"), 1), CONTACT_DAYS)


def rule_arguments(simulation: Simulation) -> tuple[Any, Any, Any]:
    """Return what a compiled rule takes."""
    return simulation.built.compiled_world, simulation.compiled_parameters, simulation.clock


def campaign_cpu_seconds(
    days: int, repeats: int = 3, **changes: object
) -> tuple[float, Simulation]:
    """Return the CPU seconds of days of the campaign, building left out, and the last run."""
    campaign, seconds = scenario("campaign").with_parameters(**changes), []
    for _ in range(repeats):
        simulation = Simulation(campaign, 1)
        seconds.append(min_cpu_seconds(1, advance_days, simulation, days))
    return min(seconds), simulation


def compiled_vs_plain() -> Iterator[Measurement]:
    """Compare compiled rules with their plain twins on the same day: speed and digests."""
    recorded = scenario("recorded")
    simulations = {engine: Simulation(recorded, 1, engine) for engine in ("compiled", "plain")}
    advance_days(Simulation(recorded, 1), 1)
    seconds = {
        engine: min_cpu_seconds(1, advance_days, simulation, 1)
        for engine, simulation in simulations.items()
    }
    is_equal = simulations["compiled"].digest() == simulations["plain"].digest()
    ratio = seconds["plain"] / seconds["compiled"]
    yield Measurement(
        "compiled over plain, one day of 'recorded'", ratio, "times", "at least 200"
    )
    yield Measurement("equal digests of the two", float(is_equal), "boolean", "1")


def tick_over_baseline() -> Iterator[Measurement]:
    """Compare a tick with a loop over the same units that only draws random numbers."""
    simulation = campaign_in_contact()
    args = rule_arguments(simulation)
    rng_baseline(*args)
    baseline = min_cpu_seconds(3, repeat_call, CALLS_PER_TIMING, rng_baseline, *args)
    baseline = baseline / CALLS_PER_TIMING - call_overhead_seconds(simulation)
    ticks = 10 * simulation.clock.ticks_per_day
    tick = min_cpu_seconds(1, advance_days, simulation, 10) / ticks
    yield Measurement("a tick over its baseline", tick / baseline, "times", "at most 5")


def call_overhead_seconds(simulation: Simulation) -> float:
    """Return the seconds of a call into compiled code."""
    args = rule_arguments(simulation)
    no_op(*args)
    return min_cpu_seconds(3, repeat_call, CALLS_PER_TIMING, no_op, *args) / CALLS_PER_TIMING


def versus_idiomatic_mesa() -> Iterator[Measurement]:
    """Compare with a small Mesa model of one object a unit."""
    simulation = campaign_in_contact()
    peer = PeerModel(simulation)
    peer_seconds, substeps = min_cpu_seconds(2, peer.step), peer.n_substeps
    peer.max_substep_loss = math.inf
    one_substep_seconds = min_cpu_seconds(2, peer.step)
    ticks = 10 * simulation.clock.ticks_per_day
    seconds = cpu_seconds_by_phase(simulation, ticks)
    ours = sum(seconds[phase] for phase in PEER_PHASES) / ticks
    all_phases = sum(seconds.values()) / ticks
    label = "small Mesa model over ours, each unit and tick"
    yield Measurement(f"{label}, the same rules", peer_seconds / ours, "times", "at least 200")
    yield Measurement(
        f"{label}, one sub-step of fire a tick, not {substeps}",
        one_substep_seconds / ours,
        "times",
    )
    yield Measurement(f"{label}, all our phases", peer_seconds / all_phases, "times")


def scaling() -> Iterator[Measurement]:
    """Time days of the campaign with more units, cells and ticks."""
    default, simulation = campaign_cpu_seconds(TIMED_DAYS)
    units, ticks = simulation.world.units.uid.size, simulation.clock.ticks_per_day
    per_unit = default / units / (TIMED_DAYS * ticks)
    yield Measurement(f"a unit and tick, {units:,} units", per_unit * 1e9, "ns")
    seconds, simulation = campaign_cpu_seconds(10, 1, **ONE_MAN_UNITS)
    units = simulation.world.units.uid.size
    per_small_unit = seconds / units / (10 * ticks)
    yield Measurement(f"a unit and tick, {units:,} units", per_small_unit * 1e9, "ns")
    ratio = per_small_unit / per_unit
    yield Measurement("the same over that of the default size", ratio, "times", "at most 2.5")
    fine, _ = campaign_cpu_seconds(TIMED_DAYS, 1, **{"resolution.cell_metres": 250})
    label = "cells of 250 m over 500 m, the whole tick"
    yield Measurement(label, fine / default, "times", "4.5")
    coarse, _ = campaign_cpu_seconds(TIMED_DAYS, 1, **{"resolution.cell_metres": 1000})
    label = "cells of 500 m over 1 km, the whole tick"
    yield Measurement(label, default / coarse, "times", "4.5")
    for hours in (3, 12):
        other, _ = campaign_cpu_seconds(TIMED_DAYS, 1, **{"resolution.hours_per_tick": hours})
        label = f"ticks of {hours} h over 6 h, the same days"
        yield Measurement(label, other / default, "times")


def full_campaign() -> Iterator[Measurement]:
    """Time the whole campaign, 288 days, at the default resolution and at one man a unit."""
    seconds, _ = campaign_cpu_seconds(CAMPAIGN_DAYS, 2)
    yield Measurement(f"campaign, {CAMPAIGN_DAYS} days after building", seconds, "s", "below 1")
    seconds, simulation = campaign_cpu_seconds(CAMPAIGN_DAYS, 1, **ONE_MAN_UNITS)
    units = simulation.world.units.uid.size
    yield Measurement(f"the same with {units:,} units", seconds, "s", "below 30")


def cpu_seconds_by_phase(simulation: Simulation, tick_count: int) -> dict[str, float]:
    """Run some ticks and return the CPU seconds of every phase, without the cost of calls."""
    seconds: dict[str, float] = {}
    for _ in range(1 + tick_count):
        args = rule_arguments(simulation)
        for phase in SCHEDULE:
            start = time.process_time()
            phase.run(*args)
            spent = time.process_time() - start
            # The first tick loads the compiled phases and is not counted.
            is_loaded = phase.name in seconds
            seconds[phase.name] = seconds[phase.name] + spent if is_loaded else 0.0
        simulation.clock = simulation.clock._replace(tick=simulation.clock.tick + 1)
    overhead = call_overhead_seconds(simulation) * tick_count
    return {name: max(0.0, spent - overhead) for name, spent in seconds.items()}


def phase_shares() -> Iterator[Measurement]:
    """Return the share of every phase in the days that are timed."""
    simulation = Simulation(scenario("campaign"), 1)
    ticks = TIMED_DAYS * simulation.clock.ticks_per_day
    seconds = cpu_seconds_by_phase(simulation, ticks)
    total = sum(seconds.values())
    for name, spent in seconds.items():
        yield Measurement(f"share of the phase '{name}'", 100.0 * spent / total, "%")


def layer_costs() -> Iterator[Measurement]:
    """Time building a world, output tables and the Mesa layer."""
    campaign = scenario("campaign")
    _cached_city_map.cache_clear()
    seconds = min_cpu_seconds(1, Simulation, campaign, 1)
    yield Measurement("building the first world of a process", seconds, "s")
    seconds = min_cpu_seconds(3, Simulation, campaign, 1)
    yield Measurement("building a further world", seconds, "s", "below 0.2")
    yield from output_cost()
    simulation, model = Simulation(campaign, 1), MosulModel("campaign", rng=1)
    ticks, extra = 4 * simulation.clock.ticks_per_day, []
    for _ in range(LAYER_REPEATS):
        bare = min_cpu_seconds(1, repeat_call, ticks, simulation.step)
        extra.append(min_cpu_seconds(1, repeat_call, ticks, model.step) - bare)
    microseconds = 1e6 * statistics.median(extra) / ticks
    yield Measurement("the Mesa layer", microseconds, "us a tick", "at most 40")


def output_cost() -> Iterator[Measurement]:
    """Time what follows the last day of a run: its table and outcome."""
    simulation = advance_days(Simulation(scenario("campaign"), 1), TIMED_DAYS)
    seconds = min_cpu_seconds(5, simulation.outcome)
    yield Measurement(f"table and outcome of {TIMED_DAYS} days", seconds, "s")


BENCHMARKS = (
    compiled_vs_plain,
    tick_over_baseline,
    versus_idiomatic_mesa,
    scaling,
    full_campaign,
    phase_shares,
    layer_costs,
    startup,
)


def run_benchmark(
    on_measurement: Callable[[Measurement], None] | None = None,
) -> list[Measurement]:
    """Return all measurements; on_measurement: called after each."""
    measurements = []
    for benchmark in BENCHMARKS:
        for measurement in benchmark():
            measurements.append(measurement)
            if on_measurement is not None:
                on_measurement(measurement)
    return measurements


def measurements_table(measurements: list[Measurement]) -> str:
    """Return measurements as a Markdown table."""
    rows = [f"| {m.label} | {m.value:.4g} {m.unit} | {m.target} |" for m in measurements]
    return "\n".join(["| figure | measured | target |", "|---|---|---|", *rows])


def measurements_to_json(measurements: list[Measurement]) -> str:
    """Return measurements as JSON."""
    return json.dumps([measurement._asdict() for measurement in measurements], indent=1)
