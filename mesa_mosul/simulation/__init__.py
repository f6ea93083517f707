"""The schedule of a tick, the ledger, the run loop, outcome and provenance.

All that simulates or reads results needs this room, so it is where Windows is refused.
"""

import sys

from mesa_mosul.parameters.errors import MosulError

if sys.platform == "win32":
    raise MosulError("mesa_mosul runs on Linux and macOS; on Windows, install it in WSL")
