"""Taking, holding and losing ground."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Advance(NamedTuple):
    """How attackers take ground."""

    clear_open: Annotated[float, Known("km2/man/h", 1e-4, 2e-3, "E060;A040")] = 1.2e-3
    """Open ground that one man takes in an hour when nobody resists."""

    clear_village: Annotated[float, Known("km2/man/h", 3e-5, 4e-4, "A040")] = 3e-4
    """Village ground, likewise."""

    clear_new_city: Annotated[float, Known("km2/man/h", 5e-6, 1e-4, "E033;E039;A041")] = 5e-5
    """Ground in the new city, likewise."""

    clear_old_city: Annotated[float, Known("km2/man/h", 1e-6, 4e-5, "A041")] = 5e-6
    """Ground in the Old City, likewise."""

    defender_worth: Annotated[float, Known("men/man", 2.0, 10.0, "E158;A042")] = 5.0
    """Attackers whom one defender near them halves in their work."""

    massing: Annotated[float, Known("men/km", 100, 600, "A043")] = 250.0
    """Attackers whom a commander wants on a km of front."""

    front_share: Annotated[float, Known("share", 0.05, 0.3, "A044")] = 0.1
    """Share of the ground near a place that must be held for it to be attacked."""

    rounds: Annotated[int, Known("rounds", 4, 40, "A045")] = 12
    """How often in a tick men who have finished a cell may go on; a matter of precision."""

    city_wait_days: Annotated[float, Known("day", 2, 14, "E060;A046")] = 7.0
    """Days that the first axis at the city's edge waits for the others."""

    west_wait_days: Annotated[float, Known("day", 14, 45, "E064;A047")] = 26.0
    """Days between the fall of the east and the attack on the west."""

    move_days: Annotated[float, Known("day", 3, 20, "E064;A048")] = 10.0
    """Days that a formation needs to go round to another axis."""

    south_short_km: Annotated[float, Known("km", 2.0, 8.0, "A141")] = 4.0
    """How far short of the city the southern axis stands on 6 December 2016."""

    foothold: Annotated[float, Known("share", 0.02, 0.5, "A144")] = 0.05
    """Share of a quarter held on 6 December 2016 where it was entered and not freed."""

    line_km: Annotated[float, Known("km", 1.0, 8.0, "A142")] = 4.0
    """Depth of the Peshmerga's line at the end of their axes."""


class Hold(NamedTuple):
    """What holding binds, and what comes back where it is thin."""

    density: Annotated[float, Known("men/km2", 30, 200, "A050")] = 90.0
    """Men whom a taken km2 of the city binds."""

    open_density: Annotated[float, Known("men/km2", 0, 30, "A050")] = 4.0
    """Men whom a taken km2 outside the city binds."""

    retake: Annotated[float, Known("km2/man/h", 2e-5, 5e-4, "A051")] = 1.0e-4
    """Ground that one ISIS man makes unsafe again in an hour where nobody opposes him."""

    holder_worth: Annotated[float, Known("men/man", 0.2, 2.0, "A052")] = 0.6
    """ISIS men whom one man who holds halves in that work."""

    infiltrators: Annotated[float, Known("share", 0.0, 0.5, "E111;A053")] = 0.12
    """Share of the mobile ISIS men at the front who try held ground each day."""

    raid_days: Annotated[float, Known("day", 0.5, 4.0, "A053")] = 1.0
    """How long they stay behind the attackers' front."""

    tunnels: Annotated[float, Known("share", 0.0, 0.5, "E111;A185")] = 0.1
    """How often raiders choose taken ground that no front is near, over ground at the front."""

    contested: Annotated[float, Known("share", 0.02, 0.2, "A055")] = 0.08
    """That work by men who defend a contested cell, over that of men who raid."""

    secure_share: Annotated[float, Known("share", 0.85, 1.0, "A054")] = 0.95
    """Share of its ground that must be held for it."""

    secure_days: Annotated[float, Known("day", 1, 7, "A054")] = 3.0
    """Days that a quarter must be held before it counts as secured."""


class Defence(NamedTuple):
    """How ISIS places its men."""

    massing: Annotated[float, Known("men/km2", 30, 250, "A060")] = 70.0
    """Men whom it wants on a threatened km2."""

    leave_at: Annotated[float, Known("share", 0.5, 1.0, "A061")] = 0.8
    """Share of a cell in attackers' hands at which its defenders fall back."""

    react: Annotated[float, Known("per day", 0.1, 2.0, "A062")] = 0.8
    """Rate at which mobile groups answer a threat on their bank."""

    release: Annotated[float, Known("per day", 0.0, 0.3, "A063")] = 0.05
    """Rate at which garrisons that nobody threatens are drawn to where it burns."""

    send_over: Annotated[float, Known("per day", 0.0, 0.3, "E125a;A064")] = 0.06
    """Rate at which the other bank's mobile groups are sent over open bridges."""

    slip_away: Annotated[float, Known("per day", 0.0, 0.5, "A065")] = 0.1
    """Rate at which men with no ground left on their bank slip away."""

    slip_by_boat: Annotated[float, Known("per day", 0.0, 0.1, "A212")] = 0.01
    """The same in the east when the western road is shut and all bridges are cut."""
