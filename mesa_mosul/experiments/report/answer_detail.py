"""The answer in detail: its statistics, which contrast was named, and what was run."""

from mesa_mosul.experiments.report.blocks import (
    Block,
    BulletList,
    Heading,
    Paragraph,
)
from mesa_mosul.experiments.report.findings_text import answer_statements
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.statement_parts import title_of

KEY_LENGTH, DIGEST_LENGTH = 12, 16
"""Characters of commits and of digests that are printed."""


def answer_detail_section(data: ReportData) -> list[Block]:
    """Return the answer with its statistics, the whole question, and what was run."""
    about = " ".join(data.manifest["about"].split())
    return [
        Heading(2, "The answer in detail"),
        *([Paragraph(about)] if about else []),
        BulletList(answer_statements(data)),
        Paragraph(status_of_contrast(data)),
        Paragraph(description(data)),
    ]


def description(data: ReportData) -> str:
    """Return what was run, in a few sentences."""
    analysis, manifest = data.analysis, data.manifest
    counts = analysis.runs["point"].value_counts()
    replications = f"{counts.min():,}"
    replications += f" to {counts.max():,}" if counts.min() < counts.max() else ""
    points = f"{len(counts):,} design points" if len(counts) > 1 else "1 design point"
    names = ", ".join(row["name"] for row in manifest["scenarios"])
    equal = analysis.equal_cases()
    distinct = len(set(equal.values()))
    cases = (
        f" Of {len(equal)} cases {distinct} differ; the others repeat their runs."
        if distinct < len(equal)
        else ""
    )
    commit = (manifest["commit"] or "none")[:KEY_LENGTH]
    return (
        f"Experiment {manifest['name']}: {len(analysis.runs):,} runs, {points} with"
        f" {replications} replications{' each' if len(counts) > 1 else ''}; scenario {names},"
        f" at most {int(analysis.runs['days'].max())} days.{cases} Model"
        f" {manifest['digests']['model'][:DIGEST_LENGTH]}, commit {commit}."
    )


def status_of_contrast(data: ReportData) -> str:
    """Return which comparison was named before the runs, and that all else is exploratory."""
    if not data.is_contrast():
        return "Nothing was set in these runs: there is no contrast, and nothing is tested."
    if not data.primary.is_declared:
        return (
            "The experiment names no primary contrast: the first lever and the first outcome"
            " stand here, and everything on this page is exploratory."
        )
    name = data.primary.lever or "every lever, one at a time"
    return (
        f"Named before the runs: the effect of {name} on {title_of(data.primary.outcome)}."
        " Everything else on this page is exploratory: intervals hold one at a time, and some"
        " of many exclude 0 by chance."
    )
