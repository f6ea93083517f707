"""How many there are of what, and how a total is split among formations."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mesa_mosul.parameters import Parameters
from mesa_mosul.rows.battle import Formation
from mesa_mosul.rows.reading import SeedError


def shares(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return a whole number split by weights, by largest remainder; shape (weights,)."""
    exact = np.asarray(weights, float) * total / max(float(np.sum(weights)), 1e-12)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


class Strength(NamedTuple):
    """What there is to muster: men by force, pieces (aircraft, guns, car bombs) by kind."""

    men: dict[str, int]
    pieces: dict[str, int]


def strength(p: Parameters) -> Strength:
    """Return what takes part in the battle of the city at the start."""
    men = {
        "iraqi": p.iraqi.troops,
        "isis": p.isis.fighters,
        "peshmerga": p.peshmerga.men,
        "us": p.us.servicemen,
        "pmf": p.pmf.men,
    }
    pieces = {
        "air_wing": p.us.warplanes,
        "artillery": p.us.guns,
        "car_bombs": p.isis.car_bombs_in_stock,
    }
    return Strength(men, pieces)


def strengths(forces: Sequence[Formation], there: Strength) -> tuple[np.ndarray, np.ndarray]:
    """Return the men and the pieces of every formation, scaled to what there is."""
    men = np.zeros(len(forces), np.int64)
    pieces = np.zeros(len(forces), np.int64)
    for force, total in there.men.items():
        rows = [row for row, formation in enumerate(forces) if formation.force == force]
        men[rows] = shares(total, weights(force, total, [forces[row].men for row in rows]))
    for kind, total in there.pieces.items():
        rows = [row for row, formation in enumerate(forces) if formation.kind == kind]
        pieces[rows] = shares(total, weights(kind, total, [forces[row].pieces for row in rows]))
    return men, pieces


def weights(what: str, total: int, given: list[int]) -> list[int]:
    """Return the weights by which a total is split.

    Raises SeedError where there is a total to split and nobody to take it.
    """
    if total > 0 and sum(given) == 0:
        said = f"forces.csv: no formation has any '{what}' and {total} are to be split"
        raise SeedError(f"{said}; give a formation some, or set the total to 0")
    return given
