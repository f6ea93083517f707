"""What a report is made of, and how each part is written as HTML and as Markdown."""

import base64
import io
from html import escape
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

DPI, COLOURS = 110, 128
FIGURES = "figures"
"""Folder of figures beside a report in Markdown."""


class Heading(NamedTuple):
    """A heading; level 1 is the report's title."""

    level: int
    text: str


class Text(NamedTuple):
    """A paragraph."""

    text: str


class Points(NamedTuple):
    """A list of sentences."""

    points: list[str]


class Table(NamedTuple):
    """A table of cells as they are to be read, and what it says."""

    cells: pd.DataFrame
    caption: str


class Drawing(NamedTuple):
    """A picture, its file's name and what it shows."""

    png: bytes
    name: str
    caption: str


Block = Heading | Text | Points | Table | Drawing

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 56rem;
  margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc }
h3 { font-size: 1rem }
figure { margin: 1.2rem 0 }
img { max-width: 100%; height: auto }
figcaption, caption { font-size: .85rem; color: #444; text-align: left; padding: .2rem 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .8rem; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #ddd; vertical-align: top;
  text-align: right }
th:first-child, td:first-child { text-align: left }
@media print {
  body { max-width: none; font-size: 10pt }
  figure, tr { break-inside: avoid }
  h2, h3 { break-after: avoid }
  .wide { overflow: visible }
  table { font-size: 7pt }
}
"""


def png(figure: Figure) -> bytes:
    """Return a figure as a picture of few colours, a quarter of the bytes."""
    drawn, made = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI)
    Image.open(drawn).convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def as_html(title: str, blocks: list[Block]) -> str:
    """Return a report as one page that loads nothing from outside."""
    body = "\n".join(html_of(block) for block in blocks)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    head += '<meta name="viewport" content="width=device-width,initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )


def html_of(block: Block) -> str:
    """Return one part as HTML."""
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(text):
            return f"<p>{escape(text)}</p>"
        case Points(points):
            return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in points) + "</ul>"
        case Table(cells, caption):
            return f'<div class="wide"><table>{html_table(cells, caption)}</table></div>'
        case Drawing(picture, _, caption):
            data, said = base64.b64encode(picture).decode(), escape(caption)
            shown = f'<img alt="{said}" src="data:image/png;base64,{data}">'
            return f"<figure>{shown}<figcaption>{said}</figcaption></figure>"


def html_table(cells: pd.DataFrame, caption: str) -> str:
    """Return the rows of a table as HTML."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in cells.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in cells.to_numpy().tolist()
    )
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f"<caption>{escape(caption)}</caption>{body}"


def as_markdown(blocks: list[Block]) -> str:
    """Return a report as Markdown that shows the figures in the folder beside it."""
    return "\n\n".join(markdown_of(block) for block in blocks) + "\n"


def markdown_of(block: Block) -> str:
    """Return one part as Markdown."""
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Text(text):
            return text
        case Points(points):
            return "\n".join(f"- {one}" for one in points)
        case Table(cells, caption):
            return f"{caption}\n\n{markdown_table(cells)}"
        case Drawing(_, name, caption):
            return f"![{caption}]({FIGURES}/{name}.png)\n\n*{caption}*"


def markdown_table(cells: pd.DataFrame) -> str:
    """Return the rows of a table as Markdown, numbers to the right."""
    names = [str(name) for name in cells.columns]
    marks = ["---", *["--:"] * (len(names) - 1)]
    rows = [
        [str(cell).replace("|", "\\|") for cell in row] for row in cells.to_numpy().tolist()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, marks, *rows])
