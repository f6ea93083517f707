"""Parameter sets over the declared ranges of all numbers of the rules."""

from mesa_mosul.experiments.draws import over_range
from mesa_mosul.experiments.hypercubes import latin_hypercube
from mesa_mosul.parameters import Entry, parameters

FIXED = ("scale", "iraqi", "isis", "peshmerga", "us", "pmf", "switch", "duel", "ambush",
         "street", "hill")  # fmt: skip
"""Subjects that belong to scenarios or to precision, and are not drawn."""


def drawn() -> dict[str, Entry]:
    """Return the parameters that are drawn over their declared ranges."""
    return {
        name: entry
        for name, entry in parameters().items()
        if name.split(".")[0] not in FIXED and entry.kind is not bool
    }


def parameter_sets(count: int, seed: int) -> list[dict[str, float]]:
    """Return a Latin hypercube of so many parameter sets over all declared ranges.

    Each range is drawn evenly, a wide one evenly by its logarithm.
    """
    known = drawn()
    cube = latin_hypercube(count, len(known), seed)
    columns = [
        over_range(entry, part) for entry, part in zip(known.values(), cube.T, strict=True)
    ]
    return [dict(zip(known, row, strict=True)) for row in zip(*columns, strict=True)]
