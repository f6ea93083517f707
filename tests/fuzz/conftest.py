"""The limits of all cases, and the table of how they ended."""

import pytest
from hypothesis import settings

from fuzz.sizes import PROFILE, is_long
from fuzz.verdicts import TALLY, bounded_memory

settings.register_profile(
    PROFILE, parent=settings.get_profile("steady"), derandomize=False, print_blob=True
)


@pytest.fixture(autouse=True)
def memory_is_bounded():
    with bounded_memory():
        yield


def pytest_terminal_summary(terminalreporter):
    if is_long():
        terminalreporter.section("fuzz cases")
        for line in TALLY.lines():
            terminalreporter.write_line(line)
