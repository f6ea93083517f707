"""Mechanisms that can be switched off one by one, so that their effects can be measured."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Switch(NamedTuple):
    """Mechanisms that act in a run; a scenario may switch each off or on."""

    snipers: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R16")] = True
    """Whether a sniper resists clearing more than an ordinary defender."""

    barricades: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R18")] = True
    """Whether barricades slow the clearing of terrain that ISIS fortified."""

    mines: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "E114;A161")] = True
    """Whether mines and explosive traps slow and injure those who first clear fortified
    terrain."""

    contaminated_ground: Annotated[
        bool, ParameterSpec("boolean", 0, 1, "coin", "R19;E113a")
    ] = True
    """Whether toxic munitions on fortified terrain slow clearing and cost cohesion."""

    car_bombs: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R17;E103")] = True
    """Whether car bombs are launched."""

    air: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R03")] = True
    """Whether aircraft answer requests for fire, crater roads and stop car bombs."""

    weather: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A191")] = True
    """Whether bad weather grounds aircraft."""

    artillery: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R04")] = True
    """Whether artillery answers requests for fire."""

    call_delay: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A072")] = True
    """Whether requests for fire pass through a joint centre, with more delay and more refusals,
    where no advisers are embedded with the leading battalions."""

    counter_attacks: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R15")] = True
    """Whether ISIS mobile groups counter-attack territory that ISIS has lost."""

    tunnels: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "E111")] = True
    """Whether tunnels bring raiders to city territory far from any front."""

    holding_binds: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A050")] = True
    """Whether territory that was taken binds attackers as holders."""

    holders_protect: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A052")] = True
    """Whether attackers on territory that was taken protect that territory from raiders."""

    exhaustion: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R08;A032")] = True
    """Whether casualties, strain and lack of progress cost cohesion."""

    lead_formations: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R08;A195")] = True
    """Whether the Iraqi command judges an axis by its lead formations, and not by all who
    attack or hold there."""

    flanks: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "E154a;E085")] = True
    """Whether battalions with exposed flanks may break for that reason."""

    out_of_step: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A170")] = True
    """Whether each axis draws its own days of attack until a resumption of the front puts all
    axes in step."""

    pause: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R10;A176")] = True
    """Whether the Iraqi command may pause the battle for the east, refit and resume."""

    bridges: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "E125a")] = True
    """Whether ISIS sends fighters and car bombs to the other bank over bridges that stand."""

    corridor: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R13;E134")] = True
    """Whether fighters and supplies come and go by the western road while the road is open."""

    raqqa: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R13;R14")] = True
    """Whether Raqqa sends orders and fighters and attacks elsewhere."""

    withdrawal: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R11;R12")] = True
    """Whether ISIS may withdraw from the city, or redeploy from the east to the west."""

    deadline: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R24")] = False
    """Whether a date by which the city is to be taken raises tempo and tolerance of collateral
    harm."""

    dated_decisions: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A171")] = True
    """Whether decisions of the historical record are made on their dates, up to the scenario's
    last such day."""
