"""Detection, fire, casualties, effectiveness and cohesion."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Detection(NamedTuple):
    """Exposure and detection."""

    exposed_attacking: Annotated[float, ParameterSpec("share", 0.5, 1.0, "pert", "A020")] = 0.9
    """Fraction of attacking troops at whom the enemy can aim."""

    exposed_holding: Annotated[float, ParameterSpec("share", 0.1, 0.8, "pert", "A020")] = 0.4
    """Fraction of troops not attacking at whom the enemy can aim, before concealment by the
    terrain."""

    contact_density: Annotated[
        float, ParameterSpec("personnel/km2", 0.2, 5.0, "log_pert", "A019")
    ] = 1.0
    """Smoothed density of enemies from which troops count as in contact."""

    detection_rate: Annotated[
        float, ParameterSpec("per h per person/km2", 0.0, 0.005, "pert", "A021")
    ] = 0.0005
    """Rate at which a hidden enemy is detected, for each observer per km2 nearby."""


class Fire(NamedTuple):
    """Fire between troops in contact: aimed (square law), area (linear law), both at once."""

    aimed_rate: Annotated[
        float, ParameterSpec("hits/person/h", 0.0005, 0.01, "log_pert", "E080a;A022")
    ] = 0.0045
    """Hits per hour by one shooter who aims at a target without cover."""

    area_rate: Annotated[float, ParameterSpec("km2/person/h", 0.0, 5e-5, "pert", "A023")] = 4e-6
    """Area that the unaimed fire of one shooter at hidden enemies makes deadly per hour."""

    search_density: Annotated[
        float, ParameterSpec("personnel/km2", 0.0, 50.0, "pert", "A024")
    ] = 10.0
    """Density of exposed enemies at which half of the shooters find someone to aim at."""

    idle_fire_fraction: Annotated[
        float, ParameterSpec("share", 0.02, 0.5, "log_pert", "A025")
    ] = 0.15
    """Fire of troops while neither side attacks, as a fraction of fire in an attack."""

    suppression_hours: Annotated[float, ParameterSpec("h", 0.0, 500.0, "pert", "A186")] = 50.0
    """Suppression time s: troops hit at a rate r per hour fire at 1 / (1 + s r) of the full
    rate."""

    frontage_men_per_km2: Annotated[
        float, ParameterSpec("personnel/km2", 200, 4000, "log_pert", "A187")
    ] = 800.0
    """Density of one side's troops up to which all find room to fire or to clear."""

    armour_fire_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 0.6, "uniform", "A189")
    ] = 0.3
    """Fraction of the attackers' fire that comes from vehicles, which cannot enter the Old
    City."""

    max_substep_loss: Annotated[
        float, ParameterSpec("share", 0.01, 0.1, "fixed", "A026", keeps_range=True)
    ] = 0.05
    """Largest expected fraction of a unit hit in one sub-step of a firefight; affects numerical
    accuracy only."""

    killed_fraction: Annotated[float, ParameterSpec("share", 0.11, 0.17, "pert", "A027")] = 0.13
    """Fraction of the attackers hit who are killed; the others are wounded."""

    isis_killed_fraction: Annotated[float, ParameterSpec("share", 0.2, 0.6, "pert", "A028")] = (
        0.4
    )
    """Fraction of the ISIS fighters hit who are killed, for want of evacuation; the others are
    wounded."""

    return_to_duty_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.03, "pert", "A029")
    ] = 0.008
    """Rate at which the wounded of either side return to duty in their unit."""


class Effectiveness(NamedTuple):
    """Combat effectiveness by kind of unit; 1 is that of an ordinary army platoon."""

    counter_terrorism: Annotated[
        float, ParameterSpec("ratio", 1.0, 2.0, "log_pert", "E008;A030", "quality of attackers")
    ] = 1.4
    """Combat effectiveness of the Counter-Terrorism Service, relative to an ordinary army
    platoon."""

    army: Annotated[
        float, ParameterSpec("ratio", 0.5, 1.5, "log_pert", "A030", "quality of attackers")
    ] = 1.0
    """Combat effectiveness of the army's divisions; the value 1 is the unit of all others."""

    police: Annotated[
        float, ParameterSpec("ratio", 0.5, 1.5, "log_pert", "A030", "quality of attackers")
    ] = 0.9
    """Combat effectiveness of Federal Police and Emergency Response, relative to an ordinary
    army platoon."""

    tribal: Annotated[
        float, ParameterSpec("ratio", 0.3, 1.0, "log_pert", "A030", "quality of attackers")
    ] = 0.5
    """Combat effectiveness of tribal fighters and rear units, relative to an ordinary army
    platoon."""

    peshmerga: Annotated[
        float, ParameterSpec("ratio", 0.5, 1.5, "log_pert", "A030", "quality of attackers")
    ] = 1.0
    """Combat effectiveness of the Peshmerga, relative to an ordinary army platoon."""

    isis_garrison: Annotated[
        float, ParameterSpec("ratio", 0.5, 1.5, "log_pert", "A030", "quality of ISIS")
    ] = 1.0
    """Combat effectiveness of ISIS garrisons, relative to an ordinary army platoon."""

    isis_mobile: Annotated[
        float, ParameterSpec("ratio", 0.8, 2.0, "log_pert", "R15;A030", "quality of ISIS")
    ] = 1.3
    """Combat effectiveness of ISIS mobile groups, relative to an ordinary army platoon."""

    snipers: Annotated[
        float, ParameterSpec("ratio", 1.0, 4.0, "log_pert", "R16;A030", "quality of ISIS")
    ] = 2.5
    """Combat effectiveness of ISIS sniper teams, relative to an ordinary army platoon."""


