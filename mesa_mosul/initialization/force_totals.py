"""Force totals, and how a total is split among formations."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.parameters.registry import Parameters


def apportion_total(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return an integer total split by weights (largest remainder), shape (weights,)."""
    exact = np.asarray(weights, float) * total / max(float(np.sum(weights)), 1e-12)
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - parts.sum()]] += 1
    return parts


class ForceTotals(NamedTuple):
    """Strength by force, and equipment (aircraft, guns, car bombs) by unit kind."""

    men_by_force: dict[str, int]
    equipment_by_kind: dict[str, int]


def force_totals(p: Parameters) -> ForceTotals:
    """Return the forces of the battle at the start."""
    men = {
        "iraqi": p.iraqi.troops,
        "isis": p.isis.fighters,
        "peshmerga": p.peshmerga.men,
        "us": p.coalition.personnel,
        "pmf": p.pmf.men,
    }
    pieces = {
        "air_wing": p.coalition.strike_aircraft,
        "artillery": p.coalition.artillery_pieces,
        "car_bombs": p.isis.car_bombs_at_start,
    }
    return ForceTotals(men, pieces)


def split_totals(
    order_of_battle: Sequence[Formation], totals: ForceTotals
) -> tuple[np.ndarray, np.ndarray]:
    """Return the strength and the equipment of every formation, scaled to the totals."""
    men = np.zeros(len(order_of_battle), np.int64)
    pieces = np.zeros(len(order_of_battle), np.int64)
    for force, total in totals.men_by_force.items():
        rows = [
            row for row, formation in enumerate(order_of_battle) if formation.force == force
        ]
        men[rows] = apportion_total(
            total, check_split_weights(force, total, [order_of_battle[row].men for row in rows])
        )
    for kind, total in totals.equipment_by_kind.items():
        rows = [row for row, formation in enumerate(order_of_battle) if formation.kind == kind]
        pieces[rows] = apportion_total(
            total,
            check_split_weights(kind, total, [order_of_battle[row].pieces for row in rows]),
        )
    return men, pieces


def check_split_weights(label: str, total: int, weights: list[int]) -> list[int]:
    """Return the weights by which a total is split.

    Raises SeedError if the total is positive and all weights are 0.
    """
    if total > 0 and sum(weights) == 0:
        problem = f"forces.csv: no formation has any '{label}' and {total} are to be split"
        raise SeedError(
            f"{problem}; give a formation some, or set the total to 0 if it may be 0"
        )
    return weights
