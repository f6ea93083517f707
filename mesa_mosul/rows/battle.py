"""Rows of the order of battle."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mesa_mosul.rows.base import Cited, Count, Day, Noted, Slug


class Formation(Noted):
    """A formation of the order of battle."""

    unique = (("code",), ("id",))
    code: Annotated[int, Field(ge=1, le=999)]
    id: Slug
    name: str
    force: Literal["iraqi", "isis", "peshmerga", "us", "pmf"]
    kind: Literal[
        "counter_terrorism", "army", "federal_police", "emergency_response", "tribal",
        "support", "militia", "peshmerga", "fighters", "mobile_group", "snipers",
        "car_bombs", "officials", "advisers", "air_wing", "artillery",
    ]  # fmt: skip
    men: Count
    pieces: Count
    axis: Slug | None = None
    bank: Literal["east", "west", "belt"] | None = None
    task: Literal[
        "assault", "hold", "reserve", "rear", "line", "corridor", "garrison", "mobile", "fires"
    ]
    enters: Day | None = None
    km_off_map: Annotated[float, Field(ge=0)] | None = None
    evidence: Cited

    @model_validator(mode="after")
    def knows_its_way(self) -> Self:
        """Refuse a formation that comes to fight and does not say where, when or how far."""
        way = (self.axis, self.enters, self.km_off_map)
        if self.task in ("assault", "hold", "reserve", "line") and None in way:
            raise ValueError(f"task {self.task} needs axis, enters and km_off_map")
        if (self.force == "isis") != (self.bank is not None):
            raise ValueError("bank is given for isis and for no other force")
        return self
