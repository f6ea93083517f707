"""Texts of plots in lines of a measured width, so that none is cut off."""

import functools
import re
from collections.abc import Sequence

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

FONT_SIZE, TITLE_SIZE = 9, 10
"""Points; 7 points are left when a figure is shown 350 pixels wide."""
POINTS_PER_INCH = 72
MAX_NAME_LINES = 3
ELLIPSIS = "…"
BREAKABLE = re.compile(r"[^._/:,;-]*[._/:,;-]*")
"""Pieces of a long word, each with the signs after which it may be broken."""
SHRINKAGE = 0.92
"""Factor by which a name that is too long is shortened until it fits."""


@functools.cache
def text_width_in(text: str, size: float = FONT_SIZE, bold: bool = False) -> float:
    """Return the width of a line of text, inches."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / POINTS_PER_INCH


def break_lines(
    text: str, width_in: float, size: float = FONT_SIZE, bold: bool = False
) -> list[str]:
    """Return a text in lines no wider than `width_in`; words that are wider are broken."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width_in(joined, size, bold) <= width_in:
            lines[-1] = joined
            continue
        pieces = [word]
        if text_width_in(word, size, bold) > width_in:
            pieces = break_word(word, width_in, size, bold)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def break_word(word: str, width_in: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces no wider than `width_in`, broken after dots and the like."""
    lines = [""]
    for part in filter(None, BREAKABLE.findall(word)):
        if text_width_in(lines[-1] + part, size, bold) <= width_in:
            lines[-1] += part
            continue
        if text_width_in(part, size, bold) <= width_in:
            lines.append(part)
            continue
        for letter in part:
            if text_width_in(lines[-1] + letter, size, bold) > width_in:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def fill_text(text: str, width_in: float, size: float = FONT_SIZE, bold: bool = False) -> str:
    """Return a text with line breaks, no line wider than `width_in`."""
    return "\n".join(
        "\n".join(break_lines(line, width_in, size, bold)) for line in text.split("\n")
    )


def fit_names(
    names: Sequence[str], width_in: float, max_lines: int = MAX_NAME_LINES
) -> list[str]:
    """Return names in lines; long ones are cut in the middle, and remain distinct.

    What follows a line break in a name is never cut.
    """
    fitted = [fit_name(name, width_in, max_lines) for name in names]
    repeated = {name for name in fitted if fitted.count(name) > 1}
    return [f"{name} [{at}]" if name in repeated else name for at, name in enumerate(fitted, 1)]


def fit_name(name: str, width_in: float, max_lines: int) -> str:
    """Return a name in lines; of a longer one the beginning and the end."""
    text, _, rest = name.partition("\n")
    text = text or "(no name)"
    lines, size = break_lines(text, width_in), len(text)
    while len(lines) > max_lines:
        size = int(size * SHRINKAGE)
        half = max(1, size // 2)
        lines = break_lines(
            f"{text[:half].rstrip()}{ELLIPSIS}{text[-half:].lstrip()}", width_in
        )
    if rest:
        lines += break_lines(rest, width_in)
    return "\n".join(lines)
