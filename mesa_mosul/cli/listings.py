"""What runs are made of, as lists: scenarios, parameters, evidence, claims."""

import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from mesa_mosul.formatting import align_rows, has_word_beginning, wrap_text
from mesa_mosul.inputs.scenario import Scenario, scenario, scenarios
from mesa_mosul.inputs.schemas.base import TableRow
from mesa_mosul.inputs.schemas.evidence import Claim, Effect, Evidence
from mesa_mosul.inputs.tables import read_table, read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import ParameterEntry, dotted_name, parameters


class ListError(MosulError):
    """An id or a text for which there is nothing to list."""


class Listing(NamedTuple):
    """A list in two forms: records for programs, lines for readers."""

    records: Any
    lines: list[str]


def format_value(value: object) -> str:
    """Return a value as it would be typed after --set."""
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def list_scenarios() -> Listing:
    """List every scenario: name, title, dates."""
    shipped = scenarios().values()
    records = [
        {
            "name": entry.name,
            "title": entry.title,
            "about": " ".join(entry.about.split()),
            "start": entry.start.isoformat(),
            "end": entry.end.isoformat(),
            "days": entry.days,
        }
        for entry in shipped
    ]
    rows = [(s.name, f"{s.start} to {s.end}", f"{s.days} days", s.title) for s in shipped]
    return Listing(records, align_rows(rows, n_left=len(rows[0])))


def list_difference(first: str, second: str) -> Listing:
    """List the dates and parameters in which two scenarios differ."""
    pair = [flatten_scenario(scenario(name)) for name in (first, second)]
    records = {
        name: [pair[0][name], pair[1][name]]
        for name in pair[0]
        if pair[0][name] != pair[1][name]
    }
    rows = [
        ("", first, second),
        *((name, format_value(a), format_value(b)) for name, (a, b) in records.items()),
    ]
    lines = align_rows(rows) if records else [f"{first} and {second} do not differ"]
    return Listing(records, lines)


def flatten_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario's dates and parameters by name."""
    dates = {
        name: getattr(scenario, name).isoformat()
        for name in ("start", "end", "decisions_until")
    }
    return dates | {
        f"{group}.{name}": value
        for group, values in scenario.parameters._asdict().items()
        for name, value in values._asdict().items()
    }


def list_parameters(search_text: str | None) -> Listing:
    """List the parameters with a word that begins so in name, meaning or source; or all."""
    part = dotted_name(search_text or "")
    entries = [
        entry
        for entry in parameters().values()
        if has_word_beginning(part, f"{entry.name} {entry.meaning} {entry.spec.source}")
    ]
    if not entries:
        raise ListError(
            f"no parameter has a word that begins with '{search_text}' in its name, meaning or"
            " source; 'mosul parameters' lists all"
        )
    records = [
        {
            "name": entry.name,
            "value": entry.default,
            "type": entry.value_type.__name__,
            "unit": entry.spec.unit,
            "low": entry.spec.low,
            "high": entry.spec.high,
            "shape": entry.spec.shape,
            "together": entry.spec.together or None,
            "source": entry.spec.source,
            "meaning": entry.meaning,
        }
        for entry in entries
    ]
    heads = align_rows([parameter_cells(entry) for entry in entries], n_left=6)
    lines = [
        line
        for head, entry in zip(heads, entries, strict=True)
        for line in (head, *wrap_text(entry.meaning, indent=4))
    ]
    return Listing(records, lines)


def parameter_cells(parameter: ParameterEntry) -> tuple[str, ...]:
    """Return a parameter's name, value, unit, range, measure and source as cells."""
    spec = parameter.spec
    value, is_switch = format_value(parameter.default), parameter.value_type is bool
    span = "true or false" if is_switch else f"{spec.low:g} to {spec.high:g}"
    return parameter.name, value, spec.unit, span, spec.measure_label(), spec.source


def list_evidence(ids: Sequence[str]) -> Listing:
    """List sources and assumptions, one line each, or some ids in full, claims included.

    An id without its letter selects all values of that source.
    """
    tables = [read_table(table) for table in ("evidence", "assumptions", "claims")]
    rows_by_id = {row.id: row for table in tables for row in table}  # type: ignore[attr-defined]
    if not ids:
        rows = [*tables[0], *tables[1]]
        return Listing(
            [row_to_dict(row) for row in rows], [format_one_line(row) for row in rows]
        )
    rows = [row for name in ids for row in find_rows(name, rows_by_id)]
    return Listing(
        [row_to_dict(row) for row in rows],
        [line for row in rows for line in format_all_fields(row)],
    )


