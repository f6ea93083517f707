"""The closing sections of a report: sensitivity, discovery, replications, failures, limits."""

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.findings import DRAW, Findings
from mesa_mosul.experiments.shown import Plots
from mesa_mosul.experiments.status import status
from mesa_mosul.plots.frames import unit
from mesa_mosul.report.blocks import Block, Heading, Points, Table, Text
from mesa_mosul.report.sections import FEW, figure, groups
from mesa_mosul.report.sentences import HARM
from mesa_mosul.report.words import about, cells, number

LAST_FITTED = "2016-12-13"
WARNINGS = (
    "The model is retrospective and aggregate. It advises nobody; no case is an option for"
    " anybody to choose.",
    "Simulated harm is no body count, and attributes no casualty to anybody.",
    "Each interval stands alone: of twenty cases without an effect, one leaves out 0 by chance."
    " The case that is called the strongest was picked for it; its effect is likely too large.",
    "History is one draw. That a run differs from the record does not refute the model, and"
    " that one agrees does not prove it.",
    "Nothing dated after 13 December 2016 moved a number or a rule of the model. 9,000 fighters"
    " lie outside what the record supports (3,500 to 6,000).",
    "A case without an effect is without one in this model: where a rule leaves a condition"
    " nothing to act on, its effect is 0 by construction.",
)


def sensitivity(found: Findings, main: str) -> list[Block]:
    """Return how the levers share the variance, and which drawn numbers matter.

    What these runs cannot bear, such as a sweep that is not finished, is told in words.
    """
    crossed = found.kind == "factorial" and len(found.levers) > 1
    asked = [(shared, name) for name in (main, HARM) if crossed]
    asked += [(driven, name) for name in (main, "stalled", HARM) if found.drawn]
    blocks: list[Block] = []
    for part, name in asked:
        try:
            blocks.append(part(found, name))
        except AnalysisError as fault:
            blocks.append(Text(f"{about(name)}: {fault}."))
    return [Heading(2, "Sensitivity"), *blocks] if blocks else []


def shared(found: Findings, name: str) -> Block:
    """Return how the levers share the variance between cases."""
    caption = f"{about(name)}: shares of the variance between cases, 95 % intervals."
    return Table(cells(found.interactions(name)), caption)


def driven(found: Findings, name: str) -> Block:
    """Return which drawn numbers matter."""
    axes = Plots(found).sensitivity(name)
    return figure(axes, f"sensitivity_{name.replace('@', '_')}", about(name))


def discovery(found: Findings, main: str) -> list[Block]:
    """Return where among the drawn numbers the offensive stalls, or the east falls."""
    blocks: list[Block] = []
    for name, words in (("stalled", "stalls"), ("east_cleared", "clears the east")):
        if found.drawn and 0.02 < found.runs[name].mean() < 0.98:
            blocks.append(Heading(3, f"When it {words}"))
            try:
                blocks += [*boxed(found, name, words), grown(found, name), *tipped(found, name)]
            except AnalysisError as fault:
                blocks.append(Text(f"Nothing can be said: {fault}."))
    return [Heading(2, "Discovery"), *blocks] if blocks else []


def boxed(found: Findings, name: str, words: str) -> list[Block]:
    """Return the box in which an outcome is commonest, and what it is worth elsewhere."""
    from mesa_mosul.analysis.discovery import box, resampled

    told, share = box(found.runs, name, found.drawn), float(found.runs[name].mean())
    halves = resampled(found.runs, name, found.drawn, unit=DRAW)
    text = (
        f"The offensive {words} in {number(100 * share)} % of runs. A box of"
        f" {len(told.limits)} numbers holds {number(100 * told.coverage)} % of these"
        f" (coverage), and in it they are {number(100 * told.density)} % of runs (density)."
        f" Found on one half of the points and judged on the other, {len(halves)} times:"
        f" coverage {number(100 * halves['coverage'].median())} %,"
        f" density {number(100 * halves['density'].median())} % (medians)."
    )
    return [Text(text), Table(cells(told.limits.fillna("")), "Limits of the box.")]


