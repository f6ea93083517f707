"""The report of a sweep as HTML and Markdown, in the folder of its results."""

from collections.abc import Callable, Iterable
from pathlib import Path

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.execution.results_folder import (
    StoreError,
    atomic_write,
    check_no_link,
    check_own_file,
    disk_errors_as_store_errors,
    foreign_file_message,
)
from mesa_mosul.experiments.report.answer_detail import answer_detail_section
from mesa_mosul.experiments.report.blocks import (
    FIGURES_FOLDER,
    Block,
    Contents,
    FigureBlock,
    FirstScreen,
    Heading,
    Section,
    walk_blocks,
)
from mesa_mosul.experiments.report.closing_sections import (
    discovery_section,
    sensitivity_section,
)
from mesa_mosul.experiments.report.first_screen import first_screen
from mesa_mosul.experiments.report.folded_sections import (
    CAVEATS_TITLE,
    caveats_section,
    details_section,
)
from mesa_mosul.experiments.report.html_page import render_html
from mesa_mosul.experiments.report.markdown_page import render_markdown
from mesa_mosul.experiments.report.provenance_section import (
    REPORT_MARK,
    failures_section,
    provenance_section,
)
from mesa_mosul.experiments.report.record_section import record_section
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.run_sections import distributions_section
from mesa_mosul.experiments.report.sections import (
    CONFIRMATORY,
    FIRST_LEVER,
    interactions_section,
    other_levers_section,
    question_section,
)
from mesa_mosul.experiments.report.spread_section import spread_section
from mesa_mosul.experiments.results import Results

SECTIONS: tuple[Callable[[ReportData], list[Block]], ...] = (
    caveats_section,
    question_section,
    answer_detail_section,
    interactions_section,
    other_levers_section,
    distributions_section,
    spread_section,
    record_section,
    sensitivity_section,
    discovery_section,
    details_section,
    failures_section,
    provenance_section,
)
"""Sections below the first screen, in the order of the report."""
OPEN_TITLES = (CAVEATS_TITLE, CONFIRMATORY, FIRST_LEVER)
"""Sections that are not folded."""
HTML_FILE, MARKDOWN_FILE = "report.html", "report.md"


def report_blocks(results: Results) -> list[Block]:
    """Return the blocks of a report; raise AnalysisError if no run is done."""
    analysis = results.analysis
    if analysis.runs.empty:
        raise AnalysisError(f"no run in {results.folder} is done; there is nothing to report")
    data = ReportData(analysis)
    sections = fold_sections([block for section in SECTIONS for block in section(data)])
    return [first_screen(data), Contents([one.title for one in sections]), *sections]


def fold_sections(blocks: list[Block]) -> list[Section]:
    """Return each heading of level 2 with what follows it as a section."""
    sections: list[Section] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            sections.append(Section(block.text, [], block.text in OPEN_TITLES))
        else:
            sections[-1].blocks.append(block)
    return sections


def write_report(results: Results, folder: Path | None = None) -> list[Path]:
    """Write report.html, report.md and its figures; return the paths of both pages.

    folder: None for that of the results. Each file is written completely or not at all. Raises
    StoreError, before any is written, for one in its place that no report wrote.
    """
    target, blocks = folder or results.folder, report_blocks(results)
    title = next(block.title for block in blocks if isinstance(block, FirstScreen))
    figures = [block for block in walk_blocks(blocks) if isinstance(block, FigureBlock)]
    files = {target / FIGURES_FOLDER / f"{block.name}.png": block.png for block in figures}
    files[target / HTML_FILE] = render_html(title, blocks).encode()
    files[target / MARKDOWN_FILE] = render_markdown(blocks).encode()
    with disk_errors_as_store_errors(target):
        check_no_link(target / FIGURES_FOLDER)
        check_earlier_report(target, files)
        (target / FIGURES_FOLDER).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with atomic_write(path) as temporary:
                temporary.write_bytes(content)
    return [target / HTML_FILE, target / MARKDOWN_FILE]


def check_earlier_report(folder: Path, files: Iterable[Path]) -> None:
    """Raise StoreError if a file in the place of a report's is not of an earlier report."""
    pages = [folder / HTML_FILE, folder / MARKDOWN_FILE]
    for page in pages:
        check_own_file(page, REPORT_MARK.encode())
    if any(page.exists() for page in pages):
        return
    for path in files:
        if path.exists():
            raise StoreError(foreign_file_message(path))
