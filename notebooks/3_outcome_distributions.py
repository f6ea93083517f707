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
# # Distributions of outcomes
#
# What would the planned reinforcements change? What would fighters who return change? Does the
# offensive stall? This notebook asks small versions of the project's questions and shows how to
# read the answers: as distributions, as paired differences, and as shares of runs with
# intervals.
#
# It takes a few minutes on two cores. **Its results are for learning**: few runs, 45 days, few
# cases. The full results are named at the end.
#
# Harm to civilians stands beside every comparison, and no option is ranked without it. It is
# simulated, a range over many runs, and no body count. Nothing here is advice.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import mesa_mosul as mm

home = Path(tempfile.mkdtemp())
territory = "km2_city_held@2016-12-31"
outcomes = [territory, "iraqi_casualties", "civilians_killed"]
recorded = ["km2_city_held", "civilians_killed"]

# %% [markdown]
# ## What is not known
#
# A single set of parameters would show only the luck of one battle, again and again. What is
# not known about the real battle is far more: 184 numbers of the model have no certain value.
# The **ensemble** is a table of weighted parameter sets that agree with what was observed by
# 13 December 2016 (`mosul calibrate` makes it).

# %%
sets = mm.ensemble()
sets.numbers[["isis.fighters", "hold.raid_fraction", "cohesion.at_start"]].describe().round(2)

# %% [markdown]
# `uncertainties="calibrated"` runs an experiment over such sets. Here 24 of them, each with 3
# random seeds: a **nested** design. Every case has the same sets and the same seeds, so its
# runs are paired with those of every other case.
#
# A lever can have named levels, each a set of parameters that change together. All plans are
# decided on 6 December and arrive two weeks later.

# %%
plans = {
    "none": {},
    "Iraqi 4,000": {"reinforcement.iraqi_troops": 4000},
    "Iraqi 12,000": {"reinforcement.iraqi_troops": 12000},
    "225 advisers": {"reinforcement.advisers": True, "reinforcement.adviser_men": 225},
}
reinforced = mm.Experiment(
    "reported",
    name="reinforcements",
    levers={"plan": plans},
    constants={"reinforcement.decision_day": 0},
    uncertainties="calibrated",
    design={"kind": "ensemble", "points": 24},
    replications=3,
    days=45,
    outcomes=[territory],
    record=recorded,
).run(home / "reinforcements", progress=False)
reinforced

# %% [markdown]
# ### Distributions first
#
# Look at the whole distribution before any mean: at its width, at its tails, at whether it has
# one peak or two. A mean between two peaks describes no run at all. `kind` chooses the form of
# the plot: density, dots, ridge, ecdf, box, violin or histogram.
#
# The band around a curve is for the 24 sets, not for the 72 runs: three runs of one set tell
# less than runs of three sets. The thin line is the distribution of the means of the sets.

# %%
reinforced.plot.distribution(territory, by="plan", kind="ecdf")

# %%
reinforced.plot.distribution("civilians_killed", kind="dots")

# %% [markdown]
# The same as a table. `mean` has a 95 % interval, `low` to `high`; `p05` to `p95` are quantiles
# of the runs, `min` and `max` their extremes; `basis` says what the interval covers.

# %%
reinforced.summary(territory).round(1)

# %% [markdown]
# **Two spreads, not one.** The interval of the mean says how precisely these sets and seeds
# estimate the mean over the whole ensemble; it shrinks when more are run. The quantiles say how
# far single runs lie apart; they do not shrink. For "how could it have turned out?" read the
# quantiles, for "what does the plan change on average?" the interval of the difference (below).
#
# Neither says that the model is right. Both hold what the parameters leave open, given that the
# rules are what they are.
#
# ### Luck, or what is not known?
#
# Each line is one parameter set: its dot the mean of its runs, its length the luck of the
# draw.

# %%
reinforced.plot.spread(territory, by="plan")

# %% [markdown]
# Whose the variance of single runs is: the plans', the sets', that of plans that do more in
# some sets than in others, and chance's. With few seeds the intervals are wide.

# %%
reinforced.analysis.variance_shares(territory).round(2)

# %%
reinforced.plot.variance_shares(outcomes)

# %% [markdown]
# ### Day by day
#
# A band contains nine tenths of the runs, the darker one half of them. Until the troops arrive,
# all cases are the same.

# %%
reinforced.plot.band("km2_city_held")

# %% [markdown]
# ### Differences with common random numbers
#
# The bands overlap widely. That does *not* mean that the plans change nothing: the runs of a
# pair share the parameter set and the seed, so the same weather and the same random numbers for
# the same shots. What they have in common cancels in the difference of the two. `compare` takes
# the difference within each pair of runs, and then the mean of the differences with its
# interval over sets and seeds.

# %%
reinforced.compare(territory).round(2)

