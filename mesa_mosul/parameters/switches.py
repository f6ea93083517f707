"""Mechanisms that can be taken out, one switch each, so that their effect can be measured."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Switch(NamedTuple):
    """What may happen in the battle; each is true unless a scenario takes it out."""

    snipers: Annotated[bool, Known("yes/no", 0, 1, "R16")] = True
    """Snipers pin more men than they hit."""

    barricades: Annotated[bool, Known("yes/no", 0, 1, "R18")] = True
    """Barricades slow the clearing of ground that ISIS prepared."""

    mines: Annotated[bool, Known("yes/no", 0, 1, "E114;A161")] = True
    """Mines and explosive traps hurt those who first enter prepared ground."""

    contaminated_ground: Annotated[bool, Known("yes/no", 0, 1, "R19;E113a")] = True
    """Toxic munitions on ground given up slow entry and cost cohesion."""

    car_bombs: Annotated[bool, Known("yes/no", 0, 1, "R17;E103")] = True
    """Car bombs are launched."""

    air: Annotated[bool, Known("yes/no", 0, 1, "R03")] = True
    """Aircraft answer requests and watch for car bombs."""

    weather: Annotated[bool, Known("yes/no", 0, 1, "A191")] = True
    """Bad weather grounds aircraft."""

    artillery: Annotated[bool, Known("yes/no", 0, 1, "R04")] = True
    """Guns answer requests."""

    call_delay: Annotated[bool, Known("yes/no", 0, 1, "A072")] = True
    """Fires come late and are refused more often where advisers sit far behind the front."""

    counter_attacks: Annotated[bool, Known("yes/no", 0, 1, "R15")] = True
    """Mobile groups of ISIS strike back at ground it has lost."""

    tunnels: Annotated[bool, Known("yes/no", 0, 1, "E111")] = True
    """Tunnels bring raiders behind the front."""

    holding_binds: Annotated[bool, Known("yes/no", 0, 1, "A050")] = True
    """Taken ground binds attackers as holders."""

    holders_protect: Annotated[bool, Known("yes/no", 0, 1, "A052")] = True
    """Attackers on taken ground keep it safe from raiders."""

    exhaustion: Annotated[bool, Known("yes/no", 0, 1, "R08;A032")] = True
    """Losses, strain and want of progress cost cohesion."""

    flanks: Annotated[bool, Known("yes/no", 0, 1, "E154a;E085")] = True
    """Battalions with open flanks break."""

    out_of_step: Annotated[bool, Known("yes/no", 0, 1, "A170")] = True
    """Axes attack each on its own days until a restart puts them in step."""

    pause: Annotated[bool, Known("yes/no", 0, 1, "R10;A176")] = True
    """The Iraqi command may pause the fight for the east, refit, and restart it."""

    bridges: Annotated[bool, Known("yes/no", 0, 1, "E125a")] = True
    """ISIS reinforces the east over bridges while they stand."""

    corridor: Annotated[bool, Known("yes/no", 0, 1, "R13;E134")] = True
    """Men and means come and go by the western road while it is open."""

    raqqa: Annotated[bool, Known("yes/no", 0, 1, "R13;R14")] = True
    """Raqqa sends messages, men and means."""

    withdrawal: Annotated[bool, Known("yes/no", 0, 1, "R11;R12")] = True
    """ISIS weighs withdrawing against holding, and thins the east for the west."""

    deadline: Annotated[bool, Known("yes/no", 0, 1, "R24")] = False
    """A date by which the city is to be taken presses tempo and tolerance."""

    dated_decisions: Annotated[bool, Known("yes/no", 0, 1, "A171")] = True
    """Decisions of the record are made on their dates, up to the scenario's last such day."""
