"""What is known about a parameter: its unit, its range and the evidence for both."""

from typing import NamedTuple


class Known(NamedTuple):
    """The unit, the range and the source of one parameter."""

    unit: str
    low: float
    high: float
    source: str
    """Ids in seeds/: E... evidence, R... a claim of the report, A... an assumption."""
