"""Files of experiments: shipped ones that are changed, and new ones from what keys take."""

import copy
import math
import tomllib
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fuzz.mutations import changed_bytes, changed_table
from fuzz.scenario_files import scenario_names
from fuzz.variations import (
    FEW,
    NAMES,
    counts,
    designs,
    distributions,
    lever_tables,
    two_levels,
    uncertainty_tables,
)
from fuzz.wild import (
    Literal,
    dates,
    literals,
    mostly,
    parameter_names,
    parameter_tables,
    texts,
    write_toml,
)
from mesa_mosul.analysis.sampling.designs import SAMPLING_DESIGNS
from mesa_mosul.experiments.catalogue import list_catalogue
from mesa_mosul.experiments.execution.run_outputs import STANDARD_OUTCOMES

OWN_CODE = "own_code_of_fuzz"
SHIPPED = {
    name: tomllib.loads(path.read_text(encoding="utf-8"))
    for name, path in list_catalogue().items()
}

some_outcomes = (
    st.sampled_from(STANDARD_OUTCOMES)
    | st.sampled_from(
        ("km2_city_held@2016-12-06", "km2_city_held@2016-12-31", "iraqi_killed@9999-12-31",
         "km2_city_held@0001-01-01", "pattern.joint", f"{OWN_CODE}:total", f"{OWN_CODE}:no")
    )
)  # fmt: skip
outcome_names = mostly(some_outcomes, texts)
rules = mostly(
    st.sampled_from((f"{OWN_CODE}:tire@weather",)),
    st.sampled_from((f"{OWN_CODE}:tire", "x:y@z", "")) | texts,
    4,
)


@st.composite
def replication_values(draw: st.DrawFn) -> Any:
    """Draw a number of replications, or a rule for it."""
    if draw(st.booleans()):
        return draw(counts)
    table = {
        "outcome": draw(outcome_names),
        "interval_width": draw(mostly(st.sampled_from((1.0, 0.1, 1e-9, 1e-300, 0.0, -1.0)))),
        "min_replications": draw(st.sampled_from((2, 3)) | counts),
        "max_replications": draw(st.sampled_from((3, 4)) | counts),
    }
    return {key: table[key] for key in draw(st.sets(st.sampled_from(tuple(table)), min_size=1))}


@st.composite
def primaries(draw: st.DrawFn, levers: Any) -> dict[str, Any]:
    """Draw a contrast, of the levers that there are or of others."""
    names = tuple(levers) if isinstance(levers, dict) and levers else ("isis.fighters",)
    lever = draw(mostly(st.sampled_from(names), texts))
    levels = levers.get(lever) if isinstance(levers, dict) else None
    known = st.sampled_from([*levels]) if levels else literals
    table = {
        "outcome": draw(outcome_names),
        "lever": lever,
        "case": draw(mostly(known)),
        "base": {lever: draw(mostly(known))},
        "smallest_effect": draw(mostly(st.sampled_from((1.0, 0.5, 0.0, -1.0, 1e-300, 1e300)))),
    }
    return {key: table[key] for key in draw(st.sets(st.sampled_from(tuple(table))))}


