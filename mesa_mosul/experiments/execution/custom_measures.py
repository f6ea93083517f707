"""A researcher's own outcomes: functions of a run's outcome and daily table."""

import contextlib
import copy
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.custom_code import load_function

CALLER = "call_measure"
"""The function below that calls a measure, by whose frame a measure's lines are found."""


class OutcomeError(MosulError):
    """An outcome that no run has, or that does not fit its use."""


def call_measure(
    name: str, outcome: dict[str, Any], daily: pd.DataFrame, folders: Sequence[str]
) -> object:
    """Return what a custom outcome returns of copies; what it prints is no output of ours.

    name: MODULE:FUNCTION. Raises CustomCodeError if there is none.
    """
    measure = load_function(name, folders)
    with contextlib.redirect_stdout(sys.stderr):
        return measure(copy.deepcopy(outcome), daily.copy())
