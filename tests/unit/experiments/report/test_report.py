"""Reports of real sweeps: whole, self-contained, with harm beside every effect."""

import contextlib
import copy
import re
import shutil
import sqlite3

import pytest
from sweeps import small_experiment
from terminal import call_mosul, mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.results_folder import INDEX
from mesa_mosul.experiments.report.blocks import FIGURES_FOLDER, Paragraph
from mesa_mosul.experiments.report.closing_sections import discovery_section
from mesa_mosul.experiments.report.number_format import format_difference
from mesa_mosul.experiments.report.pages import HTML_FILE, MARKDOWN_FILE, write_report
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.sections import effect_cells
from tests.unit.experiments.test_results_analysis import QUIET, alone, crossed, drawn

__all__ = ["alone", "crossed", "drawn"]
MAX_FIGURES = 8
HEADINGS = (
    "What not to conclude",
    "Effects of the first lever",
    "The answer in detail",
    "By the other levers",
    "The other levers, one by one",
    "Single runs",
    "Details",
    "Provenance",
)


@pytest.fixture(scope="module")
def pages(crossed, tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    write_report(crossed, place)
    return (place / HTML_FILE).read_text(), (place / MARKDOWN_FILE).read_text(), place


def test_a_report_has_all_its_sections_and_links_to_them(pages):
    places = [pages[1].index(f"\n## {heading}\n") for heading in HEADINGS]
    assert places == sorted(places)
    for heading in HEADINGS:
        slug = heading.lower().replace(",", "").replace(" ", "-")
        assert f'<h2 id="{slug}">{heading}</h2>' in pages[0]
        assert f'<a href="#{slug}">{heading}</a>' in pages[0]
        assert f"[{heading}](#{slug})" in pages[1]


def test_the_answer_and_what_not_to_conclude_stand_before_all_details(pages):
    box, caveats = pages[1].index("\n> "), pages[1].index("\n## What not to conclude")
    assert pages[1].index("# ") < box < caveats < pages[1].index("| case |")
    assert caveats < pages[1].index("<details>")
    assert len(pages[1][:caveats].split()) < 600


def test_the_page_loads_nothing_from_outside(pages):
    sources = re.findall(r'(?:src|href)="([^"]{0,40})', pages[0])
    assert sources
    assert all(source.startswith(("data:image/", "#")) for source in sources)
    assert not re.search(r"<link|<iframe|@import|import\(|fetch|url\(|https?://", pages[0])
    assert re.findall(r"<script[^>]*>", pages[0]) == ['<script type="text/javascript">']


def test_the_page_reads_on_a_phone_and_in_print(pages):
    assert 'name="viewport" content="width=device-width' in pages[0]
    assert "@media print" in pages[0]
    assert "th:first-child, td:first-child { text-align: left; position: sticky" in pages[0]
    assert pages[0].count("<table>") == pages[0].count('<div class="wide"><table>')


def test_every_figure_of_the_text_exists_has_a_caption_and_there_are_few(pages):
    named = re.findall(r"!\[(.+?)\]\((.+?)\)", pages[1])
    assert 1 <= len(named) <= MAX_FIGURES
    assert all((pages[2] / path).stat().st_size > 5000 for _, path in named)
    assert all(re.search(r"\d+ (pairs of )?runs", caption) for caption, _ in named)
    assert {path.name for path in (pages[2] / FIGURES_FOLDER).iterdir()} == {
        path.partition("/")[2] for _, path in named
    }


def test_harm_to_civilians_stands_beside_every_comparison(crossed, pages):
    data = ReportData(crossed.analysis)
    for name in crossed.analysis.levers:
        table = effect_cells(data, [name])
        assert any("civilians killed" in column for column in table.columns)
    assert (
        "Civilians killed (simulated deaths, not a count of real ones)"
        in pages[1].split("\n## ")[0]
    )


def test_a_report_without_a_named_contrast_is_exploratory_and_says_so(pages):
    assert "The experiment names no primary contrast" in pages[1]
    assert "everything on this page is exploratory" in pages[1]


def test_a_report_says_which_random_numbers_are_shared(pages):
    assert "every other experiment with seed 2016" in pages[1]


def test_a_report_has_the_numbers_of_the_comparison(crossed, pages):
    row = crossed.compare("share_city_held", by="iraqi.troops").iloc[0]
    numbers = (100.0 * row[name] for name in ("difference", "low", "high"))
    assert format_difference(*numbers) in pages[1]


def test_a_sweep_of_uncertainties_is_reported_with_its_sensitivity(drawn, tmp_path):
    write_report(drawn, tmp_path)
    text = (tmp_path / MARKDOWN_FILE).read_text()
    assert "\n## Sensitivity\n" in text
    assert "sensitivity_share_city_held" in text
    assert f" {drawn.analysis.runs['draw'].nunique()} parameter sets" in text


def test_a_sweep_of_one_at_a_time_is_reported(alone, tmp_path):
    write_report(alone, tmp_path)
    text = (tmp_path / MARKDOWN_FILE).read_text()
    assert "| isis.returning_men, 1000 |" in text
    assert "tornado" in text


def test_a_single_case_is_reported_without_comparisons(tmp_path):
    results = mm.Experiment("reported", days=3, replications=6).run(tmp_path / "r", **QUIET)
    write_report(results)
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "there is no contrast, and nothing is tested" in text
    assert "Differences from" not in text
    assert "## Single runs" in text


@pytest.mark.parametrize("replications", [1, 2])
def test_a_sweep_of_one_or_two_replications_is_reported_and_claims_nothing(
    replications, tmp_path
):
    results = small_experiment(days=2, replications=replications).run(tmp_path / "r", **QUIET)
    write_report(results)
    assert (tmp_path / "r" / MARKDOWN_FILE).read_text().startswith("# Too few runs")


def test_an_unfinished_sweep_is_reported_to_the_extent_that_it_has_runs(crossed, tmp_path):
    shutil.copytree(crossed.folder, tmp_path / "r")
    with contextlib.closing(sqlite3.connect(tmp_path / "r" / INDEX)) as index, index:
        last = crossed.runs["point"].max()
        keys = crossed.runs.loc[crossed.runs["point"] == last, "key"]
        index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])
    write_report(mm.read_results(tmp_path / "r"))
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "12 of 16 runs are done, 4 missing" in text


