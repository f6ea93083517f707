"""`python -m mesa_mosul` is `mosul`: no module is looked for in the folder it is started in."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from mesa_mosul.cli.main import main

sys.exit(main())