# %% [markdown]
# - `difference`, `low`, `high`: the mean difference from the first case, and its 95 % interval.
#   One that includes 0 says that these runs cannot tell the sign, not that there is no effect.
# - `sd_sets`: how much the effect differs between parameter sets.
# - `vrf`, the variance reduction factor: how many times more runs would be needed without
#   common random numbers.
# - `p_holm`: the p-value, adjusted because several cases were compared.
# - `pairs_needed`: pairs with which a difference of this size is found in 80 of 100 sweeps.
#
# Outcomes at the left, the paired differences at the right. The share of pairs above 0 says how
# often a plan does in a pair what it does on average.

# %%
reinforced.plot.differences(territory)

# %% [markdown]
# A decision matrix puts harm to civilians beside every gain. No row is better than another
# without a judgement that the model does not make.

# %%
reinforced.plot.matrix(outcomes)

# %% [markdown]
# A forest plot shows one outcome; hollow points have an interval that includes 0.

# %%
reinforced.plot.forest("civilians_killed")

# %% [markdown]
# ### Were these replications enough?
#
# It depends on the outcome and on the question. `half_width` is what there is now; where it is
# that of the sets, more seeds do not help.

# %%
reinforced.analysis.replication_advice("civilians_killed").round(1)

# %% [markdown]
# ## Fighters who return
#
# Two levers are crossed: how many return from day 3 on, and whether the western road, by which
# they come, is closed from the first day.

# %%
returning = mm.Experiment(
    "reported",
    name="fighters_return",
    levers={"isis.returning_men": [0, 3000], "corridor.closed_at_start": [False, True]},
    constants={"isis.return_start_day": 3},
    uncertainties="calibrated",
    design={"kind": "ensemble", "points": 12},
    replications=3,
    days=45,
    record=recorded,
).run(home / "fighters_return", progress=False)
returning.plot.distribution("iraqi_casualties", kind="ridge")

# %% [markdown]
# Four cases, three ridges: with the road closed nobody can return, so the number of those who
# would has no effect by construction. Common random numbers make the two cases equal, run by
# run, and a plot shows equal cases once:

# %%
closed = returning.runs[returning.runs["corridor.closed_at_start"]]
bool((closed.groupby("seed")[outcomes[1:]].nunique() == 1).all(axis=None))

# %% [markdown]
# `compare` keeps the other levers at their first level, here the road open; `over` asks for
# something else. Do not average over the road here: half of that average could not change
# anything, and it describes no case.

# %%
returning.compare("iraqi_casualties", by="isis.returning_men").round(1)

# %%
returning.compare("civilians_killed", by="isis.returning_men").round(1)

# %% [markdown]
# ## Does the offensive stall?
#
# *Stalled* means that a net gain of less than 3 km² of the city was made in a period of 14 days
# of fighting for it. A run that has not stalled by its last day might have done so later: the
# share is that of runs that stall within 45 days. And a stall is no failure: a run that has
# stalled may clear the east later.

# %%
reinforced.analysis.probability("stalled").round(2)

# %%
reinforced.plot.probability("stalled")

# %% [markdown]
# Over two levers, the share with its interval in each cell:

# %%
returning.plot.share_map("stalled", "isis.returning_men", "corridor.closed_at_start")

# %% [markdown]
# What a stall is associated with, for civilians. This is not an effect of the stall: both
# follow from the parameters of the set.

# %%
reinforced.runs.groupby("stalled")[outcomes].median().round(1)

# %% [markdown]
# ### Other measures of what is not known
#
# The ensemble is what the record leaves of the ranges that sources give. Before any comparison
# with the record, the ranges leave far more open: `"evidence"` draws a parameter by the measure
# that it declares, and `"fire.*"` means all parameters of fire.

# %%
groups = ["detection", "fire", "cohesion", "advance", "hold", "defence", "command", "civilians"]
drawn = mm.Experiment(
    "reported",
    name="ranges",
    uncertainties={f"{group}.*": "evidence" for group in groups},
    design={"kind": "latin_hypercube", "points": 40},
    days=45,
    replications=1,
    outcomes=[territory],
    record=recorded,
).run(home / "ranges", progress=False)
drawn.plot.distribution(territory, kind="dots")

# %% [markdown]
# ## With other libraries
#
# `to_xarray()` gives the runs as labelled arrays: case, set, seed, day. ArviZ, xskillscore and
# seaborn work with it at once.

# %%
reinforced.to_xarray()

# %% [markdown]
# ## The full results, and your own
#
# - `mosul sweep reinforcements` and `mosul sweep fighters_return` are the full questions: more
#   cases, 100 sets with 5 seeds each, to the scenario's end; about an hour each on two cores.
# - `mosul report results/reinforcements` writes the report: the answer first, then
#   distributions, comparisons, stalls and civilians for every case.
# - `mm.read_results("results/reinforcements")` gives `.plot`, `.compare` and `.analysis` as
#   here.
# - `experiments/README.md` lists the other questions and how to write one.
#
# For your own study: state the question and the comparison first; record civilians; try it with
# `.trial()`; run it over the ensemble; look at distributions, then at paired differences with
# intervals; ask whether sets or seeds were too few.
