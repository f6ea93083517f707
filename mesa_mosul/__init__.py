"""An agent-based model of the battle of Mosul (2016-17) in which every number has a source.

Names are loaded when they are first used, so that importing the package stays quick.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

HOMES = {
    "Experiment": "experiments.experiment",
    "MosulModel": "model",
    "Run": "fight",
    "Scenario": "setting",
    "read_results": "experiments.results",
    "run": "fight",
    "run_many": "many",
    "scenario": "setting",
    "scenarios": "setting",
}

__all__ = ["__version__", *HOMES]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'mesa_mosul' has no attribute '{name}'")
    return getattr(importlib.import_module(f"mesa_mosul.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
