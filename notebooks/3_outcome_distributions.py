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
# What would the planned reinforcements change? What would fighters who return change? When does
# an offensive stall? This notebook asks small versions of the project's questions and shows how
# to read the answers: as distributions, as paired differences, and as shares of runs with
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
outcomes = ["share_city_held", "iraqi_casualties", "civilians_killed"]
recorded = ["km2_city_held", "iraqi_casualties", "civilians_killed"]

# %% [markdown]
# ## Reinforcements
#
# A lever can have named levels, each a set of parameters that change together. All are decided
# on day 7 and arrive two weeks later, so 45 days show the first three weeks of their effect.

# %%
plans = {
    "none": {},
    "Iraqi 4,000": {"reinforcement.iraqi_troops": 4000},
    "Iraqi 12,000": {"reinforcement.iraqi_troops": 12000},
    "US 6,000": {"reinforcement.us_troops": 6000},
    "advisers 1,000": {"reinforcement.advisers": True, "reinforcement.adviser_men": 1000},
}
reinforced = mm.Experiment(
    "reported",
    name="reinforcements",
    levers={"plan": plans},
    constants={"reinforcement.decision_day": 7},
    days=45,
    replications=25,
    record=recorded,
).run(home / "reinforcements", progress=False)
reinforced

# %% [markdown]
# ### Distributions first
#
# Look at the whole distribution before any mean: at its width, at its tails, at whether it has
# one peak or two. A mean between two peaks describes no run at all. `kind` chooses the form of
# the plot: density, dots, ridge, ecdf, box, violin or histogram.

# %%
reinforced.plot.distribution("share_city_held", kind="ridge")

# %%
reinforced.plot.distribution("civilians_killed", kind="box")

# %%
reinforced.plot.distribution("iraqi_casualties", kind="ecdf")

# %% [markdown]
# The same as a table. `mean` has a 95 % interval, `low` to `high`; `p05` to `p95` are quantiles
# of the runs, `min` and `max` their extremes; `basis` says what the interval covers.

# %%
reinforced.summary("civilians_killed").round(2)

# %% [markdown]
# **Two spreads, not one.** The interval of the mean says how precisely these 25 runs estimate
# the mean of infinitely many; it shrinks when more are run. The quantiles say how far single
# runs lie apart; they do not shrink. For "how could a single run turn out?" read the quantiles,
# for "what does the plan change on average?" the interval.
#
# And a 95 % interval reflects random variation between runs only: if the whole sweep were
# repeated with other seeds again and again, about 95 of 100 such intervals would contain the
# mean of the model. It does not say that the model or its parameters are right.

# %% [markdown]
# ### Day by day
#
# A band contains nine tenths of the runs. Until the troops arrive all cases are the same.

# %%
reinforced.plot.band("km2_city_held")

# %%
reinforced.plot.band("civilians_killed")

# %% [markdown]
# ### Differences with common random numbers
#
# The bands overlap widely. That does *not* mean that the plans change nothing: replicate r has
# the same seed in every case, so the same weather and the same random numbers for the same
# shots. What is due to chance in one case is also there in the others, and cancels in the
# difference of the two. `compare` makes use of these **common random numbers**: it takes the
# difference within each pair of runs, and then the mean of the differences with its interval.

# %%
reinforced.compare("share_city_held").round(3)

# %% [markdown]
# - `difference`, `low`, `high`: the mean difference from the first case, and its 95 % interval.
#   One that includes 0 says that these runs cannot tell the sign, not that there is no effect.
# - `vrf`, the variance reduction factor: how many times more runs would be needed without
#   common random numbers.
# - `p_holm`: the p-value, adjusted because several cases were compared.
# - `pairs_needed`: pairs with which a difference of this size is found in 80 of 100 sweeps.

# %% [markdown]
# Now what the same plans cost:

# %%
reinforced.compare("civilians_killed").round(2)

# %%
reinforced.compare("iraqi_casualties").round(2)

# %% [markdown]
# Random numbers are common only as long as they are used alike: once the front runs elsewhere,
# the same numbers decide about other men. So the variance reduction falls with the days, and
# before the troops arrive there is no difference to speak of. A factor below 1 would mean that
# pairing costs precision.

# %%
reinforced.plot.variance_reduction("civilians_killed")

# %% [markdown]
# A forest plot shows the same; hollow points have an interval that includes 0. Read the three
# together. When this was written, the advisers hardly changed territory, reduced Iraqi
# casualties by about 1 %, and raised the number of civilians killed by about 4 %. A plot of
# territory or of casualties alone would have hidden that, and no single one of the three says
# which plan is better.

# %%
reinforced.plot.forest("share_city_held")

# %%
reinforced.plot.forest("civilians_killed")

# %%
reinforced.plot.forest("iraqi_casualties")

# %% [markdown]
# ### Were these replications enough?
#
# It depends on the outcome and on the question. `replications_needed` is for a mean that is
# known to within a twentieth (`half_width` is what there is now).

