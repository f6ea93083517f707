"""Pages that are made from the code and the tables of seeds/: Markdown texts by name."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mesa_mosul.cli.listings import format_estimate, format_value
from mesa_mosul.docs.code_pages import analysis_page, commands_page, errors_page
from mesa_mosul.docs.markdown import anchor_of, join_page, mark_word, table_lines
from mesa_mosul.experiments.file_schemas import FILE_KINDS, file_schema
from mesa_mosul.formatting import format_number
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.scenario import Scenario, scenarios
from mesa_mosul.inputs.schemas.evidence import Assumption, Claim, Effect, Evidence
from mesa_mosul.inputs.tables import read_table, read_tables
from mesa_mosul.parameters.measure import GROUPS, SHAPES
from mesa_mosul.parameters.registry import ParameterEntry, Parameters, parameters
from mesa_mosul.simulation.glossary import collapse_entries, glossary_entries

KINDS_OF_WORDS = {
    "outcome": ("Outcomes of a run", "`run.outcome`, and columns of `results.runs`."),
    "sweep outcome": ("More outcomes of a sweep", "Columns of `results.runs`."),
    "daily column": (
        "Columns of the days",
        "`run.daily`: one row per day; a sweep's `record`.",
    ),
    "event": ("Events", "The column `event` of `run.events`, and what each records."),
    "event column": ("Columns of the events", "`run.events`: one row per event."),
    "area": ("Areas", "The middle of a column's name: `km2_{area}_held`."),
    "measure": ("Measures of territory", "The end of a column's name: `share_city_{measure}`."),
    "summary": ("Words of the printed summary", "What `mosul run` prints at the end."),
}
"""Kinds of the glossary in the order of the page: heading, and where the words stand."""


def generate_pages() -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of all files that are made here."""
    yield "reference/columns.md", columns_page()
    yield "reference/parameters.md", parameters_page()
    yield "reference/scenarios.md", scenarios_page()
    yield "reference/evidence.md", evidence_page()
    yield "reference/claims.md", claims_page()
    yield "reference/commands.md", commands_page()
    yield "reference/errors.md", errors_page()
    yield "reference/analysis.md", analysis_page()
    for kind in FILE_KINDS:
        yield f"reference/{kind}.schema.json", json.dumps(file_schema(kind), indent=2) + "\n"


def columns_page() -> str:
    """Return the page with every word of the results."""
    axes = list_axis_names(read_tables())
    entries = collapse_entries(glossary_entries(axes), axes)
    parts: list[str | Iterable[str]] = [
        "# Columns and outcomes",
        "Every word of the results, with its unit. `{force}` stands for each force, `{area}`"
        " for each area, `{axis}` for each axis of advance. On the command line: `mosul columns"
        " killed`.",
    ]
    for kind, (heading, where) in KINDS_OF_WORDS.items():
        rows = [
            (mark_word(entry.word, kind), entry.unit, entry.meaning)
            for entry in entries
            if entry.kind == kind
        ]
        parts += [f"## {heading}", where, table_lines(("word", "unit", "meaning"), rows)]
    return join_page(*parts)


def parameters_page() -> str:
    """Return the page with every parameter."""
    parts: list[str | Iterable[str]] = [
        "# Parameters",
        "Value as shipped, range, the measure from which it is drawn, and the source of both:"
        " evidence (E), a claim of the article (R) or an assumption (A). Give it by its name:"
        " `--set isis.fighters=6000`, `with_parameters`, a lever. On the command line: `mosul"
        " parameters tunnel`.",
        "## Measures",
        table_lines(
            ("measure", "law of probability over the range"),
            [(f"`{shape}`", law) for shape, law in SHAPES.items()],
        ),
        "## Drawn together",
        table_lines(("parameters", "why"), GROUPS.items()),
    ]
    for group, values in Parameters()._asdict().items():
        entries = [one for name, one in parameters().items() if name.startswith(f"{group}.")]
        about = (type(values).__doc__ or "").split("\n")[0]
        parts += [f"## `{group}`", about, parameter_lines(entries)]
    return join_page(*parts)


def parameter_lines(entries: Sequence[ParameterEntry]) -> list[str]:
    """Return the table of the parameters of a group."""
    rows = []
    for entry in entries:
        spec, is_switch = entry.spec, entry.value_type is bool
        rows.append(
            (
                f"{mark_word(entry.name)}<br>{entry.meaning}",
                format_value(entry.default),
                "boolean" if is_switch else spec.unit,
                "true or false" if is_switch else f"{spec.low:,g} to {spec.high:,g}",
                spec.measure_label(),
                spec.source.replace(";", " "),
            )
        )
    return table_lines(("parameter", "value", "unit", "range", "measure", "source"), rows)


