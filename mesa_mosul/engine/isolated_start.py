"""Call a function of the package in a process of its own, apart from the folder it starts in.

Arguments: the folder of the package, a module in it, a function, and what the function takes.
Run as a file with `-P`, so that neither the current folder nor this one is searched for
modules; the package is the parent's own, wherever another of its name may lie.
"""

import importlib
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
    """Call the function."""
    folder, module, function, *arguments = sys.argv[1:]
    load_package(folder)
    getattr(importlib.import_module(f"{PACKAGE}.{module}"), function)(*arguments)


if __name__ == "__main__":
    main()
