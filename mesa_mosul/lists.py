"""What runs are made of, as lists to read: scenarios, parameters, evidence, claims."""

import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from mesa_mosul.parameters import Entry, parameters
from mesa_mosul.rows.base import Row
from mesa_mosul.rows.record import Claim, Effect, Evidence
from mesa_mosul.setting import Scenario, scenario, scenarios
from mesa_mosul.tables import read, read_all
from mesa_mosul.words import aligned, wrapped


class ListError(ValueError):
    """An id or a word for which there is nothing to list."""


class Listing(NamedTuple):
    """A list twice: as records for programs, as lines for readers."""

    records: Any
    lines: list[str]


def told(value: object) -> str:
    """Return a value as it is typed after --set."""
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def list_scenarios() -> Listing:
    """List every scenario: name, title, dates."""
    found = scenarios().values()
    records = [
        {
            "name": one.name,
            "title": one.title,
            "about": " ".join(one.about.split()),
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "days": one.days,
        }
        for one in found
    ]
    rows = [(s.name, f"{s.start} to {s.end}", f"{s.days} days", s.title) for s in found]
    return Listing(records, aligned(rows, left=len(rows[0])))


def list_difference(one: str, two: str) -> Listing:
    """List the dates and parameters in which two scenarios differ."""
    pair = [settled(scenario(name)) for name in (one, two)]
    records = {
        name: [pair[0][name], pair[1][name]]
        for name in pair[0]
        if pair[0][name] != pair[1][name]
    }
    rows = [("", one, two), *((name, told(a), told(b)) for name, (a, b) in records.items())]
    lines = aligned(rows) if records else [f"{one} and {two} do not differ"]
    return Listing(records, lines)


def settled(one: Scenario) -> dict[str, Any]:
    """Return a scenario's dates and parameters by name."""
    dates = {
        name: getattr(one, name).isoformat() for name in ("start", "end", "decisions_until")
    }
    return dates | {
        f"{subject}.{name}": value
        for subject, values in one.parameters._asdict().items()
        for name, value in values._asdict().items()
    }


def list_parameters(word: str | None) -> Listing:
    """List the parameters whose name, meaning or source holds a word; all without one."""
    wanted = (word or "").lower()
    found = [
        entry
        for entry in parameters().values()
        if wanted in f"{entry.name} {entry.meaning} {entry.known.source}".lower()
    ]
    if not found:
        raise ListError(
            f"no parameter has '{word}' in its name, meaning or source;"
            " 'mosul parameters' lists all"
        )
    records = [
        {
            "name": entry.name,
            "value": entry.default,
            "type": entry.kind.__name__,
            "unit": entry.known.unit,
            "low": entry.known.low,
            "high": entry.known.high,
            "source": entry.known.source,
            "meaning": entry.meaning,
        }
        for entry in found
    ]
    heads = aligned([parameter_row(entry) for entry in found], left=5)
    lines = [
        line
        for head, entry in zip(heads, found, strict=True)
        for line in (head, *wrapped(entry.meaning, indent=4))
    ]
    return Listing(records, lines)


def parameter_row(entry: Entry) -> tuple[str, ...]:
    """Return a parameter's name, value, unit, range and source as cells."""
    known = entry.known
    span = "true or false" if entry.kind is bool else f"{known.low:g} to {known.high:g}"
    return entry.name, told(entry.default), known.unit, span, known.source


def list_evidence(ids: Sequence[str]) -> Listing:
    """List sources and assumptions in a line each, or some ids in full, claims among them.

    An id without its letter stands for all values of that source.
    """
    tables = [read(table) for table in ("evidence", "assumptions", "claims")]
    known = {row.id: row for table in tables for row in table}  # type: ignore[attr-defined]
    if not ids:
        rows = [*tables[0], *tables[1]]
        return Listing([record(row) for row in rows], [brief(row) for row in rows])
    rows = [row for name in ids for row in named(name, known)]
    return Listing([record(row) for row in rows], [line for row in rows for line in full(row)])


