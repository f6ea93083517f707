"""A report as Markdown, with its figures in a folder beside it."""

import re
from html import escape

import pandas as pd

from mesa_mosul.experiments.report.blocks import (
    FIGURES_FOLDER,
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

FOLD_TEXT = "Show"
"""What is written where a section is folded."""


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
        case AnswerBox(sentences):
            return "\n>\n".join(f"> {markdown_text(item, True)}" for item in sentences)
        case FirstScreen(title, question, figure, sentences, limits):
            return render_markdown(
                [Heading(1, title), Paragraph(question), *figure, AnswerBox(sentences),
                 Paragraph(limits)]
            ).rstrip()  # fmt: skip
        case Contents(titles):
            return " · ".join(f"[{markdown_text(one)}](#{anchor(one)})" for one in titles)
        case Section(title, blocks, is_open):
            inner = blocks if is_open else [Details(FOLD_TEXT, blocks)]
            return render_markdown([Heading(2, title), *inner]).rstrip()
        case Details(summary, blocks):
            opening = f"<details>\n<summary>{escape(summary)}</summary>"
            return f"{opening}\n\n{render_markdown(blocks)}\n</details>"
        case Paragraph(text):
            return markdown_text(text, True)
        case BulletList(items):
            return "\n".join(f"- {markdown_text(item, True)}" for item in items)
        case TableBlock(cells, caption):
            table = render_table_markdown(cells)
            return f"{markdown_text(caption, True)}\n\n{table}" if caption else table
        case FigureBlock(_, name, caption, _, has_caption):
            text = markdown_text(caption)
            below = f"\n\n*{text}*" if has_caption else ""
            return f"![{text}]({FIGURES_FOLDER}/{name}.png){below}"


def render_table_markdown(cells: pd.DataFrame) -> str:
    """Return a table as Markdown, all columns but the first aligned to the right."""
    names, *rows = (
        [markdown_text(str(cell)).replace("|", "\\|") for cell in row]
        for row in [cells.columns.tolist(), *cells.to_numpy().tolist()]
    )
    alignment = ["---", *["--:"] * (len(names) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, alignment, *rows])
