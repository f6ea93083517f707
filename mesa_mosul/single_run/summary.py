"""The summary of a run: who fought, what was taken, at what cost, and what was decided.

Retrospective and aggregate. Casualties never stand without the harm to civilians beside them.
"""

import html
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mesa_mosul.engine.codes import FORCES, MEASURES
from mesa_mosul.formatting import align_rows, format_date, format_percent, wrap_text
from mesa_mosul.simulation.event_table import full_log_note
from mesa_mosul.simulation.provenance import run_title, scaled_forces
from mesa_mosul.single_run.chronicle import list_key_decisions
from mesa_mosul.single_run.historical_comparison import AREA_NAMES, historical_lines
from mesa_mosul.single_run.run_folder import folder_contents, next_steps

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

FORCE_NAMES = {
    "iraqi": "Iraqi forces",
    "isis": "ISIS",
    "peshmerga": "Peshmerga",
    "us": "US forces",
    "pmf": "PMF militias",
}
BALANCE_COLUMNS = ("killed", "wounded_now", "withdrawn", "strength")
"""What has become of all who were there at the start or arrived."""
CASUALTY_COLUMNS = ("wounded", "casualties")
CASUALTY_NOTE = (
    "At start and arrived = killed + wounded now + withdrawn + strength (fit for duty)."
    " Casualties are cumulative: killed and ever wounded, those back on duty included."
)
NO_BODY_COUNT = "simulated harm is no body count"
DISCLAIMER = (
    "Retrospective, aggregate, no advice. Combatants' figures are partisan."
    " One run is one draw."
)


class Section(NamedTuple):
    """A part of the summary: a title, a table with its heads, lines of text."""

    title: str
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def header_section(run: "RunRecord") -> Section:
    """Return which scenario was run, for how long and with which seed."""
    scenario, last, days = run.scenario, run.daily.index[-1].date(), len(run.daily)
    return Section(
        run_title(run),
        lines=(
            f"{format_date(scenario.start)} to {format_date(last)}, {days}"
            f" day{'s' if days > 1 else ''}.",
            " ".join(scenario.about.split()),
        ),
    )


def territory_section(run: "RunRecord") -> Section:
    """Return what was taken, by each measure, and what Baghdad would claim."""
    end = run.daily.iloc[-1]
    rows = tuple(
        (
            name,
            *(f"{end[f'km2_{area}_{measure}']:.1f}" for measure in MEASURES),
            *(format_percent(end[f"share_{area}_{measure}"]) for measure in MEASURES),
        )
        for area, name in AREA_NAMES.items()
    )
    held, claimed = end["km2_city_held"], end["km2_city_claimed"]
    gap = f"{abs(claimed - held):.1f} km2 {'more' if claimed > held else 'less'} than is held"
    return Section(
        "Territory on the last day, in km2 and as a share",
        (("", *MEASURES, *MEASURES), *rows),
        (f"{claimed:.1f} km2 of the city would be claimed, {gap}.", result_line(run)),
    )


def result_line(run: "RunRecord") -> str:
    """Return whether the city was captured, the east cleared, the offensive stalled."""
    texts = (
        ("captured_on", "City captured on", "City not captured"),
        ("east_cleared_on", "east cleared on", "east not cleared"),
        ("stalled_from", "stalled from", "no stall"),
    )
    dates = {key: run.outcome[key] for key, _, _ in texts}
    return "; ".join(
        f"{yes} {format_date(date.fromisoformat(dates[key]))}" if dates[key] else no
        for key, yes, no in texts
    )


def historical_section(run: "RunRecord") -> Section:
    """Return the historical record of the run's days beside the run."""
    lines = () if run.scenario.laboratory else tuple(historical_lines(run))
    return Section("Historical record beside this run", lines=lines)


def scaling_lines(run: "RunRecord") -> tuple[str, ...]:
    """Return which forces of a researcher's own order of battle are scaled to their totals."""
    scaled = [
        f"{FORCE_NAMES[force]} from {men:,} to {total:,}"
        for force, (men, total) in scaled_forces(run).items()
    ]
    text = f"forces.csv is scaled to the totals of the parameters: {', '.join(scaled)}."
    return (text,) if scaled else ()


