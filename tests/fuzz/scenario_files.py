"""Files of scenarios: shipped ones that are changed, and new ones from parameters and dates."""

import copy
import tomllib
from typing import Any

from hypothesis import strategies as st

from fuzz.mutations import changed_bytes, changed_table
from fuzz.wild import (
    Literal,
    dates,
    literals,
    mostly,
    parameter_tables,
    texts,
    values_of,
    write_toml,
)
from mesa_mosul.inputs.scenario_file import EXPERIMENT_KEYS, OLD_KEYS, ScenarioFile
from mesa_mosul.inputs.tables import find_seeds_folder

SHIPPED = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((find_seeds_folder() / "scenarios").glob("*.toml"))
}
KEYS = (*ScenarioFile.model_fields, *OLD_KEYS, *EXPERIMENT_KEYS, "tittle", "Title")
FILES = (
    "mine.toml",
    "parent.toml",
    "./parent.toml",
    "nowhere.toml",
    "../mine.toml",
    "sub/../mine.toml",
)

scenario_names = st.sampled_from((*SHIPPED, *SHIPPED, *FILES))
good_dates = st.sampled_from(
    ("2016-10-17", "2016-12-06", "2016-12-07", "2017-03-31", "2026-12-31")
)
date_values = mostly(mostly(good_dates, dates, 6).map(Literal), good_dates | literals, 8)


@st.composite
def new_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a scenario from what its keys take."""
    keys: dict[str, st.SearchStrategy[Any]] = {
        "title": mostly(st.just("A title"), texts),
        "about": texts,
        "extends": mostly(scenario_names, texts),
        "start": date_values,
        "end": date_values,
        "decisions_until": date_values,
        "laboratory": mostly(st.sampled_from(("duel", "ambush", "street", "hill"))),
        "land_class": mostly(st.sampled_from(("open", "new_city"))),
    }
    chosen = draw(st.sets(st.sampled_from(tuple(keys)), max_size=4))
    table = {key: draw(keys[key]) for key in keys if key in chosen}
    if draw(st.booleans()):
        table = {"extends": draw(st.sampled_from(tuple(SHIPPED)))} | table
    return table | {"parameters": draw(parameter_tables())}


@st.composite
def shipped_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a shipped scenario with a few changes."""
    table = copy.deepcopy(SHIPPED[draw(st.sampled_from(tuple(SHIPPED)))])
    changes = {**table.get("parameters", {})}
    for name in draw(
        st.lists(st.sampled_from(tuple(changes) or ("isis.fighters",)), max_size=2)
    ):
        changes[name] = draw(values_of(name))
    table["parameters"] = changes | draw(parameter_tables(max_size=2))
    return draw(changed_table(table, KEYS))


@st.composite
def scenario_files(draw: st.DrawFn) -> bytes:
    """Draw the bytes of a file."""
    table = draw(new_tables() | shipped_tables())
    return draw(changed_bytes(write_toml(table)))
