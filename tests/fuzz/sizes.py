"""How many cases there are of each kind: a few in `make test`, 20,000 in `make fuzz`."""

import os

from hypothesis import settings

PROFILE = os.environ.get("FUZZ_PROFILE", "")
"""`fuzz` for other cases each time, and as many as FUZZ_CASES; empty: few, always the same."""
CASES = int(os.environ.get("FUZZ_CASES", "20000" if PROFILE else "400"))
SHARES = {
    "scenario": 0.3,
    "experiment": 0.2,
    "seeds": 0.2,
    "command": 0.2,
    "results": 0.1,
}


def cases_of(kind: str) -> settings:
    """Return the settings of a test that is one of a kind."""
    options = {"derandomize": False, "print_blob": True} if PROFILE else {}
    return settings(max_examples=max(1, round(CASES * SHARES[kind])), **options)
