"""The tab of the battle: its controls, its maps, its course, its decisions, its losses."""

# ruff: noqa: N802

import asyncio
from typing import Any

import solara
import solara.lab
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import update_counter

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.view.battle_inputs import BattleInputs
from mesa_mosul.view.live_battle import NOTHING, LiveBattle
from mesa_mosul.view.parts import Html, Picture
from mesa_mosul.view.pictures import BattlePictures
from mesa_mosul.view.texts import legend_html, log_html, losses_html, map_heading

INPUTS = "mosul-inputs"
"""Where a link leads on a telephone, on which the inputs stand below the battle."""
PLAY_INTERVAL_MS = 50
SETTLE_SECONDS = 0.25
"""How long a slider must rest before the battle is made anew."""


@solara.component
def BattleTab() -> None:
    """Show what can be chosen, the controls, and the battle."""
    live = solara.use_reactive(solara.use_memo(LiveBattle, []))
    error = solara.use_reactive("")
    chosen, beside, seed = (solara.use_reactive(value) for value in ("reported", NOTHING, 1))
    changes: solara.Reactive[dict[str, Any]] = solara.use_reactive({})
    wanted = {
        "battle": chosen.value, "beside": beside.value, "seed": seed.value, **changes.value,
    }  # fmt: skip

    async def rebuild() -> None:
        if wanted == live.value.request:
            return
        await asyncio.sleep(SETTLE_SECONDS)
        try:
            live.value = LiveBattle(**wanted)
            error.value = ""
        except MosulError as problem:
            error.value = str(problem)

    solara.lab.use_task(rebuild, dependencies=[wanted])
    with solara.Div(classes=["mosul-battle"]):
        with solara.v.Html(tag="div", attributes={"id": INPUTS}, class_="mosul-inputs"):
            BattleInputs(chosen, beside, seed, changes)
        with solara.Div(classes=["mosul-panel"]):
            link = {"href": f"#{INPUTS}", "class": "mosul-to-inputs"}
            solara.HTML("a", "Choose a scenario and its parameters", attributes=link)
            if error.value:
                solara.Error(error.value)
            Controls(live, wanted).key(f"controls-{live.value.number}")
            BattleView(live.value)


@solara.component
def Controls(live: solara.Reactive[LiveBattle], wanted: dict[str, Any]) -> None:
    """Play, pause, step by a day, or begin anew: Mesa's controller, a step is a day."""
    interval, days, threads = (
        solara.use_reactive(value) for value in (PLAY_INTERVAL_MS, 1, False)
    )
    with solara.Div(classes=["mosul-controls"]):
        ModelController(
            live,
            model_parameters=wanted,
            play_interval=interval,
            render_interval=days,
            use_threads=threads,
        )


@solara.component
def BattleView(live: LiveBattle) -> None:
    """Show a battle, or two beside each other, as they are."""
    update_counter.get()
    pictures = solara.use_memo(lambda: BattlePictures(live), [live.number])
    runs = live.runs()
    is_pair = len(live.battles) > 1
    with solara.Div(classes=["mosul-grid", *(["mosul-pair"] if is_pair else [])]):
        for index, battle in enumerate(live.battles):
            with solara.Div(classes=["mosul-panel"]):
                solara.HTML("h2", map_heading(live, runs, index))
                Picture(pictures.map_url(index), f"Map of the battle: {battle.label}")
                Html(legend_html())
        with solara.Div(classes=["mosul-panel"]):
            solara.HTML("h2", "Course, beside what was observed")
            Picture(
                pictures.course_url(), "Share of the east held, casualties, civilians killed"
            )
        with solara.Div(classes=["mosul-panel"]):
            solara.HTML("h2", "Losses and harm to civilians")
            Html(losses_html(live, runs))
        for index, battle in enumerate(live.battles):
            run = runs[index] if runs else None
            with solara.Div(classes=["mosul-panel"]):
                solara.HTML("h2", f"Decisions: {battle.label}")
                Html(log_html(run, decisions=True))
                solara.HTML("h2", f"Other events: {battle.label}")
                Html(log_html(run, decisions=False))
