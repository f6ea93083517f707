"""All pairs of extremes of all parameters: `python tests/extremes.py [--designs 12]`.

Every battle has each parameter at the low or the high end of its range. Twelve battles are
enough that each two parameters meet in all four ways (Katona 1973; Kleitman and Spencer 1973);
a design is such a dozen, in an order of its own, so that triples meet too. Prints how many
pairs met and how often, and every fault; ends with 1 if there is one.
"""

import argparse
import collections
import itertools
import math
import sys
import time

import numpy as np
from invariants import CHECKS_OF_A_COURSE, CHECKS_OF_A_WORLD, check_civilians, check_men
from town import BATTLE_KINDS, cached_tables, set_kind

from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.parameters.registry import ParameterEntry, parameters
from mesa_mosul.simulation.simulation import Simulation

LABORATORIES = ("duel", "ambush", "street", "hill")
PLACES = (*BATTLE_KINDS, *LABORATORIES)
DAYS = (1, 2, 5, 20)
TWELVE = 12


def covering_design(n_columns):
    """Return levels 0 and 1, shape (12, columns): any two columns hold all four pairs.

    Columns have six 1s, one of them in the first row, and no two are equal.
    """
    assert n_columns <= math.comb(TWELVE - 1, TWELVE // 2 - 1)
    rows = itertools.combinations(range(1, TWELVE), TWELVE // 2 - 1)
    levels = np.zeros((TWELVE, n_columns), np.int64)
    for column, ones in enumerate(itertools.islice(rows, n_columns)):
        levels[[0, *ones], column] = 1
    return levels


def drawn_design(n_columns, rng):
    """Return a covering design with columns in another order, some of them turned over."""
    levels = covering_design(n_columns)[:, rng.permutation(n_columns)]
    return levels ^ rng.integers(2, size=n_columns)


def count_meetings(levels):
    """Return how often each two columns hold each pair of levels, shape (4, pairs)."""
    first, second = np.triu_indices(levels.shape[1], 1)
    ends = (1 - levels, levels)
    return np.array([(one.T @ other)[first, second] for one in ends for other in ends])


def list_ranges(place):
    """Return the parameters that a place reads."""
    others = {*LABORATORIES} - {place}
    return [one for one in parameters().values() if one.name.split(".")[0] not in others]


def end_of_range(entry: ParameterEntry, level):
    """Return the low or the high end of a parameter's range."""
    return entry.value_type((entry.spec.low, entry.spec.high)[level])


def extreme_battle(place, levels) -> Simulation:
    """Return a battle about to begin in one of the PLACES, its parameters at their ends."""
    name = place if place in LABORATORIES else "reported"
    base: Scenario = scenario("campaign" if place == "approach" else name)
    ranges = list_ranges(place)
    values = {
        entry.name: end_of_range(entry, level)
        for entry, level in zip(ranges, levels, strict=True)
    }
    battle = Simulation(base.with_parameters(values), 1, "compiled", cached_tables())
    return set_kind(battle, place)


def find_faults(place, levels, days):
    """Return the checks that fail within some days of a battle, and what they say."""
    faults = []
    try:
        battle = extreme_battle(place, levels)
        for _ in range(days):
            battle.run_day()
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    if not np.isfinite(battle.ledger).all():
        faults.append("the ledger has a value that is not finite")
    of_city = (check_civilians, check_men)
    checks = [one for one in CHECKS_OF_A_COURSE if one not in of_city or place in BATTLE_KINDS]
    for check, subject in [
        *((check, battle) for check in checks),
        *((check, battle.world) for check in CHECKS_OF_A_WORLD),
    ]:
        try:
            check(subject)
        except AssertionError as error:
            faults.append(f"{check.__name__}: {str(error)[:200]}")
    return faults


def iter_cases(n_designs, seed):
    """Yield places, designs and days."""
    for number, place in itertools.product(range(n_designs), PLACES):
        rng = np.random.default_rng([seed, number, PLACES.index(place)])
        yield place, drawn_design(len(list_ranges(place)), rng), DAYS[number % len(DAYS)]


def main():
    """Run all, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--designs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    start, faults, runs = time.process_time(), 0, collections.Counter()
    meetings = dict.fromkeys(PLACES, 0)
    for place, design, days in iter_cases(args.designs, args.seed):
        meetings[place] = meetings[place] + count_meetings(design)
        for row, levels in enumerate(design):
            runs[place] += 1
            for fault in find_faults(place, levels, days):
                faults += 1
                print(f"FAULT {place}, row {row}, {days} days: {fault}", flush=True)
    for place, counts in meetings.items():
        print(
            f"{place}: {len(list_ranges(place))} ranges, {(counts > 0).sum():,} of"
            f" {counts.size:,} pairs met, each in {counts.min()} or more of {runs[place]} runs"
        )
    print(f"{runs.total():,} runs, {faults} faults, {time.process_time() - start:.0f} s of CPU")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
