"""The notebooks with their outputs: tests judge them, the documentation site shows them.

python tests/executed_notebooks.py executes those of build/notebooks that are missing, or that
another state of the notebooks or of the package made.
"""

import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from pairing import NOTEBOOK_FOLDER, notebook_sources

from mesa_mosul.docs.source_digest import digest_of_checkout

HOME = NOTEBOOK_FOLDER.parent
EXECUTED_FOLDER = HOME / "build" / "notebooks"
DIGEST_KEY, SECONDS_KEY = "executed_from", "executed_in_seconds"
TIME_LIMIT_S = 300.0
"""Seconds that one notebook may take."""


@contextlib.contextmanager
def own_kernel() -> Iterator[None]:
    """Give Jupyter folders of its own meanwhile, whose only kernel is the running Python."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as environment:
        home = Path(place)
        kernel = home / "kernels" / "python3"
        kernel.mkdir(parents=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": command, "display_name": "Python 3", "language": "python"}
        (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        for name in ("PATH", "DATA_DIR", "CONFIG_DIR", "RUNTIME_DIR"):
            environment.setenv(f"JUPYTER_{name}", place)
        environment.setenv("JUPYTER_PLATFORM_DIRS", "1")
        environment.setenv("TMPDIR", place)
        environment.setenv("IPYTHONDIR", str(home / "ipython"))
        environment.delenv("MPLBACKEND", raising=False)
        python_path = os.environ.get("PYTHONPATH")
        paths = [str(HOME), *([python_path] if python_path else [])]
        environment.setenv("PYTHONPATH", os.pathsep.join(paths))
        yield


def execute_notebook(source: Path) -> NotebookNode:
    """Execute a stored notebook in an empty folder; a copy without errors goes into build/."""
    digest = digest_of_checkout()
    notebook = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(NOTEBOOK_FOLDER / "rain.py", folder)
        client = NotebookClient(
            notebook, timeout=TIME_LIMIT_S, kernel_name="python3", allow_errors=True,
            resources={"metadata": {"path": folder}},
        )  # fmt: skip
        start = time.perf_counter()
        executed = client.execute()
    executed.metadata[SECONDS_KEY] = time.perf_counter() - start
    if not list_errors(executed):
        executed.metadata[DIGEST_KEY] = digest
        EXECUTED_FOLDER.mkdir(parents=True, exist_ok=True)
        nbformat.write(executed, EXECUTED_FOLDER / f"{source.stem}.ipynb")
    return executed


def list_outputs(notebook: NotebookNode) -> list[NotebookNode]:
    """Return all outputs of a notebook."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def list_errors(notebook: NotebookNode) -> list[str]:
    """Return the errors that cells of a notebook ended with."""
    outputs = list_outputs(notebook)
    return [output.evalue for output in outputs if output.output_type == "error"]


def is_current(source: Path) -> bool:
    """Return whether build/ has a copy of a notebook that these sources made."""
    path = EXECUTED_FOLDER / f"{source.stem}.ipynb"
    if not path.exists():
        return False
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return SECONDS_KEY in metadata and metadata.get(DIGEST_KEY) == digest_of_checkout()


def read_or_execute(source: Path) -> NotebookNode:
    """Return a notebook with its outputs: the copy in build/ if it is current."""
    if is_current(source):
        return nbformat.read(EXECUTED_FOLDER / f"{source.stem}.ipynb", as_version=4)
    with own_kernel():
        return execute_notebook(source)


def main() -> None:
    """Execute the notebooks of which build/ has no copy that is current."""
    for source in notebook_sources():
        executed = read_or_execute(source)
        if errors := list_errors(executed):
            sys.exit(f"{source.stem}: {errors[0]}")
        print(f"{source.stem}: executed in {executed.metadata[SECONDS_KEY]:.0f} s", flush=True)


if __name__ == "__main__":
    main()
