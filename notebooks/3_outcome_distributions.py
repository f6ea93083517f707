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
# What would the planned reinforcements change? What would fighters change who return? When does
# an offensive stall? This notebook asks small versions of the project's questions and shows how
# to read the answers: as distributions, as differences under the same luck, and as shares of
# runs with intervals.
#
# It takes about a minute on two cores. **Its numbers are for learning**: few runs, 45 days, few
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
outcomes = ["share_city_held", "iraqi_losses", "civilians_killed"]
recorded = ["km2_city_held", "iraqi_losses", "civilians_killed"]

# %% [markdown]
# ## Reinforcements
#
# A lever can have named levels, each a set of numbers that change together. All are decided on
# day 7 and arrive two weeks later, so 45 days show about the first three weeks of their effect.

# %%
plans = {
    "none": {},
    "Iraqi 4,000": {"reinforcement.iraqi": 4000},
    "Iraqi 12,000": {"reinforcement.iraqi": 12000},
    "US 6,000": {"reinforcement.us_troops": 6000},
    "advisers 1,000": {"reinforcement.advisers": True, "reinforcement.adviser_men": 1000},
}
reinforced = mm.Experiment(
    "reported",
    name="reinforcements",
    levers={"plan": plans},
    constants={"reinforcement.decided_day": 7},
    days=45,
    replications=25,
    record=recorded,
).run(home / "reinforcements", quiet=True)
reinforced

# %% [markdown]
# ### Distributions first
#
# Look at the whole distribution before any mean: at its width, at its tails, at whether it has
# one peak or two. A mean between two peaks describes no run at all. `kind` chooses how it is
# drawn: density, ridge, ecdf, box, violin or histogram.

# %%
reinforced.plot.distribution("share_city_held", kind="ridge").figure

# %%
reinforced.plot.distribution("civilians_killed", kind="box").figure

# %%
reinforced.plot.distribution("iraqi_losses", kind="ecdf").figure

# %% [markdown]
# The same as a table. `mean` has a 95 % interval, `low` to `high`; `p05` to `p95` are quantiles
# of the runs; `two_peaks` is the p-value of a test for one peak only, and is small where there
# are two.

# %%
reinforced.summary("civilians_killed").round(2)

# %% [markdown]
# **Two spreads, not one.** The interval of the mean says how well these 25 runs tell the mean
# of ever so many; it shrinks when more are run. The quantiles say how far single runs lie
# apart; they do not shrink. For "how could it go once?" read the quantiles, for "what does the
# plan change on average?" the interval.
#
# And a 95 % interval speaks of luck only: if the whole sweep were repeated with other seeds
# again and again, about 95 of 100 such intervals would hold the mean of the model. It does not
# say that the model or its numbers are right.

# %% [markdown]
# ### Day by day
#
# A band holds nine tenths of the runs. Until the men arrive all cases go the same way.

# %%
reinforced.plot.band("km2_city_held").figure

# %%
reinforced.plot.band("civilians_killed").figure

# %% [markdown]
# ### Differences under the same luck
#
# The bands overlap widely. That does *not* mean that the plans change nothing: replicate r has
# the same seed in every case, so the same weather and the same dice for the same shots. What is
# lucky in one case is lucky in the others, and falls out of the difference of the two. These
# are **common random numbers**, and `compare` makes use of them: it takes the difference within
# each pair of runs, and then the mean of the differences with its interval.

# %%
reinforced.compare("share_city_held").round(3)

# %% [markdown]
# - `difference`, `low`, `high`: the mean difference from the first case, and its 95 % interval.
#   One that holds 0 says that these runs cannot tell the sign, not that there is no effect.
# - `gain`: how many times more runs it would have taken without common luck.
# - `p_holm`: the p-value, made stricter because several cases were compared.
# - `needed`: pairs for an interval that keeps clear of 0.

# %% [markdown]
# Now what the same plans cost:

# %%
reinforced.compare("civilians_killed").round(2)

# %%
reinforced.compare("iraqi_losses").round(2)

# %% [markdown]
# Luck is shared until it is spent differently: once the front runs elsewhere, the same dice
# fall on other men. So the gain falls with the days, and before the men arrive there is no
# difference to speak of. Below 1 it would be a loss.

# %%
reinforced.plot.gain("civilians_killed").figure

# %% [markdown]
# A forest plot shows the same; hollow points have an interval that holds 0. Read the three
# together. When this was written, the advisers saved soldiers and gained hardly any ground, and
# more civilians were killed. A plot of ground or of soldiers alone would have hidden that, and
# no single one of the three says which plan is better.

# %%
reinforced.plot.forest("share_city_held").figure

# %%
reinforced.plot.forest("civilians_killed").figure

# %%
reinforced.plot.forest("iraqi_losses").figure

# %% [markdown]
# ### Were these replications enough?
#
# It depends on the outcome and on what is asked of it. `needed` is for a mean that is known to
# within a twentieth (`half` is what there is now).

# %%
reinforced.findings.convergence("civilians_killed").round(1)

# %%
reinforced.plot.convergence("civilians_killed", by="plan").figure

