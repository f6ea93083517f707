"""The forces that take part, by the figures of the article of 6 December 2016."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Iraqi(NamedTuple):
    """The Iraqi security forces."""

    troops: Annotated[int, ParameterSpec("personnel", 20000, 60000, "pert", "R01;E001")] = 54000
    """Iraqi troops committed to the campaign; most hold territory or serve in the cordon and
    the rear."""

    men_per_unit: Annotated[int, ParameterSpec("personnel", 1, 400, "fixed", "A005")] = 40
    """Troops in one Iraqi unit, about a platoon."""


class Isis(NamedTuple):
    """ISIS in and around the city, and its means."""

    fighters: Annotated[
        int, ParameterSpec("personnel", 2500, 10000, "uniform", "R05;E019;E020")
    ] = 9000
    """ISIS fighters in and around the city at the start."""

    men_per_unit: Annotated[int, ParameterSpec("personnel", 1, 100, "fixed", "A005")] = 10
    """Fighters in one ISIS unit, about the garrison of a house."""

    recruits_per_day: Annotated[
        float, ParameterSpec("personnel/day", 0, 40, "uniform", "E019;E024;E088;A006")
    ] = 6.0
    """Recruits who join ISIS inside the city per day."""

    arrivals_per_day: Annotated[
        float, ParameterSpec("personnel/day", 0, 20, "pert", "E136;E019;E024;E088;A210")
    ] = 4.0
    """Fighters who join ISIS per day by the western road while the road is passable."""

    returning_men: Annotated[int, ParameterSpec("personnel", 0, 3000, "pert", "R20;A213")] = 0
    """ISIS fighters who left early and come back by the western road."""

    return_start_day: Annotated[float, ParameterSpec("day", 0, 90, "pert", "R20;A213")] = 3.0
    """Days from the start until returning fighters and officials begin to arrive."""

    return_duration_days: Annotated[float, ParameterSpec("day", 1, 60, "pert", "R20;A213")] = (
        14.0
    )
    """Days over which returning fighters and officials arrive at a steady pace."""

    officials_return: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R21")] = False
    """Whether ISIS officials come back to the city by the western road."""

    official_count: Annotated[
        int, ParameterSpec("personnel", 20, 500, "log_uniform", "R21;A214")
    ] = 100
    """Number of ISIS officials who come back, if officials return."""

    officials_recovery_bonus: Annotated[
        float, ParameterSpec("share", 0.0, 1.0, "uniform", "R21;A214")
    ] = 0.2
    """Fraction by which ISIS battalions regain cohesion faster once all returning officials are
    there."""

    car_bombs_at_start: Annotated[
        int, ParameterSpec("vehicles", 100, 1000, "uniform", "E103;E104;A111")
    ] = 400
    """Car bombs ready at the start."""

    car_bombs_per_day: Annotated[
        float, ParameterSpec("vehicles/day", 4, 16, "uniform", "E103;E104;A007")
    ] = 12.0
    """Car bombs that all workshops together finish per day."""

    forced_withdrawal: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R11")] = False
    """Whether ISIS withdraws from the first day while the western road is open, whatever the
    value of holding."""

    value_of_holding: Annotated[
        float, ParameterSpec("share", 0.1, 1.0, "pert", "R11;R12;A215", keeps_range=True)
    ] = 0.6
    """Expected loss (fraction of territory plus fraction of fighters, at most 1) above which
    ISIS considers withdrawing."""

    memory_days: Annotated[
        float, ParameterSpec("day", 7, 28, "log_pert", "R12;A215", keeps_range=True)
    ] = 14.0
    """Days over which ISIS averages the attackers' advance and its own casualties, and projects
    both ahead."""

    withdrawal_decision_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 1.0, "pert", "R11;A215")
    ] = 0.2
    """Rate at which ISIS decides to withdraw, or to cancel a withdrawal, when the reason is
    1."""

    departure_rate: Annotated[
        float, ParameterSpec("per day", 0.02, 0.5, "log_pert", "R11;A216")
    ] = 0.1
    """Rate at which ISIS units that are free to go leave the city during a withdrawal."""

    rearguard_days: Annotated[float, ParameterSpec("day", 0, 21, "pert", "R11;A216")] = 7.0
    """Days after the decision to withdraw for which garrisons stay to cover the mobile
    groups."""

    redeployment_threshold: Annotated[
        float, ParameterSpec("share", 0.3, 0.95, "pert", "R12;A217")
    ] = 0.7
    """Fraction of the east lost above which ISIS considers redeploying mobile groups to the
    west."""

    redeployment_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 1.0, "pert", "R12;A217")
    ] = 0.3
    """Rate at which ISIS decides to redeploy mobile groups to the west when the whole east is
    lost; in proportion lower before, and 0 up to `isis.redeployment_threshold`."""

    counter_attack_ratio: Annotated[
        float, ParameterSpec("ratio", 2.0, 30.0, "log_pert", "R12;R15;A133", keeps_range=True)
    ] = 16.0
    """Attackers for each defender in contact below which ISIS may counter-attack and
    infiltrate; set higher than the ratios, ten to one and more, at which ISIS did so in
    history."""

    posture_rate: Annotated[float, ParameterSpec("per day", 0.1, 2.0, "log_pert", "A133")] = 0.5
    """Rate at which ISIS switches between defence and counter-attack when the reason is 1."""


class Peshmerga(NamedTuple):
    """The Kurdish forces around the city."""

    men: Annotated[int, ParameterSpec("personnel", 4000, 40000, "pert", "E003")] = 40000
    """Peshmerga deployed around the city; only a minority attacks."""

    men_per_unit: Annotated[int, ParameterSpec("personnel", 1, 400, "fixed", "A005")] = 40
    """Troops in one Peshmerga unit."""

    leaves_offensive: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R22;R23")] = True
    """Whether the Peshmerga stop attacking and man a defensive line."""

    stop_rate: Annotated[float, ParameterSpec("per day", 0.0, 1.0, "pert", "R22;A221")] = 0.1
    """Rate at which the Peshmerga stop attacking, where no date is given, when all territory on
    their axes is taken; in proportion lower before."""

    line_cover: Annotated[float, ParameterSpec("share", 0.3, 0.9, "pert", "R23;A222")] = 0.7
    """Fraction of hits by fire that the Peshmerga's line prevents once fortified."""

    fortify_days: Annotated[
        float, ParameterSpec("day", 5, 60, "pert", "R23;A222", keeps_range=True)
    ] = 21.0
    """Days that the Peshmerga need to fortify their line."""


