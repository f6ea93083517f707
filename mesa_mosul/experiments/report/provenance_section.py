"""The end of a report: which runs failed, and where the results come from."""

import pandas as pd

from mesa_mosul.experiments.report.answer_detail import DIGEST_LENGTH, KEY_LENGTH
from mesa_mosul.experiments.report.blocks import (
    Block,
    BulletList,
    Heading,
    Paragraph,
    TableBlock,
)
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.status import damage_lines, sweep_status
from mesa_mosul.plots.style import capitalize

REPORT_MARK = "Reproduce all runs: mosul sweep"
"""What every report says, and so by what an earlier one is known."""


def failures_section(data: ReportData) -> list[Block]:
    """Return which runs failed or were lost; nothing if there are none."""
    status = sweep_status(data.analysis.results)
    failures = status["failures"]
    lost = damage_lines(status, data.analysis.results.folder)
    if not failures and not lost:
        return []
    text = " ".join([count_runs_text(data), *(f"{capitalize(line)}." for line in lost)])
    blocks: list[Block] = [Heading(2, "Failures"), Paragraph(text)]
    if failures:
        table = pd.DataFrame(failures)[["key", "seed", "status", "error"]]
        table = table.assign(key=table["key"].str[:KEY_LENGTH])
        blocks.append(TableBlock(table, "Runs that failed."))
    return blocks


def count_runs_text(data: ReportData) -> str:
    """Return how many runs are done, missing and failed."""
    status = sweep_status(data.analysis.results)
    return (
        f"{status['done']:,} of {status['runs']:,} runs are done,"
        f" {status['missing']:,} missing, {len(status['failures'])} failed."
    )


def provenance_section(data: ReportData) -> list[Block]:
    """Return where the results come from, how random numbers are shared, how to reproduce."""
    manifest = data.manifest
    spec, digests = manifest["experiment"], manifest["digests"]
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    commit = (manifest["commit"] or "none")[:KEY_LENGTH]
    items = [
        count_runs_text(data),
        seeds_sentence(spec),
        f"Model {digests['model'][:DIGEST_LENGTH]}, commit {commit}. Versions: {versions}.",
        f"Design {spec['design']}; digest of all results"
        f" {data.analysis.results.digest()[:DIGEST_LENGTH]}.",
        f"{REPORT_MARK} {manifest['name']}; one run: mosul replay RESULTS"
        " KEY; all numbers as tables: mosul export RESULTS.",
    ]
    return [Heading(2, "Provenance"), BulletList(items)]


def seeds_sentence(spec: dict[str, object]) -> str:
    """Return which runs share their random numbers."""
    seed = spec["seed"]
    if not spec["common_random_numbers"]:
        return (
            f"Experiment seed {seed}: every run has random numbers of its own, and nothing is"
            " paired."
        )
    return (
        f"Experiment seed {seed}: replicate r uses the same random numbers in every case, so"
        " that differences are paired, and the same as in every other experiment with seed"
        f" {seed}: findings of such experiments are no independent confirmation of one another."
        " An experiment with another seed shares no random numbers."
    )
