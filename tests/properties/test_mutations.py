"""The deliberate faults of `tests/mutations.py` still fit the code that they are put into."""

import pytest
from mutations import CHECKOUT, FAULTS, Fault, mutated_text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_finds_its_place_in_the_code(fault: Fault) -> None:
    assert fault.mutated in mutated_text(fault, CHECKOUT)
    assert all((CHECKOUT / "tests" / name).is_file() for name in fault.tests)
