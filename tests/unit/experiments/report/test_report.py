"""Reports of real sweeps: whole, self-contained, with harm beside every ranking."""

import contextlib
import copy
import re
import shutil
import sqlite3

import pytest
from sweeps import small_experiment
from terminal import mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.store import INDEX
from mesa_mosul.experiments.report.blocks import FIGURES_FOLDER, Paragraph
from mesa_mosul.experiments.report.closing_sections import discovery_section
from mesa_mosul.experiments.report.findings_text import findings_paragraph
from mesa_mosul.experiments.report.number_format import (
    format_difference,
    format_number,
    format_signed,
)
from mesa_mosul.experiments.report.pages import HTML_FILE, MARKDOWN_FILE, write_report
from mesa_mosul.experiments.report.sections import (
    choose_primary_outcome,
    comparison_groups,
    effect_cells,
)
from tests.unit.experiments.test_results_analysis import QUIET, alone, crossed, drawn

__all__ = ["alone", "crossed", "drawn"]
HEADINGS = (
    "Findings",
    "Comparisons",
    "Distributions",
    "Time series",
    "Replications",
    "Failures",
    "What not to conclude",
    "Provenance",
)


@pytest.fixture(scope="module")
def pages(crossed, tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    write_report(crossed, place)
    return (place / HTML_FILE).read_text(), (place / MARKDOWN_FILE).read_text(), place


def test_a_report_has_all_its_sections(pages):
    for heading in HEADINGS:
        assert f"<h2>{heading}</h2>" in pages[0]
        assert f"\n## {heading}\n" in pages[1]


def test_the_page_loads_nothing_from_outside(pages):
    sources = re.findall(r'(?:src|href)="([^"]{0,40})', pages[0])
    assert sources
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not re.search(r"<script|<link|<iframe|@import|url\(|https?://", pages[0])


def test_the_page_reads_on_a_phone_and_in_print(pages):
    assert 'name="viewport" content="width=device-width' in pages[0]
    assert "@media print" in pages[0]
    assert pages[0].count("<table>") == pages[0].count('<div class="wide"><table>')


def test_every_figure_of_the_text_exists_and_has_a_caption(pages):
    named = re.findall(r"!\[(.+?)\]\((.+?)\)", pages[1])
    assert len(named) >= 8
    assert all((pages[2] / path).stat().st_size > 5000 for _, path in named)
    assert {path.name for path in (pages[2] / FIGURES_FOLDER).iterdir()} == {
        path.partition("/")[2] for _, path in named
    }


def test_harm_to_civilians_stands_beside_every_comparison(crossed):
    analysis = crossed.analysis
    for by in comparison_groups(analysis):
        table = effect_cells(analysis, choose_primary_outcome(analysis), by)
        assert any("civilians killed" in name for name in table.columns)
        assert "no body count" in findings_paragraph(analysis, by, "iraqi_casualties")


def test_a_finding_is_three_sentences_with_intervals(crossed):
    text = findings_paragraph(crossed.analysis, ["iraqi.troops"], "iraqi_casualties")
    assert len(re.findall(r"\.(?:\s|$)", text)) == 3
    assert "95 % interval, 4 pairs of runs" in text
    assert text.count("on average over the levels of isis.returning_men") == 3


def test_a_report_has_the_numbers_of_the_comparison(crossed, pages):
    row = crossed.compare("share_city_held", by="iraqi.troops").iloc[0]
    assert format_difference(row["difference"], row["low"], row["high"]) in pages[1]


def test_a_sweep_of_uncertainties_is_reported_with_its_sensitivity(drawn, tmp_path):
    write_report(drawn, tmp_path)
    text = (tmp_path / MARKDOWN_FILE).read_text()
    assert "\n## Sensitivity\n" in text
    assert "sensitivity_share_city_held" in text


def test_a_sweep_of_one_at_a_time_is_reported(alone, tmp_path):
    write_report(alone, tmp_path)
    assert "isis.returning_men, 1000" in (tmp_path / MARKDOWN_FILE).read_text()


def test_a_single_case_is_reported_without_comparisons(tmp_path):
    results = mm.Experiment("reported", days=3, replications=6).run(tmp_path / "r", **QUIET)
    write_report(results)
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "## Comparisons" not in text
    assert "## Distributions" in text


def test_an_unfinished_sweep_is_reported_to_the_extent_that_it_has_runs(crossed, tmp_path):
    shutil.copytree(crossed.folder, tmp_path / "r")
    with contextlib.closing(sqlite3.connect(tmp_path / "r" / INDEX)) as index, index:
        last = crossed.runs["point"].max()
        keys = crossed.runs.loc[crossed.runs["point"] == last, "key"]
        index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])
    write_report(mm.read_results(tmp_path / "r"))
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "4 missing" in text
    assert "3 of 4 cells of the factorial have runs" in text
    assert "No comparison yet" in text


def test_failures_are_reported_with_their_reason(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picky.py").write_text(
        "def odd(outcome, daily):\n"
        "    if outcome['seed'] == 2017:\n        raise RuntimeError('not this one')\n"
        "    return {'odd': 1}\n"
    )
    results = small_experiment(outcomes=["picky:odd"], replications=3).run(
        tmp_path / "r", **QUIET
    )
    write_report(results)
    text = (tmp_path / "r" / MARKDOWN_FILE).read_text()
    assert "3 failed" in text
    assert "not this one" in text


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("swept")
    small_experiment(days=2).run(place / "r", **QUIET)
    return place


def test_the_commands_write_a_report_and_a_plot_and_say_where(swept):
    process = mosul("report", "r", at=swept)
    assert process.stdout.split() == ["r/report.html", "r/report.md"]
    process = mosul("plot", "r", "ridge", "iraqi_casualties", "--out", "one.svg", at=swept)
    assert process.stdout.split() == ["one.svg"]
    assert "<svg" in (swept / "one.svg").read_text()


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
    process = mosul(*words, at=swept)
    assert process.returncode == 2
    assert message in process.stderr
    assert len(process.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234.56, "1,235"), (12.345, "12.3"), (-0.01234, "-0.0123"), (1e-7, "0")],
)
def test_numbers_keep_three_significant_digits(value, text):
    assert format_number(value) == text


def test_a_difference_has_its_sign_and_an_exact_0_is_marked():
    assert format_signed(0.5) == "+0.500"
    assert format_difference(1.0, 0.5, 1.5) == "+1.00 (+0.500\u00a0to\u00a0+1.50)"
    assert format_difference(0.0, 0.0, 0.0) == "0 exactly"


def test_an_analysis_that_runs_do_not_support_is_replaced_by_the_reason(drawn):
    analysis = copy.copy(drawn.analysis)
    is_first = analysis.runs["point"] == analysis.runs["point"].min()
    analysis.runs = analysis.runs.assign(stalled=is_first)
    text = [
        block.text
        for block in discovery_section(analysis, "iraqi_casualties")
        if isinstance(block, Paragraph)
    ]
    assert any("A PRIM box is not shown: no box is better" in paragraph for paragraph in text)
    few = copy.copy(analysis)
    few.runs = few.runs[few.runs["draw"] < 9]
    first = next(block.text for block in discovery_section(few, "iraqi_casualties")
                 if isinstance(block, Paragraph))  # fmt: skip
    assert first.startswith("No result: a box takes 10 parameter sets or more, not 9")
