"""The notebooks run from top to bottom, and are what their files make of them."""

import ast
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from pairing import FOLDER, notebook, sources, text

IMAGES = {"1_one_battle": 4, "2_a_sweep": 2, "3_outcome_distributions": 16}
LONGEST = 8
"""Lines of a function."""
TOGETHER = 240.0
"""Seconds that all notebooks may take."""
MACHINE = (str(Path.home()), tempfile.gettempdir(), str(FOLDER.parent), sys.prefix)
"""Folders of the machine that runs this."""

each = pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """Jupyter's folders of this test alone, whose only kernel is the running Python."""
    home, kept = tmp_path_factory.mktemp("jupyter"), pytest.MonkeyPatch()
    kernel = home / "kernels" / "python3"
    kernel.mkdir(parents=True)
    line = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    said = {"argv": line, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(said), encoding="utf-8")
    for name in ("PATH", "DATA_DIR", "CONFIG_DIR", "RUNTIME_DIR"):
        kept.setenv(f"JUPYTER_{name}", str(home))
    kept.setenv("JUPYTER_PLATFORM_DIRS", "1")
    kept.setenv("TMPDIR", str(home))
    kept.setenv("IPYTHONDIR", str(home / "ipython"))
    kept.delenv("MPLBACKEND", raising=False)
    before = os.environ.get("PYTHONPATH")
    paths = [str(FOLDER.parent), *([before] if before else [])]
    kept.setenv("PYTHONPATH", os.pathsep.join(paths))
    yield
    kept.undo()


@pytest.fixture(scope="module")
def executed(kernels, tmp_path_factory):
    """Every stored notebook with its outputs, and the seconds that all took together."""
    began, found = time.perf_counter(), {}
    for source in sources():
        there = tmp_path_factory.mktemp(source.stem)
        made = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
        client = NotebookClient(
            made, timeout=TOGETHER, kernel_name="python3", allow_errors=True,
            resources={"metadata": {"path": str(there)}},
        )  # fmt: skip
        found[source.stem] = client.execute()
    return found, time.perf_counter() - began


def outputs(made: NotebookNode) -> list[NotebookNode]:
    """Return all outputs of a notebook."""
    return [one for cell in made.cells for one in cell.get("outputs", [])]


def functions(source: Path) -> list[ast.AST]:
    """Return the functions that a notebook defines."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_there_are_three_notebooks_in_an_order():
    assert [source.stem for source in sources()] == list(IMAGES)
    assert [one.stem for one in sorted(FOLDER.glob("*.ipynb"))] == list(IMAGES)


@each
def test_the_stored_notebook_is_what_its_file_makes(source):
    stored = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    told = [(one.cell_type, one.source) for one in nbformat.reads(stored, 4).cells]
    assert told == [(one.cell_type, one.source) for one in notebook(source).cells]
    assert stored == text(source), "make notebooks writes it anew"


@each
def test_the_stored_notebook_is_valid_and_has_no_outputs(source):
    stored = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(stored)
    assert not outputs(stored)
    assert {cell.execution_count for cell in stored.cells if cell.cell_type == "code"} == {None}
    assert stored.metadata.kernelspec.name == "python3"


@each
def test_a_notebook_names_no_folder_of_a_machine(source):
    stored = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert not [folder for folder in MACHINE if folder in stored]


@each
def test_no_function_of_a_notebook_is_long(source):
    for node in functions(source):
        assert node.end_lineno - node.lineno < LONGEST


@each
def test_every_notebook_speaks_of_civilians_and_says_that_this_is_no_body_count(source):
    said = " ".join(cell.source for cell in notebook(source).cells).replace("\n", " ")
    assert "civilians" in said
    assert "body count" in said


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_a_notebook_runs_without_an_error_or_a_warning(executed, name):
    shown = outputs(executed[0][name])
    assert [one.evalue for one in shown if one.output_type == "error"] == []
    assert [one.text for one in shown if one.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_a_notebook_shows_its_pictures(executed, name):
    found = ["image/png" in one.get("data", {}) for one in outputs(executed[0][name])]
    assert sum(found) >= IMAGES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_what_a_notebook_claims_to_be_equal_is_equal(executed, name):
    shown = [one.get("data", {}).get("text/plain") for one in outputs(executed[0][name])]
    assert "True" in shown
    assert "False" not in shown


@pytest.mark.slow
def test_all_notebooks_together_take_under_four_minutes(executed):
    assert executed[1] < TOGETHER
