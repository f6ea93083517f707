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
    FigureBlock,
    render_html,
    render_markdown,
)
from mesa_mosul.experiments.report.closing_sections import (
    caveats_section,
    discovery_section,
    failures_section,
    provenance_section,
    replications_section,
    sensitivity_section,
)
from mesa_mosul.experiments.report.sections import (
    choose_primary_outcome,
    comparisons_section,
    distributions_section,
    findings_section,
    question_section,
    time_series_section,
)
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.results_analysis import ResultsAnalysis

SECTIONS: tuple[Callable[[ResultsAnalysis, str], list[Block]], ...] = (
    question_section,
    findings_section,
    comparisons_section,
    distributions_section,
    time_series_section,
    sensitivity_section,
    discovery_section,
    replications_section,
    failures_section,
    caveats_section,
    provenance_section,
)
"""Sections in the order of the report."""
HTML_FILE, MARKDOWN_FILE = "report.html", "report.md"


def report_blocks(results: Results) -> list[Block]:
    """Return the blocks of a report; raise AnalysisError if no run is done."""
    analysis = results.analysis
    if analysis.runs.empty:
        raise AnalysisError(f"no run in {results.folder} is done; there is nothing to report")
    primary = choose_primary_outcome(analysis)
    return [block for section in SECTIONS for block in section(analysis, primary)]


def write_report(results: Results, folder: Path | None = None) -> list[Path]:
    """Write report.html, report.md and its figures; return the paths of both pages.

    folder: None for that of the results. Each file is written completely or not at all.
    """
    target, blocks = folder or results.folder, report_blocks(results)
    title = f"{results.manifest['name']}: report"
    figures = [block for block in blocks if isinstance(block, FigureBlock)]
    files = {target / FIGURES_FOLDER / f"{block.name}.png": block.png for block in figures}
    files[target / HTML_FILE] = render_html(title, blocks).encode()
    files[target / MARKDOWN_FILE] = render_markdown(blocks).encode()
    with disk_errors_as_store_errors(target):
        (target / FIGURES_FOLDER).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with atomic_write(path) as temporary:
                temporary.write_bytes(content)
    return [target / HTML_FILE, target / MARKDOWN_FILE]
