"""The tab of finished sweeps: choose results, an outcome and a lever; see figure and table."""

# ruff: noqa: N802

from pathlib import Path

import solara

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.view.page_settings import sweeps
from mesa_mosul.view.parts import Html, Picture
from mesa_mosul.view.pictures import draw_axes
from mesa_mosul.view.sweep_tables import SweepView
from mesa_mosul.view.texts import frame_html

NO_SWEEPS = (
    "No results were found. Start the page where there is a folder `results`, or name results"
    " folders: mosul view results/reinforcements"
)
CAPTION = "Simulated harm is no body count."
PAIRED_CAPTION = (
    "Paired differences under the same random numbers, with the other levers at their base."
)


@solara.component
def SweepTab() -> None:
    """Choose one of the results folders that the page was started with."""
    folders = sweeps()
    chosen = solara.use_reactive(next(iter(folders), ""))
    if chosen.value not in folders:
        solara.Info(NO_SWEEPS)
        return
    with solara.Div(classes=["mosul-choices"]):
        solara.Select("Results", list(folders), chosen)
    OpenedSweep(folders[chosen.value]).key(chosen.value)


@solara.component
def OpenedSweep(folder: Path) -> None:
    """Read a results folder, or say why it cannot be read."""

    def read() -> SweepView | str:
        try:
            return SweepView(folder)
        except MosulError as problem:
            return str(problem)

    view = solara.use_memo(read, [str(folder)])
    if isinstance(view, str):
        solara.Error(view)
    else:
        CaseView(view)


@solara.component
def CaseView(view: SweepView) -> None:
    """Choose an outcome and a lever; see the cases."""
    outcome = solara.use_reactive(view.first_outcome)
    lever = solara.use_reactive(view.first_lever)
    names = {label: name for name, label in view.outcomes.items()}

    def choose(label: str) -> None:
        if label in names:
            outcome.value = names[label]

    with solara.Div(classes=["mosul-choices"]):
        solara.Select("Outcome", list(names), view.outcomes[outcome.value], choose)
        if view.levers:
            solara.Select("Lever", view.levers, lever)
    if view.levers and lever.value not in view.levers:
        return
    Cases(view, outcome.value, lever.value)


@solara.component
def Cases(view: SweepView, outcome: str, lever: str) -> None:
    """Show the cases of a sweep as a figure and as a table."""

    def draw() -> tuple[str, str, str]:
        try:
            url, fault = draw_axes(lambda: view.figure(outcome, lever)), ""
        except MosulError as problem:
            url, fault = "", f" No figure: {problem}."
        caption = f"{PAIRED_CAPTION} {CAPTION}" if view.data.is_contrast() else CAPTION
        table = frame_html(view.table(outcome, lever), caption)
        return view.base_text(outcome, lever) + fault, url, table

    text, url, table = solara.use_memo(draw, [outcome, lever])
    solara.Text(text)
    with solara.Div(classes=["mosul-grid"]):
        Html(table)
        if url:
            with solara.Div(classes=["mosul-panel", "mosul-wide"]):
                Picture(url, f"{view.outcomes[outcome]} by {lever}")
