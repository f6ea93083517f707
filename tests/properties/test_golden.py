"""Two whole battles run, day by day, as they did before."""

import pandas as pd
import pytest
from golden import GOLDEN_FOLDER, SCENARIOS, golden_ledger, round_ledger


def first_difference(ledger: pd.DataFrame, golden: pd.DataFrame) -> str:
    """Say on which day and where two ledgers first differ; nothing if they do not."""
    if list(ledger) != list(golden):
        shared = [name for name in golden if name in ledger]
        apart = first_difference(ledger[shared], golden[shared])
        return (
            f"columns: new {sorted(set(ledger) - set(golden))}"
            f", gone {sorted(set(golden) - set(ledger))}"
            f"; the others: {apart or 'as they were'}"
        )
    for (day, one), (_, other) in zip(ledger.iterrows(), golden.iterrows(), strict=False):
        apart = [name for name in ledger if one[name] != pytest.approx(other[name], abs=1e-3)]
        if apart:
            name = apart[0]
            return f"{day:%Y-%m-%d} {name}: {one[name]}, was {other[name]}; {apart[1:]}"
    return "" if len(ledger) == len(golden) else f"{len(ledger)} days, were {len(golden)}"


def golden(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN_FOLDER / f"{name}.csv", index_col=0, parse_dates=True)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_battle_goes_as_it_went(name):
    apart = first_difference(golden_ledger(name), golden(name))
    assert not apart, (
        f"{apart}\n'make golden' or 'python tests/golden.py' writes it anew:"
        " say in the commit why"
    )


def test_a_ledger_that_differs_in_one_number_is_reported_by_day_and_column():
    before = golden("reported")
    after = before.copy()
    after.loc["2016-12-20", "isis_killed"] += 1
    assert first_difference(before, before) == ""
    assert first_difference(after, before).startswith("2016-12-20 isis_killed")
    assert "days" in first_difference(before.iloc[:-1], before)
    assert "isis_killed" in first_difference(before.drop(columns="isis_killed"), before)


def test_what_is_kept_of_a_ledger_can_be_read_again_as_it_was(tmp_path):
    before = golden("reported")
    before.to_csv(tmp_path / "one.csv")
    again = pd.read_csv(tmp_path / "one.csv", index_col=0, parse_dates=True)
    assert first_difference(round_ledger(again), before) == ""
