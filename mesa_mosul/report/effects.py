"""The effects of the report's claims, from the sweep `claims` into `seeds/effects.csv`.

python -m mesa_mosul.report.effects RESULTS
"""

import sys

import pandas as pd

from mesa_mosul.experiments.results import Results, read_results
from mesa_mosul.experiments.store import whole
from mesa_mosul.report.sections import ALWAYS, main_outcome
from mesa_mosul.tables import folder

PLACES = 4
"""Decimals that are kept."""
COLUMNS = ("claim", "case", "outcome", "pairs", "base", "difference", "low", "high", "model")


def measured(results: Results) -> pd.DataFrame:
    """Return the paired differences of every case of a claim, one row an outcome."""
    found = results.findings
    parts = []
    for outcome in (main_outcome(found), *ALWAYS):
        told = found.alone(outcome).rename(columns={"case": "label"})
        parts.append(
            told.rename(columns={"varied": "claim", "to": "case"}).assign(outcome=outcome)
        )
    table = pd.concat(parts, ignore_index=True)
    table["model"] = results.manifest["digests"]["model"][:16]
    order = table["claim"].map({name: at for at, name in enumerate(table["claim"].unique())})
    table = table.assign(order=order).sort_values(["order", "case"], kind="stable")
    return table[list(COLUMNS)].round(PLACES).reset_index(drop=True)


def main(place: str) -> None:
    """Write the effects that a sweep of the claims came to."""
    path = folder() / "effects.csv"
    with whole(path) as made:
        measured(read_results(place)).to_csv(made, index=False)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1])
