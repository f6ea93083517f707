"""The people of the city: how many, who leaves, who is harmed and by what."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class People(NamedTuple):
    """Shelter, flight and harm."""

    in_city: Annotated[int, Known("persons", 1000000, 1500000, "E148")] = 1200000
    """People in the city at the start."""

    east_share: Annotated[float, Known("share", 0.45, 0.68, "E148")] = 0.49
    """Share of them on the east bank."""

    old_city_crowding: Annotated[float, Known("ratio", 1.0, 5.0, "A095")] = 2.5
    """People on a km2 of the Old City over those on the rest of its bank."""

    flee: Annotated[float, Known("per day", 0.0005, 0.02, "E140;E142;A090")] = 0.008
    """Share of the people in contact with the fighting who leave the city in a day."""

    crossfire: Annotated[float, Known("per day", 1e-6, 2e-4, "A091")] = 2.5e-5
    """Chance of a person in contact with the fighting to be killed by crossfire in a day."""

    isis: Annotated[float, Known("per day", 0.0, 1e-4, "E095;A092")] = 2e-5
    """Chance of a person under ISIS to be killed by it in a day, executions included."""

    air_km2: Annotated[float, Known("km2/munition", 1e-6, 5e-4, "A093")] = 4e-5
    """Ground on which a munition kills a person in a building."""

    gun_km2: Annotated[float, Known("km2/round", 1e-7, 1e-4, "A093")] = 5e-6
    """The same for an artillery round."""

    hurt_over_killed: Annotated[float, Known("ratio", 1.0, 4.0, "A094")] = 2.2
    """People hurt for each person killed, executions left aside."""
