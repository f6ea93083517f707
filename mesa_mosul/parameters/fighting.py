"""Sight, fire, what the hit become, and the cohesion of those who are left."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Sight(NamedTuple):
    """Who is seen."""

    shown_attacking: Annotated[float, Known("share", 0.5, 1.0, "A020")] = 0.9
    """Share of attacking men whom the other side can aim at."""

    shown_holding: Annotated[float, Known("share", 0.1, 0.8, "A020")] = 0.4
    """Share of holding and waiting men, before what the ground hides."""

    contact: Annotated[float, Known("men/km2", 0.2, 5.0, "A019")] = 1.0
    """Smoothed density of enemies from which men count as in contact."""

    detection: Annotated[float, Known("per h per man/km2", 0.0, 0.005, "A021")] = 0.0005
    """Rate at which a hidden man is found, for each enemy per km2 near him."""


class Fire(NamedTuple):
    """Fire between men in contact: aimed (square law), area (linear law), both at once."""

    aimed_rate: Annotated[float, Known("hits/man/h", 0.0005, 0.01, "E080a;A022")] = 0.0045
    """Hits an hour by one man who aims at a target without cover."""

    area_rate: Annotated[float, Known("km2/man/h", 0.0, 5e-5, "A023")] = 4e-6
    """Ground that one man's fire at the unseen makes deadly in an hour."""

    search_density: Annotated[float, Known("men/km2", 0.0, 50.0, "A024")] = 10.0
    """Density of seen enemies at which half of the men have someone to aim at."""

    idle_share: Annotated[float, Known("share", 0.02, 0.5, "A025")] = 0.15
    """Fire of men who neither attack nor are attacked, over that of men who do."""

    suppression: Annotated[float, Known("h", 0.0, 500.0, "A186")] = 50.0
    """Hours over the rate of hits on them: how far men under fire fire less; halved at 1."""

    frontage: Annotated[float, Known("men/km2", 200, 4000, "A187")] = 800.0
    """Men of one side who find room to fire or to clear on a km2."""

    armour: Annotated[float, Known("share", 0.0, 0.6, "A189")] = 0.3
    """Share of the attackers' fire that vehicles give, which the Old City keeps out."""

    largest_loss: Annotated[float, Known("share", 0.01, 0.1, "A026")] = 0.05
    """Largest expected loss in a step of the exchange of fire; a matter of precision."""

    killed_share: Annotated[float, Known("share", 0.11, 0.17, "A027")] = 0.13
    """Share of the hit who die; one killed to five to eight wounded."""

    isis_killed_share: Annotated[float, Known("share", 0.2, 0.6, "A028")] = 0.4
    """Share of the hit who die among defenders who are not evacuated."""

    return_rate: Annotated[float, Known("per day", 0.0, 0.03, "A029")] = 0.008
    """Share of the wounded who come back to their unit in a day."""


class Quality(NamedTuple):
    """Skill at arms by kind of unit, against an ordinary army platoon."""

    counter_terrorism: Annotated[float, Known("ratio", 1.0, 2.0, "E008;A030")] = 1.4
    """The Counter-Terrorism Service."""

    army: Annotated[float, Known("ratio", 0.5, 1.5, "A030")] = 1.0
    """The army's divisions."""

    police: Annotated[float, Known("ratio", 0.5, 1.5, "A030")] = 0.9
    """Federal Police and Emergency Response."""

    tribal: Annotated[float, Known("ratio", 0.3, 1.0, "A030")] = 0.5
    """Tribal fighters and men of the rear."""

    peshmerga: Annotated[float, Known("ratio", 0.5, 1.5, "A030")] = 1.0
    """Peshmerga."""

    isis: Annotated[float, Known("ratio", 0.5, 1.5, "A030")] = 1.0
    """ISIS garrisons."""

    isis_mobile: Annotated[float, Known("ratio", 0.8, 2.0, "R15;A030")] = 1.3
    """ISIS mobile groups."""

    snipers: Annotated[float, Known("ratio", 1.0, 4.0, "R16;A030")] = 2.5
    """ISIS sniper teams."""


class Cohesion(NamedTuple):
    """What holds a battalion together, and what it does when that goes."""

    at_start: Annotated[float, Known("share", 0.5, 1.0, "R08;A039")] = 1.0
    """Cohesion of the attackers' battalions at the start."""

    effect: Annotated[float, Known("share", 0.0, 0.8, "R08;A031")] = 0.5
    """Share of a battalion's fire and work that is lost when cohesion is gone."""

    loss_cost: Annotated[float, Known("ratio", 0.5, 5.0, "A032")] = 2.5
    """Cohesion lost for each share of a battalion that falls."""

    shock_cost: Annotated[float, Known("ratio", 0.0, 12.0, "A033")] = 2.5
    """Cohesion lost for each share of a battalion hit by car bombs, beside the loss itself."""

    rest: Annotated[float, Known("per day", 0.01, 0.2, "A034")] = 0.06
    """Share of the missing cohesion that comes back in a day out of contact."""

    strain: Annotated[float, Known("per day", 0.0, 0.1, "A035")] = 0.02
    """Share of cohesion that a day of attacking without a rest costs."""

    rest_in_line: Annotated[float, Known("share", 0.0, 0.8, "A034")] = 0.3
    """Rest of men in contact who do not attack, over that of men behind the line."""

    stagnation: Annotated[float, Known("ratio", 0.0, 4.0, "R08;A172")] = 1.5
    """How much more an attack strains men where nothing is gained."""

    adviser_rest: Annotated[float, Known("ratio", 1.0, 2.0, "A173")] = 1.2
    """How much faster cohesion comes back where advisers are with the battalions."""

    flank_rate: Annotated[float, Known("per day", 0.0, 2.0, "E154a;E085;A174")] = 0.5
    """Rate at which a battalion without cohesion breaks where it is cut off."""

    loss_rate: Annotated[float, Known("per day", 0.0, 10.0, "E154b;E155;A174")] = 1.0
    """Rate at which it breaks for all of its men lost of late."""

    loss_memory_days: Annotated[float, Known("day", 1.0, 3.0, "A174")] = 2.0
    """Days after which a loss has faded to a third."""

    break_below: Annotated[float, Known("share", 0.2, 0.6, "A037")] = 0.4
    """Cohesion below which a battalion may break."""

    break_rate: Annotated[float, Known("per day", 0.1, 2.0, "A037")] = 0.7
    """Rate of breaking when cohesion is gone altogether."""

    refit_days: Annotated[float, Known("day", 3, 21, "A038")] = 9.0
    """Days that a broken battalion is out of the line."""

    refit_level: Annotated[float, Known("share", 0.5, 0.9, "A038")] = 0.7
    """Cohesion with which it comes back."""
