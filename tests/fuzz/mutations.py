"""Changes of a table, and of the bytes of a file, whatever is in them."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from fuzz.wild import DEEP, literals, mostly, texts

BYTE_CHANGES = (
    *("bom", "nul", "crlf", "latin-1", "utf-16", "truncated", "flipped", "doubled line"),
    *("doubled", "empty", "brackets", "line separators", "lost line", "long line", "two boms"),
)


@st.composite
def changed_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Draw a change of the bytes of a text file; three in four are left as they are."""
    if draw(st.integers(0, 3)):
        return data
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    lines = data.splitlines(keepends=True) or [b""]
    line = min(at, len(lines) - 1)
    match draw(st.sampled_from(BYTE_CHANGES)):
        case "bom":
            return b"\xef\xbb\xbf" + data
        case "two boms":
            return b"\xef\xbb\xbf" * 2 + data
        case "nul":
            return data[:at] + b"\0" + data[at:]
        case "crlf":
            return data.replace(b"\n", b"\r\n")
        case "latin-1":
            return data[:at] + "é".encode("latin-1") + data[at:]
        case "utf-16":
            return data.decode("utf-8", "replace").encode("utf-16")
        case "truncated":
            return data[:at]
        case "flipped":
            return data[:at] + bytes([(data + b"0")[at] ^ 1 << at % 8]) + data[at + 1 :]
        case "doubled line":
            return b"".join([*lines[: line + 1], *lines[line:]])
        case "doubled":
            return data + data
        case "empty":
            return b""
        case "brackets":
            return data + b"x = " + b"[" * DEEP + b"]" * DEEP + b"\n"
        case "line separators":
            return data.replace(b" ", "\u2028".encode(), 1)
        case "lost line":
            return b"".join(lines[:line] + lines[line + 1 :])
    return data[:at] + b"x" * 1_000_000 + data[at:]


def list_paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values in tables in tables and lists."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [
        path
        for key, inner in items
        for path in [(*above, key), *list_paths(inner, (*above, key))]
    ]


def container_at(table: Any, path: Sequence[Any]) -> Any:
    """Return the table or the list that holds the value at a path."""
    for step in path[:-1]:
        table = table[step]
    return table


@st.composite
def changed_table(draw: st.DrawFn, table: Any, names: Sequence[str]) -> Any:
    """Draw changes of a table of plain values; names: keys that may be added to it."""
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        paths = list_paths(table)
        if not paths:
            return table
        path = draw(st.sampled_from(paths))
        place = container_at(table, path)
        match draw(st.sampled_from(("put", "put", "lose", "add", "move", "wrap"))):
            case "put":
                place[path[-1]] = draw(literals)
            case "lose":
                del place[path[-1]]
            case "add" if isinstance(place, dict):
                place[draw(mostly(st.sampled_from(names), texts, 3))] = draw(literals)
            case "add":
                place.append(draw(literals))
            case "move":
                other = draw(st.sampled_from(paths))
                value = container_at(table, other)[other[-1]]
                if not isinstance(value, dict | list):
                    place[path[-1]] = value
            case "wrap":
                place[path[-1]] = draw(st.sampled_from(([place[path[-1]]], {"a": 1}, [])))
    return table
