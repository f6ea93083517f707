"""What experiments vary, and how: levers, distributions, designs.

Numbers of points are small, or larger than any experiment takes: what lies between is planned
in minutes, rightly so.
"""

from typing import Any

from hypothesis import strategies as st

from fuzz.wild import (
    literals,
    mostly,
    parameter_names,
    parameter_tables,
    texts,
    values_of,
)
from mesa_mosul.analysis.sampling.designs import DESIGN_KINDS
from mesa_mosul.analysis.sampling.factors import DISTRIBUTION_SIZES
from mesa_mosul.experiments.experiment_file import KEYS
from mesa_mosul.parameters.registry import parameters

NAMES = (*sorted({key for keys in KEYS.values() for key in keys}), "kinds", "lever", "seeds")
FEW = st.integers(1, 8)
TOO_MANY = st.sampled_from((0, -1, 10**6 + 1, 10**9, 2**63, 10**400))
counts = mostly(mostly(FEW, TOO_MANY, 8))
WIDTHS = (1e-300, 5e-324, 1e-9, 0.0, -1.0, 1e300)
"""Widths of distributions that hardly are any."""


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a [design]: mostly with the options of its kind."""
    kind = draw(st.sampled_from((*DESIGN_KINDS, "ensemble")))
    options: dict[str, st.SearchStrategy[Any]] = {
        "morris": {"trajectories": counts, "levels": st.sampled_from((2, 4, 6)) | counts},
        "saltelli": {
            "samples": st.sampled_from((1, 2, 4)) | counts,
            "second_order": st.booleans(),
        },
        "table": {"file": st.sampled_from(("points.csv", "nowhere.csv", "..", "mine.toml"))},
        "factorial": {},
        "one_at_a_time": {},
        "latin_hypercube": {"points": counts, "hypercubes": counts, "own_seeds": st.booleans()},
    }.get(kind, {"points": counts, "own_seeds": mostly(st.booleans())})
    table = {"kind": kind} | {name: draw(one) for name, one in options.items()}
    if draw(st.integers(0, 5)) == 5:
        table[draw(st.sampled_from(NAMES))] = draw(counts)
    return table


@st.composite
def distributions(draw: st.DrawFn, name: str) -> Any:
    """Draw how a parameter is drawn."""
    kind = draw(st.sampled_from(("evidence", "fixed", *DISTRIBUTION_SIZES)))
    if kind not in DISTRIBUTION_SIZES:
        return kind
    size = DISTRIBUTION_SIZES[kind] or draw(st.integers(0, 4))
    entry = parameters().get(name)
    if entry is None or draw(st.integers(0, 3)) == 3:
        return {kind: [draw(literals) for _ in range(size)]}
    low, high = entry.spec.low, entry.spec.high
    if kind == "normal":
        spread = draw(mostly(st.just(high - low), st.sampled_from(WIDTHS), 3))
        return {kind: [draw(st.sampled_from((low, (low + high) / 2, high))), spread]}
    if size > 1 and draw(st.integers(0, 5)) == 5:
        high = low + draw(st.sampled_from(WIDTHS))
    return {kind: [low + (high - low) * at / max(size - 1, 1) for at in range(size)]}


@st.composite
def uncertainty_tables(draw: st.DrawFn) -> Any:
    """Draw what is drawn."""
    if not draw(st.integers(0, 4)):
        return draw(st.sampled_from(("calibrated", {"*": "calibrated"}, "Calibrated", "x")))
    names = draw(st.lists(parameter_names | st.sampled_from(("fire.*", "x.*", "*", "isis.[a")),
                          max_size=3, unique=True))  # fmt: skip
    return {name: draw(distributions(name)) for name in names}


@st.composite
def two_levels(draw: st.DrawFn, name: str) -> list[Any]:
    """Draw two values of a parameter, most often different ones."""
    entry = parameters()[name]
    if entry.value_type is bool:
        return draw(st.permutations((False, True)))
    ends = [entry.value_type(entry.spec.low), entry.value_type(entry.spec.high), entry.default]
    return draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique_by=str))


@st.composite
def lever_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw up to three levers, of values or of named levels."""
    table: dict[str, Any] = {}
    for name in draw(st.lists(parameter_names, max_size=3, unique=True)):
        if draw(st.booleans()):
            table[name] = draw(st.lists(values_of(name), max_size=3))
        else:
            labels = draw(
                st.lists(mostly(st.sampled_from(("none", "some", "all")), texts), max_size=3)
            )
            table[
                draw(mostly(st.sampled_from(("how", "when", "seed", "case", "km2")), texts))
            ] = {label: draw(parameter_tables(max_size=2)) for label in labels}
    return table
