"""The declaration of a parameter: unit, range and source."""

from typing import NamedTuple


class ParameterSpec(NamedTuple):
    """The unit, the range and the source of one parameter.

    Examples
    --------
    >>> from mesa_mosul.parameters.registry import parameters
    >>> parameters()["isis.fighters"].spec
    ParameterSpec(unit='personnel', low=2500, high=10000, source='R05;E019;E020')
    """

    unit: str
    low: float
    high: float
    source: str
    """Ids in seeds/: E... evidence, R... a claim of the article, A... an assumption."""
