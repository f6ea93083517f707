"""How many cases there are of each kind: a few in `make test`, 20,000 in `make fuzz`."""

import os

from hypothesis import settings

PROFILE = "fuzz"
"""Profile of hypothesis with which cases are others each time."""
FEW_CASES, MANY_CASES = 300, 20_000
SHARES = {
    "scenario": 0.3,
    "experiment": 0.2,
    "seeds": 0.2,
    "command": 0.2,
    "results": 0.1,
}


def is_long() -> bool:
    """Return whether `make fuzz` runs."""
    return settings.get_current_profile_name() == PROFILE


def cases_of(kind: str) -> settings:
    """Return the settings of a test that has its share of all cases; FUZZ_CASES: how many."""
    cases = int(os.environ.get("FUZZ_CASES", MANY_CASES)) if is_long() else FEW_CASES
    return settings(max_examples=max(1, round(cases * SHARES[kind])))