class Cohesion(NamedTuple):
    """Cohesion of battalions: casualties, strain, recovery and breaking."""

    at_start: Annotated[float, ParameterSpec("share", 0.5, 1.0, "pert", "R08;A039")] = 1.0
    """Cohesion of the attackers' battalions at the start."""

    max_performance_loss: Annotated[
        float, ParameterSpec("share", 0.0, 0.8, "pert", "R08;A031")
    ] = 0.5
    """Fraction of a battalion's fire and clearing work that is lost at zero cohesion."""

    loss_cost: Annotated[
        float, ParameterSpec("ratio", 0.5, 5.0, "log_pert", "A032", "shock")
    ] = 2.5
    """Cohesion lost per fraction of a battalion killed or wounded."""

    car_bomb_shock: Annotated[
        float, ParameterSpec("ratio", 0.0, 12.0, "pert", "A033", "shock")
    ] = 2.5
    """Additional cohesion lost per fraction of a battalion hit by car bombs."""

    recovery_rate: Annotated[float, ParameterSpec("per day", 0.01, 0.2, "log_pert", "A034")] = (
        0.06
    )
    """Fraction of the missing cohesion that a day out of contact restores."""

    attack_strain_rate: Annotated[float, ParameterSpec("per day", 0.0, 0.1, "pert", "A035")] = (
        0.02
    )
    """Fraction of cohesion that a day of attacking without rest costs."""

    in_contact_recovery_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 0.8, "pert", "A034")
    ] = 0.3
    """Recovery of troops in contact who do not attack, as a fraction of recovery out of
    contact."""

    no_progress_extra_strain: Annotated[
        float, ParameterSpec("ratio", 0.0, 4.0, "uniform", "R08;A172")
    ] = 1.5
    """Additional strain of an attack that gains nothing, relative to one that keeps the target
    rate."""

    adviser_recovery_factor: Annotated[
        float, ParameterSpec("ratio", 1.0, 2.0, "uniform", "A173")
    ] = 1.2
    """Factor by which cohesion recovers faster where advisers are with the battalions."""

    flank_break_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 2.0, "pert", "E154a;E085;A174", "breaking")
    ] = 0.5
    """Rate at which a battalion with zero cohesion breaks when cut off."""

    loss_break_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 10.0, "pert", "E154b;E155;A174", "breaking")
    ] = 1.0
    """Rate, per fraction of troops recently lost, at which a battalion in contact breaks at
    zero cohesion."""

    loss_memory_days: Annotated[
        float, ParameterSpec("day", 1.0, 3.0, "pert", "A174", keeps_range=True)
    ] = 2.0
    """Days after which the memory of a loss in a battalion has faded to 1/e, about a third."""

    break_threshold: Annotated[
        float, ParameterSpec("share", 0.2, 0.6, "uniform", "A037", keeps_range=True)
    ] = 0.4
    """Cohesion below which a battalion in contact may break from exhaustion."""

    exhaustion_break_rate: Annotated[
        float, ParameterSpec("per day", 0.1, 2.0, "log_uniform", "A037")
    ] = 0.7
    """Rate at which a battalion in contact breaks from exhaustion at zero cohesion."""

    refit_days: Annotated[float, ParameterSpec("day", 3, 21, "pert", "A038")] = 9.0
    """Days that a broken battalion is out of the line."""

    cohesion_after_refit: Annotated[float, ParameterSpec("share", 0.5, 0.9, "pert", "A038")] = (
        0.7
    )
    """Cohesion with which a broken battalion returns from its refit."""
