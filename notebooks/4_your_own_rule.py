# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own rule
#
# What if rain kept aircraft on the ground for two more days? No parameter of the model says so.
# This notebook adds a rule, looks at one run with it, and compares 50 pairs of runs with and
# without it, civilians among the outcomes (simulated harm, no body count). Nothing in the
# package is changed. All that can be your own (rules, outcomes, scenarios, tables, agents) is
# described in `experiments/your_own.md`.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import mesa
import pandas as pd
import rain  # rain.py, beside this notebook

import mesa_mosul as mm
from mesa_mosul.mesa_layer.unit_agents import IsisFighters
from mesa_mosul.simulation.schedule import SCHEDULE

# %% [markdown]
# ## Where a rule goes
#
# A tick, a quarter of a day, is a sequence of phases. A rule of yours runs after one of them.

# %%
[phase.name for phase in SCHEDULE]

# %% [markdown]
# ## Write it
#
# A rule is a function of the world, the parameters `p` and the clock. Rules of one file may
# share a state, a `dict` that is empty when a run begins: it is where a rule remembers
# something. The numbers `own.number_1` to `own.number_3` are parameters that no rule of the
# model reads: use them as levers of yours.
#
# The weather goes on from its own column, so that a rule which changes that column must hand
# the weather's value back before the weather goes on: hence two rules.

# %%
print(Path(rain.__file__).read_text(encoding="utf-8"))
rules = [(rain.hand_back, "command decisions"), (rain.stay_grounded, "weather")]

# %% [markdown]
# ## One run with it, one without
#
# Random numbers depend on the seed and on who draws them when, never on what was drawn before:
# two runs of one seed differ only by what the rule changes. With the number 0 the rule changes
# nothing, and the runs are equal to the last bit: a check that every rule of yours should pass.

# %%
dry = mm.scenario("reported").with_parameters({"own.number_1": 2})
without = mm.run("reported", seed=1, days=26)
with_rule = mm.run(dry, seed=1, days=26, phases=rules)
off = mm.run("reported", seed=1, days=26, phases=rules)
off.outcome["digest"] == without.outcome["digest"]

# %%
munitions = without.daily[["air_munitions"]].rename(columns={"air_munitions": "as it is"})
munitions["rain counts for longer"] = with_rule.daily["air_munitions"]
munitions.plot(ylabel="munitions released from the air so far", xlabel="", title="One run each")
# %% [markdown]
# ## Fifty pairs
#
# One run is one draw. An experiment runs both levels of the number under the same 50 seeds.
# Workers load the rule from its file, by `FILE:FUNCTION@PHASE`; its text is stored with the
# results, and its hash enters the key of every run, so that an edited rule never resumes a
# sweep of another. (A rule defined in a notebook's cell is known to the notebook alone: run it
# with `workers=0`.)

# %%
question = mm.Experiment(
    "reported",
    name="rain",
    levers={"own.number_1": [0, 2]},
    labels={"own.number_1": ["aircraft as they are", "grounded two days more"]},
    phases=["rain:hand_back@command decisions", "rain:stay_grounded@weather"],
    days=26,
    replications=50,
)
result = question.run(Path(tempfile.mkdtemp()) / "rain", progress=False)
outcomes = ["share_city_held", "iraqi_casualties", "civilians_killed"]
shown = ["base", "mean", "difference", "low", "high", "p_holm"]
pd.concat({outcome: result.compare(outcome)[shown] for outcome in outcomes}).droplevel(1)

# %%
result.plot.differences("iraqi_casualties")

# %% [markdown]
# `base` is the mean without the rule, `difference` the mean change of a pair, from `low` to
# `high` with 95 % confidence; an interval that holds 0 shows no effect, not that there is none.
# The rule is a trial, without a source: what it changes says how much the battle of the model
# depends on aircraft in bad weather, and no more.
#
# The same from a file, to be run, stopped and resumed by `mosul sweep rain.toml`:
#
# ```toml
# base = "reported"
# days = 26
# replications = 50
# phases = ["rain:hand_back@command decisions", "rain:stay_grounded@weather"]
# [levers]
# "own.number_1" = [0, 2]
# ```
#
# ## In Mesa's words
#
# `MosulModel` is the same simulation as a Mesa model. `model.grid` is a Mesa grid whose
# property layers are the model's own columns, a unit's `cell` is a cell of it, and a class of
# yours may take the place of a kind of unit: its `step` is called after every tick.


# %%
class WaryFighters(IsisFighters):
    """Fighters who count the ticks that they spend beside Iraqi soldiers."""

    def step(self):
        """Look around."""
        near = self.cell.get_neighborhood(include_center=True).agents if self.cell else ()
        self.user_value += any(unit.force == "iraqi" for unit in near)


model = mm.MosulModel("reported", seed=1, unit_classes={"fighters": WaryFighters})
model.run_for(4)
fighters = model.agents_by_type[WaryFighters]
collector = mesa.DataCollector(agent_reporters={"force": "force", "strength": "strength"})
collector.collect(model)
by_force = collector.get_agent_vars_dataframe().groupby("force")["strength"].sum()
len(fighters), fighters.agg("user_value", sum), by_force.to_dict()
