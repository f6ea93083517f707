"""The blocks of a report, and how each is rendered as HTML and as Markdown."""

import base64
import io
import re
from collections.abc import Sequence
from html import escape
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
    """The answer of a report: a few statements in a box."""

    statements: list[str]


class Contents(NamedTuple):
    """Links to the headings of level 2."""

    titles: list[str]


class Details(NamedTuple):
    """Blocks that are folded behind a line; printed unfolded."""

    summary: str
    blocks: "list[Block]"


class TableBlock(NamedTuple):
    """A table of formatted cells with a caption."""

    cells: pd.DataFrame
    caption: str


class FigureBlock(NamedTuple):
    """A figure, the name of its file and a caption.

    png: for Markdown. svg: for HTML, where the PNG is shown if there is none.
    """

    png: bytes
    name: str
    caption: str
    svg: bytes = b""


Block = (
    Heading | Paragraph | BulletList | AnswerBox | Contents | Details | TableBlock | FigureBlock
)

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 44rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: break-word }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 }
h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc }
h3 { font-size: 1rem }
.answer { background: #eef4f9; border-left: 4px solid #0072B2; padding: .6rem 1rem;
  margin: 1rem 0 }
.answer ul { margin: 0; padding-left: 1.1rem }
.answer li + li { margin-top: .5rem }
nav { font-size: .85rem }
nav ul { margin: .3rem 0; padding-left: 1.1rem }
summary { cursor: pointer; font-weight: 600; padding: .5rem 0 }
details { border-bottom: 1px solid #ccc }
figure { margin: 1.2rem 0 }
img { max-width: 100%; height: auto }
figcaption { font-size: .85rem; color: #444; text-align: left; padding: .2rem 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .8rem; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #ddd; vertical-align: top;
  text-align: right }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: #fff;
  min-width: 6rem; max-width: 11rem; padding-right: .8rem }
@media (min-width: 1100px) {
  nav { position: fixed; left: 1rem; top: 1rem; width: calc(50vw - 24.5rem) }
}
@page { margin: 18mm 16mm; @bottom-center { content: counter(page) " / " counter(pages) } }
@media print {
  body { max-width: none; font-size: 10pt; padding: 0 }
  nav { position: static; width: auto }
  details::details-content { content-visibility: visible; block-size: auto }
  details > * { display: block }
  figure, tr { break-inside: avoid }
  h2, h3, summary { break-after: avoid }
  .wide { overflow: visible }
  table { font-size: 8pt }
}
"""


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
        if isinstance(block, Details):
            flat_blocks += walk_blocks(block.blocks)
    return flat_blocks


def render_html(title: str, blocks: list[Block]) -> str:
    """Return a report as one HTML page that loads no other file."""
    body = "\n".join(render_block_html(block) for block in blocks)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    head += '<meta name="viewport" content="width=device-width,initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )


def render_block_html(block: Block) -> str:
    """Return a block as HTML."""
    match block:
        case Heading(level, text):
            return f'<h{level} id="{anchor(text)}">{escape(text)}</h{level}>'
        case AnswerBox(statements):
            items = "".join(f"<li>{escape(item)}</li>" for item in statements)
            return f'<div class="answer"><ul>{items}</ul></div>'
        case Contents(titles):
            links = (f'<a href="#{anchor(one)}">{escape(one)}</a>' for one in titles)
            items = "".join(f"<li>{link}</li>" for link in links)
            return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'
        case Details(summary, blocks):
            body = "\n".join(render_block_html(part) for part in blocks)
            return f"<details><summary>{escape(summary)}</summary>\n{body}\n</details>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case BulletList(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case TableBlock(cells, caption):
            table = f'<div class="wide"><table>{render_table_html(cells)}</table></div>'
            above = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
            return f"<figure>{above}{table}</figure>"
        case FigureBlock(png, _, caption, svg):
            data, text = base64.b64encode(svg or png).decode(), escape(caption)
            kind = "svg+xml" if svg else "png"
            image = f'<img alt="{text}" src="data:image/{kind};base64,{data}">'
            return f"<figure>{image}<figcaption>{text}</figcaption></figure>"


def render_table_html(cells: pd.DataFrame) -> str:
    """Return the rows of a table as HTML; the caption stands outside what scrolls."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in cells.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in cells.to_numpy().tolist()
    )
    return f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"


def markdown_text(text: str, is_block: bool = False) -> str:
    """Return a text on one line that Markdown shows as it is, names of users included.

    is_block: whether the text begins a block, where a sign such as # would make a heading.

    >>> print(markdown_text("<script> of *fire* and $5, [x](y), _none"))
    &lt;script> of \\*fire\\* and \\$5, \\[x\\](y), \\_none
    """
    line = " ".join(text.splitlines()).replace("&", "&amp;").replace("<", "&lt;")
    line = re.sub(r"([\\`*\[\]$]|(?<!\w)_|_(?!\w))", r"\\\1", line)
    return re.sub(r"^(\d*)([#>+.)-])(?=\s|#)", r"\1\\\2", line) if is_block else line


def render_markdown(blocks: list[Block]) -> str:
    """Return a report as Markdown that shows the figures in the folder beside it."""
    return "\n\n".join(render_block_markdown(block) for block in blocks) + "\n"


def render_block_markdown(block: Block) -> str:
    """Return a block as Markdown."""
    match block:
        case Heading(level, text):
            return f"{'#' * level} {markdown_text(text)}"
        case AnswerBox(statements):
            return "\n>\n".join(f"> - {markdown_text(item, True)}" for item in statements)
        case Contents(titles):
            return " · ".join(f"[{markdown_text(one)}](#{anchor(one)})" for one in titles)
        case Details(summary, blocks):
            body = "\n\n".join(render_block_markdown(part) for part in blocks)
            opening = f"<details>\n<summary>{escape(summary)}</summary>"
            return f"{opening}\n\n{body}\n\n</details>"
        case Paragraph(text):
            return markdown_text(text, True)
        case BulletList(items):
            return "\n".join(f"- {markdown_text(item, True)}" for item in items)
        case TableBlock(cells, caption):
            table = render_table_markdown(cells)
            return f"{markdown_text(caption, True)}\n\n{table}" if caption else table
        case FigureBlock(_, name, caption, _):
            text = markdown_text(caption)
            return f"![{text}]({FIGURES_FOLDER}/{name}.png)\n\n*{text}*"


def render_table_markdown(cells: pd.DataFrame) -> str:
    """Return a table as Markdown, all columns but the first aligned to the right."""
    names, *rows = (
        [markdown_text(str(cell)).replace("|", "\\|") for cell in row]
        for row in [cells.columns.tolist(), *cells.to_numpy().tolist()]
    )
    alignment = ["---", *["--:"] * (len(names) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, alignment, *rows])
