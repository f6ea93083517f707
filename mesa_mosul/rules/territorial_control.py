"""Territorial control of neighbourhoods, by four definitions."""

import numpy as np

from mesa_mosul.engine.codes import (
    AREAS,
    EAST_BANK,
    IRAQI,
    NEIGHBOURHOOD_CLEARED,
    NEIGHBOURHOOD_LOST,
    NEVER,
    WEST_BANK,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.event_log import log_event

AREA_LEDGER = (
    LedgerColumn("km2_{area}_held", "km2", "Territory cleared and not contested since."),
    LedgerColumn("km2_{area}_entered", "km2", "Territory of all neighbourhoods entered."),
    LedgerColumn("km2_{area}_secured", "km2", "Territory of all neighbourhoods secured."),
    LedgerColumn(
        "km2_{area}_claimed", "km2", "Territory that Baghdad would call liberated by now."
    ),
)
AT = positions(*AREA_LEDGER)
NEIGHBOURHOOD_LEDGER = (
    LedgerColumn("neighbourhoods_entered", "neighbourhoods", "Neighbourhoods entered."),
    LedgerColumn(
        "neighbourhoods_cleared", "neighbourhoods", "Neighbourhoods cleared, not lost."
    ),
    LedgerColumn("neighbourhoods_secured", "neighbourhoods", "Neighbourhoods secured."),
    LedgerColumn(
        "neighbourhoods_claimed",
        "neighbourhoods",
        "Neighbourhoods that Baghdad has called liberated so far.",
    ),
    LedgerColumn(
        "neighbourhoods_claimed_again",
        "neighbourhoods",
        "Neighbourhoods lost after a claim and claimed again, five days or more after it.",
    ),
)
OF_NEIGHBOURHOODS = positions(*NEIGHBOURHOOD_LEDGER)
REPEATED_CLAIM_DAYS = 5.0
"""Days from which two claims of a neighbourhood are two and not a repeated report of one."""
LOST_CONTROL_RATIO = 0.5
"""Fraction of the control by which a neighbourhood counts as cleared, or is claimed, below
which it counts as lost."""
CITY, EAST, WEST, OLD_CITY, THEATRE = range(len(AREAS))


@compiled
def update_neighbourhood_control(world: World) -> None:
    """Update the controlled fraction of every neighbourhood."""
    cells, neighbourhoods = world.cells, world.neighbourhoods
    neighbourhoods.control[:] = 0.0
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        if cells.neighbourhood[cell] >= 0:
            neighbourhoods.control[cells.neighbourhood[cell]] += (
                cells.control[cell] * cells.city_area_km2[cell]
            )
    for neighbourhood in range(neighbourhoods.area_km2.size):
        neighbourhoods.control[neighbourhood] /= neighbourhoods.area_km2[neighbourhood]


@compiled
def update_claim(world: World, p: Parameters, clock: Clock, neighbourhood: int) -> None:
    """Claim a neighbourhood, note that it is lost again, or claim it again."""
    neighbourhoods, threshold = world.neighbourhoods, p.reporting.claimed_threshold
    control = neighbourhoods.control[neighbourhood]
    if control < LOST_CONTROL_RATIO * threshold:
        neighbourhoods.claim_lapsed[neighbourhood] = neighbourhoods.claimed[neighbourhood]
    if control < threshold:
        return
    if neighbourhoods.claimed[neighbourhood] and not neighbourhoods.claim_lapsed[neighbourhood]:
        return
    days = (clock.tick - neighbourhoods.claimed_since_tick[neighbourhood]) / clock.ticks_per_day
    if neighbourhoods.claimed[neighbourhood] and days >= REPEATED_CLAIM_DAYS:
        neighbourhoods.claimed_again[neighbourhood] = True
    neighbourhoods.claimed[neighbourhood] = True
    neighbourhoods.claim_lapsed[neighbourhood] = False
    neighbourhoods.claimed_since_tick[neighbourhood] = clock.tick


@compiled
def classify_neighbourhoods(world: World, p: Parameters, clock: Clock) -> None:
    """Classify each neighbourhood as entered, cleared, secured and claimed.

    Reporting only: no other rule reads these.
    """
    neighbourhoods = world.neighbourhoods
    update_neighbourhood_control(world)
    for neighbourhood in range(neighbourhoods.area_km2.size):
        control, cell = (
            neighbourhoods.control[neighbourhood],
            neighbourhoods.cell[neighbourhood],
        )
        neighbourhoods.entered[neighbourhood] = control >= p.reporting.entered_threshold
        if control < p.reporting.secured_threshold:
            neighbourhoods.secured_since_tick[neighbourhood] = NEVER
        elif neighbourhoods.secured_since_tick[neighbourhood] == NEVER:
            neighbourhoods.secured_since_tick[neighbourhood] = clock.tick
        ticks_since = clock.tick - neighbourhoods.secured_since_tick[neighbourhood]
        neighbourhoods.secured[neighbourhood] = (
            ticks_since >= p.reporting.secured_days * clock.ticks_per_day
        )
        update_claim(world, p, clock, neighbourhood)
        if (
            not neighbourhoods.cleared[neighbourhood]
            and control >= p.reporting.cleared_threshold
        ):
            neighbourhoods.cleared[neighbourhood] = True
            log_event(
                world,
                clock,
                NEIGHBOURHOOD_CLEARED,
                IRAQI,
                cell,
                float(neighbourhood),
                control,
                0.0,
            )
        elif (
            neighbourhoods.cleared[neighbourhood]
            and control < LOST_CONTROL_RATIO * p.reporting.cleared_threshold
        ):
            neighbourhoods.cleared[neighbourhood] = False
            log_event(
                world,
                clock,
                NEIGHBOURHOOD_LOST,
                IRAQI,
                cell,
                float(neighbourhood),
                control,
                0.0,
            )


@compiled
def record_cell(
    ledger_row: np.ndarray,
    first: int,
    area: int,
    km2: float,
    status: tuple[float, float, float, float],
) -> None:
    """Add one cell to the four measures of an area.

    status: fraction of the cell that counts, by measure.
    """
    column = first + area * len(AREA_LEDGER)
    control, entered, secured, claimed = status
    ledger_row[column + AT.km2_held] += control * km2
    ledger_row[column + AT.km2_entered] += entered * km2
    ledger_row[column + AT.km2_secured] += secured * km2
    ledger_row[column + AT.km2_claimed] += claimed * km2


@compiled
def cell_status(world: World, cell: int) -> tuple[float, float, float, float]:
    """Return the fractions of a cell that are held, entered, secured and claimed."""
    control, neighbourhood = world.cells.control[cell], world.cells.neighbourhood[cell]
    if neighbourhood < 0:
        return control, control, control, control
    neighbourhoods = world.neighbourhoods
    entered = 1.0 if neighbourhoods.entered[neighbourhood] else 0.0
    secured = 1.0 if neighbourhoods.secured[neighbourhood] else 0.0
    claimed = 1.0 if neighbourhoods.claimed[neighbourhood] else 0.0
    return control, entered, secured, claimed


@compiled
def record_areas(world: World, ledger_row: np.ndarray, first: int) -> None:
    """Write the area columns of a ledger row, from position `first`."""
    cells = world.cells
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        status = cell_status(world, cell)
        city_area_km2, bank = cells.city_area_km2[cell], cells.bank[cell]
        record_cell(ledger_row, first, CITY, city_area_km2, status)
        if bank == EAST_BANK:
            record_cell(ledger_row, first, EAST, city_area_km2, status)
        if bank == WEST_BANK:
            record_cell(ledger_row, first, WEST, city_area_km2, status)
        record_cell(ledger_row, first, OLD_CITY, cells.old_city_area_km2[cell], status)
        record_cell(ledger_row, first, THEATRE, cells.area_km2[cell], status)


@compiled
def record_neighbourhoods(world: World, ledger_row: np.ndarray, first: int) -> None:
    """Count neighbourhoods by their reports in a ledger row, from position `first`."""
    neighbourhoods, at = world.neighbourhoods, OF_NEIGHBOURHOODS
    for neighbourhood in range(neighbourhoods.area_km2.size):
        ledger_row[first + at.neighbourhoods_entered] += neighbourhoods.entered[neighbourhood]
        ledger_row[first + at.neighbourhoods_cleared] += neighbourhoods.cleared[neighbourhood]
        ledger_row[first + at.neighbourhoods_secured] += neighbourhoods.secured[neighbourhood]
        ledger_row[first + at.neighbourhoods_claimed] += neighbourhoods.claimed[neighbourhood]
        ledger_row[first + at.neighbourhoods_claimed_again] += neighbourhoods.claimed_again[
            neighbourhood
        ]
