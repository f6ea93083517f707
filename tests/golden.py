"""Golden daily ledgers: seed 1 of the two scenarios that everything is compared with.

`make golden` regenerates them. They change only in a commit that says why.
"""

from pathlib import Path

import pandas as pd

import mesa_mosul as mm

GOLDEN_FOLDER = Path(__file__).parent / "golden"
SCENARIOS = ("reported", "campaign")


def golden_ledger(name: str) -> pd.DataFrame:
    """Return a scenario's daily ledger, rounded as it is stored."""
    return round_ledger(mm.run(name, seed=1).daily)


def round_ledger(daily: pd.DataFrame) -> pd.DataFrame:
    """Return integers as integers, other numbers to four places; shares follow from areas."""
    columns = daily.loc[:, [not name.startswith("share_") for name in daily]]
    numbers = columns.select_dtypes("number")
    integers = [name for name in numbers if (numbers[name] % 1 == 0).all()]
    return columns.round(4).astype(dict.fromkeys(integers, "int64"))


def main() -> None:
    """Write every golden ledger."""
    GOLDEN_FOLDER.mkdir(exist_ok=True)
    for name in SCENARIOS:
        golden_ledger(name).to_csv(GOLDEN_FOLDER / f"{name}.csv")
        print(f"written: {GOLDEN_FOLDER / name}.csv; say in the commit why it changed")


if __name__ == "__main__":
    main()
