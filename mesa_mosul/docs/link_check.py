"""What is checked in the built site: links lead somewhere, and nothing comes from a network."""

import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {
    *(
        ("script", "src"),
        ("img", "src"),
        ("img", "srcset"),
        ("iframe", "src"),
        ("source", "src"),
    ),
    *(("video", "src"), ("audio", "src"), ("embed", "src"), ("object", "data")),
}
"""Attributes of what a page loads by itself; a link element loads what its `rel` says."""
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "manifest"}
STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
STATIC = "_static"
"""Folder of files of the theme, among them templates that are no pages."""
NETWORK = ("http:", "https:", "//", "ftp:")


class Page(HTMLParser):
    """The ids of a page, its links and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take an element's id, links and addresses."""
        values = {name: value for name, value in attributes if value}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        if tag in ("a", "area") and "href" in values:
            self.links.add(values["href"])
        elif tag == "link" and LOADING_RELATIONS & {*values.get("rel", "").split()}:
            self.loads.add(values["href"])
        for name in values.keys() & {name for element, name in LOADED if element == tag}:
            parts = values[name].split(",") if name == "srcset" else [values[name]]
            self.loads |= {part.split()[0] for part in parts if part.strip()}
        self.loads |= set(style_addresses(values.get("style", "")))


def style_addresses(text: str) -> Iterator[str]:
    """Yield the addresses that a style sheet loads."""
    for match in STYLE_ADDRESS.finditer(text):
        yield match[1] or match[2]


@functools.cache
def read_page(path: Path) -> Page:
    """Return what is in a page."""
    return Page(path.read_text(encoding="utf-8"))


def site_faults(folder: Path) -> list[str]:
    """Return what is wrong in a built site, a line for each fault."""
    read_page.cache_clear()
    faults = []
    for path in sorted(set(folder.rglob("*.html")) - set((folder / STATIC).rglob("*"))):
        page = read_page(path)
        for address in sorted(page.loads):
            faults += address_faults(path, address, folder, is_loaded=True)
        for address in sorted(page.links):
            faults += address_faults(path, address, folder, is_loaded=False)
    for path in sorted(folder.rglob("*.css")):
        for address in set(style_addresses(path.read_text(encoding="utf-8"))):
            faults += address_faults(path, address, folder, is_loaded=True)
    return faults


def address_faults(path: Path, address: str, folder: Path, is_loaded: bool) -> list[str]:
    """Return what is wrong with an address in a file of the site."""
    place = path.relative_to(folder)
    if address.startswith(NETWORK):
        return [f"{place} loads {address} from the network"] if is_loaded else []
    parts = urlsplit(address)
    if parts.scheme:
        return [] if parts.scheme in ("data", "mailto", "doi") else [f"{place}: {address}?"]
    target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return [f"{place}: there is no {address}"]
    if not target.is_relative_to(folder.resolve()) and target != path:
        return [f"{place}: {address} lies outside the site"]
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and anchor not in read_page(target).ids:
        return [f"{place}: {address} has no such anchor"]
    return []
