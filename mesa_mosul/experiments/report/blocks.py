"""The blocks of a report, and its figures as files."""

import io
import re
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

FIGURE_DPI = 160
SVG_SALT = "mesa_mosul"
"""Makes the names inside an SVG the same each time."""
FIGURES_FOLDER = "figures"
"""Folder of the figures beside a report in Markdown."""


class Heading(NamedTuple):
    """A heading; level 1 is the report's title."""

    level: int
    text: str


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class BulletList(NamedTuple):
    """A bullet list of sentences."""

    items: list[str]


class AnswerBox(NamedTuple):
    """The answer of a report: a few sentences in a box."""

    sentences: list[str]


class FirstScreen(NamedTuple):
    """What is seen first: the answer as a title, the question, one figure, sentences, limits.

    figure: a list of one figure, or of none where there is nothing to plot yet.
    """

    title: str
    question: str
    figure: "list[FigureBlock]"
    sentences: list[str]
    limits: str


class Contents(NamedTuple):
    """Links to the headings of level 2."""

    titles: list[str]


class Details(NamedTuple):
    """Blocks that are folded behind a line; printed unfolded."""

    summary: str
    blocks: "list[Block]"


class Section(NamedTuple):
    """A heading of level 2 and the blocks below it, which are folded but in print.

    is_open: whether it is unfolded from the beginning.
    """

    title: str
    blocks: "list[Block]"
    is_open: bool = False


class TableBlock(NamedTuple):
    """A table of formatted cells with a caption."""

    cells: pd.DataFrame
    caption: str


class FigureBlock(NamedTuple):
    """A figure, the name of its file and a caption.

    png: for Markdown. svg: for HTML, where the PNG is shown if there is none. has_caption:
    whether the caption is shown below the figure; otherwise it is only read aloud.
    """

    png: bytes
    name: str
    caption: str
    svg: bytes = b""
    has_caption: bool = True


Block = (
    Heading
    | Paragraph
    | BulletList
    | AnswerBox
    | FirstScreen
    | Contents
    | Details
    | Section
    | TableBlock
    | FigureBlock
)


def render_png(figure: Figure) -> bytes:
    """Return a figure as a PNG with all its colours."""
    full, smaller = io.BytesIO(), io.BytesIO()
    figure.savefig(full, format="png", dpi=FIGURE_DPI)
    Image.open(full).convert("RGB").save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


def render_svg(figure: Figure) -> bytes:
    """Return a figure as an SVG, equal bytes for equal figures; letters are outlines."""
    buffer = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": SVG_SALT, "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def anchor(text: str) -> str:
    """Return the anchor of a heading, as pages of Markdown form it too.

    >>> anchor("What not to conclude")
    'what-not-to-conclude'
    """
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def walk_blocks(blocks: "Sequence[Block]") -> "list[Block]":
    """Return all blocks, also those within others."""
    flat_blocks: list[Block] = []
    for block in blocks:
        flat_blocks.append(block)
        if isinstance(block, Details | Section):
            flat_blocks += walk_blocks(block.blocks)
        elif isinstance(block, FirstScreen):
            flat_blocks += block.figure
    return flat_blocks
