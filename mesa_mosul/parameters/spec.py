"""The declaration of a parameter: unit, range, probability over the range, and source."""

from typing import NamedTuple


class ParameterSpec(NamedTuple):
    """The unit, the range, the probability over the range and the source of one parameter.

    Examples
    --------
    >>> from mesa_mosul.parameters.registry import parameters
    >>> parameters()["isis.arrivals_per_day"].spec[:4]
    ('personnel/day', 0, 20, 'pert')
    """

    unit: str
    low: float
    high: float
    shape: str
    """Law of probability over the range, one of `mesa_mosul.parameters.measure.SHAPES`."""
    source: str
    """Ids in seeds/: E... evidence, R... a claim of the article, A... an assumption."""
    together: str = ""
    """Group of parameters that are drawn together, a key of `measure.GROUPS`; empty: alone."""
    keeps_range: bool = False
    """Whether laboratories keep to the range too: rules divide by the value, or by 1 less it,
    or steps in space and time follow from it."""

    def measure_label(self) -> str:
        """Return the shape as a table shows it, followed by the group in brackets."""
        return f"{self.shape} ({self.together})" if self.together else self.shape
