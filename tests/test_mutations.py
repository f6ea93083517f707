"""The deliberate faults of `tests/mutations.py` still fit the code that they are put into."""

import pytest
from mutations import FAULTS, HOME, Fault, faulty


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_finds_its_place_in_the_code(fault: Fault) -> None:
    assert fault.wrong in faulty(fault, HOME)
    assert all((HOME / "tests" / name).is_file() for name in fault.tests)
