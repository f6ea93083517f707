"""Start a worker, apart from the folder that it is started in.

Arguments: memory in MB, descriptors of the pipe to the parent and of the file of the spec, the
folder of the package.
Run as a file with `-P`, so that neither the current folder nor this one is searched for
modules; the package is the parent's own, wherever another of its name may lie. Results have a
pipe of their own: whatever is printed, by whom and when, goes to standard error.
"""

import importlib.util
import os
import sys

PACKAGE = "mesa_mosul"


def load_package(folder: str) -> None:
    """Load the package that lies in a folder."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules[PACKAGE] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def main() -> None:
    """Serve jobs until there are no more."""
    memory_mb, pipe, spec_file, folder = sys.argv[1:]
    load_package(folder)
    from mesa_mosul.experiments.execution.worker import serve_jobs

    serve_jobs(
        int(memory_mb),
        os.fdopen(int(pipe), "w", encoding="utf-8"),
        os.fdopen(int(spec_file), "r", encoding="utf-8"),
    )


if __name__ == "__main__":
    main()
