"""Reports of real sweeps: whole, self-contained, with harm beside every ranking."""

import contextlib
import copy
import re
import shutil
import sqlite3

import pytest
from terminal import mosul

import mesa_mosul as mm
from mesa_mosul.experiments.store import INDEX
from mesa_mosul.report.blocks import FIGURES, Text
from mesa_mosul.report.closing import discovery
from mesa_mosul.report.pages import HTML, MARKDOWN, write
from mesa_mosul.report.sections import effects, groups, main_outcome
from mesa_mosul.report.sentences import three_sentences
from mesa_mosul.report.words import difference, number, signed
from tests.experiments.sweeps import small
from tests.experiments.test_findings import QUIET, alone, crossed, drawn

__all__ = ["alone", "crossed", "drawn"]
HEADINGS = ("Findings", "Comparisons", "Distributions", "Course", "Replications", "Failures",
            "What not to conclude", "Provenance")  # fmt: skip


@pytest.fixture(scope="module")
def pages(crossed, tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    write(crossed, place)
    return (place / HTML).read_text(), (place / MARKDOWN).read_text(), place


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


def test_every_figure_of_the_text_is_there_and_said_in_words(pages):
    named = re.findall(r"!\[(.+?)\]\((.+?)\)", pages[1])
    assert len(named) >= 8
    assert all((pages[2] / path).stat().st_size > 5000 for _, path in named)
    assert {path.name for path in (pages[2] / FIGURES).iterdir()} == {
        path.partition("/")[2] for _, path in named
    }


def test_harm_to_civilians_stands_beside_every_comparison(crossed):
    found = crossed.findings
    for by in groups(found):
        table = effects(found, main_outcome(found), by)
        assert any("civilians killed" in name for name in table.columns)
        assert "no body count" in three_sentences(found, by, "iraqi_losses")


def test_a_finding_is_three_sentences_with_intervals(crossed):
    said = three_sentences(crossed.findings, ["iraqi.troops"], "iraqi_losses")
    assert len(re.findall(r"\.(?:\s|$)", said)) == 3
    assert "95 % interval, 4 pairs of runs" in said


def test_a_report_tells_what_the_numbers_in_it_are(crossed, pages):
    told = crossed.compare("share_city_held", by="iraqi.troops").iloc[0]
    assert difference(told["difference"], told["low"], told["high"]) in pages[1]


def test_a_sweep_that_draws_is_reported_with_its_sensitivity(drawn, tmp_path):
    write(drawn, tmp_path)
    text = (tmp_path / MARKDOWN).read_text()
    assert "\n## Sensitivity\n" in text
    assert "sensitivity_share_city_held" in text


def test_a_sweep_of_one_at_a_time_is_reported(alone, tmp_path):
    write(alone, tmp_path)
    assert "isis.returning, 1000" in (tmp_path / MARKDOWN).read_text()


def test_a_single_case_is_reported_without_comparisons(tmp_path):
    made = mm.Experiment("reported", days=3, replications=6).run(tmp_path / "r", **QUIET)
    write(made)
    text = (tmp_path / "r" / MARKDOWN).read_text()
    assert "## Comparisons" not in text
    assert "## Distributions" in text


def test_a_sweep_that_is_not_finished_is_reported_as_far_as_it_goes(crossed, tmp_path):
    shutil.copytree(crossed.folder, tmp_path / "r")
    with contextlib.closing(sqlite3.connect(tmp_path / "r" / INDEX)) as index, index:
        last = crossed.runs["point"].max()
        keys = crossed.runs.loc[crossed.runs["point"] == last, "key"]
        index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])
    write(mm.read_results(tmp_path / "r"))
    text = (tmp_path / "r" / MARKDOWN).read_text()
    assert "4 missing" in text
    assert "3 of 4 cells of the factorial have runs" in text
    assert "Nothing can be compared yet" in text


def test_failures_are_reported_with_their_reason(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picky.py").write_text(
        "def odd(outcome, daily):\n"
        "    if outcome['seed'] == 2017:\n        raise RuntimeError('not this one')\n"
        "    return {'odd': 1}\n"
    )
    made = small(outcomes=["picky:odd"], replications=3).run(tmp_path / "r", **QUIET)
    write(made)
    text = (tmp_path / "r" / MARKDOWN).read_text()
    assert "3 failed" in text
    assert "not this one" in text


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("swept")
    small(days=2).run(place / "r", **QUIET)
    return place


def test_the_commands_write_a_report_and_a_plot_and_say_where(swept):
    told = mosul("report", "r", at=swept)
    assert told.stdout.split() == ["r/report.html", "r/report.md"]
    told = mosul("plot", "r", "ridge", "iraqi_losses", "--out", "one.svg", at=swept)
    assert told.stdout.split() == ["one.svg"]
    assert "<svg" in (swept / "one.svg").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plot", "r", "pie", "iraqi_losses"), "invalid choice: 'pie'"),
        (("plot", "r", "ridge"), "ridge draws an outcome, such as"),
        (("plot", "r", "ridge", "iraqi_loses"), "did you mean iraqi_losses"),
        (("plot", "r", "ridge", "iraqi_losses", "--by", "isis"), "no factor is called 'isis'"),
        (("plot", "r", "forest", "iraqi_losses", "--base", "7"), "no single case"),
        (("plot", "r", "band", "munitions"), "'munitions' was not recorded"),
        (("plot", "r", "ridge", "iraqi_losses", "--out", "one.doc"), "one.doc"),
        (("plot", "nowhere", "ridge", "iraqi_losses"), "holds no results"),
        (("report", "nowhere"), "holds no results"),
    ],
)
def test_a_mistake_ends_with_code_2_and_one_line(words, said, swept):
    told = mosul(*words, at=swept)
    assert told.returncode == 2
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (1234.56, "1,235"), (12.345, "12.3"), (-0.01234, "-0.0123"), (1e-7, "0")],
)
def test_numbers_keep_three_digits_that_count(value, said):
    assert number(value) == said


def test_a_difference_has_its_sign_and_an_exact_nothing_says_so():
    assert signed(0.5) == "+0.500"
    assert difference(1.0, 0.5, 1.5) == "+1.00 (+0.500\u00a0to\u00a0+1.50)"
    assert difference(0.0, 0.0, 0.0) == "0 exactly"


def test_what_runs_cannot_bear_is_told_in_words(drawn):
    found = drawn.findings
    once = found.runs["point"] == found.runs["point"].min()
    found = copy.copy(found)
    found.runs = found.runs.assign(stalled=once)
    text = [block.text for block in discovery(found, "iraqi_losses") if isinstance(block, Text)]
    assert any(said.startswith("Nothing can be said: ") for said in text)
