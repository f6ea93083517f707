"""Over many seeds a scenario gives a distribution; one seed gives one battle."""

import numpy as np
import pytest

import mesa_mosul as mm


@pytest.mark.slow
def test_the_share_held_on_31_december_is_a_distribution():
    runs = [mm.run("reported", seed=seed, days=26) for seed in range(50)]
    assert {run.outcome["last_day"] for run in runs} == {"2016-12-31"}
    shares = np.array([run.outcome["share_city_held"] for run in runs])
    assert np.unique(shares).size == 50
    assert 0.001 < shares.std() < 0.1


def test_a_seed_gives_one_digest_and_another_seed_another():
    first, again = (mm.run("reported", seed=1, days=3).outcome for _ in range(2))
    plain = mm.run("reported", seed=1, days=3, engine="plain").outcome
    assert first["digest"] == again["digest"] == plain["digest"]
    assert first["digest"] != mm.run("reported", seed=2, days=3).outcome["digest"]


def test_the_report_gives_the_forces_at_the_start():
    start = mm.run("reported", seed=1, days=1).outcome["forces_at_start"]
    told = {"iraqi": 54000, "us": 5000, "warplanes": 90, "guns": 150, "isis": 9000}
    assert start.items() >= told.items()


@pytest.mark.slow
def test_the_campaign_runs_to_capture_or_to_the_end_of_july():
    run = mm.run("campaign", seed=1)
    assert run.outcome["start"] == "2016-10-17"
    assert run.outcome["captured"] or run.outcome["last_day"] == "2017-07-31"
