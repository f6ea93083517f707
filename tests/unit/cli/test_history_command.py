"""`mosul history`: prints scores, saves a picture, and ends with 2 for a file that is wrong."""

import json

import bands as synthetic
import pytest

from mesa_mosul.cli.main import main


@pytest.fixture(scope="module")
def seeds_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history") / "seeds"
    return synthetic.write_seeds(folder, synthetic.known_bands(count=40))


@pytest.fixture
def seen(tmp_path):
    rows = [
        ("east", "held", "2016-12-20", 30, 40, 50),
        ("east", "held", "2017-01-10", 60, "", 80),
        ("city", "claimed", "2017-02-01", "", "", 70),
    ]
    return synthetic.write_series(tmp_path / "seen.csv", *rows)


def run_history(*words):
    return main(["history", *map(str, words)])


def test_scores_are_printed(seen, seeds_folder, capsys):
    assert run_history(seen, "--seeds", seeds_folder) == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 observations beside the ensemble")
    assert err == ""


def test_without_a_file_the_historical_record_is_compared(capsys):
    """With the shipped bands, in every form."""
    for form in ("dated", "by_rule", "prior"):
        assert run_history("--form", form) == 0
        assert capsys.readouterr().out.startswith("22 observations beside the ensemble")


@pytest.mark.parametrize("form", ["dated", "by_rule"])
def test_json_is_all_that_is_printed(seen, seeds_folder, capsys, form):
    assert run_history(seen, "--form", form, "--seeds", seeds_folder, "--json") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["form"] == form
    assert [row["id"] for row in content["observations"]] == ["X0", "X1", "X2"]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_saved(seen, seeds_folder, tmp_path, suffix):
    path = tmp_path / "new" / f"history.{suffix}"
    assert run_history(seen, "--seeds", seeds_folder, "--out", path) == 0
    assert path.stat().st_size > 5000


def test_a_wrong_file_ends_with_2_one_line_and_no_picture(seen, seeds_folder, tmp_path, capsys):
    seen.write_text(seen.read_text().replace("2017-01-10", "10 January"))
    path = tmp_path / "history.png"
    assert run_history(seen, "--seeds", seeds_folder, "--out", path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("mosul: seen.csv line 3: date is '10 January'")
    assert err.count("\n") == 1
    assert not path.exists()


def test_without_bands_it_ends_with_2(seen, tmp_path, capsys):
    (tmp_path / "seeds" / "scenarios").mkdir(parents=True)
    assert run_history(seen, "--seeds", tmp_path / "seeds") == 2
    assert "ensemble_bands.csv is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("--form", "ruled"), "'dated', 'by_rule'"),
        (("--out", "history.txt"), "end its name in .png, .svg or .pdf"),
        (("--seeds", "nowhere"), "not a folder of seeds"),
    ],
)
def test_a_wrong_option_ends_with_2(seen, words, right, capsys):
    with pytest.raises(SystemExit) as stop:
        run_history(seen, *words)
    assert stop.value.code == 2
    assert right in capsys.readouterr().err
