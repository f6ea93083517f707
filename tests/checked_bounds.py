"""Rules compiled with checks of every index: `python tests/checked_bounds.py RANDOM_WORLDS`.

To be started with NUMBA_BOUNDSCHECK=1 and an empty XDG_CACHE_HOME: numba then checks ends of
arrays. That an index below 0 counts from the end is taken from it, so that -1, which stands for
none, is no index either. Prints, as JSON, the digest of each battle, and which error ends
battles in whose columns an index is wrong.
"""

import gc
import json
import sys
from typing import Any

import numpy as np
from numba.core import config, types
from numba.np import arrayobj
from random_worlds import iter_battles
from town import coarse_battle

from mesa_mosul.simulation.schedule import entry_rules

WRONG_INDICES = {"cell": 10**6, "battalion": -1, "formation": -1, "axis": -2}


def refuse_negative(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """Return the code of an index as it is, where numba adds the size to one below 0."""
    return context.cast(builder, index, kind, types.intp)


def end_of_battle(column: str, index: int) -> str:
    """Return the error that ends a battle in which a unit has a wrong index."""
    battle = coarse_battle("reported", 1, "compiled")
    units = battle.world.units
    getattr(units, column)[np.flatnonzero(units.cell >= 0)[0]] = index
    try:
        battle.run_day()
    except IndexError as error:
        return str(error)
    return "none"


def main() -> None:
    """Compile in this process, whose numba is another one, and run."""
    assert config.BOUNDSCHECK
    arrayobj.fix_integer_index = refuse_negative
    gc.disable()  # As when rules are compiled for use.
    for rule, kinds in entry_rules().items():
        assert not rule.is_stored(kinds)
        rule.address(kinds)
    gc.enable()
    battles = iter_battles(int(sys.argv[1]), "compiled")
    ends = {column: end_of_battle(column, index) for column, index in WRONG_INDICES.items()}
    print(json.dumps({"digests": {name: one.digest() for name, one in battles}, "ends": ends}))


if __name__ == "__main__":
    main()
