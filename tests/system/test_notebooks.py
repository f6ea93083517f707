"""The notebooks run from top to bottom, and agree with the files from which they are made."""

import ast
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from executed_notebooks import SECONDS_KEY, list_errors, list_outputs, read_or_execute
from pairing import NOTEBOOK_FOLDER, build_notebook, notebook_sources, notebook_text

IMAGES = {
    "1_one_battle": 4, "2_a_sweep": 2, "3_outcome_distributions": 12, "4_your_own_rule": 2,
    "5_the_article_against_the_record": 6,
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
def executed():
    """Return every notebook with its outputs, by name; those of build/ if they are current."""
    return {source.stem: read_or_execute(source) for source in notebook_sources()}


def list_functions(source: Path) -> list[ast.AST]:
    """Return the functions that a notebook defines."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_there_are_five_notebooks_in_an_order():
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
    outputs = list_outputs(executed[name])
    assert list_errors(executed[name]) == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_a_notebook_shows_its_pictures(executed, name):
    is_image = [
        "image/png" in output.get("data", {}) for output in list_outputs(executed[name])
    ]
    assert sum(is_image) >= IMAGES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", list(IMAGES))
def test_what_a_notebook_claims_to_be_equal_is_equal(executed, name):
    outputs = list_outputs(executed[name])
    texts = [output.get("data", {}).get("text/plain") for output in outputs]
    assert "True" in texts
    assert "False" not in texts


@pytest.mark.slow
def test_all_notebooks_together_take_under_five_minutes(executed):
    seconds = [notebook.metadata[SECONDS_KEY] for notebook in executed.values()]
    assert sum(seconds) < TIME_LIMIT_S
