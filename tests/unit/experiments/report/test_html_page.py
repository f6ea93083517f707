"""The page: its first screen in order, the rest folded, links that unfold, figures named."""

import re

import pytest
from synthetic import MEN, OUTCOME, known_results, make_results, make_runs

from mesa_mosul.experiments.report.blocks import (
    Contents,
    FigureBlock,
    FirstScreen,
    Paragraph,
    Section,
    anchor,
    walk_blocks,
)
from mesa_mosul.experiments.report.first_screen import SUBJECT, question_text
from mesa_mosul.experiments.report.html_page import render_html
from mesa_mosul.experiments.report.markdown_page import render_markdown
from mesa_mosul.experiments.report.pages import report_blocks
from mesa_mosul.experiments.report.report_data import ReportData

MAX_FIRST_WORDS = 200
"""Words that a first screen has room for."""


@pytest.fixture(scope="module")
def blocks():
    return report_blocks(known_results())


@pytest.fixture(scope="module")
def page(blocks):
    return render_html("title", blocks)


def test_the_first_screen_has_title_question_one_figure_three_sentences_and_limits(page):
    first = re.search(r'<section class="first">(.*?)</section>', page, re.DOTALL)[1]
    signs = re.findall(
        r'<(h1|p class="question"|figure|div class="answer"|p class="limits")', first
    )
    assert signs == [
        "h1",
        'p class="question"',
        "figure",
        'div class="answer"',
        'p class="limits"',
    ]
    answer = re.search(r'<div class="answer">(.*?)</div>', first)[1]
    assert answer.count("<p>") == 3
    text = re.sub(r"<[^>]*>", " ", first)
    assert len(text.split()) <= MAX_FIRST_WORDS
    assert "What this does not say: " in text


def test_all_sections_are_folded_but_the_question_and_what_not_to_conclude(page):
    is_open = dict(re.findall(r"<details( open)?><summary><h2[^>]*>(.*?)</h2>", page))
    titles = re.findall(r"<details open><summary><h2[^>]*>(.*?)</h2>", page)
    assert titles == ["What not to conclude", "The question"]
    assert len(re.findall(r"<details><summary><h2", page)) >= 5
    assert is_open


def test_every_link_of_the_contents_has_a_heading_that_a_section_unfolds(page, blocks):
    contents = next(block for block in blocks if isinstance(block, Contents))
    for title in contents.titles:
        assert f'<summary><h2 id="{anchor(title)}">{title}</h2></summary>' in page
    script = re.search(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)[1]
    for event in ("hashchange", "DOMContentLoaded", "click", "beforeprint"):
        assert f'addEventListener("{event}"' in script


def test_folded_sections_of_markdown_have_their_heading_outside_and_are_closed(blocks):
    text = render_markdown(blocks)
    assert "\n## The answer in detail\n\n<details>\n<summary>Show</summary>\n\n" in text
    assert text.count("<details>") == text.count("</details>")
    question = text.split("\n## The question\n")[1].split("\n## ")[0]
    assert "<details>" not in question


def test_a_figure_of_the_first_screen_is_a_file_and_has_words_for_those_who_do_not_see(blocks):
    first = blocks[0]
    assert isinstance(first, FirstScreen)
    figures = [block for block in walk_blocks(blocks) if isinstance(block, FigureBlock)]
    assert figures[0] is first.figure[0]
    assert first.title in figures[0].caption
    assert not figures[0].has_caption


def test_blocks_of_sections_are_all_walked():
    inner = Paragraph("in")
    assert walk_blocks([Section("t", [inner])]) == [Section("t", [inner]), inner]


@pytest.mark.parametrize(
    ("about", "question"),
    [
        (
            "What do they\nchange, if at all? More.",
            f"{SUBJECT} What do they change, if at all?",
        ),
        ("What do they (R20) change (R1, E2)?", f"{SUBJECT} What do they change?"),
        ("A statement. Another.", f"{SUBJECT} A statement. Another."),
        ("", "The experiment states no question."),
    ],
)
def test_the_question_ends_with_its_question_mark(about, question):
    results = make_results(primary={"outcome": OUTCOME})
    results.manifest["about"] = about
    assert question_text(ReportData(results.analysis)) == question


def test_an_unfinished_sweep_says_on_the_first_screen_how_many_runs_are_done():
    runs = make_runs({MEN: [0, 3000]}, replications=20)
    results = make_results({MEN: [0, 3000]}, runs, labels={}, primary={"outcome": OUTCOME})
    results.design = results.design.copy()
    results.runs = runs
    whole = report_blocks(results)[0].limits
    assert "runs are done" not in whole
    more = results.design.assign(key=results.design["key"] + "-planned")
    results.design = type(results.design)(
        [*results.design.to_dict("records"), *more.to_dict("records")]
    )
    assert "Only 40 of 80 runs are done." in report_blocks(results)[0].limits