def grown(found: Findings, name: str) -> Table:
    """Return the leaves of a tree that tells an outcome apart."""
    from mesa_mosul.analysis.trees import tree

    told = tree(found.runs, name, found.drawn)
    return Table(cells(told), "The same as a tree: its leaves, densest first.")


def tipped(found: Findings, name: str) -> list[Block]:
    """Return the value at which the strongest number tips an outcome, if it does."""
    from mesa_mosul.analysis.correlations import rank_correlations
    from mesa_mosul.analysis.tipping import tipping

    told = rank_correlations(found.runs, name, found.drawn, DRAW)
    factor = str(told["factor"][0])
    told = tipping(found.runs, name, factor, unit=DRAW)
    caption = "Where the strongest number makes it as likely as not, 95 % interval over points."
    return [Table(cells(told.drop(columns="reason")), caption)]


def replications(found: Findings, main: str) -> list[Block]:
    """Return whether there are enough replications, and what common luck gains."""
    by = found.levers
    told = found.convergence(main, by)
    least = int(told["replications"].min())
    text = (
        f"With {least} replications a case, the mean of {about(main)} is known"
        f" to within {number(told['half'].max())} {unit(main)} at worst; a twentieth of the"
        f" largest mean takes {int(told['needed'].max())}."
    )
    text += " This is of the luck alone, given the sets that were drawn." if found.drawn else ""
    blocks: list[Block] = [Heading(2, "Replications"), Text(text)]
    few = next((by for by in groups(found) if 1 < len(found.cases(by)) <= FEW), None)
    if few is not None or not by:
        axes = Plots(found).convergence(main, few or [])
        blocks.append(figure(axes, "convergence", "How the mean settles."))
    if few is not None and "km2_city_held" in found.results.manifest["kept"]["record"]:
        try:
            axes = Plots(found).gain("km2_city_held", by=few)
        except AnalysisError:
            return blocks
        said = "Variance of unpaired over paired differences; shared luck is soon spent."
        blocks.append(figure(axes, "gain", said))
    return blocks


def failures(found: Findings, main: str) -> list[Block]:
    """Return what failed and what is missing."""
    standing = status(found.results)
    done = f"{standing['done']:,} of {standing['runs']:,} runs are done"
    told = f"{done}, {standing['missing']:,} missing, {len(standing['failures'])} failed."
    blocks: list[Block] = [Heading(2, "Failures"), Text(told)]
    if standing["failures"]:
        table = pd.DataFrame(standing["failures"])[["key", "seed", "status", "error"]]
        blocks.append(Table(table.assign(key=table["key"].str[:12]), "Runs that failed."))
    return blocks


def provenance(found: Findings, main: str) -> list[Block]:
    """Return where the results come from, so that they can be made again."""
    said = found.results.manifest
    kept, digests = said["experiment"], said["digests"]
    versions = ", ".join(f"{name} {number}" for name, number in said["versions"].items())
    told = [
        f"Model {digests['model'][:16]}, commit {(said['commit'] or 'none')[:12]}.",
        f"Versions: {versions}.",
        f"Seed of the first replicate {kept['seed']}; design {kept['design']}.",
        f"Digest of all results: {found.results.digest()[:16]}.",
        f"Made again by: mosul sweep {said['name']}; one run by: mosul replay RESULTS KEY.",
    ]
    return [Heading(2, "Provenance"), Points(told)]


def not_to_conclude(found: Findings, main: str) -> list[Block]:
    """Return what is not to be concluded."""
    held = "nothing else: not the error of the rules"
    if found.drawn:
        first = f"Intervals hold the luck of the battle and the ranges that were drawn, {held}."
    else:
        first = (
            f"Intervals hold the luck of the simulated battle and {held}, nor of the numbers."
        )
    first += " They shrink with more runs; the model's own error does not."
    until = max(one["decisions_until"] for one in found.results.manifest["scenarios"])
    dated = f"The dated decisions of the record up to {until} are supplied, not found."
    supplied = [dated] if until > LAST_FITTED else []
    return [Heading(2, "What not to conclude"), Points([first, *WARNINGS, *supplied])]
