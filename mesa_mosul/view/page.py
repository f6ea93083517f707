"""The page as Solara finds it: its title, its two tabs."""

# ruff: noqa: N802

import logging
from pathlib import Path

import solara
import solara.lab

from mesa_mosul.single_run.summary import DISCLAIMER
from mesa_mosul.view.battle_tab import BattleTab
from mesa_mosul.view.sweep_tab import SweepTab

TITLE = "mesa_mosul: a model of the battle of Mosul"
STYLE = Path(__file__).with_name("style.css")


@solara.component
def Page() -> None:
    """Show the two tabs; a fault in them is logged by the server, not shown to visitors."""
    fault, forget = solara.use_exception()
    solara.Style(STYLE)
    solara.Title(TITLE)
    with solara.AppBar():
        solara.AppBarTitle(TITLE)
    if fault is None:
        TwoTabs()
    else:
        logging.getLogger(__name__).error("a fault on the page", exc_info=fault)
        solara.Error("Something went wrong; what it was stands where `mosul view` was started.")
        solara.Button("Begin anew", forget)
    solara.Text(DISCLAIMER, classes=["mosul-note"])


@solara.component
def TwoTabs() -> None:
    """Show the tab of the battle and the tab of sweeps."""
    tab = solara.use_reactive(0)
    sweeps_opened = solara.use_reactive(False)

    def turn(index: int) -> None:
        tab.value = index
        sweeps_opened.value = sweeps_opened.value or index == 1

    with solara.lab.Tabs(tab.value, turn):
        with solara.lab.Tab("One battle"):
            BattleTab()
        with solara.lab.Tab("A finished sweep"):
            # Results take a second to read: not before somebody wants them.
            if sweeps_opened.value:
                SweepTab()
