"""Values that nobody should write into a file or a command, and that somebody will."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from mesa_mosul.parameters.registry import parameters

DEEP = 3000
"""Brackets in brackets, beyond what Python's stack takes."""
WORDS = (
    *(
        "",
        " ",
        "a",
        "isis",
        "true",
        "nan",
        "inf",
        "-1",
        "0",
        "1e400",
        "reported",
        "none",
        "null",
    ),
    *("..", ".", "/", "../x", "/tmp", "a/b", "a\\b", "~", "-", "--", "-x", "*", "?", "[", "{}"),
    *("{", "%s", "%(a)s", "$(id)", "`id`", "; rm x", "=1+1", "@SUM(A1)", "<script>", "&amp;"),
    *(
        "ا",
        "模型",
        "é" * 3,
        "e\u0301",
        "\U0001f4a3",
        "\u200f\u202e",
        "a\u00a0b",
        "İ",
        "ß",
        "\x85",
    ),
    *("\u2028", "a\nb", "a\rb", "a\tb", "a\x00b", "\x1b[31m", "\x7f", "\ud800", "'", '"', "''"),
    *("a" * 201, "é" * 150, "x" * 5000, "CON", "nul.toml", ".toml", "a.toml", "__main__:x"),
    *("os:system", "..:x", "x:y:z", "a:b@weather", "@", "@@", "own:", ":x", "a@2016-12-31"),
)
NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "24",
        "100",
        "1000",
        "1e9",
        "1000000000",
        "1e-300",
        "-0.0",
    ),
    *("0.5", "0.1", "1e308", "1e400", "-1e400", "nan", "-nan", "inf", "-inf", "2147483648"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" + "0" * 400),
    *("9" * 5000, "0x10", "0b11", "1_000", "000", "1e", "1,5", "٣", "١٢"),
)
DATES = (
    *("2016-12-06", "2016-10-17", "2017-03-31", "2016-12-31", "2016-10-16", "0001-01-01"),
    *("9999-12-31", "2016-02-30", "2016-13-01", "2016-12-6", "20161206", "2016-W49-2"),
    *("2016-12-06T00:00:00", "2016-12-06T07:32:00Z", "2016-12-06 07:32", "07:32:00"),
    *("10016-12-06", "-2016-12-06", "2026-12-31", "2027-01-01", "2014-01-01", "2016-12-12"),
)
TOML_LITERALS = (
    *NUMBERS,
    *DATES,
    *(
        "true",
        "false",
        "[]",
        "{}",
        "[[]]",
        "[1, 'a', true]",
        "[1, 1.0]",
        "{a = 1}",
        "{a = {b = 2}}",
    ),
    *("[true, false]", "[0, 1]", "''", '""', '"\\u0000"', '"\\ud800"', "'''a\nb'''", "null"),
    "[" * DEEP + "]" * DEEP,
    "{a = " * DEEP + "1" + "}" * DEEP,
    json.dumps("x" * 100_000),
    "1\n" + ".".join("a" * DEEP) + " = 1",
    f"[{', '.join(['1'] * 20_000)}]",
)
"""Values as they stand in a TOML file; some of them are none."""


class Literal(str):
    """A value as it stands in a TOML file."""


words = st.sampled_from(WORDS)
numbers = st.sampled_from(NUMBERS)
dates = st.sampled_from(DATES)
texts = words | numbers | dates | st.text(max_size=8)
literals = st.sampled_from(TOML_LITERALS).map(Literal) | texts


def mostly(
    good: st.SearchStrategy[Any], other: st.SearchStrategy[Any] = literals, one_in: int = 12
) -> st.SearchStrategy[Any]:
    """Return what is good, and something else once in a while.

    `good | other` would be other for the most part, as it has many branches.
    """
    return st.integers(1, one_in).flatmap(lambda turn: other if turn == one_in else good)


def values_of(name: str) -> st.SearchStrategy[Any]:
    """Return values for a parameter: in its range, at its ends, beyond them, or wild."""
    entry = parameters().get(name)
    if entry is None or entry.value_type is bool:
        return mostly(mostly(st.booleans(), st.sampled_from((0, 1, 2, "yes", "no")), 6))
    low, high = entry.spec.low, entry.spec.high
    inside = st.sampled_from((low, high, entry.default, (low + high) / 2))
    beyond = st.sampled_from(
        (low - 1, high + 1, -high, 2 * high, low - 1e-9, high * (1 + 1e-15))
    )
    cast = entry.value_type
    return mostly(mostly(inside.map(cast), inside | beyond, 8))


parameter_names = st.sampled_from(sorted(parameters()))
odd_names = (
    st.sampled_from(
        ("scale.cell_metres", "isis__fighters", "isis.fighter", "fighters", "isis.fighters.x",
         "own.x", "own.number_1", "a.b", "isis.", ".fighters", "ISIS.fighters", "isis .x")
    )
    | texts
)  # fmt: skip


@st.composite
def parameter_tables(draw: st.DrawFn, max_size: int = 4) -> dict[str, Any]:
    """Draw values for some parameters; one name in ten is odd."""
    names = draw(st.lists(parameter_names, max_size=max_size, unique=True))
    table = {name: draw(values_of(name)) for name in names}
    if draw(st.integers(0, 9)) == 9:
        table[draw(odd_names)] = draw(literals)
    return table


def to_toml(value: Any) -> str:
    """Return a value as TOML, tables in one line."""
    if isinstance(value, Literal):
        return value
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quote(k)} = {to_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(to_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return quote(value) if isinstance(value, str) else str(value)


def quote(text: str) -> str:
    """Return a text as TOML; halves of pairs of characters stay what they are."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_toml(table: Mapping[str, Any]) -> bytes:
    """Return the text of a TOML file, a key in each line."""
    lines = [f"{quote(key)} = {to_toml(value)}\n" for key, value in table.items()]
    return "".join(lines).encode("utf-8", "surrogatepass")
