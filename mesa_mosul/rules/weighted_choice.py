"""Candidate cells drawn with probability proportional to their demand.

Units never choose the nearest or the best cell, so that unit size and row order do not matter
(A045).
"""

from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.workspace import Candidates


@compiled
def append_demand(candidates: Candidates, end: int, cell: int, demand: int) -> int:
    """Append a cell with a positive demand at position `end`; return the new end."""
    if demand <= 0:
        return end
    candidates.cell[end] = cell
    candidates.cumulative_demand[end] = demand + (
        candidates.cumulative_demand[end - 1] if end > 0 else 0
    )
    return end + 1


@compiled
def total_demand(candidates: Candidates, start: int, end: int) -> int:
    """Return the total demand of the candidates from `start` to before `end`, in men."""
    if end <= start:
        return 0
    return candidates.cumulative_demand[end - 1] - (
        candidates.cumulative_demand[start - 1] if start > 0 else 0
    )


@compiled
def draw_cell(candidates: Candidates, start: int, end: int, u: float) -> int:
    """Return a candidate cell drawn in proportion to demand; -1 if there is none.

    u: a uniform draw.
    """
    total = total_demand(candidates, start, end)
    if total <= 0:
        return NO_INDEX
    target = int(u * total) + (candidates.cumulative_demand[start - 1] if start > 0 else 0)
    low, high = start, end - 1
    while low < high:
        middle = (low + high) // 2
        if candidates.cumulative_demand[middle] > target:
            high = middle
        else:
            low = middle + 1
    return candidates.cell[low]


@compiled
def dispatch_fraction(men_short: int, available_men: int) -> float:
    """Return the fraction of available troops to send, so that no more arrive than demanded.

    men_short: total shortfall of the cells, net of cells with a surplus; otherwise large units
    would send more troops than small ones.
    """
    return min(1.0, max(0, men_short) / available_men) if available_men > 0 else 0.0
