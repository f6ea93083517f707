"""The notebooks run from top to bottom, and agree with the files from which they are made."""

import ast
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from pairing import NOTEBOOK_FOLDER, build_notebook, notebook_sources, notebook_text

IMAGES = {
    "1_one_battle": 4, "2_a_sweep": 2, "3_outcome_distributions": 12, "4_your_own_rule": 2,
}  # fmt: skip
MAX_FUNCTION_LINES = 8
TIME_LIMIT_S = 300.0
"""Seconds that all notebooks together may take."""
MACHINE_FOLDERS = (
    str(Path.home()),
    tempfile.gettempdir(),
    str(NOTEBOOK_FOLDER.parent),
    sys.prefix,
)
"""Folders of the machine that runs these tests."""

each = pytest.mark.parametrize("source", notebook_sources(), ids=lambda source: source.stem)


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """Give Jupyter folders for this test alone, whose only kernel is the running Python."""
    home, environment = tmp_path_factory.mktemp("jupyter"), pytest.MonkeyPatch()
    kernel = home / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    for name in ("PATH", "DATA_DIR", "CONFIG_DIR", "RUNTIME_DIR"):
        environment.setenv(f"JUPYTER_{name}", str(home))
    environment.setenv("JUPYTER_PLATFORM_DIRS", "1")
    environment.setenv("TMPDIR", str(home))
    environment.setenv("IPYTHONDIR", str(home / "ipython"))
    environment.delenv("MPLBACKEND", raising=False)
    python_path = os.environ.get("PYTHONPATH")
    paths = [str(NOTEBOOK_FOLDER.parent), *([python_path] if python_path else [])]
    environment.setenv("PYTHONPATH", os.pathsep.join(paths))
    yield
    environment.undo()


@pytest.fixture(scope="module")
def executed(kernels, tmp_path_factory):
    """Execute every stored notebook; return them by name, and the seconds that all took."""
    from nbclient import NotebookClient

    start, notebooks = time.perf_counter(), {}
    for source in notebook_sources():
        folder = tmp_path_factory.mktemp(source.stem)
        shutil.copy(NOTEBOOK_FOLDER / "rain.py", folder)
        notebook = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
        client = NotebookClient(
            notebook, timeout=TIME_LIMIT_S, kernel_name="python3", allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
        )  # fmt: skip
        notebooks[source.stem] = client.execute()
    return notebooks, time.perf_counter() - start


def list_outputs(notebook: NotebookNode) -> list[NotebookNode]:
    """Return all outputs of a notebook."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def list_functions(source: Path) -> list[ast.AST]:
    """Return the functions that a notebook defines."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_there_are_four_notebooks_in_an_order():
    assert [source.stem for source in notebook_sources()] == list(IMAGES)
    assert [path.stem for path in sorted(NOTEBOOK_FOLDER.glob("*.ipynb"))] == list(IMAGES)


@each
def test_the_stored_notebook_is_what_its_file_makes(source):
    stored = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    cells = [(cell.cell_type, cell.source) for cell in nbformat.reads(stored, 4).cells]
    assert cells == [(cell.cell_type, cell.source) for cell in build_notebook(source).cells]
    assert stored == notebook_text(source), "run 'make notebooks' to write it again"


@each
def test_the_stored_notebook_is_valid_and_has_no_outputs(source):
    stored = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(stored)
    assert not list_outputs(stored)
    assert {cell.execution_count for cell in stored.cells if cell.cell_type == "code"} == {None}
    assert stored.metadata.kernelspec.name == "python3"


@each
def test_a_notebook_names_no_folder_of_a_machine(source):
    stored = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert not [folder for folder in MACHINE_FOLDERS if folder in stored]


@each
def test_no_function_of_a_notebook_is_long(source):
    for node in list_functions(source):
        assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES


@each
def test_every_notebook_reports_civilians_and_states_that_this_is_no_body_count(source):
    text = " ".join(cell.source for cell in build_notebook(source).cells).replace("\n", " ")
    assert "civilians" in text
    assert "body count" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_a_notebook_runs_without_an_error_or_a_warning(executed, name):
    outputs = list_outputs(executed[0][name])
    assert [output.evalue for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_a_notebook_shows_its_pictures(executed, name):
    is_image = [
        "image/png" in output.get("data", {}) for output in list_outputs(executed[0][name])
    ]
    assert sum(is_image) >= IMAGES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_what_a_notebook_claims_to_be_equal_is_equal(executed, name):
    outputs = list_outputs(executed[0][name])
    texts = [output.get("data", {}).get("text/plain") for output in outputs]
    assert "True" in texts
    assert "False" not in texts


@pytest.mark.slow
def test_all_notebooks_together_take_under_five_minutes(executed):
    assert executed[1] < TIME_LIMIT_S
