"""The notebooks a reader opens, made from the files that are edited.

`make notebooks` writes notebooks/*.ipynb anew from notebooks/*.py: no outputs, and cells whose
ids follow from what they say, so that a cell that did not change leaves no trace in a diff.
"""

import hashlib
from pathlib import Path

import jupytext
from nbformat import NotebookNode

NOTEBOOK_FOLDER = Path(__file__).parents[1] / "notebooks"


def notebook_sources() -> list[Path]:
    """Return the notebooks as they are edited."""
    return sorted(NOTEBOOK_FOLDER.glob("[0-9]_*.py"))


def build_notebook(source: Path) -> NotebookNode:
    """Return the notebook that a file makes."""
    made = jupytext.read(source)
    for at, cell in enumerate(made.cells):
        same = [one.source for one in made.cells[:at]].count(cell.source)
        cell["id"] = hashlib.sha256(f"{same} {cell.source}".encode()).hexdigest()[:8]
    return made


def notebook_text(source: Path) -> str:
    """Return what the .ipynb beside a file has to say."""
    return str(jupytext.writes(build_notebook(source), fmt="ipynb")).rstrip("\n") + "\n"


def main() -> None:
    """Write every notebook."""
    for source in notebook_sources():
        source.with_suffix(".ipynb").write_text(notebook_text(source), encoding="utf-8")
        print(f"written: {source.with_suffix('.ipynb')}")


if __name__ == "__main__":
    main()
