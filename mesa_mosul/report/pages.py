"""A report written into the folder of its results."""

from collections.abc import Callable
from pathlib import Path

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.findings import Findings
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.store import refusals, whole
from mesa_mosul.report.blocks import FIGURES, Block, Drawing, as_html, as_markdown
from mesa_mosul.report.closing import (
    discovery,
    failures,
    not_to_conclude,
    provenance,
    replications,
    sensitivity,
)
from mesa_mosul.report.sections import (
    comparisons,
    course,
    distributions,
    findings,
    main_outcome,
    question,
)

SECTIONS: tuple[Callable[[Findings, str], list[Block]], ...] = (
    question,
    findings,
    comparisons,
    distributions,
    course,
    sensitivity,
    discovery,
    replications,
    failures,
    not_to_conclude,
    provenance,
)
"""In the order of the report."""
HTML, MARKDOWN = "report.html", "report.md"


def blocks_of(results: Results) -> list[Block]:
    """Return the parts of a report.

    Raises AnalysisError for results without a run that is done.
    """
    found = results.findings
    if found.runs.empty:
        raise AnalysisError(f"no run in {results.folder} is done; there is nothing to report")
    main = main_outcome(found)
    return [block for section in SECTIONS for block in section(found, main)]


def write(results: Results, folder: Path | None = None) -> list[Path]:
    """Write report.html, report.md and its figures; return where.

    folder: left out, the results' own. Each file is written whole or not at all.
    """
    place, blocks = folder or results.folder, blocks_of(results)
    title = f"{results.manifest['name']}: report"
    drawn = [block for block in blocks if isinstance(block, Drawing)]
    files = {place / FIGURES / f"{one.name}.png": one.png for one in drawn}
    files[place / HTML] = as_html(title, blocks).encode()
    files[place / MARKDOWN] = as_markdown(blocks).encode()
    with refusals(place):
        (place / FIGURES).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with whole(path) as made:
                made.write_bytes(content)
    return [place / HTML, place / MARKDOWN]
