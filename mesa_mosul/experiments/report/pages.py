"""The report of a sweep as HTML and Markdown, in the folder of its results."""

from collections.abc import Callable
from pathlib import Path

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.execution.results_folder import (
    atomic_write,
    disk_errors_as_store_errors,
)
from mesa_mosul.experiments.report.blocks import (
    FIGURES_FOLDER,
    Block,
    Contents,
    FigureBlock,
    Heading,
    render_html,
    render_markdown,
    walk_blocks,
)
from mesa_mosul.experiments.report.closing_sections import (
    discovery_section,
    sensitivity_section,
)
from mesa_mosul.experiments.report.folded_sections import (
    caveats_section,
    details_section,
    failures_section,
    provenance_section,
)
from mesa_mosul.experiments.report.masthead import masthead
from mesa_mosul.experiments.report.record_section import record_section
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.run_sections import distributions_section
from mesa_mosul.experiments.report.sections import (
    interactions_section,
    other_levers_section,
    question_section,
)
from mesa_mosul.experiments.report.spread_section import spread_section
from mesa_mosul.experiments.results import Results

SECTIONS: tuple[Callable[[ReportData], list[Block]], ...] = (
    caveats_section,
    question_section,
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
"""Sections below the answer, in the order of the report."""
HTML_FILE, MARKDOWN_FILE = "report.html", "report.md"


def report_blocks(results: Results) -> list[Block]:
    """Return the blocks of a report; raise AnalysisError if no run is done."""
    analysis = results.analysis
    if analysis.runs.empty:
        raise AnalysisError(f"no run in {results.folder} is done; there is nothing to report")
    data = ReportData(analysis)
    sections = [block for section in SECTIONS for block in section(data)]
    titles = [one.text for one in sections if isinstance(one, Heading) and one.level == 2]
    return [*masthead(data), Contents(titles), *sections]


def write_report(results: Results, folder: Path | None = None) -> list[Path]:
    """Write report.html, report.md and its figures; return the paths of both pages.

    folder: None for that of the results. Each file is written completely or not at all.
    """
    target, blocks = folder or results.folder, report_blocks(results)
    title = next(block.text for block in blocks if isinstance(block, Heading))
    figures = [block for block in walk_blocks(blocks) if isinstance(block, FigureBlock)]
    files = {target / FIGURES_FOLDER / f"{block.name}.png": block.png for block in figures}
    files[target / HTML_FILE] = render_html(title, blocks).encode()
    files[target / MARKDOWN_FILE] = render_markdown(blocks).encode()
    with disk_errors_as_store_errors(target):
        (target / FIGURES_FOLDER).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with atomic_write(path) as temporary:
                temporary.write_bytes(content)
    return [target / HTML_FILE, target / MARKDOWN_FILE]