# %% [markdown]
# Means settle after a few runs. Tails do not, and neither do the shares of rare outcomes:

# %%
reinforced.findings.probability("stalled").round(3)

# %% [markdown]
# One stall in 25 runs may be a chance of 1 % or of 19 %: that is what the interval says. The
# full sweep has 200 replications for this reason. Note that the cases are not five independent
# answers: under the same luck it is likely the same replicate that stalls.

# %% [markdown]
# ## Fighters who return
#
# Two levers are crossed: how many come back from day 3 on, and whether the western road, by
# which they come, is shut from the first day.

# %%
returning = mm.Experiment(
    "reported",
    name="fighters_return",
    levers={"isis.returning": [0, 3000], "corridor.shut": [False, True]},
    constants={"isis.returning_day": 3},
    days=45,
    replications=25,
    record=recorded,
).run(home / "fighters_return", quiet=True)
returning.plot.distribution("iraqi_losses", kind="ridge").figure

# %%
returning.plot.distribution("civilians_killed", kind="violin").figure

# %% [markdown]
# Two of the four cases look the same, and run by run they are. With the road shut nobody can
# come back, so the number of those who would is nothing to the battle, and the shared luck
# makes the two cases equal:

# %%
shut = returning.runs[returning.runs["corridor.shut"]]
bool((shut.groupby("replicate")[outcomes].nunique() == 1).all(axis=None))

# %% [markdown]
# `compare` takes the first case as its base, or the one that you name. `by` names the factors
# to compare; any other factor is kept equal within each pair and averaged over. Here the base
# is the open road with nobody returning.

# %%
base = {"isis.returning": 0, "corridor.shut": False}
returning.compare("iraqi_losses", base=base).round(2)

# %%
returning.compare("civilians_killed", base=base).round(2)

# %%
returning.compare("share_city_held", base=base).round(3)

# %%
returning.plot.forest("iraqi_losses", base=base).figure

# %%
returning.plot.forest("civilians_killed", base=base).figure

# %% [markdown]
# ## When does the offensive stall?
#
# With the numbers as shipped hardly any run stalls, so the question seems to be answered. It is
# not. Sources leave most numbers of the rules open within wide ranges. So draw them:
# `"evidence"` draws a number over the range of its sources, and `"fire.*"` stands for all
# numbers of fire. A Latin hypercube spreads 40 sets of numbers evenly over the ranges. Each set
# is fought once with reinforcements and once without, under the same luck: for one and the same
# cost, more sets tell more about the ranges than more seeds would.

# %%
groups = ["sight", "fire", "cohesion", "advance", "hold", "defence", "command", "people"]
drawn = mm.Experiment(
    "reported",
    name="ranges",
    levers={"plan": {name: plans[name] for name in ("none", "Iraqi 12,000")}},
    constants={"reinforcement.decided_day": 7},
    uncertainties={f"{group}.*": "evidence" for group in groups},
    design={"kind": "latin_hypercube", "points": 40},
    days=45,
    replications=1,
    record=recorded,
).run(home / "ranges", quiet=True)
drawn.findings.probability("stalled").round(2)

# %%
drawn.plot.probability("stalled").figure

# %% [markdown]
# Luck is not what decides whether the report's world stalls: numbers that no source settles
# are. An answer from the shipped numbers alone is an answer for one point of a wide range.
#
# *Stalled* means that under 3 km² of the city were won, net, in some 14 days of fight for it,
# and the day of a stall is the first of these days. A run that has not stalled by its last day
# might have done so later: it is *censored*. The curves below (Kaplan and Meier) take that into
# account. They show the share of runs without a stall so far. The step on day 0 is runs that
# won next to nothing in their first 14 days of fight.

# %%
drawn.findings.survival("stalled").groupby("case").tail(4).round(2)

# %%
drawn.plot.survival("stalled").figure

# %% [markdown]
# The mean time until a stall, counted to day 45 at most:

# %%
drawn.findings.restricted_mean("stalled").round(1)

# %% [markdown]
# What the men change, over the ranges. The interval now holds what is unknown about the
# numbers, beside luck: over the sets, the same men may change much or nothing (`sd_sets`).

# %%
drawn.compare("share_city_held").round(3)

# %%
drawn.compare("civilians_killed").round(1)

# %% [markdown]
# And what a stall goes with, for civilians. This is not an effect of the stall: both follow
# from the numbers that were drawn.

# %%
drawn.runs.groupby("stalled")[outcomes].median().round(2)

# %% [markdown]
# ## The full results, and your own
#
# - `mosul sweep reinforcements` and `mosul sweep fighters_return` are the full questions: more
#   cases, 200 replications, to the scenario's end; about 20 minutes each on two cores.
# - `mosul report results/reinforcements` writes the report: distributions, comparisons, stalls
#   and civilians for every case.
# - `mm.read_results("results/reinforcements")` gives `.plot`, `.compare` and `.findings` as
#   here.
# - `experiments/README.md` lists the other questions and how to write one.
#
# For a study of your own: say the question and the comparison first; record civilians; try it
# with `.small()`; look at distributions, then at paired differences with intervals; ask whether
# there were enough replications; then draw the numbers over their ranges and see what is left.
