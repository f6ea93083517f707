"""Golden daily ledgers: seed 1 of the two battles that everything is compared with.

`make golden` writes them anew. They change only in a commit that says why.
"""

from pathlib import Path

import pandas as pd

import mesa_mosul as mm

FOLDER = Path(__file__).parent / "golden"
BATTLES = ("reported", "campaign")


def ledger(name: str) -> pd.DataFrame:
    """Return a battle's ledger, from its first day to its last, as it is kept."""
    return kept(mm.run(name, seed=1).daily)


def kept(daily: pd.DataFrame) -> pd.DataFrame:
    """Return counts as whole numbers, measures to four places; shares follow from areas."""
    counted = daily.loc[:, [not name.startswith("share_") for name in daily]]
    whole = [name for name in counted if (counted[name] % 1 == 0).all()]
    return counted.round(4).astype(dict.fromkeys(whole, "int64"))


def main() -> None:
    """Write every golden ledger."""
    FOLDER.mkdir(exist_ok=True)
    for name in BATTLES:
        ledger(name).to_csv(FOLDER / f"{name}.csv")
        print(f"written: {FOLDER / name}.csv; say in the commit why it changed")


if __name__ == "__main__":
    main()