def scenarios_page() -> str:
    """Return the page with the scenarios that are shipped."""
    parts: list[str | Iterable[str]] = [
        "# Scenarios",
        'Give a scenario by its name: `mosul run reported`, `mm.run("reported")`. Your own:'
        " [a scenario file](../how_to/scenario_file.md).",
    ]
    for entry in scenarios().values():
        parts += [
            f"({anchor_of(f'scenario {entry.name}')})=\n## `{entry.name}`",
            f"**{entry.title}.** {' '.join(entry.about.split())}",
        ]
        parts += scenario_parts(entry)
    return join_page(*parts)


def scenario_parts(entry: Scenario) -> list[str | Iterable[str]]:
    """Return the dates of a scenario and what it sets."""
    defaults = parameters()
    rows = [
        (f"`{name}`", format_value(value), format_value(defaults[name].default))
        for name, value in entry.changes.items()
    ]
    dates = f"{entry.start} to {entry.end}, {entry.days} days"
    if entry.laboratory:
        dates = "a laboratory fight, until one side is eliminated"
    return [
        f"{dates}; decisions of the historical record to {entry.decisions_until}."
        f" File: [`{entry.name}.toml`](../../../seeds/scenarios/{entry.name}.toml)",
        table_lines(("parameter", "here", "as shipped"), rows) if rows else "Nothing is set.",
    ]


def evidence_page() -> str:
    """Return the page with sources and assumptions."""
    evidence = [row for row in read_table("evidence") if isinstance(row, Evidence)]
    assumptions = [row for row in read_table("assumptions") if isinstance(row, Assumption)]
    return join_page(
        "# Evidence",
        "What the numbers of the model rest on. Ids such as E019 or A102 lead here from every"
        " page. On the command line: `mosul evidence E019 A102`. Figures given by a combatant"
        " are partisan, whichever side gave them.",
        "## Sources",
        table_lines(
            ("id", "topic", "statement", "source", "confidence"), map(evidence_cells, evidence)
        ),
        "## Assumptions",
        table_lines(
            ("id", "about", "reason"),
            [(mark_word(row.id), row.about, row.reason) for row in assumptions],
        ),
    )


def evidence_cells(row: Evidence) -> tuple[str, ...]:
    """Return the cells of a source: where it has an address, its name leads there."""
    span = " to ".join(str(day) for day in (row.date, row.until) if day)
    note = f" *{row.note}*" if row.note else ""
    statement = f"{row.quantity}: {format_estimate(row)}{f' ({span})' if span else ''}.{note}"
    source = row.source or "address"
    return (
        mark_word(row.id),
        row.topic,
        statement,
        f"{source} [↗]({row.url})" if row.url else row.source,
        row.confidence,
    )


def claims_page() -> str:
    """Return the page with the claims of the article, and what each changes."""
    effects: dict[str, list[Effect]] = defaultdict(list)
    for effect in read_table("effects"):
        if isinstance(effect, Effect):
            effects[effect.claim].append(effect)
    parts: list[str | Iterable[str]] = [
        "# The article's claims",
        "The claims of the article of 6 December 2016 in our words, what other sources say,"
        " what represents each in the model, and how outcomes change when it is altered or"
        " dropped: mean differences from the article's conditions with 95 % intervals over"
        " pairs of runs (`mosul sweep claims`). Simulated harm is no body count.",
    ]
    for row in read_table("claims"):
        if isinstance(row, Claim):
            value = "" if row.value is None else f": {row.value:,g} {row.unit}".rstrip()
            links = claim_links(row)
            sources = f" ({', '.join(row.evidence)})" if row.evidence else ""
            parts += [
                f"({anchor_of(row.id)})=\n## {row.id}: {row.claim}{value}",
                f"*{row.kind.capitalize()}.* Other sources: {row.standing}{sources}.",
                *([f"How it acts: {row.acts}."] if row.acts else []),
                *([f"In the model: {links}."] if links else []),
                effect_lines(effects[row.id]),
            ]
    return join_page(*filter(None, parts))


def claim_links(row: Claim) -> str:
    """Return the switch, the parameters and the scenario that represent a claim, as code."""
    names = (row.switch, *row.parameters, row.scenario)
    return ", ".join(f"`{name}`" for name in names if name)


def signed(number: float) -> str:
    """Return a number with its sign."""
    return f"{'+' if number > 0 else ''}{format_number(number)}"


def effect_lines(effects: Sequence[Effect]) -> list[str]:
    """Return the table of a claim's effects: a row for each outcome, a column for each case."""
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for effect in effects:
        low, mean, high = map(signed, (effect.low, effect.difference, effect.high))
        is_constant = effect.low == effect.difference == effect.high
        text = f"{mean} in all pairs" if is_constant else f"{mean} ({low} to {high})"
        cells[effect.outcome][effect.case] = text
    cases = list(dict.fromkeys(effect.case for effect in effects))
    rows = [
        (f"`{name}`", *(row.get(case, "") for case in cases)) for name, row in cells.items()
    ]
    return table_lines(("change of", *cases), rows) if cells else []
