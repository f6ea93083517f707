"""Taking, holding and losing territory."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Advance(NamedTuple):
    """The advance of the attackers."""

    clearing_rate_open: Annotated[
        float, ParameterSpec("km2/person/h", 1e-4, 2e-3, "log_pert", "E060;A040", "paces")
    ] = 1.5e-3
    """Open terrain that one attacker clears per hour when nobody resists."""

    clearing_rate_village: Annotated[
        float, ParameterSpec("km2/person/h", 3e-5, 4e-4, "log_pert", "A040", "paces")
    ] = 3.5e-4
    """Terrain in villages that one attacker clears per hour when nobody resists."""

    clearing_rate_new_city: Annotated[
        float, ParameterSpec("km2/person/h", 5e-6, 1e-4, "log_pert", "E033;E039;A041", "paces")
    ] = 9e-5
    """Terrain in the new city that one attacker clears per hour when nobody resists."""

    clearing_rate_old_city: Annotated[
        float, ParameterSpec("km2/person/h", 1e-6, 4e-5, "log_pert", "A041", "paces")
    ] = 5e-6
    """Terrain in the Old City that one attacker clears per hour when nobody resists."""

    defender_equivalence: Annotated[
        float, ParameterSpec("ratio", 2.0, 10.0, "log_pert", "E158;A042")
    ] = 5.0
    """Attackers whose clearing work one nearby defender cuts by half."""

    men_per_front_km: Annotated[
        float, ParameterSpec("personnel/km", 100, 600, "log_pert", "A043")
    ] = 250.0
    """Attackers whom a commander wants on a km of front."""

    min_front_control: Annotated[float, ParameterSpec("share", 0.05, 0.3, "pert", "A044")] = 0.1
    """Controlled fraction of the terrain near a cell from which the cell is open to attack."""

    max_rounds_per_tick: Annotated[int, ParameterSpec("rounds", 4, 40, "fixed", "A045")] = 12
    """Largest number of rounds of movement and clearing in a tick; affects numerical accuracy
    (too few slow the front)."""

    city_wait_days: Annotated[float, ParameterSpec("day", 2, 14, "pert", "E060;A046")] = 7.0
    """Days that the first axis at the city's edge waits for the other axes."""

    west_wait_days: Annotated[float, ParameterSpec("day", 14, 45, "pert", "E064;A047")] = 26.0
    """Days between the fall of the east and the attack on the west."""

    axis_transfer_days: Annotated[float, ParameterSpec("day", 3, 20, "pert", "E064;A048")] = (
        10.0
    )
    """Days that a formation needs to move to an axis on the other bank."""

    southern_gap_km: Annotated[float, ParameterSpec("km", 2.0, 8.0, "pert", "A141")] = 4.0
    """Distance from the city at which the southern axis stands on 6 December 2016."""

    initial_entered_control: Annotated[
        float, ParameterSpec("share", 0.02, 0.5, "log_pert", "A144")
    ] = 0.05
    """Controlled fraction on 6 December 2016 of a neighbourhood that was entered and not
    freed."""

    line_depth_km: Annotated[float, ParameterSpec("km", 1.0, 8.0, "pert", "A142")] = 4.0
    """Depth of the Peshmerga's line at the end of their axes."""


class Hold(NamedTuple):
    """Holders, infiltration and the loss of territory."""

    holders_per_km2: Annotated[
        float, ParameterSpec("personnel/km2", 30, 200, "log_pert", "A050")
    ] = 90.0
    """Attackers whom each km2 taken in the city binds as holders."""

    holders_per_km2_open: Annotated[
        float, ParameterSpec("personnel/km2", 0, 30, "pert", "A050")
    ] = 4.0
    """Attackers whom each km2 taken outside the city binds as holders."""

    raid_contest_rate: Annotated[
        float, ParameterSpec("km2/person/h", 2e-3, 3e-2, "log_uniform", "A051;A192", "raiders")
    ] = 1.5e-2
    """Territory that one ISIS raider makes unsafe again per hour where nobody opposes."""

    raider_footprint_km2: Annotated[
        float,
        ParameterSpec("km2/person", 0.01, 0.1, "log_uniform", "E024;E032;A193", "raiders"),
    ] = 0.05
    """Largest area that one ISIS raider keeps unsafe."""

    raid_rate: Annotated[float, ParameterSpec("per day", 0.0, 0.5, "uniform", "R15;A194")] = 0.4
    """Rate at which ISIS orders a raid on each axis of advance while ISIS counter-attacks."""

    raid_fraction: Annotated[float, ParameterSpec("share", 0.0, 0.6, "uniform", "R15;A194")] = (
        0.5
    )
    """Fraction of the ISIS fighters within reach of a raid's objective who go on the raid."""

    raid_reach_km: Annotated[float, ParameterSpec("km", 1.0, 6.0, "pert", "E111;A194")] = 4.5
    """Distance to the objective of a raid up to which fighters go on the raid."""

    holder_equivalence: Annotated[
        float, ParameterSpec("ratio", 0.2, 2.0, "log_uniform", "A052")
    ] = 0.4
    """ISIS raiders whose work of making territory unsafe one nearby attacker cuts by half."""

    infiltration_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.5, "uniform", "E111;A053")
    ] = 0.12
    """Rate at which mobile groups of ISIS at the front infiltrate controlled territory, each by
    itself."""

    raid_duration_days: Annotated[
        float, ParameterSpec("day", 0.5, 4.0, "log_pert", "A053", keeps_range=True)
    ] = 2.0
    """Mean time that raiders stay behind the attackers' front."""

    deep_raid_weight: Annotated[
        float, ParameterSpec("share", 0.0, 0.5, "pert", "E111;A185")
    ] = 0.1
    """Weight of city territory far from any front as a target of raids, relative to territory
    at the front."""

    defender_contest_rate: Annotated[
        float, ParameterSpec("km2/person/h", 4e-7, 1e-4, "log_pert", "A055")
    ] = 8e-6
    """Territory that one defender of a cell makes unsafe again per hour where nobody
    opposes."""


class Defence(NamedTuple):
    """The deployment of ISIS."""

    men_per_km2: Annotated[
        float, ParameterSpec("personnel/km2", 30, 250, "log_pert", "A060")
    ] = 70.0
    """Fighters whom ISIS wants on a threatened km2."""

    fall_back_threshold: Annotated[float, ParameterSpec("share", 0.5, 1.0, "pert", "A061")] = (
        0.8
    )
    """Fraction of a cell under the attackers' control at which defenders fall back."""

    reaction_rate: Annotated[float, ParameterSpec("per day", 0.1, 2.0, "log_pert", "A062")] = (
        0.8
    )
    """Rate at which ISIS mobile groups answer a threat on their bank."""

    garrison_release_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.3, "uniform", "A063")
    ] = 0.05
    """Rate at which garrisons that nobody threatens are released to join the mobile groups."""

    bank_transfer_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.3, "uniform", "E125a;A064")
    ] = 0.06
    """Rate at which ISIS mobile groups are sent to the other bank while a bridge is open."""

    boat_transfer_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.03, "pert", "A227")
    ] = 0.0
    """Rate at which ISIS mobile groups cross to the other bank by boat once all bridges are
    cut."""

    exfiltration_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.5, "pert", "A065", "exfiltration")
    ] = 0.1
    """Rate at which ISIS fighters with no territory left on their bank leave the battle for
    good."""

    boat_exfiltration_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.1, "pert", "A212", "exfiltration")
    ] = 0.01
    """Rate at which ISIS fighters leave the east by boat when the western road is closed and
    all bridges are cut."""
