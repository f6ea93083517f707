"""The limits of all cases, and the table of how they ended."""

import pytest

from fuzz.sizes import PROFILE
from fuzz.verdicts import TALLY, bounded_memory


@pytest.fixture(autouse=True)
def memory_is_bounded():
    with bounded_memory():
        yield


def pytest_terminal_summary(terminalreporter):
    if PROFILE:
        terminalreporter.section("fuzz cases")
        for line in TALLY.lines():
            terminalreporter.write_line(line)
