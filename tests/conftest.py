"""What all tests share: hypothesis without a clock or a memory, and a handful of fixtures.

A library that serves only as a standard of comparison is imported by the test that compares:
every process that collects the tests would load it.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from town import cached_tables

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "unshrunk", settings.get_profile("steady"), phases=(Phase.explicit, Phase.generate)
)
"""For deliberate faults, of which the first example will do."""
settings.load_profile("steady")

UNMEASURED = (
    *("fuzz", "properties", "unit/analysis/sampling/test_hypercubes.py"),
    *("unit/experiments/test_catalogue.py", "unit/experiments/report/test_report_truth.py"),
)
"""What `make coverage` runs without measuring it, which nearly doubles its time.

Either it bounds a time, or it runs long and reaches nothing that other tests do not.
"""


def pytest_collection_modifyitems(items):
    folder = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(folder / name) for name in UNMEASURED):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def seeds():
    return cached_tables()
