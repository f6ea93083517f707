"""Places with a want: a table of cells from which units are drawn in proportion.

Units choose in proportion to what is lacking, never the nearest or the best, so that the
size of units and the order of rows do not matter (a lesson of trial runs, A045).
"""

from mesa_mosul.compiled import compiled
from mesa_mosul.names import NO_ONE


@compiled
def add(listed, last, cell, want):
    """Add a cell that lacks some men to the table that ends at last; return the new end."""
    if want <= 0:
        return last
    listed.place[last] = cell
    listed.want[last] = want + (listed.want[last - 1] if last > 0 else 0)
    return last + 1


@compiled
def total(listed, first, last):
    """Return all that the places from first to last lack, in men."""
    if last <= first:
        return 0
    return listed.want[last - 1] - (listed.want[first - 1] if first > 0 else 0)


@compiled
def draw(listed, first, last, luck):
    """Return one of the places from first to last, drawn in proportion to its want."""
    lacking = total(listed, first, last)
    if lacking <= 0:
        return NO_ONE
    mark = int(luck * lacking) + (listed.want[first - 1] if first > 0 else 0)
    low, high = first, last - 1
    while low < high:
        middle = (low + high) // 2
        if listed.want[middle] > mark:
            high = middle
        else:
            low = middle + 1
    return listed.place[low]


@compiled
def share_wanted(lacking, free):
    """Return the share of the free men who may go, so that no more come than are wanted.

    lacking: what the places lack together; where units are large, less what some have too
    many, or large units would bring more men than small ones.
    """
    return min(1.0, max(0, lacking) / free) if free > 0 else 0.0
