"""The effects of the article's claims, from the sweep `claims` into `seeds/effects.csv`.

python -m mesa_mosul.experiments.report.claim_effects RESULTS
"""

import sys

import pandas as pd

from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME_COLUMNS
from mesa_mosul.experiments.execution.results_folder import atomic_write
from mesa_mosul.experiments.report.report_data import ALWAYS_REPORTED
from mesa_mosul.experiments.results import Results, read_results
from mesa_mosul.inputs.tables import find_seeds_folder

DECIMALS = 4
"""Decimals of the table."""
DIGEST_LENGTH = 16
"""Characters of the model's digest in the table."""
EFFECT_COLUMNS = (
    "claim",
    "case",
    "outcome",
    "pairs",
    "base",
    "difference",
    "low",
    "high",
    "model",
)


def compute_claim_effects(results: Results) -> pd.DataFrame:
    """Return the paired differences of every case of a claim, one row per outcome.

    Where all pairs agree, which leaves no interval, low and high are the difference.
    """
    analysis = results.analysis
    renamed = dict(zip(ONE_AT_A_TIME_COLUMNS, ("claim", "case"), strict=True))
    parts = []
    for outcome in dict.fromkeys((analysis.primary.outcome, *ALWAYS_REPORTED)):
        effects = analysis.one_at_a_time_effects(outcome).drop(columns="case")
        for end in ("low", "high"):
            effects[end] = effects[end].fillna(effects["difference"])
        parts.append(effects.rename(columns=renamed).assign(outcome=outcome))
    table = pd.concat(parts, ignore_index=True)
    table["model"] = results.manifest["digests"]["model"][:DIGEST_LENGTH]
    order = table["claim"].map({name: at for at, name in enumerate(table["claim"].unique())})
    table = table.assign(order=order).sort_values(["order", "case"], kind="stable")
    return table[list(EFFECT_COLUMNS)].round(DECIMALS).reset_index(drop=True)


def main(results_folder: str) -> None:
    """Write the effects that a sweep of the claims resulted in."""
    path = find_seeds_folder() / "effects.csv"
    with atomic_write(path) as temporary:
        compute_claim_effects(read_results(results_folder)).to_csv(temporary, index=False)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1])
