"""Definitions used for reporting: when territory counts as entered, secured or captured."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Reporting(NamedTuple):
    """Definitions of control: none changes the battle, `captured_threshold` also ends a run."""

    entered_threshold: Annotated[float, ParameterSpec("share", 0.02, 0.2, "pert", "A135")] = (
        0.05
    )
    """Controlled fraction at which a neighbourhood counts as entered."""

    cleared_threshold: Annotated[float, ParameterSpec("share", 0.4, 1.0, "pert", "A135")] = 0.6
    """Controlled fraction at which a neighbourhood counts as cleared; below half of this, as
    lost again."""

    secured_threshold: Annotated[float, ParameterSpec("share", 0.85, 1.0, "pert", "A054")] = (
        0.95
    )
    """Controlled fraction that a neighbourhood must keep for some days to count as secured."""

    secured_days: Annotated[float, ParameterSpec("day", 1, 7, "pert", "A054")] = 3.0
    """Days for which a neighbourhood must be under control before counting as secured."""

    claimed_threshold: Annotated[
        float, ParameterSpec("share", 0.05, 1.0, "pert", "R09;A134")
    ] = 0.25
    """Controlled fraction, once reached, at which Baghdad calls a neighbourhood freed for
    good."""

    captured_threshold: Annotated[
        float, ParameterSpec("share", 0.9, 1.0, "pert", "R27;A136")
    ] = 0.97
    """Controlled fraction at which the city counts as captured, which ends the run; also that
    at which the east counts as cleared."""
