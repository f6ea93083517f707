"""The sources of the site, gathered in one folder: pages of the repository, with their links.

A page keeps its text. A link to another page leads to that page of the site, one to a file or a
folder of the repository to a copy of it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

HOME = Path(__file__).parents[2]
SOURCES = Path(__file__).parent
FILES, FOLDERS = "files", "folders"
"""Folders of the site: copies of files, and lists of folders, to which pages link."""
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*$", re.M | re.S)
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^)\s]+)(\))")
INCLUDED = re.compile(r"^(`{3,}\{(?:literalinclude|include)\} )(\S+)()$", re.M)
OUTSIDE = re.compile(r"^[a-z]+:|^#")


class LinkError(ValueError):
    """A page that links to a file which is not there."""


class Site:
    """Pages that are gathered in a folder.

    Parameters
    ----------
    folder
        Where the sources of the site are written.
    pages
        File of the site by path of the page in the repository.
    """

    def __init__(self, folder: Path, pages: Mapping[str, str]) -> None:
        self.folder, self.pages = folder, pages
        self.written: set[Path] = set()

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the site unless it is there as it is."""
        path = self.folder / name
        self.written.add(path)
        content = text.encode() if isinstance(text, str) else text
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def add_page(self, page: str, text: str | None = None) -> None:
        """Add a page of the repository, or a text in its place, with links of the site."""
        text = (HOME / page).read_text(encoding="utf-8") if text is None else text
        self.write(self.pages[page], self.with_links(text, page))

    def with_links(self, text: str, page: str) -> str:
        """Return the text of a page with links that lead to the same from its place here."""

        def relink(match: re.Match[str]) -> str:
            return f"{match[1]}{self.find_link(match[2], page)}{match[3]}"

        return "".join(
            INCLUDED.sub(relink, part) if is_code else LINK.sub(relink, part)
            for part, is_code in split_code(text)
        )

    def find_link(self, link: str, page: str) -> str:
        """Return the link from a page's place in the site to what it links to."""
        if OUTSIDE.match(link):
            return link
        path, mark, anchor = link.partition("#")
        target = os.path.normpath(f"{PurePosixPath(page).parent}/{path}")
        there = f"{self.find_target(target, page)}{mark}{anchor}"
        return os.path.relpath(there, PurePosixPath(self.pages[page]).parent)

    def find_target(self, target: str, page: str) -> str:
        """Return the file of the site for one of the repository, which is copied if need be."""
        for name in (target, f"{target}/README.md"):
            if name in self.pages:
                return self.pages[name]
        if (HOME / target).is_dir():
            return self.add_folder(target)
        if not (HOME / target).is_file():
            raise LinkError(f"{page} links to {target}, which is not there")
        return self.add_file(target)

    def add_file(self, path: str) -> str:
        """Copy a file of the repository; return its name in the site."""
        self.write(f"{FILES}/{path}", (HOME / path).read_bytes())
        return f"{FILES}/{path}"

    def add_folder(self, path: str) -> str:
        """Write a page that lists the files of a folder; return its name in the site."""
        files = sorted(file for file in (HOME / path).rglob("*.*") if file.is_file())
        name = f"{FOLDERS}/{path.replace('/', '_')}.md"
        paths = (str(file.relative_to(HOME)) for file in files if file.suffix != ".pyc")
        copies = {file.removeprefix(f"{path}/"): self.add_file(file) for file in paths}
        rows = [f"- [`{file}`](../{copy})" for file, copy in copies.items()]
        self.write(
            name, "\n".join(("---", "orphan: true", "---", f"# `{path}/`", "", *rows, ""))
        )
        return name

    def remove_others(self, *folders: str) -> None:
        """Remove what an earlier build wrote and this one did not, but for some folders."""
        others = {self.folder / name for name in folders}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if others & {path, *path.parents}:
                continue
            if path.is_file() and path not in self.written:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def split_code(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a Markdown text, and whether each is a block of code."""
    end = 0
    for match in FENCE.finditer(text):
        yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield text[end:], False
