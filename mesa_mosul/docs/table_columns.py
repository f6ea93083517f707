"""Columns of sentences in tables: wide enough to read, so that tables scroll on a phone."""

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SENTENCE = 60
"""Characters from which a cell is more than a word or a number."""
CLASS = "sentences"


class SentenceColumns(SphinxPostTransform):
    """Mark the cells of columns that hold sentences; the style sheet gives them a width."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Mark the cells of all tables."""
        for table in self.document.findall(nodes.tgroup):
            rows = [list(row.findall(nodes.entry)) for row in table.findall(nodes.row)]
            for cells in zip(*rows, strict=False):
                if max(len(cell.astext()) for cell in cells) >= SENTENCE:
                    for cell in cells:
                        cell["classes"].append(CLASS)