# %%
reinforced.analysis.replication_advice("civilians_killed").round(1)

# %%
reinforced.plot.convergence("civilians_killed", by="plan")

# %% [markdown]
# Means settle after a few runs. Tails do not, and neither do the shares of rare outcomes:

# %%
reinforced.analysis.probability("stalled").round(3)

# %% [markdown]
# One stall in 25 runs may come from a probability of 1 % or of 19 %: that is what the interval
# says. The full sweep has 200 replications for this reason. Note that the cases are not five
# independent answers: with common random numbers it is likely the same replicate that stalls.

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
    days=45,
    replications=25,
    record=recorded,
).run(home / "fighters_return", progress=False)
returning.plot.distribution("iraqi_casualties", kind="ridge")

# %%
returning.plot.distribution("civilians_killed", kind="violin")

# %% [markdown]
# Two of the four cases look the same, and run by run they are. With the road closed nobody can
# return, so the number of those who would has no effect by construction, and common random
# numbers make the two cases equal:

# %%
closed = returning.runs[returning.runs["corridor.closed_at_start"]]
bool((closed.groupby("replicate")[outcomes].nunique() == 1).all(axis=None))

# %% [markdown]
# `compare` takes the first case as its base, or the one that you name. Here the base is the
# open road with nobody returning, and each case is compared with it. `by` would name single
# factors; the others are then kept equal within each pair and averaged over. Do not do that
# here: an average over open and closed road would halve the effect, and describe no case.

# %%
base = {"isis.returning_men": 0, "corridor.closed_at_start": False}
returning.compare("iraqi_casualties", base=base).round(2)

# %%
returning.compare("civilians_killed", base=base).round(2)

# %%
returning.compare("share_city_held", base=base).round(3)

# %%
returning.plot.forest("iraqi_casualties", base=base)

# %%
returning.plot.forest("civilians_killed", base=base)

# %% [markdown]
# ## When does the offensive stall?
#
# With the parameters as shipped hardly any run stalls, so the question seems to be answered. It
# is not. Sources leave most parameters of the rules open within wide ranges. So draw them:
# `"evidence"` draws a parameter by the measure that it declares, and `"fire.*"` means all
# parameters of fire. A Latin hypercube spreads 40 parameter sets over the ranges. Each
# set is run once with reinforcements and once without, with the same seed: for the same cost,
# more sets reveal more about the ranges than more seeds would.

# %%
groups = ["detection", "fire", "cohesion", "advance", "hold", "defence", "command", "civilians"]
drawn = mm.Experiment(
    "reported",
    name="ranges",
    levers={"plan": {name: plans[name] for name in ("none", "Iraqi 12,000")}},
    constants={"reinforcement.decision_day": 7},
    uncertainties={f"{group}.*": "evidence" for group in groups},
    design={"kind": "latin_hypercube", "points": 40},
    days=45,
    replications=1,
    record=recorded,
).run(home / "ranges", progress=False)
drawn.analysis.probability("stalled").round(2)

# %%
drawn.plot.probability("stalled")

# %% [markdown]
# What decides whether the offensive stalls is not chance but parameters that no source
# determines. An answer from the shipped parameters alone is an answer for one point of a wide
# range.
#
# *Stalled* means that a net gain of less than 3 km² of the city was made in a period of 14 days
# of fighting for it. A run that has not stalled by its last day might have done so later: the
# share is that of runs that stall within 45 days.
#
# All sets share one seed here (`basis`: "40 sets, one seed"): the intervals cover the choice of
# the sets, not random variation.
#
# The whole distribution over the 40 sets shows how wide the ranges are:

# %%
drawn.plot.distribution("share_city_held", kind="ecdf")

# %% [markdown]
# What the reinforcements change, over the ranges. The interval now reflects the uncertainty
# about the parameters as well as random variation: over the sets, the same troops may change
# much or nothing (`sd_sets`).

# %%
drawn.compare("share_city_held").round(3)

# %%
drawn.compare("civilians_killed").round(1)

# %% [markdown]
# And what a stall is associated with, for civilians. This is not an effect of the stall: both
# follow from the parameters that were drawn.

# %%
drawn.runs.groupby("stalled")[outcomes].median().round(2)

# %% [markdown]
# ## The full results, and your own
#
# - `mosul sweep reinforcements` and `mosul sweep fighters_return` are the full questions: more
#   cases, 200 replications, to the scenario's end; about 20 minutes each on two cores.
# - `mosul report results/reinforcements` writes the report: distributions, comparisons, stalls
#   and civilians for every case.
# - `mm.read_results("results/reinforcements")` gives `.plot`, `.compare` and `.analysis` as
#   here.
# - `experiments/README.md` lists the other questions and how to write one.
#
# For your own study: state the question and the comparison first; record civilians; try it with
# `.trial()`; look at distributions, then at paired differences with intervals; ask whether
# there were enough replications; then draw the parameters over their ranges and see what is
# left.
