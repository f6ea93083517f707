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
# # One run of the battle
#
# A news article of 6 December 2016 (below: *the article*) calls the offensive against Mosul
# failed. This notebook runs the model once under the assumptions of the article, looks at the
# result, changes one parameter, and asks what may be concluded. It takes about a minute; the
# first run on a machine compiles the rules, which takes a minute or two more.
#
# The model is retrospective and aggregate. It advises nobody, and figures that combatants gave
# are partisan. **Simulated harm is no body count**, and no option is called better by speed or
# by casualties without the harm to civilians beside it.

# %%
# %matplotlib inline
import warnings

import pandas as pd

import mesa_mosul as mm
from mesa_mosul import plots

warnings.filterwarnings("ignore", "IProgress not found")  # Mesa looks for a widget
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## One run
#
# A run needs the name of a scenario, a seed and a number of days. The seed determines all
# random numbers: the same scenario and seed give the same run to the last bit.

# %%
run = mm.run("reported", seed=1, days=60)
run

# %% [markdown]
# What you see above is the summary of the run. `run.outcome` has its results as a dict. The
# glossary of `seeds/README.md` defines the terms: *held*, for instance, is territory that was
# cleared and has not been contested since; *claimed* is what Baghdad would claim; and
# *casualties* are killed plus wounded, counted from the first day.

# %%
measures = [
    "share_city_held",
    "stalled",
    "iraqi_casualties",
    "isis_casualties",
    "civilians_killed",
]
pd.Series(run.outcome)[[*measures, "civilians_displaced", "last_day", "digest"]]

# %% [markdown]
# ## The ledger
#
# `run.daily` has one row per day and one column for each quantity that is counted; the command
# `mosul columns` explains them. Killed, wounded, casualties and harm to civilians are totals
# since the first day, so the number for a single day is a difference of two rows.

# %%
columns = ["km2_east_held", "iraqi_killed", "isis_killed", "civilians_killed", "bridges_open"]
run.daily[columns].iloc[::10].round(1)

# %%
run.daily[["iraqi_casualties", "civilians_killed"]].diff().resample("W").sum().astype(int)

# %% [markdown]
# ## The run beside what was observed
#
# Lines are simulated, points are observed, each with the range that its source gives. The model
# never reads the points; they are only plotted.

# %%
run.plot()

# %% [markdown]
# ## The map of a day
#
# Days count from 0. Plots return Matplotlib axes, which a notebook shows at the end of a cell;
# with `ax=` they draw on axes of yours. They need no screen and so work in scripts and on
# clusters too.

# %%
ax = run.map(day=25).plot()
ax

# %% [markdown]
# ## What happened, and why
#
# `run.events` has one row per event, with its values. `run.chronicle()` gives the same in
# words: who decided, between which options, on which figures, and for what reason.

# %%
run.events["event"].value_counts()

# %%
chronicle = run.chronicle()
decisions = chronicle[chronicle["options"] != ""]
decisions[["date", "actor", "decision", "options", "figures", "reason"]]

# %% [markdown]
# Neighbourhoods change hands. A bar begins when a neighbourhood counts as cleared; a cross
# marks where it was lost again.

# %%
plots.timeline(run)

# %% [markdown]
# ## Change one parameter
#
# The article gives ISIS 9,000 fighters, and other sources give fewer. `.with_parameters`
# returns a new scenario and leaves the old one alone. A wrong name or a value out of its range
# is an error that says what is allowed; `mosul parameters` lists all of them with sources.

# %%
reported = mm.scenario("reported")
fewer = reported.with_parameters({"isis.fighters": 6000})
fewer.name

# %% [markdown]
# First with the same seed. Every random number is a function of seed, time, unit and purpose,
# so the two runs share the weather and all draws that both of them make. What differs comes
# from the parameter, and from what followed from it.

# %%
pair = {
    scenario.name: mm.run(scenario, seed=1, days=40).outcome for scenario in (reported, fewer)
}
pd.DataFrame(pair).loc[measures]

# %% [markdown]
# That is one pair of runs. Is the difference larger than random variation? Take a handful of
# seeds, each in both scenarios.

# %%
seeds = range(1, 9)
many_fighters = [mm.run(reported, seed=seed, days=40) for seed in seeds]
few_fighters = [mm.run(fewer, seed=seed, days=40) for seed in seeds]

# %%
compared = ["share_city_held", "iraqi_casualties", "civilians_killed"]
with_9000 = pd.DataFrame([one_run.outcome for one_run in many_fighters], index=seeds)[compared]
with_6000 = pd.DataFrame([one_run.outcome for one_run in few_fighters], index=seeds)[compared]
pd.concat({"9,000": with_9000, "6,000": with_6000}, axis=1).rename_axis("seed").round(3)

# %% [markdown]
# Read down a column: that is how much random variation alone moves an outcome. Then take the
# difference within each seed. Between runs with different seeds, differences would have about
# 1.4 times the sd of single runs; within a seed they vary less, as random numbers are shared.

# %%
difference = with_6000 - with_9000
pd.DataFrame(
    {
        "sd between seeds": with_9000.std(),
        "mean difference": difference.mean(),
        "sd of differences": difference.std(),
        "seeds of 8 in which it fell": (difference < 0).sum(),
    }
).round(3)

# %% [markdown]
# With fewer defenders, the attackers hold more territory and have fewer casualties, in this
# model. The last row belongs to the same answer and has to be reported with it: what became of
# civilians.

# %% [markdown]
# ## The map over several seeds
#
# One map shows one draw. `plots.control_map` shows in how many runs each cell was held on the
# evening of the same day: where it is neither 0 nor 1, a single map would have shown what is
# due to chance.

# %%
plots.control_map([one_run.map(day=25) for one_run in many_fighters])

# %% [markdown]
# ## What must not be concluded from one run
#
# - **Not what would have happened.** A run is one draw from what rules and parameters allow.
# - **Not that a parameter matters**, because two runs differ: look at differences over many
#   seeds, with an interval (notebook 2 runs them, notebook 3 reads them).
# - **Not that a parameter does not matter**, because two runs agree.
# - **Not how many people died.** Civilians killed are a range over many runs and an undercount,
#   and they stay beside every comparison.
# - **Not even many seeds are enough.** All of the above holds at the parameters as shipped.
#   Over the ranges of their sources, far more runs stall; notebook 3 shows it.

# %% [markdown]
# ## The same run as a Mesa model
#
# For those who know Mesa: the units are agents, and a step is a tick of six hours.

# %%
model = mm.MosulModel("reported", rng=1)
model.run_for(4)

# %%
model.last_date, model.units.select(lambda unit: unit.force == "isis").agg("strength", sum)

# %% [markdown]
# An agent's attributes are read from and written to the state itself, so the two never differ.
# The first day is the first day of the run above:

# %%
bool(model.daily["iraqi_killed"].iloc[0] == run.daily["iraqi_killed"].iloc[0])
