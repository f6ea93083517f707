"""The sections of a report, each a list of blocks from what a sweep found."""

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.findings import ALONE, Findings
from mesa_mosul.experiments.shown import Plots
from mesa_mosul.plots.effects import FATES
from mesa_mosul.plots.frames import unit
from mesa_mosul.report.blocks import Block, Drawing, Heading, Points, Table, Text, png
from mesa_mosul.report.sentences import HARM, three_sentences
from mesa_mosul.report.words import about, cells, difference

ALWAYS = ("stalled", "days_to_clear_east", "iraqi_losses", "isis_losses", HARM)
"""Outcomes that every comparison tells; harm to civilians is never left out."""
MANY = 40
"""Up to so many cases of all levers together are compared."""
FEW = 8
"""Up to so many cases share one plot with lines."""


def main_outcome(found: Findings) -> str:
    """Return the first outcome that the experiment asks for, by name, and all runs have."""
    for name in found.results.manifest["experiment"]["outcomes"]:
        values = found.runs[name] if name in found.runs else pd.Series(dtype=object)
        if pd.api.types.is_numeric_dtype(values) and values.notna().all():
            return str(name)
    return "share_city_held"


def groups(found: Findings) -> list[list[str]]:
    """Return the factors to compare one by one, where there are several; else all at once."""
    if len(found.levers) < 2 or found.kind == "one_at_a_time":
        return [found.levers] if found.levers else []
    return [[name] for name in found.levers if found.runs[name].nunique() > 1]


def titled(by: list[str]) -> str:
    """Return what a group of factors is called."""
    return "one at a time" if by == list(ALONE) else " x ".join(by)


def question(found: Findings, main: str) -> list[Block]:
    """Return the title, the question and what was run."""
    said = found.results.manifest
    counts, points = found.runs["point"].value_counts(), found.runs["point"].nunique()
    ran = f"{len(found.runs):,} runs of {points:,} points"
    ran += f", {counts.min():,} to {counts.max():,} each" if points > 1 else ""
    names = ", ".join(one["name"] for one in said["scenarios"])
    days = int(found.runs["days"].max())
    text = f"{ran}; scenario {names}, up to {days} days; design {found.kind.replace('_', ' ')}."
    luck = "Replicate r has the same luck in every case, so that differences are paired."
    own = said["experiment"]["common_random_numbers"]
    return [
        Heading(1, f"{said['name']}: report of a sweep"),
        Text(" ".join(said["about"].split()) or "An experiment without a question in words."),
        Text(
            f"{text} {luck if own else ''} The outcome in front is {about(main)}"
            f" ({unit(main)})."
        ),
    ]


def findings(found: Findings, main: str) -> list[Block]:
    """Return what each lever does, in three sentences each."""
    points = []
    for by in groups(found):
        if len(found.cases(by)) > 1:
            try:
                said = three_sentences(found, by, main)
            except AnalysisError as fault:
                said = f"nothing can be said yet: {fault}."
            points.append(f"{titled(by)}: {said}")
    return [Heading(2, "Findings"), Points(points)] if points else []


def effects(found: Findings, main: str, by: list[str]) -> pd.DataFrame:
    """Return the difference of each case in every outcome that is told, as cells."""
    columns = {}
    for name in dict.fromkeys((main, *ALWAYS)):
        table = found.compare(name, by=by)
        scale, kind = (100.0, "points") if name == "stalled" else (1.0, unit(name))
        said = [difference(*(scale * value for value in row))
                for row in table[["difference", "low", "high"]].to_numpy()]  # fmt: skip
        columns["case"], columns[f"{about(name)} ({kind})"] = table["case"].tolist(), said
    return pd.DataFrame(columns)


def comparisons(found: Findings, main: str) -> list[Block]:
    """Return the tables and forests of differences, lever by lever."""
    singles, blocks = groups(found), list[Block]()
    together = [found.levers] if len(singles) > 1 and len(found.cases()) <= MANY else []
    for by in [*singles, *together]:
        if len(found.cases(by)) > 1:
            try:
                told = compared(found, main, by)
            except AnalysisError as fault:
                told = [Text(f"Nothing can be compared yet: {fault}.")]
            blocks += [Heading(3, titled(by)), *told]
    return [Heading(2, "Comparisons"), *blocks] if blocks else []


def compared(found: Findings, main: str, by: list[str]) -> list[Block]:
    """Return the table and the forests of one comparison."""
    slug, drawing = "_".join(by).replace(".", "_"), Plots(found)
    caption = f"Differences from '{found.base(by)}' with 95 % intervals"
    return [
        Table(effects(found, main, by), f"{caption}, paired by replicate."),
        figure(drawing.forest(main, by=by), f"forest_{slug}", f"{about(main)}: {caption}."),
        figure(drawing.forest(HARM, by=by), f"harm_{slug}", f"{about(HARM)}: {caption}."),
    ]


def figure(axes: object, name: str, caption: str) -> Drawing:
    """Return a plot as a block."""
    return Drawing(png(axes.figure), name, caption)  # type: ignore[attr-defined]


def distributions(found: Findings, main: str) -> list[Block]:
    """Return how the main outcome and harm are distributed, case by case."""
    drawing, by = Plots(found), found.levers
    blocks: list[Block] = [Heading(2, "Distributions")]
    for name in (main, HARM):
        axes = drawing.distribution(
            name, by, "ridge" if len(found.cases(by)) > 1 else "density"
        )
        caption = f"{about(name)}: runs by case; line 5 to 95 %, dot the median."
        blocks.append(figure(axes, f"distribution_{name.replace('@', '_')}", caption))
    told = found.summary(main, by).rename(columns={"two_peaks": "p of one peak"})
    told = told.drop(columns=["least", "most"])
    blocks.append(Table(cells(told), f"{about(main)} ({unit(main)}) by case."))
    shares = found.probability("stalled", by)
    blocks.append(
        figure(drawing.probability("stalled", by), "stalled", "Share of runs that stall.")
    )
    return [*blocks, Table(cells(shares), "Share of runs that stall, 95 % interval.")]


def course(found: Findings, main: str) -> list[Block]:
    """Return what happens when: ground by day, the clearing of the east, car bombs."""
    drawing, blocks = Plots(found), []
    recorded = found.results.manifest["kept"]["record"]
    for by in groups(found) or [[]]:
        if len(found.cases(by)) > FEW:
            continue
        slug = "_".join(by).replace(".", "_") or "all"
        for column in [name for name in ("km2_city_held", HARM) if name in recorded]:
            axes, said = drawing.band(column, by), f"{about(column)} by day: median, 5 to 95 %."
            blocks.append(figure(axes, f"band_{column}_{slug}", said))
        said = "Share of runs in which the east is not yet cleared (Kaplan-Meier)."
        blocks.append(figure(drawing.survival("east_cleared", by), f"survival_{slug}", said))
    if set(FATES) <= set(recorded):
        by = max((by for by in groups(found) or [[]]), key=lambda by: len(found.cases(by)))
        blocks.append(figure(drawing.funnel(by), "car_bombs", "What becomes of car bombs."))
    return [Heading(2, "Course"), *blocks] if blocks else []