@st.composite
def new_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an experiment from what its keys take."""
    levers = draw(mostly(lever_tables()))
    keys: dict[str, st.SearchStrategy[Any]] = {
        "name": mostly(st.sampled_from(("small", "a b", "é")), texts, 6),
        "about": texts,
        "base": mostly(scenario_names, texts),
        "scenarios": mostly(st.lists(scenario_names, min_size=1, max_size=3, unique=True)),
        "days": st.sampled_from((1, 2)) | counts,
        "decisions_until": mostly(dates.map(Literal), dates | literals),
        "replications": replication_values(),
        "seed": counts,
        "common_random_numbers": mostly(st.booleans()),
        "outcomes": mostly(st.lists(outcome_names, max_size=3)),
        "record": st.lists(
            mostly(st.sampled_from(("km2_city_held", "isis_killed")), texts), max_size=2
        ),
        "phases": st.lists(rules, max_size=2),
        "uncertainties": uncertainty_tables(),
        "constants": parameter_tables(max_size=2),
        "design": designs(),
        "primary": primaries(levers),
        "labels": st.dictionaries(
            st.sampled_from(tuple(levers) or ("a",)), mostly(st.just("{}"))
        )
        if isinstance(levers, dict)
        else literals,
    }
    chosen = draw(st.sets(st.sampled_from(tuple(keys)), max_size=5))
    table = {key: draw(keys[key]) for key in keys if key in chosen}
    return {"days": 1, "replications": 2, "levers": levers} | table


@st.composite
def sound_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an experiment whose keys go together; then a few changes."""
    names = draw(st.lists(parameter_names, min_size=3, max_size=5, unique=True))
    levers = {name: draw(two_levels(name)) for name in names[:2]}
    kind = draw(st.sampled_from(("factorial", "one_at_a_time", "ensemble", *SAMPLING_DESIGNS)))
    table: dict[str, Any] = {"days": draw(st.integers(1, 3)), "levers": levers}
    table["replications"] = draw(
        st.integers(1, 3) | st.just({"outcome": "isis_killed", "interval_width": 1e9,
                                     "min_replications": 2, "max_replications": 3})
    )  # fmt: skip
    if draw(st.booleans()):
        table |= {"record": ["isis_killed"], "outcomes": ["km2_city_held@2016-12-06"]}
    if draw(st.booleans()):
        table |= {"phases": [f"{OWN_CODE}:tire@weather"], "outcomes": [f"{OWN_CODE}:total"]}
    if kind in SAMPLING_DESIGNS:
        sizes = {"morris": {"trajectories": 2}, "saltelli": {"samples": 2}}
        table["uncertainties"] = {name: draw(distributions(name)) for name in names[2:]}
        table["design"] = {"kind": kind} | sizes.get(
            kind, {"points": draw(st.sampled_from((4, 8)))}
        )
    elif kind == "ensemble":
        table |= {"uncertainties": "calibrated", "design": {"kind": kind, "points": draw(FEW)}}
    else:
        table["design"] = {"kind": kind}
    lever = draw(st.sampled_from(names[:2]))
    if draw(st.booleans()):
        table["primary"] = {"lever": lever, "case": levers[lever][-1], "outcome": "isis_killed"}
    if draw(st.booleans()):
        table["labels"] = {
            lever: draw(st.sampled_from(("{}", "level {}", ["a", "b"], ["a", "a"])))
        }
    return draw(changed_table(table, NAMES))


@st.composite
def shipped_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a shipped experiment with fewer points and a few changes."""
    table = copy.deepcopy(SHIPPED[draw(st.sampled_from(tuple(SHIPPED)))])
    if "points" in table.get("design", {}):
        table["design"] = table["design"] | {"points": draw(FEW)}
    if isinstance(levers := table.get("levers"), dict):
        table["levers"] = {name: levers[name] for name in list(levers)[:4]}
        names = {"labels": table.get("labels", {}), "primary": table.get("primary", {})}
        table["labels"] = {
            key: one for key, one in names["labels"].items() if key in table["levers"]
        }
        if math.prod(len(one) for one in table["levers"].values()) > 100:
            del table["levers"]
    return draw(changed_table(table, NAMES))


@st.composite
def experiment_files(draw: st.DrawFn) -> bytes:
    """Draw the bytes of a file."""
    table = draw(sound_tables() | sound_tables() | new_tables() | shipped_tables())
    return draw(changed_bytes(write_toml(table)))


@st.composite
def point_files(draw: st.DrawFn) -> bytes:
    """Draw a CSV file of points."""
    heads = mostly(
        st.sampled_from(("isis.fighters", "fire.aimed_rate", "seed", "isis__fighters")), texts
    )
    cells = mostly(
        st.sampled_from(("5000", "6000", "0.02", "1")), st.sampled_from(("", "true")) | texts
    )
    width = draw(st.integers(1, 3))
    rows = [draw(st.lists(heads, min_size=width, max_size=width))]
    for _ in range(draw(st.integers(0, 3))):
        ragged = draw(st.sampled_from((0, 0, 0, 1)))
        rows.append(draw(st.lists(cells, min_size=width, max_size=width + ragged)))
    text = "\n".join(",".join(row) for row in rows)
    return draw(changed_bytes(text.encode("utf-8", "surrogatepass")))


def write_beside(folder: Path) -> None:
    """Write the files that an experiment may name beside its own."""
    (folder / f"{OWN_CODE}.py").write_text(
        "def tire(world, p, clock, state):\n"
        '    state["ticks"] = state.get("ticks", 0) + 1\n'
        '    world.units.user_value[:] += state["ticks"]\n\n\n'
        "def total(outcome, daily):\n"
        '    return {"total": int(daily["isis_killed"].sum())}\n'
    )
    (folder / "parent.toml").write_text('extends = "reported"\n')
