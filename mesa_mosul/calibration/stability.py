"""Whether another seed of a calibration leads to the same numbers.

python -m mesa_mosul.calibration.stability CALIBRATION OTHER
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from mesa_mosul.calibration.assembly import NUMBERS_FILE

LARGEST_SHIFT = 1.0 / 3.0
"""Shift of a median, in widths of its interval of 80 %, that a calibration may leave open."""
LISTED_NUMBERS = 5
"""Numbers whose medians move farthest that are named."""


def shifts_of_medians(numbers: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Return how far each median of another calibration lies from this one's, by parameter.

    Parameters
    ----------
    numbers, other
        Two calibrations: parameter; median, low and high of the sets that agree with the
        record.

    Returns
    -------
    pandas.Series
        Shifts in widths of this calibration's interval, low to high; 0 where neither median
        nor interval has any width.

    Examples
    --------
    >>> one = pd.DataFrame({"parameter": ["a"], "median": [5.0], "low": [0.0], "high": [10.0]})
    >>> float(shifts_of_medians(one, one.assign(median=4.0))["a"])
    -0.1
    """
    first, second = (table.set_index("parameter") for table in (numbers, other))
    difference = second["median"] - first["median"]
    with np.errstate(divide="ignore", invalid="ignore"):
        shifts = difference / (first["high"] - first["low"])
    return shifts.where(difference != 0.0, 0.0)


def stability_text(shifts: pd.Series) -> str:
    """Return in words how far medians move."""
    sizes = shifts.abs().sort_values(ascending=False)
    far = sizes[sizes >= LARGEST_SHIFT]
    listed = ", ".join(f"{name} {shifts[name]:+.2f}" for name in sizes.index[:LISTED_NUMBERS])
    return (
        f"{len(far)} of {len(shifts)} medians move by a third of their interval of 80 % or"
        f" more; half of all by {sizes.median():.2f} of it or less, the most by"
        f" {sizes.iloc[0]:.2f}. Farthest: {listed}."
    )


def main(folder: str, other: str) -> None:
    """Print how far the medians of two calibrations lie apart."""
    tables = [pd.read_csv(Path(one) / NUMBERS_FILE) for one in (folder, other)]
    print(stability_text(shifts_of_medians(*tables)))


if __name__ == "__main__":
    main(*sys.argv[1:])
