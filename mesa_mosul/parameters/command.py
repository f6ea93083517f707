"""What commanders look at, and how soon they act on it."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Command(NamedTuple):
    """Hazards that rise with a shortfall; nobody acts on a threshold alone."""

    pause_cohesion: Annotated[float, Known("share", 0.4, 0.8, "R08;A130")] = 0.65
    """Cohesion of an axis' attackers below which the Iraqi command thinks of a pause."""

    pause_losses: Annotated[float, Known("share/day", 0.002, 0.03, "E085;A130")] = 0.01
    """Share of an axis' attackers lost in a day above which it thinks of a pause."""

    pause_rate: Annotated[float, Known("per day", 0.05, 1.0, "A130")] = 0.4
    """Rate of pausing when a shortfall is complete."""

    wanted_pace: Annotated[float, Known("km2/day", 0.1, 1.0, "R08;R24;A172")] = 0.3
    """Ground of the city that an axis is wanted to gain in a day."""

    pace_days: Annotated[float, Known("day", 4, 21, "A172")] = 10.0
    """Days over which commanders judge how fast an axis gains ground."""

    effort: Annotated[float, Known("share", 0.3, 1.0, "A170")] = 0.6
    """Share of the days on which an axis attacks while axes are out of step."""

    dash: Annotated[float, Known("share", 0.0, 1.0, "E085;A177")] = 0.0
    """How far the attack dashes forward rather than grinds on block by block."""

    dash_holders: Annotated[float, Known("share", 0.0, 0.8, "E085;A177")] = 0.5
    """Share of the holders that a full dash leaves out."""

    dash_pace: Annotated[float, Known("ratio", 0.0, 1.0, "E085;A177")] = 0.5
    """How much more ground men take in a full dash."""

    deadline_day: Annotated[int, Known("day", 1, 120, "R24;A178")] = 26
    """Day of the run by whose end the city is wanted, where there is a deadline."""

    deadline_notice: Annotated[float, Known("day", 1, 60, "R24;A178")] = 21.0
    """Days before it over which haste rises to a full dash."""

    deadline_tolerance: Annotated[float, Known("ratio", 0.0, 2.0, "R24;A178")] = 0.5
    """How much more risk to people full haste tolerates."""

    halt_rate: Annotated[float, Known("per day", 0.0, 0.3, "R08;R10;A176")] = 0.08
    """Rate of pausing the whole front when the reason is complete."""

    resume_cohesion: Annotated[float, Known("share", 0.6, 0.95, "A131")] = 0.75
    """Cohesion at which an attack is taken up again."""

    rest_days: Annotated[float, Known("day", 3, 21, "A131")] = 7.0
    """Shortest pause of an axis."""

    commit_rate: Annotated[float, Known("per day", 0.0, 0.3, "A132")] = 0.05
    """Rate at which a reserve formation is sent to an axis that has paused."""

    refit_commit_rate: Annotated[float, Known("per day", 0.05, 1.0, "A132")] = 0.3
    """The same while the whole front pauses."""

    raid_ratio: Annotated[float, Known("men/man", 2.0, 30.0, "R12;R15;A133")] = 16.0
    """Attackers to defenders in contact below which ISIS strikes back and infiltrates."""

    isis_rate: Annotated[float, Known("per day", 0.1, 2.0, "A133")] = 0.5
    """Rate at which ISIS changes its posture when the reason is complete."""

    won_share: Annotated[float, Known("share", 0.4, 1.0, "A135")] = 0.6
    """Share of a quarter's ground held from which it counts as won; lost again below half."""

    claim_share: Annotated[float, Known("share", 0.05, 1.0, "R09;A134")] = 0.25
    """Share of a quarter's ground that must have been held for Baghdad to call it freed."""

    entered_share: Annotated[float, Known("share", 0.02, 0.2, "A135")] = 0.05
    """Share of a quarter's ground held from which it counts as entered."""

    ground_done: Annotated[float, Known("share", 0.9, 1.0, "A136")] = 0.97
    """Share of an axis' ground held at which the Iraqi command calls the task done."""

    captured_share: Annotated[float, Known("share", 0.9, 1.0, "R27;A136")] = 0.97
    """Share of its ground held from which the city counts as captured, the east as cleared."""
