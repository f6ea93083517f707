"""The contrast that an experiment is about, and the labels of its levels, checked."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mesa_mosul.analysis.cases import factor_label
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME
from mesa_mosul.analysis.sampling.factors import parse_lever
from mesa_mosul.experiments.execution.run_outputs import STANDARD_OUTCOMES, suggest_names
from mesa_mosul.experiments.experiment_file import ExperimentSpec
from mesa_mosul.experiments.spec_errors import ExperimentError

SCENARIO = "scenario"
"""Factor by which results of several scenarios are told apart."""
TEXT_OUTCOMES = ("last_day", "captured_on", "east_cleared_on", "stalled_from", "digest")
DERIVED_OUTCOMES = ("days_to_clear_east",)
"""Outcomes that the analysis adds to those of the runs."""
PLACEHOLDER = "{}"
"""Place of the value in a label that stands for all levels of a lever."""
Levels = dict[str, list[Any]]
"""Levels of each lever in the order of the experiment, the base level first."""
LevelLabels = dict[str, dict[Any, str]]


class PrimaryContrast(NamedTuple):
    """What an experiment is about: an outcome, and the lever whose effect on it is asked for.

    lever: empty if the experiment has none. base: the level of every lever with which others
    are compared. case: the level of the lever that answers the question; None for whichever
    differs most. smallest_effect: the smallest difference that matters, in the outcome's unit.
    is_declared: whether the experiment names it; otherwise nothing is confirmatory.
    """

    outcome: str
    lever: str
    base: dict[str, Any]
    case: Any = None
    smallest_effect: float | None = None
    is_declared: bool = False


def levels_of_levers(levers: Mapping[str, Any], scenario_names: Sequence[str] = ()) -> Levels:
    """Return the levels of each lever, and of the scenario if there are several."""
    levels = {SCENARIO: list(scenario_names)} if len(scenario_names) > 1 else {}
    return levels | {
        name: [level.label for level in parse_lever(name, values)]
        for name, values in levers.items()
    }


def check_contrast(spec: ExperimentSpec, scenario_names: Sequence[str]) -> None:
    """Raise ExperimentError if the primary contrast or a label fits no lever or outcome."""
    levels = levels_of_levers(spec.levers, scenario_names)
    label_levels(spec.labels, levels)
    if spec.primary is None:
        return
    primary = spec.primary
    check_primary_outcome(spec)
    is_single = spec.design.kind == ONE_AT_A_TIME
    if is_single and primary.base:
        raise ExperimentError(
            "primary.base: the base of one_at_a_time is the scenario itself; leave base out"
        )
    for name, value in primary.base.items():
        check_level(f"primary.base: {name}", value, find_levels("primary.base", name, levels))
    if primary.lever is None:
        if primary.case is not None:
            raise ExperimentError("primary.case is a level of primary.lever, which is missing")
        return
    values = find_levels("primary.lever", primary.lever, levels)
    if primary.case is None:
        return
    check_level("primary.case", primary.case, values)
    if not is_single and primary.case == primary.base.get(primary.lever, values[0]):
        raise ExperimentError(
            f"primary.case is {primary.case!r}, the base level of {primary.lever}: name another"
        )


def check_primary_outcome(spec: ExperimentSpec) -> None:
    """Raise ExperimentError unless the primary outcome is a number or boolean of every run."""
    name = spec.primary.outcome if spec.primary else None
    numeric = [one for one in STANDARD_OUTCOMES if one not in TEXT_OUTCOMES]
    known = [*spec.outcomes, *numeric, *DERIVED_OUTCOMES]
    has_measures = any(":" in one for one in spec.outcomes)
    if name is None or (name in known and ":" not in name):
        return
    if name in TEXT_OUTCOMES:
        raise ExperimentError(f"primary.outcome is '{name}', which is no number")
    if not has_measures or ":" in name:
        hint = suggest_names(name, known) or "; name it under outcomes too"
        raise ExperimentError(f"primary.outcome is '{name}': no run has it{hint}")


def find_levels(place: str, name: str, levels: Levels) -> list[Any]:
    """Return the levels of a lever; raise ExperimentError if there is no such lever."""
    if name not in levels:
        known = ", ".join(levels) or "none"
        hint = suggest_names(name, levels) or f" (levers: {known})"
        raise ExperimentError(f"{place}: no lever is called '{name}'{hint}")
    return levels[name]


def check_level(place: str, value: Any, values: Sequence[Any]) -> None:
    """Raise ExperimentError if a value is no level of a lever."""
    if not any(is_same_level(value, one) for one in values):
        known = ", ".join(repr(one) for one in values)
        raise ExperimentError(f"{place} is {value!r}, which is no level (levels: {known})")


def is_same_level(value: Any, level: Any) -> bool:
    """Return whether two values are the same level; true is not 1."""
    return bool(value == level) and isinstance(value, bool) == isinstance(level, bool)


def label_levels(labels: Mapping[str, str | list[str]], levels: Levels) -> LevelLabels:
    """Return the label of each level, as an experiment declares them.

    Raises ExperimentError for a lever that there is not, and for labels that do not fit.
    """
    level_labels: LevelLabels = {}
    for name, declared in labels.items():
        values = find_levels("labels", name, levels)
        if isinstance(declared, str):
            if PLACEHOLDER not in declared:
                raise ExperimentError(
                    f"labels: '{name}' is {declared!r}: a text for all levels takes {{}} where"
                    " the value stands; or give a list with a label for each level"
                )
            texts = [declared.replace(PLACEHOLDER, level_text(value)) for value in values]
        else:
            texts = list(declared)
        if len(texts) != len(values) or len(set(texts)) < len(texts) or not all(texts):
            raise ExperimentError(
                f"labels: '{name}' takes a different label for each of its {len(values)}"
                f" levels ({', '.join(factor_label(name, value) for value in values)})"
            )
        level_labels[name] = dict(zip(values, texts, strict=True))
    return level_labels


def level_text(value: Any) -> str:
    """Return the value of a level as it stands in a label."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.6g}"


def resolve_primary(
    spec: Mapping[str, Any], levels: Levels, default_outcome: str
) -> PrimaryContrast:
    """Return the primary contrast of an experiment as its manifest has it.

    What it does not name is the default outcome, the first lever, and first levels as the base.
    """
    declared = spec.get("primary") or {}
    base = {name: values[0] for name, values in levels.items()}
    is_single = spec["design"]["kind"] == ONE_AT_A_TIME
    several = [name for name, values in levels.items() if len(values) > 1]
    return PrimaryContrast(
        outcome=declared.get("outcome", default_outcome),
        lever=declared.get("lever", "" if is_single or not several else several[0]),
        base={} if is_single else base | declared.get("base", {}),
        case=declared.get("case"),
        smallest_effect=declared.get("smallest_effect"),
        is_declared=bool(declared),
    )
