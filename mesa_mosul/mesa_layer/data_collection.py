"""What a model collects of each day: columns of the daily table, by their names there."""

import datetime
from typing import Any

import pandas as pd

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.simulation.daily_table import derive_columns
from mesa_mosul.simulation.ledger import ledger_columns
from mesa_mosul.simulation.simulation import Simulation

COLLECTED_MEASURES = (
    ("city", "held"),
    ("city", "entered"),
    ("city", "secured"),
    ("city", "claimed"),
    ("east", "held"),
    ("west", "held"),
)
COLLECTED_FORCE_COLUMNS = ("strength", "wounded", "wounded_now", "killed")
COLLECTED_OTHER_COLUMNS = (
    "iraqi_in_contact",
    "isis_in_contact",
    "iraqi_cohesion",
    "isis_cohesion",
    "civilians_displaced",
    "civilians_at_risk",
    "car_bombs_launched",
    "air_munitions",
)
SHARE_COLUMNS = tuple(f"share_{area}_{measure}" for area, measure in COLLECTED_MEASURES)
COLLECTED_LEDGER_COLUMNS = (
    *(f"{force}_{what}" for force in FORCES for what in COLLECTED_FORCE_COLUMNS),
    *(f"km2_{area}_{measure}" for area, measure in COLLECTED_MEASURES),
    *COLLECTED_OTHER_COLUMNS,
)
TOTAL_DEATHS_COLUMN = "civilians_killed"
INTEGER_COLUMNS = (
    *(column.name for column in ledger_columns(()) if not column.is_float),
    TOTAL_DEATHS_COLUMN,
)
COLLECTED_COLUMNS = ("date", *SHARE_COLUMNS, *COLLECTED_LEDGER_COLUMNS, TOTAL_DEATHS_COLUMN)
"""What a model collects of each day."""


def report_value(column: str, model: Any) -> Any:
    """Return a value of the last whole day of a MosulModel, as its DataCollector asks."""
    return model.last_day_values[column]


def collect_last_day(simulation: Simulation, date: datetime.date) -> dict[str, Any]:
    """Return the values of the day that has just ended, by the names of the daily table."""
    row = simulation.ledger[-1].tolist()
    values = dict(zip(simulation.columns, row, strict=True))
    values |= derive_columns(values, simulation.km2_by_area)
    collected = {
        name: int(values[name]) if name in INTEGER_COLUMNS else values[name]
        for name in COLLECTED_COLUMNS[1:]
    }
    return {"date": pd.Timestamp(date), **collected}


class DataRecorder:
    """The tables of a MosulModel by name, as Mesa's `run_scenarios` asks for them.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.MosulModel("reported", seed=1)
    >>> model.run_for(4)
    >>> list(model.data_recorder.get_all_dataframes())
    ['daily', 'events', 'outcome']
    """

    def __init__(self, model: Any) -> None:
        self.model = model

    def get_all_dataframes(self) -> dict[str, pd.DataFrame]:
        """Return all tables: `daily` and `events` as on `Run`, `outcome` in one row."""
        return {name: self.get_table_dataframe(name) for name in ("daily", "events", "outcome")}

    def get_table_dataframe(self, name: str) -> pd.DataFrame:
        """Return one table. Raises KeyError for another name."""
        if name == "outcome":
            return pd.DataFrame([self.model.outcome])
        if name not in ("daily", "events"):
            raise KeyError(f"no table is called '{name}': there are daily, events and outcome")
        table: pd.DataFrame = getattr(self.model, name)
        return table
