"""From sweeps into `seeds/`: bands, and the ensemble of a model that was only rewritten."""

import json

import pytest

from mesa_mosul.calibration import publish
from mesa_mosul.calibration.bands import BAND_AREAS, BANDS_FILE, read_bands
from mesa_mosul.engine.codes import MEASURES
from mesa_mosul.experiments.ensemble import PROVENANCE_FILE
from mesa_mosul.experiments.experiment import Experiment

RECORD = [f"share_{area}_{measure}" for area in BAND_AREAS for measure in MEASURES]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of a sweep of two short runs."""
    folder = tmp_path_factory.mktemp("sweep") / "results"
    experiment = Experiment(base="campaign", days=3, replications=2, record=RECORD)
    experiment.run(folder, workers=1)
    return folder


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """A folder with the provenance of an ensemble of an earlier model."""
    monkeypatch.setattr(publish, "find_seeds_folder", lambda: tmp_path)
    (tmp_path / PROVENANCE_FILE).write_text(json.dumps({"model": "earlier", "sets": 3}))
    return tmp_path


def stored_model(seeds):
    return json.loads((seeds / PROVENANCE_FILE).read_text())["model"]


def test_bands_of_all_sweeps_are_published_as_they_are_read(seeds, results):
    assert publish.publish_bands(*[results] * 3) == [seeds / BANDS_FILE]
    assert set(read_bands(seeds)["form"]) == {"dated", "by_rule", "prior"}


def test_an_ensemble_whose_runs_give_the_same_bands_is_one_of_the_model(seeds, results):
    publish.publish_bands(*[results] * 3)
    publish.confirm_ensemble(*[results] * 3)
    stored = json.loads((seeds / PROVENANCE_FILE).read_text())
    assert stored["sets"] == 3
    assert len(stored["model"]) == 64


def test_other_bands_leave_the_ensemble_as_it_was(seeds, results, capsys):
    publish.publish_bands(*[results] * 3)
    text = (seeds / BANDS_FILE).read_text()
    (seeds / BANDS_FILE).write_text(text[:-2] + "9\n")
    with pytest.raises(SystemExit) as end:
        publish.main(["confirm", *[str(results)] * 3])
    assert end.value.code == 2
    assert "the model has changed" in capsys.readouterr().err
    assert stored_model(seeds) == "earlier"


def test_results_of_another_model_confirm_nothing(seeds, results, monkeypatch):
    publish.publish_bands(*[results] * 3)
    monkeypatch.setattr(publish, "digest_of_model", lambda _: {"model": "of today"})
    with pytest.raises(publish.BandsError, match="run its sweep anew"):
        publish.confirm_ensemble(*[results] * 3)
    assert stored_model(seeds) == "earlier"


@pytest.mark.parametrize("words", [(), ("nothing",), ("bands", "one"), ("ensemble",)])
def test_a_mistake_is_answered_with_the_usage_and_code_2(words, seeds, capsys):
    with pytest.raises(SystemExit) as end:
        publish.main(words)
    assert end.value.code == 2
    assert "publish bands DATED_RESULTS" in capsys.readouterr().err
