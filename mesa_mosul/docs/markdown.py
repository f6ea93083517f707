"""Parts of pages in Markdown: tables, and words to which other pages lead."""

import re
from collections.abc import Iterable

from mesa_mosul.odd import markdown_header, markdown_row


def join_page(*parts: str | Iterable[str]) -> str:
    """Return the parts of a page, texts or lines, with an empty line between them."""
    texts = (part if isinstance(part, str) else "\n".join(part) for part in parts)
    return "\n\n".join(texts) + "\n"


def table_lines(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """Return the lines of a table."""
    return [*markdown_header(*heads), *map(markdown_row, rows)]


def anchor_of(word: str, kind: str = "word") -> str:
    """Return the id that a word has on its page; kind: what tells two of its meanings apart."""
    return re.sub(r"[^a-z0-9]+", "-", f"{kind} {word}".lower()).strip("-")


def mark_word(word: str, kind: str = "word") -> str:
    """Return a word, as code, to which other pages lead."""
    return f"[`{word}`]{{#{anchor_of(word, kind)}}}"
