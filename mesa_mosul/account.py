"""The short account of a run: who fought, what was taken, what it cost and who decided.

Retrospective and aggregate. Losses never stand without the harm to civilians beside them.
"""

import html
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mesa_mosul.chronicle import in_brief
from mesa_mosul.names import FORCES
from mesa_mosul.words import aligned, day_in_words, percent, wrapped

if TYPE_CHECKING:
    from mesa_mosul.fight import Run

FORCE_NAMES = {
    "iraqi": "Iraqi forces",
    "isis": "ISIS",
    "peshmerga": "Peshmerga",
    "us": "US servicemen",
    "pmf": "Popular Mobilisation",
}
AREA_NAMES = {"city": "city", "east": "east bank", "west": "west bank"}
MEASURES = ("held", "entered", "secured", "claimed")
FATES = ("killed", "wounded", "withdrawn", "effective")
NO_COUNT = "simulated harm is no body count"
FRAME = (
    "Retrospective, aggregate, no advice. Combatants' figures are partisan."
    " One run is one draw."
)


class Section(NamedTuple):
    """A part of the account: a title, a table with its heads, lines of text."""

    title: str
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def opening(run: "Run") -> Section:
    """Say which scenario was fought, for how long and by whom."""
    world, last, days = run.scenario, run.daily.index[-1].date(), len(run.daily)
    return Section(
        world.title,
        lines=(
            f"{world.name}, seed {run.seed}: {day_in_words(world.start)} to"
            f" {day_in_words(last)}, {days} day{'s' if days > 1 else ''}.",
            " ".join(world.about.split()),
        ),
    )


def ground(run: "Run") -> Section:
    """Say what was taken, by which measure, and what Baghdad claims."""
    end = run.daily.iloc[-1]
    rows = tuple(
        (
            name,
            *(f"{end[f'km2_{area}_{m}']:.1f}" for m in MEASURES),
            *(percent(end[f"share_{area}_{m}"]) for m in MEASURES),
        )
        for area, name in AREA_NAMES.items()
    )
    held, claimed = end["km2_city_held"], end["km2_city_claimed"]
    gap = f"{abs(claimed - held):.1f} km2 {'more' if claimed > held else 'less'} than is held"
    return Section(
        "Ground on the last day, in km2 and as a share",
        (("", *MEASURES, *MEASURES), *rows),
        (f"Baghdad claims {claimed:.1f} km2 of the city, {gap}.", verdict(run)),
    )


def verdict(run: "Run") -> str:
    """Say whether the city was captured, the east cleared, the offensive stalled."""
    came_to = run.outcome
    said = (
        ("captured_on", "City captured on", "City not captured"),
        ("east_cleared_on", "east cleared on", "east not cleared"),
        ("stalled_from", "stalled from", "no stall"),
    )
    return "; ".join(f"{yes} {came_to[key]}" if came_to[key] else no for key, yes, no in said)


def men(run: "Run") -> Section:
    """Count the men of each force; start and arrivals are the sum of the other columns."""
    end, at_start = run.daily.iloc[-1], run.outcome["forces_at_start"]
    unhurt = [force for force in FORCES if not end[f"{force}_losses"]]
    rows = tuple(
        (
            FORCE_NAMES[force],
            f"{at_start[force]:,}",
            *(f"{end[f'{force}_{fate}']:,.0f}" for fate in ("arrived", *FATES)),
        )
        for force in FORCES
        if force not in unhurt
    )
    others = ", ".join(f"{FORCE_NAMES[force]} ({at_start[force]:,})" for force in unhurt)
    lines = (f"No losses: {others}.",) if others else ()
    return Section("Men", (("", "at start", "arrived", *FATES), *rows), lines)


def harm(run: "Run") -> Section:
    """Count the harm to civilians by cause."""
    end = run.daily.iloc[-1]
    return Section(
        f"Civilians ({NO_COUNT}: a range over many runs, and an undercount)",
        lines=(
            f"{end['civilians_killed']:,.0f} killed: {end['civilians_killed_by_isis']:,.0f} by"
            " ISIS, executions included;"
            f" {end['civilians_killed_in_crossfire']:,.0f} in crossfire;"
            f" {end['civilians_killed_by_fires']:,.0f} by air strikes and artillery.",
            f"{end['civilians_hurt']:,.0f} hurt; {end['civilians_displaced']:,.0f} displaced;"
            f" {end['civilians_at_risk']:,.0f} of {end['civilians']:,.0f} in the fighting on"
            " the last day.",
        ),
    )


def fires(run: "Run") -> Section:
    """Count car bombs and what came from the air and from guns."""
    end, cars, support = run.daily.iloc[-1], "car_bombs", run.outcome["forces_at_start"]
    return Section(
        "Fires",
        lines=(
            f"Car bombs: {end[f'{cars}_launched']:,.0f} launched,"
            f" {end[f'{cars}_effective']:,.0f} reached their target;"
            f" {end[f'{cars}_stopped_from_the_air']:,.0f} were stopped from the air,"
            f" {end[f'{cars}_stopped_by_craters']:,.0f} by craters,"
            f" {end[f'{cars}_stopped_by_fire']:,.0f} by anti-tank fire,"
            f" {end[f'{cars}_failed']:,.0f} failed.",
            f"{support['warplanes']} warplanes: {end['munitions']:,.0f} munitions;"
            f" {support['guns']} guns: {end['rounds']:,.0f} rounds;"
            f" {end['refusals']:,.0f} more refused for the people nearby.",
        ),
    )


def decisions(run: "Run") -> Section:
    """Tell the main decisions."""
    told = in_brief(run) or ["No command changed what it does in these days."]
    return Section("Main decisions, the first of each kind", lines=tuple(told))


def sections(run: "Run") -> tuple[Section, ...]:
    """Return the whole account of a run."""
    parts = (opening, ground, men, harm, fires, decisions)
    return tuple(part(run) for part in parts)


def account(run: "Run", folder: Path | None = None) -> str:
    """Return the account as text; folder: where the run was written."""
    lines: list[str] = []
    for title, rows, said in sections(run):
        lines += [title, *(f"  {line}" for line in aligned(rows or [()]) if line)]
        for text in said:
            lines += wrapped(text, indent=2, hang=2)
        lines.append("")
    lines += wrapped(FRAME)
    if folder is not None:
        lines += ["", f"Folder: {folder}"]
    return "\n".join(lines)


def as_html(run: "Run") -> str:
    """Return the account for a notebook."""
    parts = []
    for title, rows, said in sections(run):
        parts.append(f"<h4>{html.escape(title)}</h4>")
        if rows:
            parts.append(f"<table>{''.join(map(table_row, rows))}</table>")
        parts += [f"<p>{html.escape(text)}</p>" for text in said]
    return f"<div>{''.join(parts)}<p><em>{html.escape(FRAME)}</em></p></div>"


def table_row(cells: tuple[str, ...]) -> str:
    """Return one row of a table in HTML."""
    return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"