def personnel_section(run: "RunRecord") -> Section:
    """Return the personnel of each force; start and arrivals equal their whereabouts."""
    end, at_start = run.daily.iloc[-1], run.outcome["forces_at_start"]
    spared = [force for force in FORCES if not end[f"{force}_casualties"]]
    columns = ("arrived", *BALANCE_COLUMNS, *CASUALTY_COLUMNS)
    rows = tuple(
        (
            FORCE_NAMES[force],
            f"{at_start[force]:,}",
            *(f"{end[f'{force}_{column}']:,.0f}" for column in columns),
        )
        for force in FORCES
        if force not in spared
    )
    heads = ("", "at start", *(column.replace("_", " ") for column in columns))
    others = ", ".join(f"{FORCE_NAMES[force]} ({at_start[force]:,})" for force in spared)
    lines = (CASUALTY_NOTE, *((f"No casualties: {others}.",) if others else ()))
    lines += scaling_lines(run)
    return Section("Personnel", (heads, *rows), lines)


def civilian_harm_section(run: "RunRecord") -> Section:
    """Return the harm to civilians by cause."""
    end = run.daily.iloc[-1]
    return Section(
        f"Civilians ({NO_BODY_COUNT})",
        lines=(
            f"{end['civilians_killed']:,.0f} killed: {end['civilians_killed_by_isis']:,.0f} by"
            " ISIS, executions included;"
            f" {end['civilians_killed_in_crossfire']:,.0f} in crossfire;"
            f" {end['civilians_killed_by_fires']:,.0f} by air strikes and artillery.",
            f"{end['civilians_injured']:,.0f} injured;"
            f" {end['civilians_displaced']:,.0f} displaced; {end['civilians_at_risk']:,.0f} of"
            f" {end['civilians']:,.0f} in the combat zone on the last day.",
        ),
    )


def fire_support_section(run: "RunRecord") -> Section:
    """Return the numbers of car bombs and of fires from the air and from guns."""
    end, start = run.daily.iloc[-1], run.outcome["forces_at_start"]
    return Section(
        "Fires",
        lines=(
            f"Car bombs: {end['car_bombs_launched']:,.0f} launched,"
            f" {end['car_bombs_effective']:,.0f} reached their target;"
            f" {end['car_bombs_stopped_from_the_air']:,.0f} were stopped from the air,"
            f" {end['car_bombs_stopped_by_craters']:,.0f} by craters in the streets,"
            f" {end['car_bombs_stopped_by_fire']:,.0f} by anti-tank fire,"
            f" {end['car_bombs_failed']:,.0f} failed.",
            f"{start['warplanes']} warplanes: {end['air_munitions']:,.0f} munitions;"
            f" {start['guns']} guns: {end['artillery_rounds']:,.0f} rounds;"
            f" {end['refused_fires']:,.0f} more refused because civilians were near.",
        ),
    )


def decisions_section(run: "RunRecord") -> Section:
    """Return the key decisions."""
    lines = list_key_decisions(run) or ["No command changed its posture in these days."]
    if note := full_log_note(run.built):
        lines.append(note)
    return Section("Key decisions, the first of each kind", lines=tuple(lines))


def summary_sections(run: "RunRecord") -> tuple[Section, ...]:
    """Return the whole summary of a run."""
    parts = (
        header_section,
        territory_section,
        historical_section,
        personnel_section,
        civilian_harm_section,
        fire_support_section,
        decisions_section,
    )
    sections = (part(run) for part in parts)
    return tuple(section for section in sections if section.rows or section.lines)


def folder_section(run: "RunRecord", folder: Path) -> Section:
    """Return what the run's folder holds and what can be done with it."""
    files = "; ".join(f"{name}: {content}" for name, content in folder_contents().items())
    return Section(f"Folder: {folder}", lines=(f"{files}.", *next_steps(run, folder)))


def format_summary(run: "RunRecord", folder: Path | None = None) -> str:
    """Return the summary as text; folder: where the run was written."""
    lines: list[str] = []
    for section in summary_sections(run):
        lines += [*section_lines(section), ""]
    lines += wrap_text(DISCLAIMER)
    if folder is not None:
        lines += ["", *section_lines(folder_section(run, folder))]
    return "\n".join(lines)


def section_lines(section: Section) -> list[str]:
    """Return one section as lines of text."""
    rows = align_rows(section.rows) if section.rows else []
    lines = [section.title, *(f"  {row}" for row in rows)]
    for text in section.lines:
        lines += wrap_text(text, indent=2, hanging_indent=2)
    return lines


def summary_to_html(run: "RunRecord") -> str:
    """Return the summary for a notebook."""
    parts = []
    for section in summary_sections(run):
        parts.append(f"<h4>{html.escape(section.title)}</h4>")
        if section.rows:
            parts.append(f"<table>{''.join(map(html_table_row, section.rows))}</table>")
        parts += [f"<p>{html.escape(text)}</p>" for text in section.lines]
    return f"<div>{''.join(parts)}<p><em>{html.escape(DISCLAIMER)}</em></p></div>"


def html_table_row(cells: tuple[str, ...]) -> str:
    """Return one row of a table in HTML."""
    return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"
