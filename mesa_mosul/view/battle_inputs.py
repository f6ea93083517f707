"""What the visitor of the page chooses: the scenario, what stands beside it, parameters."""

# ruff: noqa: N802

from collections.abc import Callable
from typing import Any

import solara

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.parameters.registry import parameters
from mesa_mosul.view.live_battle import (
    ADJUSTABLE,
    NOTHING,
    UNCHANGED,
    battle_scenarios,
    value_of,
)

ROUND_STEPS = (500, 100, 50, 10, 5)
REAL_STEP, MIN_POSITIONS = 0.05, 50
"""Step of a slider over real numbers; positions that one over integers has at least."""


def slider_step(low: float, high: float, value: float) -> int:
    """Return the largest round step by which a slider reaches both ends and a value.

    Examples
    --------
    >>> slider_step(2500, 10000, 9000), slider_step(0, 90, 3)
    (100, 1)
    """
    for step in ROUND_STEPS:
        reaches_all = (high - low) % step == 0 and (value - low) % step == 0
        if reaches_all and (high - low) / step >= MIN_POSITIONS:
            return step
    return 1


@solara.component
def BattleInputs(
    chosen: solara.Reactive[str],
    beside: solara.Reactive[str],
    seed: solara.Reactive[int],
    changes: solara.Reactive[dict[str, Any]],
) -> None:
    """Choose a battle; changes: values that are not the scenario's own.

    What a browser sends is checked here and by `LiveBattle`: it need not be what was offered.
    """
    others = [NOTHING, UNCHANGED, *battle_scenarios()]

    def choose(name: object) -> None:
        if name in battle_scenarios():
            changes.value = {}
            chosen.value = str(name)

    def stand_beside(name: object) -> None:
        if name in others:
            beside.value = str(name)

    def change(name: str, value: Any) -> None:
        if not isinstance(value, bool | int | float):
            return
        rest = {key: old for key, old in changes.value.items() if key != name}
        is_own = value == value_of(scenario(chosen.value), name)
        changes.value = rest if is_own else {**rest, name: value}

    solara.Select("Scenario", battle_scenarios(), chosen.value, choose)
    solara.Text(scenario(chosen.value).title, classes=["mosul-note"])
    solara.Select(
        "Beside it, under the same random numbers", others, beside.value, stand_beside
    )
    solara.InputInt("Seed of the random numbers, from 0", seed)
    solara.HTML("h2", "Parameters of the article's claims")
    solara.Button(
        "Undo all changes", lambda: changes.set({}), disabled=not changes.value, text=True
    )
    for name in ADJUSTABLE:
        ParameterInput(chosen.value, name, changes.value.get(name), change).key(name)


@solara.component
def ParameterInput(
    scenario_name: str, name: str, changed: Any, change: Callable[[str, Any], None]
) -> None:
    """Change one parameter, with its range and source; changed: None for the scenario's own."""
    entry, own = parameters()[name], value_of(scenario(scenario_name), name)
    value = own if changed is None else changed
    low, high, label = entry.spec.low, entry.spec.high, ADJUSTABLE[name]
    with solara.Column(gap="0px", classes=["mosul-input"]):
        if entry.value_type is bool:
            solara.Checkbox(label=label, value=value, on_value=lambda now: change(name, now))
            text = ""
        elif entry.value_type is int:
            solara.SliderInt(
                f"{label}: {value:,}", value, int(low), int(high), slider_step(low, high, own),
                on_value=lambda now: change(name, now), thumb_label=False,
            )  # fmt: skip
            text = f"{low:,.0f} to {high:,.0f}; "
        else:
            solara.SliderFloat(
                f"{label}: {value:g}", value, low, high, REAL_STEP,
                on_value=lambda now: change(name, now), thumb_label=False,
            )  # fmt: skip
            text = f"{low:g} to {high:g}; "
        was = "" if changed is None else f"; in the scenario {own:,}"
        source = entry.spec.source.replace(";", ", ")
        solara.Text(f"{text}source {source}{was}", classes=["mosul-note"])
