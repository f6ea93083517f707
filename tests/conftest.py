"""What all tests share: hypothesis without a clock or a memory, and a handful of fixtures.

A library that serves only as a standard of comparison is imported by the test that compares:
every process that collects the tests would load it.
"""

import pytest
from hypothesis import HealthCheck, settings
from town import cached_tables

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def seeds():
    return cached_tables()
