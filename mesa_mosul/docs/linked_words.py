"""Words in the text of any page that lead to where they are explained.

Ids of sources (E019), names of parameters, columns, scenarios, commands and pages, and names of
documented Python objects become links wherever a page has them.
"""

import functools
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from mesa_mosul.cli.main import make_full_parser
from mesa_mosul.docs.code_pages import subparsers
from mesa_mosul.docs.markdown import anchor_of
from mesa_mosul.docs.page_map import PAGES
from mesa_mosul.engine.codes import AREAS, FORCES
from mesa_mosul.experiments.catalogue import list_catalogue
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.scenario import scenarios
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.registry import parameters
from mesa_mosul.simulation.glossary import collapse_entries, glossary_entries

SOURCE_ID = re.compile(r"\b([EAR]\d{2,3}[a-j]?)\b")
UNLINKED = (nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.raw)
"""What words stand in that are left as they are."""
COLUMN_KINDS = ("outcome", "sweep outcome", "daily column", "event column")


@functools.cache
def explained_words() -> dict[str, tuple[str, str]]:
    """Return for each word the document and the id in it that explain it."""
    axes = list_axis_names(read_tables())
    names = {"force": FORCES, "area": AREAS, "axis": axes}
    words: dict[str, tuple[str, str]] = {}
    for entry in collapse_entries(glossary_entries(axes), axes):
        if entry.kind in COLUMN_KINDS and re.search("[_.]", entry.word):
            place = ("reference/columns", anchor_of(entry.word, entry.kind))
            (placeholder,) = re.findall(r"{(\w+)}", entry.word) or [""]
            for name in names.get(placeholder, ("",)):
                words.setdefault(entry.word.format(**{placeholder or "_": name}), place)
    for name in parameters():
        words[name] = ("reference/parameters", anchor_of(name))
    for name in scenarios().keys() - list_catalogue().keys():
        words[name] = ("reference/scenarios", anchor_of(f"scenario {name}"))
    for command in subparsers(make_full_parser()):
        words[f"mosul {command}"] = ("reference/commands", anchor_of(f"mosul {command}"))
    for path, page in PAGES.items():
        words[path] = (page.removesuffix(".md"), "")
    tables = read_tables()
    ids = [row.id for row in tables.evidence] + [row.id for row in tables.assumptions]
    for name in (*ids, *(row.id for row in tables.claims)):
        page = "claims" if name.startswith("R") else "evidence"
        words[name] = (f"reference/{page}", anchor_of(name))
        words.setdefault(name.rstrip("abcdefghij"), words[name])
    return words


def find_object(env: BuildEnvironment, text: str) -> tuple[str, str] | None:
    """Return the document and the id of a documented Python object, by the end of its name."""
    name = re.sub(r"^mm\.", "mesa_mosul.", text.removesuffix("()"))
    if not re.fullmatch(r"[\w.]+", name) or not ("." in name or name[:1].isupper()):
        return None
    objects = env.domains.python_domain.objects
    places = {
        (entry.docname, entry.node_id)
        for full, entry in objects.items()
        if full == name or full.endswith(f".{name}")
    }
    return places.pop() if len(places) == 1 else None


class WordLinks(SphinxPostTransform):
    """Make words that are explained somewhere lead there."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace words in code and ids in texts by links."""
        for node in list(self.document.findall(is_candidate)):
            if isinstance(node, nodes.literal):
                self.link_literal(node)
            elif SOURCE_ID.search(node):
                node.parent.replace(node, list(self.split_ids(str(node))))

    def link_literal(self, node: nodes.literal) -> None:
        """Put a literal into a link if it is explained."""
        text = node.astext()
        word = text.partition("@")[0]  # a column at a date
        place = explained_words().get(word) or find_object(self.env, text)
        if place is None and text.startswith("mosul "):
            place = explained_words().get(" ".join(text.split()[:2]))
        if place is not None and place[0] != self.env.docname:
            node.replace_self(self.reference(place, node.deepcopy()))

    def split_ids(self, text: str) -> Iterator[nodes.Node]:
        """Yield the parts of a text: links for ids that there are."""
        for part in SOURCE_ID.split(text):
            place = explained_words().get(part)
            if place is None or place[0] == self.env.docname:
                yield nodes.Text(part)
            else:
                yield self.reference(place, nodes.inline(part, part))

    def reference(self, place: tuple[str, str], shown: nodes.Node) -> nodes.reference:
        """Return a link to a place."""
        document, anchor = place
        address = self.app.builder.get_relative_uri(self.env.docname, document)
        target = f"{address}#{anchor}" if anchor else address
        link = nodes.reference("", "", internal=True, refuri=target)
        link += shown
        return link


def is_candidate(node: nodes.Node) -> bool:
    """Return whether a node is code or text that may hold a word to be linked."""
    is_kind = isinstance(node, nodes.literal | nodes.Text)
    ancestor = node.parent if is_kind else None
    while ancestor is not None:
        if isinstance(ancestor, UNLINKED):
            return False
        ancestor = ancestor.parent
    return is_kind


def resolve_object(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, shown: nodes.TextElement
) -> nodes.reference | None:
    """Return a link for a reference to a Python object that names it without its module."""
    place = find_object(env, node["reftarget"]) if node.get("refdomain") == "py" else None
    if place is None:
        return None
    address = app.builder.get_relative_uri(env.docname, place[0])
    link = nodes.reference("", "", internal=True, refuri=f"{address}#{place[1]}")
    link += shown
    return link
