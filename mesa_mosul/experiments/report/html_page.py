"""A report as one HTML page that loads no other file."""

import base64
from collections.abc import Sequence
from html import escape

import pandas as pd

from mesa_mosul.experiments.report.blocks import (
    AnswerBox,
    Block,
    BulletList,
    Contents,
    Details,
    FigureBlock,
    FirstScreen,
    Heading,
    Paragraph,
    Section,
    TableBlock,
    anchor,
)

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 44rem;
  margin: 0 auto; padding: .7rem; overflow-wrap: break-word }
h1 { font-size: 1.2rem; line-height: 1.2; margin: 0 0 .3rem }
h2 { font-size: 1.15rem; margin: 0 }
h3 { font-size: 1rem }
.question, .limits { font-size: .78rem; line-height: 1.3; color: #444; margin: 0 0 .5rem }
.first figure { margin: 0 0 .4rem }
.first img { display: block; margin: 0 auto }
.answer { background: #eef4f9; border-left: 4px solid #0072B2; padding: .4rem .7rem;
  margin: 0 0 .4rem; font-size: .85rem; line-height: 1.35 }
.answer p { margin: 0 }
.answer p + p { margin-top: .4rem }
nav { font-size: .8rem; border-top: 1px solid #ccc; padding-top: .4rem; margin-bottom: .8rem }
nav ul { margin: 0; padding: 0; list-style: none }
nav li { display: inline-block; margin-right: .9rem }
summary { cursor: pointer; font-weight: 600; padding: .5rem 0 }
summary h2 { display: inline }
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
@media (min-width: 1000px) {
  body { padding-top: 1.2rem }
  .first { display: grid; grid-template-columns: 30rem 1fr; column-gap: 1.6rem;
    grid-template-rows: auto auto auto 1fr;
    margin: 0 calc((100% - min(66rem, 100vw - 3rem)) / 2) }
  .first h1, .first .question { grid-column: 1 / 3 }
  .first h1 { font-size: 1.6rem }
  .question, .limits { font-size: .92rem }
  .first figure { grid-column: 1; grid-row: 3 / 5 }
  .first figure img { width: 30rem; max-height: 34rem }
  .first figure ~ .answer, .first figure ~ .limits { grid-column: 2 }
  .answer { font-size: 1rem; line-height: 1.5; padding: .8rem 1rem; margin-bottom: .8rem }
  .answer p + p { margin-top: .7rem }
}
@media (min-width: 1560px) {
  nav { position: fixed; left: 1rem; top: 1rem; width: calc(50vw - 36rem); border: 0 }
  nav li { display: block; margin: 0 0 .3rem }
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
SCRIPT = """
function unfold() {
  let part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let one = part; one; one = one.parentElement)
    if (one.tagName === "DETAILS") one.open = true;
  if (part) part.scrollIntoView();
}
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", unfold);
addEventListener("click", event => {
  if (event.target.closest("nav a")) setTimeout(unfold);
});
addEventListener("beforeprint", () =>
  document.querySelectorAll("details").forEach(one => { one.open = true; }));
"""
"""Unfolds the section to which a link points, and all of them in print."""


def render_html(title: str, blocks: list[Block]) -> str:
    """Return a report as one HTML page that loads no other file."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    head += '<meta name="viewport" content="width=device-width,initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n'
        f"<body>\n{render_blocks_html(blocks)}\n"
        f'<script type="text/javascript">{SCRIPT}</script>\n</body></html>\n'
    )


def render_blocks_html(blocks: Sequence[Block]) -> str:
    """Return blocks as HTML, one below the other."""
    return "\n".join(render_block_html(block) for block in blocks)


def render_block_html(block: Block) -> str:
    """Return a block as HTML."""
    match block:
        case Heading(level, text):
            return f'<h{level} id="{anchor(text)}">{escape(text)}</h{level}>'
        case AnswerBox(sentences):
            body = "".join(f"<p>{escape(item)}</p>" for item in sentences)
            return f'<div class="answer">{body}</div>'
        case FirstScreen():
            return render_first_screen(block)
        case Contents(titles):
            links = (f'<a href="#{anchor(one)}">{escape(one)}</a>' for one in titles)
            items = "".join(f"<li>{link}</li>" for link in links)
            return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'
        case Section(title, blocks, is_open):
            heading = render_block_html(Heading(2, title))
            opening = f"<details{' open' if is_open else ''}><summary>{heading}</summary>"
            return f"{opening}\n{render_blocks_html(blocks)}\n</details>"
        case Details(summary, blocks):
            body = render_blocks_html(blocks)
            return f"<details><summary>{escape(summary)}</summary>\n{body}\n</details>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case BulletList(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case TableBlock(cells, caption):
            table = f'<div class="wide"><table>{render_table_html(cells)}</table></div>'
            above = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
            return f"<figure>{above}{table}</figure>"
        case FigureBlock(png, _, caption, svg, has_caption):
            data, text = base64.b64encode(svg or png).decode(), escape(caption)
            kind = "svg+xml" if svg else "png"
            image = f'<img alt="{text}" src="data:image/{kind};base64,{data}">'
            below = f"<figcaption>{text}</figcaption>" if has_caption else ""
            return f"<figure>{image}{below}</figure>"


def render_first_screen(block: FirstScreen) -> str:
    """Return what is seen first as HTML: on a wide screen the figure beside the sentences."""
    parts = [
        render_block_html(Heading(1, block.title)),
        f'<p class="question">{escape(block.question)}</p>',
        render_blocks_html(block.figure),
        render_block_html(AnswerBox(block.sentences)),
        f'<p class="limits">{escape(block.limits)}</p>',
    ]
    return '<section class="first">\n' + "\n".join(filter(None, parts)) + "\n</section>"


def render_table_html(cells: pd.DataFrame) -> str:
    """Return the rows of a table as HTML; the caption stands outside what scrolls."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in cells.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in cells.to_numpy().tolist()
    )
    return f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
