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
# # One battle
#
# This notebook fights the battle of the news report of 6 December 2016 once, looks at what came
# of it, changes one number, and asks what may be concluded. It runs in under a minute; the
# first run on a machine compiles the rules, which takes a minute more.
#
# The model is retrospective and aggregate. It advises nobody, and figures that combatants gave
# are partisan. **Simulated harm is no body count**, and no option is called better by speed or
# by losses without the harm to civilians beside it.

# %%
# %matplotlib inline
import warnings

import pandas as pd

import mesa_mosul as mm
from mesa_mosul import plots

warnings.filterwarnings("ignore", "IProgress not found")  # Mesa looks for a widget
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## Fight it
#
# A run needs the name of a scenario, a seed and a number of days. The seed is all the luck
# there is: the same scenario and seed give the same battle to the last bit.

# %%
run = mm.run("reported", seed=1, days=60)
run

# %% [markdown]
# What you see above is the account of the run. The same is in `run.outcome` as a dict. Every
# word in it is explained in the glossary of `seeds/README.md`: *held*, for instance, is ground
# that was cleared and not made unsafe since, and *claimed* is what Baghdad says.

# %%
measures = ["share_city_held", "stalled", "iraqi_losses", "isis_losses", "civilians_killed"]
pd.Series(run.outcome)[[*measures, "civilians_displaced", "last_day", "digest"]]

# %% [markdown]
# ## The ledger
#
# `run.daily` has a row a day and a column for everything that is counted. Columns of men and
# harm are totals since the first day, so a day's own number is a difference of two rows.

# %%
shown = ["km2_east_held", "iraqi_killed", "isis_killed", "civilians_killed", "bridges_open"]
run.daily[shown].iloc[::10].round(1)

# %%
run.daily[["iraqi_losses", "civilians_killed"]].diff().resample("W").sum().astype(int)

# %% [markdown]
# ## The course, beside what was observed
#
# Lines are simulated, points are observed, each with the range that its source gives. The model
# never reads the points; they are only drawn.

# %%
run.plot()

# %% [markdown]
# ## The map of a day
#
# Days count from 0. Plots return matplotlib axes on a figure that knows no screen, so that they
# work in scripts and on clusters too. A notebook shows figures, not axes: **end the cell with
# `axes.figure`**. A bare `axes` would print its name only.

# %%
axes = run.map(day=25).plot()
axes.figure

# %% [markdown]
# ## What happened, and why
#
# `run.events` has one row an event, in numbers. `run.chronicle()` says the same in words: who
# decided, between which options, on which numbers, and for what reason.

# %%
run.events["what"].value_counts()

# %%
told = run.chronicle()
decisions = told[told["options"] != ""]
decisions[["date", "who", "decided", "options", "numbers", "reason"]]

# %% [markdown]
# Quarters change hands. A bar begins when a quarter counts as won; a cross is where it was lost
# again.

# %%
plots.timeline(run).figure

# %% [markdown]
# ## Change one number
#
# The report gives ISIS 9,000 fighters, and other sources give fewer. `.with_` returns a new
# scenario and leaves the old one alone. A wrong name or a number out of its range is an error
# that says what is allowed; `mosul parameters` lists every number with its source.

# %%
reported = mm.scenario("reported")
fewer = reported.with_(**{"isis.fighters": 6000})
fewer.name

# %% [markdown]
# First with the same seed. The luck is a function of seed, time, unit and purpose, so the two
# battles share the weather and all dice that both of them throw. What differs comes from the
# number, and from what followed from it.

# %%
pair = {one.name: mm.run(one, seed=1, days=40).outcome for one in (reported, fewer)}
pd.DataFrame(pair).loc[measures]

# %% [markdown]
# That is one pair of battles. Is the difference larger than what luck does? Ask a handful of
# seeds, each in both worlds.

# %%
seeds = range(1, 9)
before = [mm.run(reported, seed=seed, days=40) for seed in seeds]
after = [mm.run(fewer, seed=seed, days=40) for seed in seeds]

# %%
columns = ["share_city_held", "iraqi_losses", "civilians_killed"]
with_9000 = pd.DataFrame([one.outcome for one in before], index=seeds)[columns]
with_6000 = pd.DataFrame([one.outcome for one in after], index=seeds)[columns]
pd.concat({"9,000": with_9000, "6,000": with_6000}, axis=1).rename_axis("seed").round(3)

# %% [markdown]
# Read down a column: that is how much luck alone moves an outcome. Then take the difference
# within each seed, which luck moves less.

# %%
difference = with_6000 - with_9000
pd.DataFrame(
    {
        "luck alone (sd)": with_9000.std(),
        "mean difference": difference.mean(),
        "sd of differences": difference.std(),
        "seeds of 8 in which it fell": (difference < 0).sum(),
    }
).round(3)

# %% [markdown]
# Fewer defenders: more ground for the attackers and fewer of their men lost, in this model. The
# last row belongs to the same answer and has to be told with it: what became of civilians.

# %% [markdown]
# ## The map over several seeds
#
# One map shows one draw. `plots.control_map` shows in how many runs each cell was held on the
# evening of the same day: where it is neither 0 nor 1, a single map would have told a story
# that luck wrote.

# %%
plots.control_map([one.map(day=25) for one in before]).figure

# %% [markdown]
# ## What must not be concluded from one run
#
# - **Not what would have happened.** A run is one draw from what the rules and numbers allow.
# - **Not that a number matters**, because two runs differ: look at differences over many seeds,
#   with an interval (notebook 2 runs them, notebook 3 reads them).
# - **Not that a number does not matter**, because two runs agree.
# - **Not how many people died.** Civilians killed are a range over many runs and an undercount,
#   and they stay beside every comparison.
# - **Not even many seeds are enough.** All of the above holds at the numbers as shipped. Over
#   the ranges of their sources, far more runs stall; notebook 3 shows it.

# %% [markdown]
# ## The same battle as a Mesa model
#
# For those who know Mesa: the units are agents, and a step is a tick of six hours.

# %%
model = mm.MosulModel("reported", rng=1)
model.run_for(4)

# %%
model.day, model.units.select(lambda unit: unit.force == "isis").agg("men", sum)

# %% [markdown]
# An agent's attributes are read from and written to the state itself, so nothing drifts apart.
# The first day is the first day of the run above:

# %%
bool(model.daily()["iraqi_killed"].iloc[0] == run.daily["iraqi_killed"].iloc[0])
