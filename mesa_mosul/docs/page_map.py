"""Which pages of the repository the site has, and where."""

from collections.abc import Iterable
from pathlib import Path

from mesa_mosul.docs.staging import HOME, SOURCES

PAGES = {
    "README.md": "about/readme.md",
    ".github/CHANGELOG.md": "about/changelog.md",
    ".github/CONTRIBUTING.md": "about/contributing.md",
    "mesa_mosul/ODD.md": "model/odd.md",
    "mesa_mosul/HOW_TO_ADD_A_MECHANISM.md": "how_to/add_a_mechanism.md",
    "seeds/README.md": "model/data.md",
    "experiments/README.md": "experiments/experiments.md",
    "experiments/your_own.md": "how_to/your_own.md",
    "experiments/outside_tools.md": "how_to/outside_tools.md",
    "experiments/ensemble.md": "experiments/ensemble.md",
    "experiments/reported_question.md": "experiments/reported_question.md",
    "experiments/why_no_stall.md": "experiments/why_no_stall.md",
    "notebooks/README.md": "tutorials/notebooks.md",
    "tests/README.md": "about/tests.md",
    "tests/packaging/README.md": "about/platforms.md",
    "tests/analysis/README.md": "model/intervals.md",
    "tests/bench/README.md": "model/speed.md",
}
"""Pages of the repository, and their places in the site."""


def list_pages(generated: Iterable[str]) -> dict[str, str]:
    """Return the files of the site by the paths that pages of the repository link to."""
    pages = dict(PAGES)
    for path in sorted((HOME / "experiments" / "reports").glob("*/report.md")):
        pages[str(path.relative_to(HOME))] = f"experiments/reports/{path.parent.name}.md"
    for path in list_notebooks():
        for name in (path.name, f"{path.stem}.py"):
            pages[f"notebooks/{name}"] = f"tutorials/{path.name}"
    pages["mesa_mosul/docs/gallery/index.rst"] = "gallery/index.rst"
    for path in (*SOURCES.rglob("*.md"), *map(SOURCES.joinpath, generated)):
        pages[str(path.relative_to(HOME))] = str(path.relative_to(SOURCES))
    return pages


def list_notebooks() -> list[Path]:
    """Return the executed notebooks."""
    return sorted((HOME / "build" / "notebooks").glob("*.ipynb"))