def find_rows(name: str, rows_by_id: dict[str, TableRow]) -> list[TableRow]:
    """Return the rows that an id selects."""
    row_id = name[:1].upper() + name[1:].lower()
    rows = [row for key, row in rows_by_id.items() if row_id in (key, key.rstrip("abcdefghij"))]
    if not rows:
        close = difflib.get_close_matches(row_id, rows_by_id, n=3, cutoff=0.7)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        raise ListError(
            f"no source, assumption or claim has the id '{name}'{hint}"
            " ('mosul evidence' and 'mosul claims' list all)"
        )
    return rows


def row_to_dict(row: TableRow) -> dict[str, Any]:
    """Return a row as plain values."""
    return row.model_dump(mode="json")


def format_estimate(row: Evidence) -> str:
    """Return the statement of a source: central value and bounds with unit, or its text."""
    if row.central is None and row.low is None and row.high is None:
        return row.text
    center = "" if row.central is None else f"{row.central:,.10g}"
    bounds = [f"{end:,.10g}" for end in (row.low, row.high) if end is not None]
    span = " to ".join(dict.fromkeys(bounds))
    if center and span not in ("", center):
        center += f" ({span})"
    return " ".join(part for part in (center or span, row.unit, row.text) if part)


def format_one_line(row: TableRow) -> str:
    """Return a source or an assumption in one line."""
    if isinstance(row, Evidence):
        estimate = format_estimate(row)
        return f"{row.id:<6}{row.topic:<12}{row.quantity}: {estimate} [{row.confidence}]"
    return f"{row.id:<6}{'assumed':<12}{row.about}"  # type: ignore[attr-defined]


def format_all_fields(row: TableRow) -> list[str]:
    """Return all fields of a row, one per line, the note last."""
    fields = row_to_dict(row)
    fields["note"] = fields.pop("note", "")
    lines = [fields.pop("id")]
    for name, value in fields.items():
        text = ", ".join(value) if isinstance(value, list) else f"{value}"
        if value is not None and text:
            lines += (
                wrap_text(f"{name}: {text}", indent=2, hanging_indent=2)
                if " " in text
                else [f"  {name}: {text}"]
            )
    return lines


def list_claims() -> Listing:
    """List the claims of the article: text, standing, representation in the model, effects."""
    from mesa_mosul.simulation.provenance import digest_of_model

    rows = [row for row in read_table("claims") if isinstance(row, Claim)]
    effects: dict[str, list[Effect]] = defaultdict(list)
    for effect in read_table("effects"):
        if isinstance(effect, Effect):
            effects[effect.claim].append(effect)
    model = digest_of_model(read_tables())["model"][:16]
    lines: list[str] = []
    for row in rows:
        value = "" if row.value is None else f": {row.value:,g} {row.unit}".rstrip()
        lines += wrap_text(f"{row.id}  {row.kind}: {row.claim}{value}", hanging_indent=5)
        sources = f" [{', '.join(row.evidence)}]" if row.evidence else ""
        lines += wrap_text(f"standing: {row.standing}{sources}", indent=5, hanging_indent=2)
        if row.acts:
            lines += wrap_text(f"acts: {row.acts}", indent=5, hanging_indent=2)
        lines += wrap_text(format_model_links(row), indent=5, hanging_indent=2)
        for line in format_effects(effects[row.id], model):
            lines += wrap_text(line, indent=5, hanging_indent=2)
    records = [
        row_to_dict(row)
        | {"effects": [row_to_dict(e) | {"stale": e.model != model} for e in effects[row.id]]}
        for row in rows
    ]
    return Listing(records, lines)


def format_effects(effects: Sequence[Effect], model_digest: str) -> list[str]:
    """Return the effects of a claim's cases, a line each; those of another model are marked."""
    changes: dict[str, list[str]] = defaultdict(list)
    for effect in effects:
        number = f"{effect.difference:+,.4g}" if effect.difference else "0"
        change = f"{number} ({effect.low:+,.4g} to {effect.high:+,.4g})"
        has_no_spread = effect.difference == effect.low == effect.high
        changes[effect.case].append(
            f"{effect.outcome} {f'{number} in all pairs' if has_no_spread else change}"
        )
    is_stale = any(effect.model != model_digest for effect in effects)
    stale = "STALE, of another model: " if is_stale else ""
    pairs = effects[0].pairs if effects else 0
    return [f"{stale}effect of '{case}', {pairs} pairs: {'; '.join(texts)}"
            for case, texts in changes.items()]  # fmt: skip


def format_model_links(row: Claim) -> str:
    """Return the switch, parameters and scenario that represent a claim, if any."""
    parts = {
        "switch": row.switch,
        "parameters": ", ".join(row.parameters),
        "scenario": row.scenario,
    }
    return "; ".join(f"{name}: {text}" for name, text in parts.items() if text)
