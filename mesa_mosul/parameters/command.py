"""What commanders consider, and how soon they act."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class CommandDecisions(NamedTuple):
    """Decisions of the commands: targets, rates, thresholds, rest and memory, tempo."""

    pause_readiness: Annotated[
        float, ParameterSpec("share", 0.4, 0.8, "uniform", "R08;A130", keeps_range=True)
    ] = 0.5
    """Readiness of lead formations below which the Iraqi command considers pausing an axis or
    the front: their mean cohesion, with 0 for those lost or refitting."""

    axis_pause_daily_loss: Annotated[
        float,
        ParameterSpec("share/day", 0.002, 0.03, "log_pert", "E085;A130", keeps_range=True),
    ] = 0.01
    """Fraction of an axis' lead formations lost in a day above which the Iraqi command
    considers a pause."""

    axis_pause_rate: Annotated[
        float, ParameterSpec("per day", 0.05, 1.0, "log_uniform", "A130")
    ] = 0.2
    """Rate at which the Iraqi command pauses an axis when the reason is 1."""

    target_advance_rate: Annotated[
        float, ParameterSpec("km2/day", 0.1, 1.0, "log_pert", "R08;R24;A172", keeps_range=True)
    ] = 0.3
    """Territory of the city that the Iraqi command wants each axis to gain per day."""

    advance_rate_memory_days: Annotated[
        float, ParameterSpec("day", 4, 21, "log_pert", "A172", keeps_range=True)
    ] = 10.0
    """Days over which the Iraqi command averages the territory that an axis gains per day."""

    attack_day_fraction: Annotated[
        float, ParameterSpec("share", 0.3, 1.0, "uniform", "A170")
    ] = 0.6
    """Fraction of the days on which an axis attacks in the city while axes are out of step."""

    tempo: Annotated[float, ParameterSpec("share", 0.0, 1.0, "pert", "E085;A177")] = 0.0
    """Tempo of the attack, from 0 (deliberate, block by block) to 1 (hasty)."""

    tempo_holder_reduction: Annotated[
        float, ParameterSpec("share", 0.0, 0.8, "uniform", "E085;A177")
    ] = 0.5
    """Fraction of the holders that an attack at full tempo leaves out."""

    tempo_clearing_bonus: Annotated[
        float, ParameterSpec("ratio", 0.0, 1.0, "uniform", "E085;A177")
    ] = 0.5
    """Additional clearing rate of an attack at full tempo, relative to a deliberate attack."""

    deadline_day: Annotated[int, ParameterSpec("day", 1, 120, "pert", "R24;A178")] = 26
    """Day of the run by whose end the city is to be taken, where there is a deadline."""

    deadline_notice_days: Annotated[
        float, ParameterSpec("day", 1, 60, "pert", "R24;A178", keeps_range=True)
    ] = 21.0
    """Days before the deadline over which tempo rises to full."""

    tempo_tolerance_bonus: Annotated[
        float, ParameterSpec("ratio", 0.0, 2.0, "uniform", "R24;A178")
    ] = 0.5
    """Additional tolerance of collateral harm at full tempo, relative to a deliberate
    attack."""

    front_pause_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.3, "pert", "R08;R10;A176")
    ] = 0.08
    """Rate at which the Iraqi command pauses the whole eastern front when the reason is 1."""

    resume_readiness: Annotated[
        float, ParameterSpec("share", 0.6, 0.95, "uniform", "A131", keeps_range=True)
    ] = 0.6
    """Readiness of lead formations from which a paused attack is resumed at the full rate."""

    rest_days: Annotated[float, ParameterSpec("day", 3, 21, "uniform", "A131")] = 7.0
    """Shortest pause of an axis or of the whole front."""

    commit_rate: Annotated[float, ParameterSpec("per day", 0.0, 0.3, "uniform", "A132")] = 0.05
    """Rate at which a reserve formation is sent to an axis that has paused."""

    front_pause_commit_rate: Annotated[
        float, ParameterSpec("per day", 0.05, 1.0, "log_uniform", "A132")
    ] = 0.3
    """Rate at which a reserve formation is sent to the weakest axis while the whole front
    pauses."""

    axis_complete_threshold: Annotated[
        float, ParameterSpec("share", 0.9, 1.0, "pert", "A136")
    ] = 0.97
    """Controlled fraction of an axis at which the Iraqi command regards the task there as
    complete."""
