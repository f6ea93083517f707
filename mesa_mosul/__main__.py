"""`python -m mesa_mosul` is `mosul`: no module is looked for in the folder it is started in."""

import os
import sys

if not sys.flags.safe_path:
    try:  # noqa: SIM105, as contextlib could be a file of that folder
        sys.path[:1] = [path for path in sys.path[:1] if path != os.getcwd()]
    except OSError:  # The folder was deleted.
        pass

from mesa_mosul.cli.main import main

sys.exit(main())
