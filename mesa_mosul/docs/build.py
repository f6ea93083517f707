"""The site, built into build/docs/html: `make docs`, or python -m mesa_mosul.docs.build."""

import shutil
import sys

from sphinx.cmd.build import build_main

from mesa_mosul.docs.generated_pages import generate_pages
from mesa_mosul.docs.link_check import site_faults
from mesa_mosul.docs.page_map import list_pages
from mesa_mosul.docs.source_digest import digest_of_checkout
from mesa_mosul.docs.staging import HOME, SOURCES, LinkError, Site

BUILD = HOME / "build" / "docs"
STAGED, EXAMPLES, HTML = BUILD / "source", BUILD / "gallery", BUILD / "html"
MADE_FROM = EXAMPLES / "made_from.txt"
"""The state of the package with which the figures of the gallery were drawn."""


def stage_pages() -> None:
    """Write the sources of the site."""
    generated = dict(generate_pages())
    site = Site(STAGED, list_pages(generated))
    for page, name in site.pages.items():
        if page.startswith("notebooks/") and page.endswith(".ipynb"):
            text = (HOME / "build" / page).read_text(encoding="utf-8")
            site.add_page(page, text)
        elif not page.endswith((".py", ".rst")):
            site.add_page(page, generated.get(name))
    for path in (SOURCES / "gallery").glob("*.toml"):
        site.add_file(str(path.relative_to(HOME)))
    site.remove_others("gallery")


def stage_examples() -> None:
    """Copy the examples of the gallery, without results that another state has made."""
    digest = digest_of_checkout("gallery/*.toml")
    if not MADE_FROM.exists() or MADE_FROM.read_text(encoding="utf-8") != digest:
        shutil.rmtree(EXAMPLES, ignore_errors=True)
        shutil.rmtree(STAGED / "gallery", ignore_errors=True)
    shutil.copytree(SOURCES / "gallery", EXAMPLES, dirs_exist_ok=True)
    MADE_FROM.write_text(digest, encoding="utf-8")


def main() -> int:
    """Build the site; return 1 if anything is wrong with it."""
    try:
        stage_pages()
    except LinkError as fault:
        print(f"make docs: {fault}", file=sys.stderr)
        return 1
    stage_examples()
    shutil.rmtree(HTML, ignore_errors=True)
    # All pages anew (-E): a page that is not read again repeats no warning.
    words = ("-q", "-E", "-W", "--keep-going", "-j", "2", "-c", str(SOURCES))
    if build_main((*words, str(STAGED), str(HTML))):
        return 1
    faults = site_faults(HTML)
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    if not faults:
        print(f"The site: {HTML.relative_to(HOME)}/index.html")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