class Coalition(NamedTuple):
    """Coalition personnel, and all aircraft and guns in support."""

    personnel: Annotated[
        int, ParameterSpec("personnel", 100, 6000, "log_uniform", "R02;E013;E014")
    ] = 5000
    """Coalition personnel, mostly American, committed to the campaign; few are near the
    city."""

    men_per_unit: Annotated[int, ParameterSpec("personnel", 1, 400, "fixed", "A005")] = 50
    """Personnel in one coalition unit."""

    advisers_embed: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A175")] = True
    """Whether advisers may join the leading battalions, so that fires are called directly."""

    troops_per_adviser: Annotated[
        float, ParameterSpec("ratio", 15.0, 200.0, "log_pert", "A106;A225")
    ] = 35.0
    """Leading Iraqi troops whom one embedded adviser serves: calls fires, helps reorganise."""

    strike_aircraft: Annotated[
        int, ParameterSpec("aircraft", 20, 100, "uniform", "R03;A143")
    ] = 90
    """Strike aircraft in support of the attack, coalition and Iraqi together."""

    artillery_pieces: Annotated[int, ParameterSpec("guns", 20, 150, "uniform", "R04;A109")] = (
        150
    )
    """Heavy artillery pieces in support of the attack, coalition and Iraqi together."""

    bridges_cut_at_start: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "E125d")] = (
        False
    )
    """Whether all bridges are cut from the first day."""

    bridge_cut_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.3, "pert", "E125d;A223")
    ] = 0.08
    """Rate at which one more bridge is cut, where no date is given."""


class Pmf(NamedTuple):
    """The Popular Mobilisation Forces on the corridor to the west, off the map."""

    men: Annotated[int, ParameterSpec("personnel", 0, 20000, "pert", "E004")] = 14000
    """Members of the Popular Mobilisation Forces on the western corridor, off the map."""

    men_per_unit: Annotated[int, ParameterSpec("personnel", 1, 400, "fixed", "A005")] = 40
    """Members in one unit of the Popular Mobilisation Forces."""
