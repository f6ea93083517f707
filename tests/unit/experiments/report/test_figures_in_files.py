"""Colours in the files of reports: of the committed ones too, each case has its own."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from seen import colour_pixels
from synthetic import MEN, OUTCOME, make_results, make_runs

from mesa_mosul.experiments.report.blocks import FIGURES_FOLDER
from mesa_mosul.experiments.report.pages import MARKDOWN_FILE, write_report
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE

REPORTS = Path(__file__).parents[4] / "experiments" / "reports"
LEAST_PIXELS = 60
BANDS = "days_"


def count_cases(text):
    """Return how many cases the table of the question of a report has; 0 without a contrast."""
    if "\n## The question\n" not in text:
        return 0
    lines = text.split("\n## The question\n")[1].split("\n## ")[0].splitlines()
    return len([line for line in lines if line.startswith("| ")]) - 2


def lost_colours(folder):
    """Return figures of a report whose legend names a case of which no pixel is left."""
    text = (folder / MARKDOWN_FILE).read_text(encoding="utf-8")
    count, lost, looked_at = count_cases(text), [], 0
    for caption, name in re.findall(rf"!\[(.*)\]\({FIGURES_FOLDER}/(\w[\w-]*)\.png\)", text):
        if not name.startswith(BANDS):
            continue  # few colours, which stand for an effect, or panels with names
        hidden = re.search(r"not shown: (\d+)", caption)
        shown = count - int(hidden[1] if hidden else 0)
        colours = [*([BASE_COLOUR] if shown else []), *PALETTE[: shown + 1]]
        pixels = np.array(Image.open(folder / FIGURES_FOLDER / f"{name}.png").convert("RGB"))
        lost += [(name, one) for one in colours if colour_pixels(pixels, one) < LEAST_PIXELS]
        looked_at += len(colours)
    assert looked_at, "a report shows days in colours"
    return lost


def test_each_case_of_a_committed_report_has_pixels_of_its_colour():
    folders = sorted(path.parent for path in REPORTS.glob(f"*/{MARKDOWN_FILE}"))
    assert len(folders) >= 2
    for folder in folders:
        assert not lost_colours(folder), folder.name


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder of a report whose three cases nearly coincide, day by day."""
    levers = {MEN: [0, 500, 3000]}
    runs = make_runs(levers, replications=20)
    days = pd.date_range("2016-12-06", periods=10)
    daily = runs[["key", "point", "replicate"]].merge(pd.DataFrame({"date": days}), how="cross")
    daily["km2_city_held"] = 50.0 + daily["replicate"] + 0.05 * daily["point"]
    primary = {"outcome": OUTCOME, "lever": MEN, "case": 3000}
    results = make_results(levers, runs, primary=primary)
    results.daily = daily
    results.manifest["output_spec"]["record"] = ["km2_city_held"]
    folder = tmp_path_factory.mktemp("written")
    write_report(results, folder)
    return folder


def test_a_report_keeps_all_colours_in_its_files(written):
    assert not lost_colours(written)


def test_the_check_of_colours_notices_those_that_are_merged(written, tmp_path):
    """As a median cut to few colours merges them, which reports once did."""
    (tmp_path / FIGURES_FOLDER).mkdir()
    (tmp_path / MARKDOWN_FILE).write_bytes((written / MARKDOWN_FILE).read_bytes())
    for path in (written / FIGURES_FOLDER).iterdir():
        few = Image.open(path).convert("RGB").quantize(8, Image.Quantize.MEDIANCUT)
        few.convert("RGB").save(tmp_path / FIGURES_FOLDER / path.name)
    lost = lost_colours(tmp_path)
    assert {name for name, _ in lost} >= {"days_km2_city_held"}