def test_a_sweep_without_a_run_of_the_base_is_reported_with_the_reason(crossed, tmp_path):
    shutil.copytree(crossed.folder, tmp_path / "r")
    with contextlib.closing(sqlite3.connect(tmp_path / "r" / INDEX)) as index, index:
        keys = crossed.runs.loc[crossed.runs["point"].isin([0, 2]), "key"]
        index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])
    write_report(mm.read_results(tmp_path / "r"))
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "no run with troops 54,000 is done" in text
    assert "8 of 16 runs are done" in text


def test_failures_are_reported_with_their_reason(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picky.py").write_text(
        "def odd(outcome, daily):\n"
        "    if len(daily) > 1 and daily['isis_killed'].iloc[-1] % 2:\n"
        "        raise RuntimeError('not this one')\n"
        "    return {'odd': 1}\n"
    )
    results = small_experiment(outcomes=["picky:odd"], replications=4).run(
        tmp_path / "r", **QUIET
    )
    write_report(results)
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    count = int((results.runs["status"] != "done").sum())
    assert 0 < count < 12
    assert f"{count} failed" in text
    assert "not this one" in text


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("swept")
    small_experiment(days=2).run(place / "r", **QUIET)
    return place


def test_the_commands_write_a_report_and_a_plot_and_say_where(swept):
    process = mosul("report", "r", at=swept)
    assert process.stdout.split() == ["r/report.html", "r/report.md"]
    words = ("plot", "r", "ridge", "iraqi_casualties", "--out", "one.svg")
    assert call_mosul(*words, at=swept).stdout.split() == ["one.svg"]
    assert "<svg" in (swept / "one.svg").read_text()


def test_a_trial_writes_its_report_from_the_last_day_on_which_a_lever_acts(tmp_path):
    (tmp_path / "late.toml").write_text(
        'replications = 100\n[levers]\n"reinforcement.decision_day" = [3, 9]\n'
        '[constants]\n"reinforcement.iraqi_troops" = 4000\n'
    )
    process = mosul("sweep", "late.toml", "--trial", "--workers", "0", "--quiet", at=tmp_path)
    assert process.returncode == 0, process.stderr
    assert "results/late-trial/report.md" in process.stderr
    text = (tmp_path / "results" / "late-trial" / MARKDOWN_FILE).read_text()
    assert "A trial (2 of 2 points, 26 of 115 days)" in text
    assert "4 of 4 runs are done" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("plot", "r", "pie", "iraqi_casualties"), "no plot is called 'pie'"),
        (("plot", "r", "ridge"), "ridge plots an outcome, such as"),
        (("plot", "r", "ridge", "iraqi_casualtes"), "did you mean iraqi_casualties"),
        (
            ("plot", "r", "ridge", "iraqi_casualties", "--by", "isis"),
            "no factor is called 'isis'",
        ),
        (("plot", "r", "forest", "iraqi_casualties", "--base", "7"), "no single case"),
        (("plot", "r", "band", "air_munitions"), "'air_munitions' was not recorded"),
        (("plot", "r", "ridge", "iraqi_casualties", "--out", "one.doc"), "one.doc"),
        (("plot", "nowhere", "ridge", "iraqi_casualties"), "holds no results"),
        (("report", "nowhere"), "holds no results"),
    ],
)
def test_a_mistake_ends_with_code_2_and_one_line(words, message, swept):
    command = call_mosul(*words, at=swept)
    assert command.returncode == 2
    assert message in command.stderr
    assert len(command.stderr.strip().splitlines()) == 1


def test_an_analysis_that_runs_do_not_support_is_replaced_by_the_reason(drawn):
    analysis = copy.copy(drawn.analysis)
    is_first = analysis.runs["point"] == analysis.runs["point"].min()
    analysis.runs = analysis.runs.assign(stalled=is_first)
    text = [
        block.text for block in discovery_section(ReportData(analysis))
        if isinstance(block, Paragraph)
    ]  # fmt: skip
    assert any(paragraph.startswith("No result: ") for paragraph in text) or any(
        "A PRIM box is not shown: " in paragraph for paragraph in text
    )
