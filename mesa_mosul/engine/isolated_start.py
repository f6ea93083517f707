"""Call a function of the package in a process of its own, apart from the folder it starts in.

Arguments: process ID of the parent, the folder of the package, a module in it, a function, and
what the function takes.
Run as a file with `-P`, so that neither the current folder nor this one is searched for
modules; the package is the parent's own, wherever another of its name may lie.
"""

import importlib
import importlib.util
import os
import signal
import sys
import threading
import time

PACKAGE = "mesa_mosul"
EXIT_ORPHANED = 3
"""Exit code of a process whose parent is gone."""
PR_SET_PDEATHSIG = 1
"""Option of prctl, in Linux: the signal that a process gets when its parent ends."""


def end_with_parent(parent_pid: int) -> None:
    """Let this process end with its parent, whatever it is doing then, and from now on."""
    if sys.platform == "linux":
        # The one way in which a process ends that is itself stopped.
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=exit_after_parent, args=(parent_pid,), daemon=True).start()


def exit_after_parent(parent_pid: int) -> None:
    """Exit as soon as the parent is gone."""
    while os.getppid() == parent_pid:
        time.sleep(0.5)
    os._exit(EXIT_ORPHANED)


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
    parent_pid, folder, module, function, *arguments = sys.argv[1:]
    end_with_parent(int(parent_pid))
    load_package(folder)
    getattr(importlib.import_module(f"{PACKAGE}.{module}"), function)(*arguments)


if __name__ == "__main__":
    main()