def named(name: str, known: dict[str, Row]) -> list[Row]:
    """Return the rows that an id stands for."""
    wanted = name[:1].upper() + name[1:].lower()
    found = [row for key, row in known.items() if wanted in (key, key.rstrip("abcdefghij"))]
    if not found:
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.7)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise ListError(
            f"no source, assumption or claim has the id '{name}'{hint}"
            " ('mosul evidence' and 'mosul claims' list all)"
        )
    return found


def record(row: Row) -> dict[str, Any]:
    """Return a row as plain values."""
    return row.model_dump(mode="json")


def figure(row: Evidence) -> str:
    """Return what a source says: central value and bounds in their unit, or its words."""
    if row.central is None and row.low is None and row.high is None:
        return row.text
    middle = "" if row.central is None else f"{row.central:,.10g}"
    bounds = [f"{end:,.10g}" for end in (row.low, row.high) if end is not None]
    span = " to ".join(dict.fromkeys(bounds))
    if middle and span not in ("", middle):
        middle += f" ({span})"
    return " ".join(part for part in (middle or span, row.unit, row.text) if part)


def brief(row: Row) -> str:
    """Return a source or an assumption in one line."""
    if isinstance(row, Evidence):
        return f"{row.id:<6}{row.topic:<12}{row.quantity}: {figure(row)} [{row.confidence}]"
    return f"{row.id:<6}{'assumed':<12}{row.about}"  # type: ignore[attr-defined]


def full(row: Row) -> list[str]:
    """Return everything that a row says, one column a line, the remark last."""
    said = record(row)
    said["note"] = said.pop("note", "")
    lines = [said.pop("id")]
    for name, value in said.items():
        text = ", ".join(value) if isinstance(value, list) else f"{value}"
        if value is not None and text:
            lines += (
                wrapped(f"{name}: {text}", indent=2, hang=2)
                if " " in text
                else [f"  {name}: {text}"]
            )
    return lines


def list_claims() -> Listing:
    """List the claims of the report: what each says, how it stands, what it is in the model."""
    from mesa_mosul.provenance import digest_of_model

    rows = [row for row in read("claims") if isinstance(row, Claim)]
    known: dict[str, list[Effect]] = defaultdict(list)
    for effect in read("effects"):
        if isinstance(effect, Effect):
            known[effect.claim].append(effect)
    model = digest_of_model(read_all())["model"][:16]
    lines: list[str] = []
    for row in rows:
        value = "" if row.value is None else f": {row.value:,g} {row.unit}".rstrip()
        lines += wrapped(f"{row.id}  {row.kind}: {row.claim}{value}", hang=5)
        sources = f" [{', '.join(row.evidence)}]" if row.evidence else ""
        lines += wrapped(f"standing: {row.standing}{sources}", indent=5, hang=2)
        lines += wrapped(in_the_model(row), indent=5, hang=2)
        for line in effect_lines(known[row.id], model):
            lines += wrapped(line, indent=5, hang=2)
    records = [
        record(row)
        | {"effects": [record(e) | {"stale": e.model != model} for e in known[row.id]]}
        for row in rows
    ]
    return Listing(records, lines)


def effect_lines(effects: Sequence[Effect], model: str) -> list[str]:
    """Return what a claim's cases change, a line each; those of another model are marked."""
    told: dict[str, list[str]] = defaultdict(list)
    for one in effects:
        change = f"{one.difference:+,.4g} ({one.low:+,.4g} to {one.high:+,.4g})"
        none = one.difference == one.low == one.high == 0.0
        told[one.case].append(f"{one.outcome} {'0 exactly' if none else change}")
    stale = "STALE, of another model: " if any(one.model != model for one in effects) else ""
    pairs = effects[0].pairs if effects else 0
    return [f"{stale}effect of '{case}', {pairs} pairs: {'; '.join(said)}"
            for case, said in told.items()]  # fmt: skip


def in_the_model(row: Claim) -> str:
    """Return which switch, parameters and scenario stand for a claim, as far as any do."""
    parts = {
        "switch": row.switch,
        "parameters": ", ".join(row.parameters),
        "scenario": row.scenario,
    }
    return "; ".join(f"{name}: {said}" for name, said in parts.items() if said)
