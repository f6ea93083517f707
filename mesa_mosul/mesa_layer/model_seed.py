"""The seed of a model, from `seed` as in `mesa_mosul.run` or from `rng` as in Mesa."""

from typing import Any

import numpy as np

from mesa_mosul.inputs.scenario import RunError

DEFAULT_SEED = 1
UNSET: Any = object()
"""Stands for an argument that was not given, where None has a meaning of its own."""


def resolve_seed(rng: Any) -> int:
    """Return the seed of a run from any source of random numbers of Mesa's; None draws one.

    Raises RunError for what is no such source.
    """
    if isinstance(rng, int | np.integer):
        return rng  # type: ignore[return-value]
    try:
        return int(np.random.default_rng(rng).integers(2**63))
    except (TypeError, ValueError) as error:
        raise RunError(f"rng is {rng!r}: it is an integer from 0 or None") from error


def choose_seed(seed: Any, rng: Any) -> int:
    """Return the seed given as `seed` or as `rng`. Raises RunError if both are given."""
    if seed is not UNSET and rng is not UNSET:
        raise RunError(
            f"seed is {seed!r} and rng is {rng!r}: give one of them, they are the same"
        )
    given = rng if seed is UNSET else seed
    return DEFAULT_SEED if given is UNSET else resolve_seed(given)
