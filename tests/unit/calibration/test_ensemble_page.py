"""What README and the page of the ensemble say of it is what its files say."""

import re
from pathlib import Path

import pytest

import mesa_mosul as mm
from mesa_mosul.calibration.history_scores import score_history

HOME = Path(__file__).parents[3]
README = " ".join((HOME / "README.md").read_text(encoding="utf-8").split())
PAGE = (HOME / "experiments" / "ensemble.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scores():
    """Scores of the weeks that were seen and not fitted, by form."""
    forms = {form: score_history(None, form).groups for form in ("by_rule", "dated", "prior")}
    return {
        form: groups.query("period == 'seen' and area == 'all' and measure == 'all'").iloc[0]
        for form, groups in forms.items()
    }


def test_the_number_of_sets_and_runs_is_that_of_the_ensemble():
    ensemble = mm.ensemble()
    provenance = ensemble.provenance
    assert f"{len(ensemble.numbers)} weighted parameter sets" in README
    assert f"{len(ensemble.numbers)} sets in" in PAGE
    assert f"{provenance['runs']:,} runs" in PAGE
    assert f"worth {provenance['effective_size']:.0f} of equal weight" in PAGE
    moved = 100 * sum(provenance["acceptance"]) / len(provenance["acceptance"])
    assert f"of which {moved:.0f} % are accepted" in PAGE


def test_the_scores_in_the_page_are_those_of_the_command(scores):
    table = {
        row.split("|")[1].strip(): [cell.strip() for cell in row.split("|")[2:-1]]
        for row in PAGE.splitlines() if row.startswith("| ")
    }  # fmt: skip
    forms = ("by_rule", "dated", "prior")
    for band in ("90", "50"):
        counts = next(row for name, row in table.items() if f"in the {band} % band" in name)
        assert counts[:3] == [str(scores[form][f"values_in_{band}"]) for form in forms]
    crps = table["mean CRPS, points"]
    assert crps[:3] == [f"{scores[form]['crps_ensemble']:.1f}" for form in forms]
    rivals = ("crps_persistence", "crps_constant_rate")
    assert crps[3:] == [f"{scores['by_rule'][name]:.1f}" for name in rivals]
    widths = table["mean width of the 90 % band, points"]
    assert widths[:3] == [f"{scores[form]['width_90']:.0f}" for form in forms]


def test_the_scores_in_the_readme_are_those_of_the_command(scores):
    said = re.search(r"mean CRPS (\S+) points, a constant rate (\S+)\)", README)
    by_rule = scores["by_rule"]
    assert said[1] == f"{by_rule['crps_ensemble']:.1f}"
    assert said[2] == f"{by_rule['crps_constant_rate']:.1f}"
    assert "all nine shares" in README
    assert by_rule["values"] == by_rule["values_in_90"] == 9
