"""`python -m mesa_mosul` is `mosul`."""

import sys

from mesa_mosul.cli.main import main

sys.exit(main())
